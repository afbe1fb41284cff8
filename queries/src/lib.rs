//! Questions asked of the graph, one file each.
//!
//! [`answer`] holds what they return. Nothing here prints: that is the work of the reports.

pub mod answer;
