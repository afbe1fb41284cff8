//! Questions asked of the graph, one file each.
