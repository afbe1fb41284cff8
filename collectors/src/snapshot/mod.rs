//! The snapshot: a folder (or one `.brs` tar of it) of facts and coverage.
