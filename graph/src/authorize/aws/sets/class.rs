//! Classes of callers: those that nothing about an action tells apart have the same answer on everything, worked out once.
//!
//! What tells two callers apart is exactly what the evaluation looks at: the statements about the action that they have, how
//! the conditions on the caller in them come out, the values that conditions and patterns on elements compare with, and how
//! the policies of resources name them.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::HashMap;

use super::Planes;
use super::caller::Question;
use super::own_grants::{denied_to, granted_to};
use crate::authorize::aws::context_keys::Keys;
use crate::authorize::aws::decision::StatementEffect;
use crate::authorize::aws::document::Document;
use crate::authorize::aws::request::ContextValue;
use crate::authorize::aws::statement::Statement;
use crate::authorize::aws::truth::Truth;

/// Answers about fewer elements are found again: that costs less than to keep them.
const WORTH_KEEPING: u64 = 2;

/// So many answers are kept.
const KEPT: usize = 16_384;

/// What an answer about an action hangs on, as far as the caller goes.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Class {
    action: String,
    account: Option<String>,
    /// Whether it is the root user, a service-linked role, of the management account.
    special: [bool; 3],
    told: Vec<Told>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Told {
    /// The next boundary, level, or list of resource policies begins.
    Next,
    /// A statement, by its address.
    Has(usize),
    /// How a policy of a resource names the caller.
    Named(Truth),
    /// How a condition on the caller comes out.
    Holds(Truth),
    /// A value that something is compared with.
    Value(ContextValue),
    /// Some policy of the caller's is not known.
    Unknown(String),
}

/// The answers of classes.
#[derive(Debug, Default)]
pub(super) struct Classes {
    known: RwLock<HashMap<Class, Arc<Planes>>>,
}

impl Classes {
    /// The answer to a question, found once for all callers of a class.
    pub(super) fn answer(&self, question: &Question<'_, '_, '_>) -> Arc<Planes> {
        // A grant of a key may hang on anything about the caller.
        let granted = &question.sets.own_policies;
        let granted = granted.granted(&question.lower, &question.caller.names);
        if question.within.len() < WORTH_KEEPING || !granted.is_empty() {
            return Arc::new(question.answer());
        }
        let class = question.class();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(planes) = known.get(&class) {
            return planes.clone();
        }
        drop(known);
        let planes = Arc::new(question.answer());
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < KEPT {
            known.insert(class, planes.clone());
        }
        planes
    }
}

impl Question<'_, '_, '_> {
    fn class(&self) -> Class {
        let policies = &self.caller.policies;
        let mut telling = Telling {
            question: self,
            keys: Keys::of(&self.caller.base),
            told: Vec::new(),
            values: BTreeSet::new(),
        };
        telling.documents(&policies.identity);
        for boundary in policies.boundaries.iter().flatten() {
            telling.told.push(Told::Next);
            telling.documents(std::slice::from_ref(boundary));
        }
        // The statements of these are the same for all of an account, and how their conditions come out is not.
        let rcps = self.sets.rcps.iter();
        let rcps = rcps.flat_map(|(account, _)| &account.rcps.levels);
        for level in policies.scps.iter().chain(rcps) {
            telling.told.push(Told::Next);
            telling.documents(level);
        }
        telling.told.push(Told::Next);
        telling.own_policies();
        let unknown = [
            &policies.unknown_identity,
            &policies.unknown_boundary,
            &policies.unknown_scps,
        ];
        for reasons in unknown {
            telling.told.push(Told::Next);
            let reasons = reasons.iter().cloned().map(Told::Unknown);
            telling.told.extend(reasons);
        }
        let Telling {
            mut told,
            values,
            keys,
            ..
        } = telling;
        for key in values {
            told.push(Told::Value(keys.get(&key).into_owned()));
        }
        Class {
            action: self.lower.clone(),
            account: self.caller.account().map(str::to_owned),
            special: [
                self.caller.is_root(),
                self.caller.linked,
                policies.management_account,
            ],
            told,
        }
    }
}

/// Collects what tells a caller apart.
struct Telling<'t, 'q, 'e, 'a> {
    question: &'t Question<'q, 'e, 'a>,
    keys: Keys<'t>,
    told: Vec<Told>,
    /// Keys, lower-cased, whose values count.
    values: BTreeSet<String>,
}

impl Telling<'_, '_, '_, '_> {
    fn documents(&mut self, documents: &[Arc<Document>]) {
        let question = self.question;
        for document in documents {
            let statements = document.statements().iter();
            for statement in statements.filter(|it| it.is_about_lower(&question.lower)) {
                if statement.principal.is_some() {
                    self.named(statement);
                }
                self.statement(statement);
            }
        }
    }

    /// The policies of resources that may be about the caller.
    fn own_policies(&mut self) {
        let question = self.question;
        for (_, statements) in question.concerned() {
            for statement in statements {
                self.named(statement);
                self.statement(statement);
            }
        }
        // Others may ask about what the caller chooses; that they do not name it is known.
    }

    fn named(&mut self, statement: &Statement) {
        let subject = self.question.caller.subject();
        match statement.effect {
            StatementEffect::Allow => {
                let named = granted_to(&subject, statement);
                for truth in [named.itself, named.role, named.account] {
                    self.told.push(Told::Named(truth));
                }
            }
            StatementEffect::Deny => {
                self.told.push(Told::Named(denied_to(&subject, statement)));
            }
        }
    }

    fn statement(&mut self, statement: &Statement) {
        self.told
            .push(Told::Has(std::ptr::from_ref(statement).addr()));
        let hangs = self.question.sets.statements.hangs(statement);
        for test in hangs.of_caller(statement) {
            let holds = test.holds(&self.keys);
            if let Truth::Unknown(_) = holds {
                // A value may be found for what the caller chooses.
                let variables = test.wanted().iter().flat_map(|wanted| wanted.variables());
                let keys = variables.chain([test.lower()]).map(str::to_owned);
                self.values.extend(keys);
            }
            self.told.push(Told::Holds(holds));
        }
        self.values.extend(hangs.further_keys().iter().cloned());
    }
}
