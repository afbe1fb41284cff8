//! Expressions of Python, as far as a definition uses them.

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::pipelines) enum Expr {
    /// A text; whether names in braces stand for parts of it.
    Text {
        text: String,
        formatted: bool,
    },
    /// A number, as it is written.
    Number(String),
    /// A name, `None`, `True`.
    Name(String),
    /// `base.name`.
    Member(Box<Expr>, String),
    /// `base[index]`.
    Index(Box<Expr>, Box<Expr>),
    Call(Box<Call>),
    /// A list, tuple or set.
    List(Vec<Expr>),
    Dict(Vec<(Expr, Expr)>),
    /// Two expressions and the operator between them.
    Binary(Box<Expr>, String, Box<Expr>),
    /// Anything else.
    Other,
}

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::pipelines) struct Call {
    pub(in crate::pipelines) function: Expr,
    pub(in crate::pipelines) arguments: Vec<Expr>,
    pub(in crate::pipelines) named: Vec<(String, Expr)>,
    pub(in crate::pipelines) line: u32,
    pub(in crate::pipelines) column: u32,
}

impl Call {
    /// The argument of a name.
    pub(in crate::pipelines) fn get(&self, name: &str) -> Option<&Expr> {
        self.named
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value)
    }

    /// The argument of a name, or the one at a place.
    pub(in crate::pipelines) fn argument(&self, name: &str, place: usize) -> Option<&Expr> {
        self.get(name).or_else(|| self.arguments.get(place))
    }

    /// The last part of what is called: `DAG` of `models.DAG(…)`.
    pub(in crate::pipelines) fn name(&self) -> &str {
        self.function.last()
    }
}

impl Expr {
    /// The last part of a dotted name.
    pub(in crate::pipelines) fn last(&self) -> &str {
        match self {
            Self::Name(name) | Self::Member(_, name) => name,
            _ => "",
        }
    }

    /// The text, where it is one without parts to fill in.
    pub(in crate::pipelines) fn text(&self) -> Option<&str> {
        match self {
            Self::Text {
                text,
                formatted: false,
            } => Some(text),
            _ => None,
        }
    }

    /// The dotted name: `os.environ`.
    pub(in crate::pipelines) fn dotted(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Member(base, name) => format!("{}.{name}", base.dotted()),
            Self::Call(call) => {
                let first = call
                    .arguments
                    .first()
                    .and_then(Self::text)
                    .unwrap_or_default();
                format!("{}({first})", call.function.dotted())
            }
            Self::Index(base, index) => match index.text() {
                Some(key) => format!("{}[{key}]", base.dotted()),
                None => format!("{}[…]", base.dotted()),
            },
            Self::Binary(left, operator, right) => {
                format!("{} {operator} {}", left.dotted(), right.dotted())
            }
            Self::Text { text, .. } => text.clone(),
            _ => "…".to_owned(),
        }
    }

    /// Every expression in it, itself first.
    pub(in crate::pipelines) fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        match self {
            Self::Member(base, _) => base.walk(visit),
            Self::Index(base, index) => {
                base.walk(visit);
                index.walk(visit);
            }
            Self::Call(call) => {
                call.function.walk(visit);
                call.arguments.iter().for_each(|it| it.walk(visit));
                call.named.iter().for_each(|(_, it)| it.walk(visit));
            }
            Self::List(items) => items.iter().for_each(|it| it.walk(visit)),
            Self::Dict(entries) => entries.iter().for_each(|(key, value)| {
                key.walk(visit);
                value.walk(visit);
            }),
            Self::Binary(left, _, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            _ => {}
        }
    }
}
