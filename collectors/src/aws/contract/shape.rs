//! The wanted elements of an XML answer. What a shape does not name is skipped and never becomes a value.

/// The shape of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Its text.
    Text,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// That it is there; what it says is skipped.
    Present,
    /// Elements of this name, one for each member.
    List(&'static str, &'static Shape),
    /// Entries of this element name, each a `key` and a `value`: an object of texts (the attributes of an SNS topic).
    Map(&'static str),
    /// Elements of these names.
    Structure(&'static [Member]),
}

/// An element of a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The name in XML.
    pub xml: &'static str,
    /// The name in JSON: what the AWS CLI prints.
    pub json: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// The element is itself a member of a list: it may come again and again.
    pub repeated: bool,
}

/// A member of a structure.
#[must_use]
pub const fn member(xml: &'static str, json: &'static str, shape: Shape) -> Member {
    Member {
        xml,
        json,
        shape,
        repeated: false,
    }
}

/// A member that may come again and again, with no list around it.
#[must_use]
pub const fn repeated(xml: &'static str, json: &'static str, shape: Shape) -> Member {
    Member {
        xml,
        json,
        shape,
        repeated: true,
    }
}
