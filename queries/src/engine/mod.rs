//! Traversals at full speed, over dense ids: what every source reaches at once, what one reaches, best paths.
//!
//! Nothing here knows of clouds. [`Prepared`] answers *how much*: the strongly connected components of the graph are
//! condensed ([`condense`]), and bits of targets are handed along the condensation, a block of targets at a time
//! ([`blocks`]), with what one great component reaches worked out once for all that lead to it ([`pivot`]).
//! [`tree`] and [`between`] answer *by which path*.
//!
//! [`change`] says what a change of edges does to the counts, [`versus`] what each source gains and loses between two graphs,
//! [`cuts`] which edges to take away.
//!
//! Answers are exact: no number of hops is too many. They do not depend on the number of threads.

pub mod between;
pub mod bits;
pub mod blocks;
pub mod change;
pub mod components;
pub mod condense;
pub mod cuts;
pub mod network;
pub(crate) mod order;
pub mod pivot;
pub mod prepared;
mod rows;
mod spread;
pub(crate) mod states;
pub mod tree;
pub mod versus;

pub use between::Between;
pub use blocks::{Counts, Part, TooLittleMemory};
pub use change::{Change, Counted, Effect, Shift};
pub use components::NO_TARGET;
pub use network::{Cost, Label, Network};
pub use prepared::{Prepared, Question, Room};
pub use tree::{Space, Tree, search, search_while};
pub use versus::{Difference, InBoth, Thing, versus};
