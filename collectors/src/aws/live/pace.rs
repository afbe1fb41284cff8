//! How fast a service is asked: a token bucket for each service and region of an account, which throttling halves and
//! answers fill again.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A service in a region.
pub(super) type Lane = (&'static str, String);

/// The rates of an account.
#[derive(Debug)]
pub(super) struct Pace {
    /// Calls a second, at most.
    limit: f64,
    lanes: Mutex<HashMap<Lane, Bucket>>,
}

/// Never slower than this part of the limit, which is one call in two seconds if nothing else is said: what waits longer is
/// better asked again later.
const SLOWEST_PART: f64 = 50.0;
/// Where the limit is none.
const SLOWEST: f64 = 0.5;
/// What has been saved up: a second's worth of calls.
const SAVED: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Calls a second, now.
    rate: f64,
    /// When the next call would be due at this rate.
    due: Instant,
}

impl Bucket {
    fn new(rate: f64, now: Instant) -> Self {
        let due = now.checked_sub(SAVED).unwrap_or(now);
        Self { rate, due }
    }

    /// Takes a place, and tells when it is.
    fn place(&mut self, now: Instant) -> Instant {
        let earliest = now.checked_sub(SAVED).unwrap_or(now);
        let at = self.due.max(earliest);
        self.due = at + Duration::from_secs_f64(1.0 / self.rate);
        at.max(now)
    }

    fn throttled(&mut self, now: Instant, limit: f64) {
        self.rate = (self.rate / 2.0).max(limit / SLOWEST_PART);
        self.due = self.due.max(now);
    }

    fn answered(&mut self, limit: f64) {
        self.rate = (self.rate + limit / 50.0).min(limit);
    }
}

impl Pace {
    /// `limit`: calls a second to a service in a region; a rate that is none is the slowest.
    pub(super) fn new(limit: f64) -> Self {
        let usable = limit.is_finite() && limit > 0.0;
        Self {
            limit: if usable { limit.min(1e6) } else { SLOWEST },
            lanes: Mutex::default(),
        }
    }

    /// Waits for a place.
    pub(super) async fn wait(&self, lane: &Lane) {
        let now = Instant::now();
        let at = self.with(lane, now, |bucket| bucket.place(now));
        let wait = at.and_then(|at| at.checked_duration_since(now));
        if let Some(wait) = wait.filter(|wait| !wait.is_zero()) {
            tokio::time::sleep(wait).await;
        }
    }

    /// The service asks for fewer calls.
    pub(super) fn throttled(&self, lane: &Lane) {
        let now = Instant::now();
        self.with(lane, now, |bucket| bucket.throttled(now, self.limit));
    }

    /// The service keeps up.
    pub(super) fn answered(&self, lane: &Lane) {
        self.with(lane, Instant::now(), |bucket| bucket.answered(self.limit));
    }

    fn with<T>(&self, lane: &Lane, now: Instant, what: impl FnOnce(&mut Bucket) -> T) -> Option<T> {
        let mut lanes = self.lanes.lock().ok()?;
        let bucket = lanes
            .entry(lane.clone())
            .or_insert_with(|| Bucket::new(self.limit, now));
        Some(what(bucket))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Bucket;

    /// How many calls are made in the seconds from `from` to `to` when as many as possible wait.
    fn made(bucket: &mut Bucket, start: Instant, seconds: u64) -> u32 {
        let end = start + Duration::from_secs(seconds);
        let mut calls = 0;
        let mut now = start;
        loop {
            now = bucket.place(now);
            if now >= end {
                return calls;
            }
            calls += 1;
        }
    }

    #[test]
    fn a_bucket_keeps_its_rate_and_saves_one_second() {
        let start = Instant::now() + Duration::from_secs(100);
        let calls = made(&mut Bucket::new(10.0, start), start, 20);
        assert!((205..=212).contains(&calls), "{calls}");
    }

    #[test]
    fn throttling_halves_and_answers_raise() {
        let start = Instant::now() + Duration::from_secs(100);
        let mut bucket = Bucket::new(16.0, start);
        bucket.throttled(start, 16.0);
        let calls = made(&mut bucket, start, 10);
        assert!((79..=82).contains(&calls), "{calls}");
        for _ in 0..100 {
            bucket.throttled(start, 16.0);
        }
        assert!((bucket.rate - 16.0 / 50.0).abs() < 1e-9);
        for _ in 0..48 {
            bucket.answered(16.0);
        }
        assert!(bucket.rate > 15.0 && bucket.rate < 16.0, "{}", bucket.rate);
        for _ in 0..9 {
            bucket.answered(16.0);
        }
        assert!((bucket.rate - 16.0).abs() < 1e-9);
    }
}
