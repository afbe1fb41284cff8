//! Who may do what, by the provider's own rules, three-valued, with proof.

pub mod aws;
