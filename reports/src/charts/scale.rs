//! Axes: round steps and positions.

/// From values to pixels, linear.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    max: f64,
    pixels: f64,
}

impl Scale {
    /// A scale from zero to the round value at or above `max`, over `pixels`.
    pub(super) fn new(max: u64, pixels: i32) -> Self {
        let step = step(max);
        let max = max.max(1).div_ceil(step) * step;
        Self {
            max: as_f64(max),
            pixels: f64::from(pixels),
        }
    }

    /// How many pixels a value is from zero.
    pub(super) fn at(self, value: u64) -> i32 {
        // Both factors are bounded by the size of the picture, so the cast keeps the value.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the result is at most the number of pixels"
        )]
        let pixels = (as_f64(value) / self.max * self.pixels).round() as i32;
        pixels
    }
}

/// The marks of an axis: zero, and every round step up to the first at or above `max`.
pub(super) fn ticks(max: u64) -> Vec<u64> {
    let step = step(max);
    let last = max.max(1).div_ceil(step);
    (0..=last).map(|n| n * step).collect()
}

/// A step of 1, 2 or 5 times a power of ten that makes at most six.
fn step(max: u64) -> u64 {
    let mut power: u64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if step == u64::MAX || max.max(1).div_ceil(step) <= 6 {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A count as it is written on a chart: `12`, `3,400`, `1.2M`.
pub(super) fn count(value: u64) -> String {
    if value >= 1_000_000 {
        let tenths = value / 100_000;
        return format!("{}.{}M", tenths / 10, tenths % 10);
    }
    let digits = value.to_string();
    match digits.len().checked_sub(3) {
        Some(at) if at > 0 => {
            let (head, tail) = digits.split_at(at);
            format!("{head},{tail}")
        }
        _ => digits,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a picture does not show the 53rd bit"
)]
pub(super) fn as_f64(value: u64) -> f64 {
    value as f64
}
