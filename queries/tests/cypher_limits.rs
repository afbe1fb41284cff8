//! Hostile queries, limits, and random patterns against a search that tries everything.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use blastradius_graph::model::{EdgeKind, Graph, GraphBuilder, NodeKind};
use blastradius_queries::answer::Query;
use blastradius_queries::cypher::{ErrorKind, Limits, QueryError, QueryOptions, query};
use common::{build, edge, info, node, random_edges};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Every node assumes every other.
fn dense(nodes: usize) -> Graph {
    let mut b = GraphBuilder::new();
    for i in 0..nodes {
        b.node(node(&format!("n{i:02}"), NodeKind::Identity, "test"));
        for j in (0..nodes).filter(|j| *j != i) {
            b.edge(
                &format!("n{i:02}"),
                &format!("n{j:02}"),
                edge(EdgeKind::Assumes),
            );
        }
    }
    b.freeze(info())
}

fn ask(graph: &Graph, text: &str) -> Result<Query, Box<QueryError>> {
    query(graph, text, &QueryOptions::default())
}

fn within(graph: &Graph, text: &str, limits: Limits) -> Query {
    let options = QueryOptions {
        limits,
        ..QueryOptions::default()
    };
    query(graph, text, &options).unwrap()
}

#[test]
fn deep_nesting_is_an_error() {
    let graph = dense(2);
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a: ", "}"),
        ("NOT (", ")"),
        ("toLower(", ")"),
    ] {
        for depth in [70, 50_000] {
            let text = format!("RETURN {}1{} AS a", open.repeat(depth), close.repeat(depth));
            let error = ask(&graph, &text).unwrap_err();
            assert!(error.message.contains("deep"), "{open}: {error}");
        }
    }
    for text in [
        format!("MATCH (n:{}Data) RETURN n", "!".repeat(10_000)),
        format!("MATCH (n:{}", "(".repeat(10_000)),
        format!("RETURN {} 1 END AS a", "CASE 1 WHEN 1 THEN ".repeat(10_000)),
        format!("RETURN {}1", "EXISTS { (a) WHERE ".repeat(10_000)),
        format!("RETURN {}1", "[x IN ".repeat(10_000)),
    ] {
        assert!(ask(&graph, &text).is_err());
    }
}

