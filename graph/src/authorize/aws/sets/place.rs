//! One statement, looked at where the keys that it asks about tell no elements apart.

use roaring::RoaringBitmap;

use super::patterns::{Patterns, fit};
use super::plane::Plane;
use super::statements::Scope;
use super::universe::Universe;
use crate::authorize::aws::context_keys::Keys;
use crate::authorize::aws::pattern::Pattern;
use crate::authorize::aws::statement::{Listed, Statement};
use crate::authorize::aws::template::{Rendered, Template};
use crate::authorize::aws::truth::Truth;

/// Elements with a policy that says the same of each of them: where its resource patterns begin with the element's own
/// name, they match all or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike<'s> {
    /// The resource of the element that stands for all.
    pub(super) own: &'s str,
    /// The element that stands for all.
    pub(super) one: u32,
    /// All of them.
    pub(super) all: &'s RoaringBitmap,
}

impl Alike<'_> {
    fn is_own(&self, template: &Template) -> bool {
        template.raw().starts_with(self.own)
    }
}

/// Where a statement is looked at.
pub(super) struct Place<'p> {
    pub(super) universe: &'p Universe,
    pub(super) patterns: &'p Patterns,
    pub(super) alike: Option<Alike<'p>>,
    pub(super) scope: Scope,
}

impl Place<'_> {
    pub(super) fn everything(&self) -> &RoaringBitmap {
        self.alike.map_or(&self.universe.all, |alike| alike.all)
    }

    /// Where the statement matches, by these of its tests, among elements that its keys do not tell apart.
    pub(super) fn matches(
        &self,
        statement: &Statement,
        tests: &[usize],
        keys: &Keys<'_>,
        all: &RoaringBitmap,
    ) -> Plane {
        let conditions = tests
            .iter()
            .filter_map(|index| statement.conditions.get(*index))
            .fold(Truth::Yes, |all, test| all.and(|| test.holds(keys)));
        if conditions == Truth::No {
            return Plane::nowhere();
        }
        let resources = match &statement.resources {
            None => Plane::on(all.clone()),
            Some(Listed::In(templates)) => self.any(templates, keys, all),
            Some(Listed::NotIn(templates)) => self.any(templates, keys, all).not(all),
        };
        resources.and_truth(&conditions)
    }

    fn any(&self, templates: &[Template], keys: &Keys<'_>, all: &RoaringBitmap) -> Plane {
        let mut found = Plane::nowhere();
        for template in templates {
            found.or(&self.fits(template, keys, all));
            if found.must == *all {
                break;
            }
        }
        found
    }

    fn fits(&self, template: &Template, keys: &Keys<'_>, all: &RoaringBitmap) -> Plane {
        if let Some(pattern) = template.fixed() {
            return self.fits_pattern(template, pattern, all);
        }
        match template.pattern(keys) {
            Rendered::Known(pattern) => self.fits_pattern(template, &pattern, all),
            Rendered::Nothing => Plane::nowhere(),
            Rendered::Unknown(widest, _) => {
                Plane::perhaps(self.fits_pattern(template, &widest, all).may)
            }
        }
    }

    fn fits_pattern(&self, template: &Template, pattern: &Pattern, all: &RoaringBitmap) -> Plane {
        let same = |whole: bool, some: bool| match (whole, some) {
            (true, _) => Plane::on(all.clone()),
            (false, true) => Plane::perhaps(all.clone()),
            (false, false) => Plane::nowhere(),
        };
        match self.scope {
            Scope::Fixed("*", _) => same(pattern.is_everything(), false),
            Scope::Fixed(arn, _) => same(pattern.matches(arn), false),
            Scope::Element(_) => match self.alike {
                Some(alike) if all.len() == 1 || alike.is_own(template) => {
                    let only = all.min().filter(|_| !alike.is_own(template));
                    let element = self.universe.get(only.unwrap_or(alike.one));
                    element.map_or_else(Plane::nowhere, |element| {
                        let (whole, some) = fit(pattern, element.arn(), element.is_pattern());
                        same(whole, some)
                    })
                }
                _ => self.patterns.plane(self.universe, pattern).within(all),
            },
        }
    }
}

/// The resource patterns of a statement.
pub(super) fn templates(statement: &Statement) -> &[Template] {
    match &statement.resources {
        Some(Listed::In(templates) | Listed::NotIn(templates)) => templates,
        None => &[],
    }
}
