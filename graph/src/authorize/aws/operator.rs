//! The condition operators.
//!
//! Source: IAM User Guide, `IAM JSON policy elements: Condition operators` and `Set operators
//! for multivalued context keys`.

/// A condition operator, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    /// `ForAllValues:` or `ForAnyValue:`.
    pub(super) set: Option<SetOperator>,
    /// What is compared how.
    pub(super) compare: Compare,
    /// Whether it is the opposite: `StringNotEquals`, `NotIpAddress`.
    pub(super) negated: bool,
    /// Whether an absent key satisfies it (`…IfExists`).
    pub(super) if_exists: bool,
}

/// How several values of a key are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetOperator {
    /// Every value must satisfy; true when there is none.
    ForAllValues,
    /// One value must satisfy; false when there is none.
    ForAnyValue,
}

/// The comparisons, without their opposites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Numeric(Order),
    Date(Order),
    Bool,
    BinaryEquals,
    IpAddress,
    /// `ArnEquals` and `ArnLike`, which behave alike.
    Arn,
    Null,
}

/// How two numbers or times are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Equals,
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
}

impl Order {
    /// Whether the ordering of the given value to the wanted one is what is asked.
    pub(super) fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equals => ordering.is_eq(),
            Self::LessThan => ordering.is_lt(),
            Self::LessThanEquals => ordering.is_le(),
            Self::GreaterThan => ordering.is_gt(),
            Self::GreaterThanEquals => ordering.is_ge(),
        }
    }
}

impl Operator {
    /// Reads the name of an operator. Names are compared without regard to case.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (set, lower) = match lower.split_once(':') {
            Some(("forallvalues", rest)) => (Some(SetOperator::ForAllValues), rest),
            Some(("foranyvalue", rest)) => (Some(SetOperator::ForAnyValue), rest),
            Some(_) => return None,
            None => (None, lower.as_str()),
        };
        let (base, if_exists) = match lower.strip_suffix("ifexists") {
            Some(base) => (base, true),
            None => (lower, false),
        };
        let (compare, negated) = match base {
            "stringequals" => (Compare::StringEquals, false),
            "stringnotequals" => (Compare::StringEquals, true),
            "stringequalsignorecase" => (Compare::StringEqualsIgnoreCase, false),
            "stringnotequalsignorecase" => (Compare::StringEqualsIgnoreCase, true),
            "stringlike" => (Compare::StringLike, false),
            "stringnotlike" => (Compare::StringLike, true),
            "numericequals" => (Compare::Numeric(Order::Equals), false),
            "numericnotequals" => (Compare::Numeric(Order::Equals), true),
            "numericlessthan" => (Compare::Numeric(Order::LessThan), false),
            "numericlessthanequals" => (Compare::Numeric(Order::LessThanEquals), false),
            "numericgreaterthan" => (Compare::Numeric(Order::GreaterThan), false),
            "numericgreaterthanequals" => (Compare::Numeric(Order::GreaterThanEquals), false),
            "dateequals" => (Compare::Date(Order::Equals), false),
            "datenotequals" => (Compare::Date(Order::Equals), true),
            "datelessthan" => (Compare::Date(Order::LessThan), false),
            "datelessthanequals" => (Compare::Date(Order::LessThanEquals), false),
            "dategreaterthan" => (Compare::Date(Order::GreaterThan), false),
            "dategreaterthanequals" => (Compare::Date(Order::GreaterThanEquals), false),
            "bool" => (Compare::Bool, false),
            "binaryequals" => (Compare::BinaryEquals, false),
            "ipaddress" => (Compare::IpAddress, false),
            "notipaddress" => (Compare::IpAddress, true),
            "arnequals" | "arnlike" => (Compare::Arn, false),
            "arnnotequals" | "arnnotlike" => (Compare::Arn, true),
            // Null asks for existence itself: it has no IfExists.
            "null" if !if_exists => (Compare::Null, false),
            _ => return None,
        };
        Some(Self {
            set,
            compare,
            negated,
            if_exists,
        })
    }

    /// Whether `${…}` in its values are variables: only in string and ARN comparisons.
    ///
    /// Source: IAM User Guide, `IAM policy elements: Variables and tags`, where you can use
    /// policy variables.
    pub(super) fn has_variables(self) -> bool {
        matches!(
            self.compare,
            Compare::StringEquals
                | Compare::StringEqualsIgnoreCase
                | Compare::StringLike
                | Compare::Arn
        )
    }

    /// What the comparison says of a key that is not in the request. Opposites hold: an absent
    /// value is not equal to anything.
    pub(super) fn on_absent(self) -> bool {
        match self.set {
            _ if self.if_exists => true,
            Some(SetOperator::ForAllValues) => true,
            Some(SetOperator::ForAnyValue) => false,
            None => self.negated,
        }
    }

    /// The verb of the sentence `key verb values`.
    pub(super) fn verb(self) -> &'static str {
        match (self.compare, self.negated) {
            (Compare::StringEquals | Compare::Bool | Compare::BinaryEquals, false) => "is",
            (Compare::StringEquals | Compare::Bool | Compare::BinaryEquals, true) => "is not",
            (Compare::StringEqualsIgnoreCase, false) => "is, in any case,",
            (Compare::StringEqualsIgnoreCase, true) => "is not, in any case,",
            (Compare::StringLike | Compare::Arn, false) => "is like",
            (Compare::StringLike | Compare::Arn, true) => "is not like",
            (Compare::IpAddress, false) => "is in",
            (Compare::IpAddress, true) => "is not in",
            (Compare::Numeric(Order::Equals), false) => "=",
            (Compare::Numeric(Order::Equals), true) => "!=",
            (Compare::Numeric(Order::LessThan), _) => "<",
            (Compare::Numeric(Order::LessThanEquals), _) => "<=",
            (Compare::Numeric(Order::GreaterThan), _) => ">",
            (Compare::Numeric(Order::GreaterThanEquals), _) => ">=",
            (Compare::Date(Order::Equals), false) => "is at",
            (Compare::Date(Order::Equals), true) => "is not at",
            (Compare::Date(Order::LessThan), _) => "is before",
            (Compare::Date(Order::LessThanEquals), _) => "is not after",
            (Compare::Date(Order::GreaterThan), _) => "is after",
            (Compare::Date(Order::GreaterThanEquals), _) => "is not before",
            (Compare::Null, _) => "is absent:",
        }
    }
}