#[test]
fn long_queries_end_soon() {
    let graph = dense(3);
    let start = Instant::now();
    let long = 200_000;
    for (text, answer) in [
        (format!("RETURN {}1 AS a", "1 + ".repeat(long)), "200001"),
        (format!("RETURN {}1 AS a", "- ".repeat(long)), "1"),
        (format!("RETURN {}true AS a", "NOT ".repeat(long)), "true"),
        (
            format!("RETURN {}true AS a", "true AND ".repeat(long / 2)),
            "true",
        ),
        (
            format!("RETURN size([{}1]) AS a", "1,".repeat(long)),
            "200001",
        ),
        (format!("RETURN 1 < 2{} AS a", " < 3".repeat(2)), "false"),
        (
            format!("RETURN size('{}') AS a", "x".repeat(long * 4)),
            "800000",
        ),
        (format!("/*{}*/ RETURN 1 AS a", "x".repeat(long)), "1"),
        (
            format!("RETURN [[1]]{} IS NULL AS a", "[0]".repeat(2)),
            "false",
        ),
    ] {
        let rows = ask(&graph, &text)
            .unwrap_or_else(|error| panic!("{error}"))
            .rows;
        assert_eq!(rows[0][0].to_string(), answer);
    }
    let mebibyte = format!("RETURN '{}'", "x".repeat(1 << 20));
    let error = ask(&graph, &mebibyte).unwrap_err();
    assert!(
        error.message.contains("bytes") && error.help.is_some(),
        "{error}"
    );
    for text in [
        "(".repeat(500_000),
        "MATCH ".repeat(100_000),
        "MATCH (n) ".repeat(50_000),
        format!("MATCH (n){} RETURN n", "-->()".repeat(100_000)),
        format!("RETURN {}", "`".repeat(500_001)),
        format!("RETURN {}", "'a' ".repeat(100_000)),
        "\u{1b}]0;pwned\u{7}".to_owned(),
    ] {
        let error = ask(&graph, &text).unwrap_err();
        let place = error.place.as_ref().unwrap();
        assert!(place.excerpt.chars().count() < 120);
        assert!(!error.marked().contains('\u{1b}'));
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn values_cannot_grow_without_end() {
    let graph = dense(2);
    for text in [
        "RETURN size(reduce(s = 'ab', x IN range(1, 60) | s + s)) AS a",
        "RETURN size(reduce(s = [1], x IN range(1, 60) | s + s)) AS a",
        "RETURN reduce(s = [1], x IN range(1, 60) | [s, s]) AS a",
        "RETURN reduce(s = [1], x IN range(1, 100000) | [s]) AS a",
        "RETURN reduce(s = {a: 1}, x IN range(1, 60) | {a: s, b: s}) AS a",
        "RETURN reduce(s = 'aaaa', x IN range(1, 60) | replace(s, 'a', s)) AS a",
        "RETURN range(1, 9223372036854775807) AS a",
        "RETURN 'a' =~ 'a{1000}{1000}{1000}' AS a",
    ] {
        let error = ask(&graph, text).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Evaluation, "{text}: {error}");
        assert!(error.place.is_some());
    }
}

#[test]
fn a_regular_expression_takes_linear_time() {
    let graph = dense(2);
    let text = format!("RETURN '{}!' =~ '(a+)+(a|aa)*b' AS a", "a".repeat(20_000));
    let start = Instant::now();
    assert_eq!(ask(&graph, &text).unwrap().rows[0][0].to_string(), "false");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_time_limit_holds_and_is_said() {
    let graph = dense(12);
    let limits = Limits {
        time: Duration::from_millis(200),
        ..Limits::default()
    };
    for text in [
        "MATCH p = (a)-[*]->(b) RETURN count(p) AS n",
        "MATCH p = (a)-[*1..99999999]->(b) WITH p WHERE length(p) > 500 RETURN p",
        "MATCH (a), (b), (c), (d), (e), (f), (g), (h) RETURN count(*) AS n",
        "MATCH (a) WHERE any(x IN range(1, 900000) WHERE any(y IN range(1, 900000) WHERE y < 0)) RETURN a",
        "UNWIND range(1, 900000) AS x UNWIND range(1, 900000) AS y RETURN sum(x + y) AS n",
        "MATCH (a) WHERE COUNT { (a)-[*]->() } > 0 RETURN a",
        "MATCH p = allShortestPaths((a)-[*]->(b)) MATCH (c), (d), (e), (f), (g) RETURN count(*) AS n",
    ] {
        let start = Instant::now();
        let answer = within(&graph, text, limits);
        assert!(answer.truncated, "{text}");
        assert_eq!(answer.truncated_by, Some("time"), "{text}");
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{text} {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn rows_and_memory_have_limits_that_are_said() {
    let graph = dense(12);
    let few = Limits {
        rows: 5,
        ..Limits::default()
    };
    let answer = within(&graph, "MATCH (a)-->(b) RETURN a, b", few);
    assert_eq!((answer.rows.len(), answer.truncated_by), (5, Some("rows")));
    let exact = within(&graph, "MATCH (a) RETURN a LIMIT 5", few);
    assert_eq!((exact.rows.len(), exact.truncated), (5, false));
    let union = "UNWIND range(1, 4) AS x RETURN x UNION UNWIND range(3, 5) AS x RETURN x";
    assert_eq!(within(&graph, union, few).truncated_by, None);
    let little = Limits {
        memory: 100_000,
        ..Limits::default()
    };
    for text in [
        "UNWIND range(1, 100000) AS x WITH x ORDER BY x RETURN count(x) AS n",
        "UNWIND range(1, 100000) AS x RETURN size(collect(x)) AS n",
        "UNWIND range(1, 100000) AS x WITH DISTINCT x RETURN count(x) AS n",
        "UNWIND range(1, 100000) AS x WITH x, count(*) AS c RETURN sum(c) AS n",
    ] {
        let answer = within(&graph, text, little);
        assert_eq!(answer.truncated_by, Some("memory"), "{text}");
        // What was found until then is told.
        let n: i64 = answer.rows[0][0].to_string().parse().unwrap();
        assert!(n > 100 && n < 100_000, "{text}: {n}");
    }
    // What is not needed is not kept.
    let top = "UNWIND range(1, 50000) AS x RETURN x ORDER BY x DESC LIMIT 2";
    let answer = within(
        &graph,
        top,
        Limits {
            memory: 1_000_000,
            ..Limits::default()
        },
    );
    assert_eq!(answer.rows.len(), 2);
    assert_eq!(answer.rows[0][0].to_string(), "50000");
    assert!(!answer.truncated);
}

#[test]
fn a_limit_ends_the_search() {
    let graph = dense(12);
    let answer = within(
        &graph,
        "MATCH p = (a)-[*]->(b) RETURN length(p) AS l LIMIT 3",
        Limits {
            time: Duration::from_secs(5),
            ..Limits::default()
        },
    );
    assert_eq!((answer.rows.len(), answer.truncated), (3, false));
}

/// One step of a random pattern.
#[derive(Debug, Clone)]
struct Leg {
    kind: Option<EdgeKind>,
    /// `>`, `<` or both ways.
    way: char,
    range: Option<(usize, usize)>,
    /// The node after it: a new one, or an earlier one.
    to: usize,
}

fn leg() -> impl Strategy<Value = Leg> {
    let kind = prop_oneof![
        2 => Just(None),
        1 => Just(Some(EdgeKind::Assumes)),
        1 => Just(Some(EdgeKind::Touches)),
        1 => Just(Some(EdgeKind::Flows)),
        1 => Just(Some(EdgeKind::Holds)),
    ];
    let way = prop_oneof![Just('>'), Just('<'), Just('=')];
    let range = prop_oneof![3 => Just(None), 1 => (0usize..3, 0usize..3).prop_map(|(a, b)| Some((a, a + b)))];
    (kind, way, range, 0usize..4).prop_map(|(kind, way, range, to)| Leg {
        kind,
        way,
        range,
        to,
    })
}

type Hop = (usize, usize, usize, EdgeKind);

/// Every match, by trying everything: for each leg every walk, and every node where it may begin.
fn naive(graph: &Graph, legs: &[Leg]) -> Vec<Vec<String>> {
    let hops: Vec<Hop> = graph
        .edges()
        .map(|(id, from, to, edge)| (id.index(), from.index(), to.index(), edge.kind))
        .collect();
    let names: Vec<String> = graph.nodes().map(|(_, node)| node.id.to_owned()).collect();
    let mut found = Vec::new();
    for start in 0..names.len() {
        let mut bound = vec![Some(start), None, None, None, None];
        go(
            &hops,
            legs,
            start,
            &mut bound,
            &mut Vec::new(),
            &mut |bound| {
                let row = bound.iter().flatten().map(|node| names[*node].clone());
                found.push(row.collect());
            },
        );
    }
    found.sort();
    found
}

fn go(
    hops: &[Hop],
    legs: &[Leg],
    at: usize,
    bound: &mut Vec<Option<usize>>,
    used: &mut Vec<Hop>,
    tell: &mut dyn FnMut(&[Option<usize>]),
) {
    let Some((leg, rest)) = legs.split_first() else {
        return tell(bound);
    };
    let (least, most) = leg.range.unwrap_or((1, 1));
    let mut walks = vec![(at, Vec::<Hop>::new())];
    for length in 0..=most {
        if length >= least {
            for (end, walk) in &walks {
                let before = bound[leg.to];
                if before.is_some_and(|it| it != *end) {
                    continue;
                }
                bound[leg.to] = Some(*end);
                used.extend(walk);
                go(hops, rest, *end, bound, used, tell);
                used.truncate(used.len() - walk.len());
                bound[leg.to] = before;
            }
        }
        let mut longer = Vec::new();
        for (end, walk) in &walks {
            for hop in hops {
                let along = hop.1 == *end && leg.way != '<';
                let against = hop.2 == *end && leg.way != '>' && !(along && hop.1 == hop.2);
                let open = leg.kind.is_none_or(|kind| kind == hop.3);
                if !open || walk.contains(hop) || used.contains(hop) {
                    continue;
                }
                for (goes, next) in [(along, hop.2), (against, hop.1)] {
                    if goes {
                        let mut walk = walk.clone();
                        walk.push(*hop);
                        longer.push((next, walk));
                    }
                }
            }
        }
        walks = longer;
    }
}

fn text(legs: &[Leg]) -> String {
    let mut text = "MATCH (v0)".to_owned();
    let mut known = std::collections::BTreeSet::from([0]);
    for leg in legs {
        let kind = leg
            .kind
            .map(|kind| format!(":{}", kind.name()))
            .unwrap_or_default();
        let range = leg
            .range
            .map(|(a, b)| format!("*{a}..{b}"))
            .unwrap_or_default();
        let (left, right) = match leg.way {
            '>' => ("-", "->"),
            '<' => ("<-", "-"),
            _ => ("-", "-"),
        };
        write!(text, "{left}[{kind}{range}]{right}(v{})", leg.to).unwrap();
        known.insert(leg.to);
    }
    let columns: Vec<String> = known.iter().map(|it| format!("v{it}.id")).collect();
    format!("{text} RETURN {}", columns.join(", "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn random_patterns_match_what_trying_everything_finds(
        edges in random_edges(),
        legs in proptest::collection::vec(leg(), 1..4),
    ) {
        let graph = build(&edges);
        let text = text(&legs);
        let limits = Limits { rows: 1_000_000, ..Limits::default() };
        let options = QueryOptions { limits, ..QueryOptions::default() };
        let answer = query(&graph, &text, &options).unwrap_or_else(|error| panic!("{text}: {error}"));
        let mut found: Vec<Vec<String>> = answer.rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        found.sort();
        prop_assert_eq!(found, naive(&graph, &legs), "{}", text);
    }

    #[test]
    fn no_text_is_a_panic(text in "[A-Za-z(){}\\[\\]<>=~|:,.*'\"` $0-9+-]{0,60}") {
        let graph = build(&[]);
        let _ = query(&graph, &text, &QueryOptions::default());
        let _ = query(&graph, &format!("MATCH (n) WHERE {text} RETURN n"), &QueryOptions::default());
    }
}

#[test]
fn a_search_of_attack_paths_is_ended_on_the_way() {
    use blastradius_graph::csr::Csr;
    use blastradius_queries::engine::{Network, Space, search, search_while};

    // A star of many: two rows of vertices, the second behind the first.
    let most = 40_000;
    let edges: Vec<(u32, u32)> = (1..=most)
        .flat_map(|it| [(0, it), (it, most + it)])
        .collect();
    let network = Network {
        graph: Csr::from_edges(2 * most + 1, &edges).unwrap(),
        labels: Vec::new(),
    };
    let space = || Space::new(2 * most + 1, |_| false);
    let whole = search(&network, space(), &[0], 0);
    assert!(whole.is_whole());
    assert_eq!(whole.found().count(), 2 * most as usize + 1);
    let ended = search_while(&network, space(), &[0], 0, &|| false);
    assert!(!ended.is_whole());
    assert!(ended.found().count() <= most as usize + 1);

    // What a search keeps counts as what is kept.
    let graph = dense(40);
    let text = "MATCH (a)-[r:REACHES]->(b) RETURN count(r) AS n";
    let little = within(
        &graph,
        text,
        Limits {
            memory: 100,
            ..Limits::default()
        },
    );
    assert_eq!(little.truncated_by, Some("memory"));
    assert_eq!(within(&graph, text, Limits::default()).truncated_by, None);
}
