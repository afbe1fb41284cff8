//! Whether a statement applies to a request: action, resource and conditions.

use super::catalogue;
use super::context_keys::Keys;
use super::pattern::Pattern;
use super::request::Request;
use super::statement::{Listed, Statement};
use super::template::{Rendered, Template};
use super::truth::Truth;

/// A request, prepared for matching.
pub(super) struct Asked<'a> {
    /// The condition keys.
    pub(super) keys: Keys<'a>,
    /// The action, lower-cased.
    pub(super) action: String,
    /// The resource that policies must match.
    resource: Target,
}

/// The resource of a request.
enum Target {
    /// The action knows no resource: only `*` matches, and what an element lists does not.
    None,
    /// This resource.
    One(String),
    /// Every resource that matches.
    All(Pattern),
}

impl<'a> Asked<'a> {
    /// Prepares a request.
    pub(super) fn new(request: &'a Request) -> Self {
        let action = request.action.to_ascii_lowercase();
        let arn = &request.resource.arn;
        let resource = match catalogue::only_resource(&action) {
            Some("*") => Target::None,
            Some(fixed) => Target::One(fixed.to_owned()),
            None if arn.contains(['*', '?']) => Target::All(Pattern::new(arn)),
            None => Target::One(arn.clone()),
        };
        Self {
            keys: Keys::of(request),
            action,
            resource,
        }
    }

    /// Whether action, resource and conditions of a statement match. A statement without
    /// Resource speaks of the resource that it is attached to.
    pub(super) fn matches(&self, statement: &Statement) -> Truth {
        if !statement.is_about_lower(&self.action) {
            return Truth::No;
        }
        let resource = match &statement.resources {
            None => Truth::Yes,
            Some(Listed::In(templates)) => self.is_in(templates),
            Some(Listed::NotIn(templates)) => self.is_outside(templates),
        };
        statement
            .conditions
            .iter()
            .fold(resource, |all, test| all.and(|| test.holds(&self.keys)))
    }

    fn is_in(&self, templates: &[Template]) -> Truth {
        let mut partly = Vec::new();
        let mut answer = Truth::No;
        for template in templates {
            match self.fits(template) {
                Fit::Whole => return Truth::Yes,
                Fit::Part => partly.push(template.raw()),
                Fit::Unknown(key) => {
                    answer = answer.or(|| {
                        Truth::unknown(
                            Some(&key),
                            format!(
                                "the resource is like {} ({key} is not known)",
                                template.raw()
                            ),
                        )
                    });
                }
                Fit::Not => {}
            }
        }
        if partly.is_empty() {
            answer
        } else {
            answer.or(|| Truth::in_part(format!("the resource is in {}", partly.join(" or "))))
        }
    }

    fn is_outside(&self, templates: &[Template]) -> Truth {
        let mut answer = Truth::Yes;
        for template in templates {
            let outside = match self.fits(template) {
                Fit::Whole => Truth::No,
                Fit::Not => Truth::Yes,
                Fit::Part => Truth::in_part(format!("the resource is outside {}", template.raw())),
                Fit::Unknown(key) => Truth::unknown(
                    Some(&key),
                    format!(
                        "the resource is not like {} ({key} is not known)",
                        template.raw()
                    ),
                ),
            };
            answer = answer.and(|| outside);
        }
        answer
    }

    fn fits(&self, template: &Template) -> Fit {
        match template.fixed() {
            Some(pattern) => self.fits_pattern(pattern),
            None => match template.pattern(&self.keys) {
                Rendered::Known(pattern) => self.fits_pattern(&pattern),
                // Nothing is equal to a variable without value.
                Rendered::Nothing => Fit::Not,
                Rendered::Unknown(widest, key) => match self.fits_pattern(&widest) {
                    Fit::Not => Fit::Not,
                    _ => Fit::Unknown(key),
                },
            },
        }
    }

    fn fits_pattern(&self, pattern: &Pattern) -> Fit {
        match &self.resource {
            Target::None if pattern.is_everything() => Fit::Whole,
            Target::None => Fit::Not,
            Target::One(arn) if pattern.matches(arn) => Fit::Whole,
            Target::One(_) => Fit::Not,
            Target::All(asked) if pattern.covers(asked) => Fit::Whole,
            Target::All(asked) if pattern.overlaps(asked) => Fit::Part,
            Target::All(_) => Fit::Not,
        }
    }
}

/// How a pattern of a policy fits the resource of a request.
enum Fit {
    /// It matches all that is asked about.
    Whole,
    /// It matches some of it.
    Part,
    /// It matches none of it.
    Not,
    /// That hangs on this key.
    Unknown(String),
}
