//! Draws every chart from made-up numbers, to look at them: `cargo run --example charts DIR`.
use blastradius_reports::charts::*;
fn main() {
    let dir = std::env::args().nth(1).expect("a folder");
    let bars: Vec<RankBar> = (0..22u64).map(|n| RankBar {
        name: if n == 3 { "arn:aws:iam::111122223333:user/engineering/a-very-long-path/legacy-ml-training-deployer".into() } else if n == 1 { "<script>alert(1)</script>".into() } else { format!("AKIAEXAMPLE{n:05}") },
        secrets: (22 - n, (22 - n) / 2), models: (n % 4, n % 3), data: (40 / (n + 1), 30 / (n + 2)), admin: n < 3 }).collect();
    let h = [
        HopColumn {
            hops: 1,
            secrets: 1,
            models: 0,
            data: 3,
        },
        HopColumn {
            hops: 2,
            secrets: 4,
            models: 2,
            data: 9,
        },
        HopColumn {
            hops: 4,
            secrets: 30,
            models: 12,
            data: 60,
        },
    ];
    let c = [
        ("secrets", [20, 4, 1, 0]),
        ("models", [3, 2, 0, 1]),
        ("data sets", [40, 12, 5, 0]),
        ("keys", [0, 0, 0, 0]),
    ]
    .map(|(name, counts)| CertaintyRow {
        name: name.into(),
        counts,
    });
    let a: Vec<AgePoint> = (0..30u64)
        .map(|n| AgePoint {
            name: format!("key-of-service-{n}"),
            days: (n * n * 3) % 1500,
            reach: (n * 37) % 200,
            admin: n % 9 == 0,
            active: n % 5 != 0,
        })
        .collect();
    for chart in [rank(&bars), hops(&h), certainty(&c), age(&a)] {
        let chart = chart.expect("draws");
        std::fs::write(format!("{dir}/{}.svg", chart.name), chart.svg).expect("writes");
    }
    for chart in [rank(&[]), hops(&[]), certainty(&[]), age(&[])] {
        let chart = chart.expect("draws");
        std::fs::write(format!("{dir}/{}-empty.svg", chart.name), chart.svg).expect("writes");
    }
}
