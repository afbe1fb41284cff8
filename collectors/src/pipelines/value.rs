//! How a value of a definition is known.

/// A value as far as it is known before the pipeline runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Value {
    /// The value, or as much of its beginning as is known.
    text: String,
    /// Whether that is all of it.
    whole: bool,
    /// The parameters whose defaults stand in it: who starts the pipeline may set others.
    parameters: Vec<String>,
    /// The parameters in it that have no default.
    open: Vec<String>,
    /// The results of other steps in it: the step, and which of its results.
    references: Vec<(String, String)>,
    /// How it is written, where it is not known.
    expression: String,
}

/// The four ways in which a value is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is written out.
    Literal,
    /// The default of a parameter stands for it.
    Parameter,
    /// It is the result of another step.
    Reference,
    /// It is known only when the pipeline runs.
    Unresolved,
}

impl Value {
    /// A value that is written out.
    pub fn literal(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            whole: true,
            ..Self::default()
        }
    }

    /// A parameter: its default, if it has one.
    pub fn parameter(name: &str, default: Option<String>) -> Self {
        match default {
            Some(text) => Self {
                text,
                whole: true,
                parameters: vec![name.to_owned()],
                ..Self::default()
            },
            None => Self {
                open: vec![name.to_owned()],
                ..Self::unresolved(name)
            },
        }
    }

    /// A result of another step.
    pub fn reference(step: &str, output: &str, expression: &str) -> Self {
        Self {
            references: vec![(step.to_owned(), output.to_owned())],
            expression: crate::redact::free_text(expression).into_owned(),
            ..Self::default()
        }
    }

    /// A value that is known only when the pipeline runs.
    pub fn unresolved(expression: &str) -> Self {
        Self {
            expression: crate::redact::free_text(expression).into_owned(),
            ..Self::default()
        }
    }

    /// Adds a further part, as long as all before it is known.
    pub(super) fn join(&mut self, part: Self, expression: &str) {
        if self.whole {
            self.text.push_str(&part.text);
            self.whole = part.whole;
        }
        self.parameters.extend(part.parameters);
        self.open.extend(part.open);
        self.references.extend(part.references);
        // Once: a long text may hold many expressions.
        if !part.whole && self.expression.is_empty() {
            self.expression = crate::redact::free_text(expression).into_owned();
        }
    }

    /// How it is known.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (self.whole, self.parameters.is_empty()) {
            (true, true) => Standing::Literal,
            (true, false) => Standing::Parameter,
            (false, _) if self.references.is_empty() => Standing::Unresolved,
            (false, _) => Standing::Reference,
        }
    }

    /// The value, if all of it is known, by a default too.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        self.whole.then_some(&*self.text)
    }

    /// As much of its beginning as is known.
    #[must_use]
    pub fn begins(&self) -> &str {
        &self.text
    }

    /// Why it is only taken to be so: the parameters whose defaults stand in it. `None` where it is written out.
    #[must_use]
    pub fn assumed(&self) -> Option<String> {
        let mut names: Vec<String> = self.parameters.iter().map(|it| format!("`{it}`")).collect();
        names.sort();
        names.dedup();
        match names.len() {
            0 => None,
            1 => Some(format!("the default of the parameter {}", names.concat())),
            _ => Some(format!(
                "the defaults of the parameters {}",
                names.join(", ")
            )),
        }
    }

    /// The results of other steps in it: the step, and which of its results.
    #[must_use]
    pub fn references(&self) -> &[(String, String)] {
        &self.references
    }

    /// The parameters whose defaults stand in it.
    #[must_use]
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// Every parameter in it, with a default or without: who starts the pipeline may set it.
    pub fn settable(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().chain(&self.open).map(String::as_str)
    }

    /// How it is written, where it is not known. Anything that looks like a secret is masked.
    #[must_use]
    pub fn expression(&self) -> &str {
        &self.expression
    }
}
