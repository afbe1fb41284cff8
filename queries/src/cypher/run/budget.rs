//! What a run may cost. A limit that is reached ends the work; the answer says so.

use std::time::{Duration, Instant};

use super::super::error::Stop;
use super::super::value::Value;

/// What a run may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long it may take.
    pub time: Duration,
    /// How many rows an answer may have.
    pub rows: usize,
    /// How much may be kept for groups, sorting and the answer, in bytes, roughly.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(30),
            rows: 10_000,
            memory: 1 << 30,
        }
    }
}

/// Why an answer is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncation {
    /// The time was up.
    Time,
    /// There are more rows.
    Rows,
    /// Too much would have to be kept.
    Memory,
}

impl Truncation {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Rows => "rows",
            Self::Memory => "memory",
        }
    }
}

/// How many steps there are between two looks at the clock.
const BETWEEN: u32 = 256;

pub(super) struct Budget {
    end: Option<Instant>,
    limits: Limits,
    steps: u32,
    held: usize,
    truncated: Option<Truncation>,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            // A time that no clock reaches is no limit.
            end: Instant::now().checked_add(limits.time),
            limits: *limits,
            steps: 0,
            held: 0,
            truncated: None,
        }
    }

    pub(super) fn truncated(&self) -> Option<Truncation> {
        self.truncated
    }

    /// A step of the search.
    pub(super) fn tick(&mut self) -> Result<(), Stop> {
        if self.truncated.is_some() {
            return Err(Stop::Spent);
        }
        if self.steps.is_multiple_of(BETWEEN) && self.end.is_some_and(|end| Instant::now() >= end) {
            self.truncated = Some(Truncation::Time);
            return Err(Stop::Spent);
        }
        self.steps = self.steps.wrapping_add(1);
        Ok(())
    }

    /// Whether there is time left, to be asked from inside of a search.
    pub(super) fn clock(&self) -> impl Fn() -> bool + use<> {
        let end = self.end;
        move || end.is_none_or(|end| Instant::now() < end)
    }

    /// A search was ended by the [clock](Self::clock).
    pub(super) fn time_is_up(&mut self) -> Stop {
        self.truncated.get_or_insert(Truncation::Time);
        Stop::Spent
    }

    /// Whether the answer has room for a row beside so many.
    pub(super) fn row(&mut self, rows: usize) -> bool {
        let room = rows < self.limits.rows;
        if !room {
            self.truncated.get_or_insert(Truncation::Rows);
        }
        room
    }

    /// Something is kept.
    pub(super) fn hold(&mut self, values: &[Value]) -> Result<(), Stop> {
        let weights = values.iter().map(Value::weight);
        self.weigh(weights.fold(0, usize::saturating_add))
    }

    /// So many bytes are kept. Once a limit is reached nothing is searched any more: what was found is told.
    pub(super) fn weigh(&mut self, bytes: usize) -> Result<(), Stop> {
        self.held = self.held.saturating_add(bytes);
        if self.truncated.is_none() && self.held > self.limits.memory {
            self.truncated = Some(Truncation::Memory);
            return Err(Stop::Spent);
        }
        Ok(())
    }

    /// Something is no longer kept.
    pub(super) fn release(&mut self, bytes: usize) {
        self.held = self.held.saturating_sub(bytes);
    }
}
