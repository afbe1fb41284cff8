//! Names in expressions: variables to places, parameters to values.

use super::super::ast::{Access, AggregateCall, Comprehension, Expr, SubQuery, Test, Variable};
use super::super::error::{ErrorKind, QueryError, Span};
use super::super::properties;
use super::super::words::nearest;
use super::{Resolved, Resolver, Sort};

/// Where aggregates go. `None`: none may stand here.
pub(super) type Aggregates<'a> = Option<&'a mut Vec<AggregateCall>>;

impl Resolver<'_> {
    pub(super) fn expression(
        &mut self,
        expr: &mut Expr,
        mut aggregates: Aggregates<'_>,
    ) -> Resolved<()> {
        match expr {
            Expr::Literal(..) | Expr::Bound(_) => {}
            Expr::Parameter(name, span) => {
                let span = *span;
                let value = self.parameters.get(name.as_str()).cloned();
                let value = value.ok_or_else(|| self.no_parameter(name, span))?;
                *expr = Expr::Literal(value, span);
            }
            Expr::Variable(variable) => self.variable(variable)?,
            Expr::List(items, _) => {
                for item in items {
                    self.expression(item, aggregates.as_deref_mut())?;
                }
            }
            Expr::Map(entries, _) => {
                for (_, value) in entries {
                    self.expression(value, aggregates.as_deref_mut())?;
                }
            }
            Expr::Logic(_, parts) => {
                for (part, _) in parts {
                    self.expression(part, aggregates.as_deref_mut())?;
                }
            }
            Expr::Not(inner, _) | Expr::Negate(inner, _) => self.expression(inner, aggregates)?,
            Expr::Compare(first, rest) => {
                self.expression(first, aggregates.as_deref_mut())?;
                for (_, it, _) in rest {
                    self.expression(it, aggregates.as_deref_mut())?;
                }
            }
            Expr::Calculate(first, rest) => {
                self.expression(first, aggregates.as_deref_mut())?;
                for (_, it, _) in rest {
                    self.expression(it, aggregates.as_deref_mut())?;
                }
            }
            Expr::Test(first, tests) => {
                self.expression(first, aggregates.as_deref_mut())?;
                for (test, _) in tests {
                    match test {
                        Test::StartsWith(it)
                        | Test::EndsWith(it)
                        | Test::Contains(it)
                        | Test::Matches(it)
                        | Test::In(it) => self.expression(it, aggregates.as_deref_mut())?,
                        Test::IsNull | Test::IsNotNull => {}
                    }
                }
            }
            Expr::Access(first, accesses) => {
                self.expression(first, aggregates.as_deref_mut())?;
                if let (Expr::Variable(variable), Some((Access::Property(name), span))) =
                    (&**first, accesses.first())
                {
                    self.property(variable, name, *span)?;
                }
                for (access, _) in accesses {
                    self.access(access, aggregates.as_deref_mut())?;
                }
            }
            Expr::Call(_, arguments, _) => {
                for argument in arguments {
                    self.expression(argument, aggregates.as_deref_mut())?;
                }
            }
            Expr::Aggregate(call) => {
                let Some(found) = aggregates else {
                    let message = "this counts rows, and here there is one row at a time";
                    return Err(QueryError::at(ErrorKind::Meaning, call.span, message)
                        .help("count in `WITH … AS n` or `RETURN`, then use `n`"));
                };
                if let Some(argument) = &mut call.argument {
                    self.expression(argument, None)?;
                }
                found.push((**call).clone());
            }
            Expr::Case(case) => {
                if let Some(it) = &mut case.subject {
                    self.expression(it, aggregates.as_deref_mut())?;
                }
                for (when, then) in &mut case.branches {
                    self.expression(when, aggregates.as_deref_mut())?;
                    self.expression(then, aggregates.as_deref_mut())?;
                }
                if let Some(it) = &mut case.otherwise {
                    self.expression(it, aggregates)?;
                }
            }
            Expr::Comprehension(it) | Expr::Quantified(_, it) => {
                self.comprehension(it, aggregates)?;
            }
            Expr::Reduce(it) => {
                self.expression(&mut it.initial, aggregates.as_deref_mut())?;
                self.expression(&mut it.list, aggregates)?;
                let scope = self.scope.len();
                it.sum.slot = self.bind(&it.sum.name, Sort::Value);
                it.variable.slot = self.bind(&it.variable.name, Sort::Value);
                self.expression(&mut it.body, None)?;
                self.scope.truncate(scope);
            }
            Expr::Exists(it) | Expr::Count(it) => {
                let scope = self.scope.len();
                self.subquery(it)?;
                self.scope.truncate(scope);
            }
            Expr::Collect(it, result) => {
                let scope = self.scope.len();
                self.subquery(it)?;
                self.expression(result, None)?;
                self.scope.truncate(scope);
            }
        }
        Ok(())
    }

    fn subquery(&mut self, it: &mut SubQuery) -> Resolved<()> {
        it.plan = Some(self.matched(it.matched.clone())?);
        Ok(())
    }

    fn access(&mut self, access: &mut Access, mut aggregates: Aggregates<'_>) -> Resolved<()> {
        match access {
            Access::Property(_) | Access::Labels(_) => Ok(()),
            Access::Index(index) => self.expression(index, aggregates),
            Access::Slice(from, to) => {
                for it in from.iter_mut().chain(to.iter_mut()) {
                    self.expression(it, aggregates.as_deref_mut())?;
                }
                Ok(())
            }
        }
    }

    fn comprehension(
        &mut self,
        it: &mut Comprehension,
        aggregates: Aggregates<'_>,
    ) -> Resolved<()> {
        self.expression(&mut it.list, aggregates)?;
        let scope = self.scope.len();
        it.variable.slot = self.bind(&it.variable.name, Sort::Value);
        for expr in it.filter.iter_mut().chain(it.result.iter_mut()) {
            self.expression(expr, None)?;
        }
        self.scope.truncate(scope);
        Ok(())
    }

    pub(super) fn variable(&self, variable: &mut Variable) -> Resolved<()> {
        match self.find(&variable.name) {
            Some(binding) => {
                variable.slot = binding.slot;
                Ok(())
            }
            None => Err(self.unknown(variable)),
        }
    }

    /// A property that nothing of the variable's sort has is an error, not null: it would be a silent no.
    fn property(&self, variable: &Variable, name: &str, span: Span) -> Resolved<()> {
        let sort = self.find(&variable.name).map(|it| it.sort);
        let (what, known): (&str, &[&str]) = match sort {
            Some(Sort::Node) => ("a node", &properties::NODE),
            Some(Sort::Edge) => ("an edge", &properties::EDGE),
            Some(Sort::Reached) => ("an attack path", &properties::REACHED),
            Some(Sort::Relationships) => {
                let message = format!(
                    "`{}` is a list of relationships and has no properties",
                    variable.name.escape_debug()
                );
                return Err(QueryError::at(ErrorKind::Meaning, span, message)
                    .help("ask each: `all(r IN relationships(p) WHERE r.certainty = 'certain')`"));
            }
            Some(Sort::Path) => {
                let message = format!(
                    "`{}` is a path and has no properties",
                    variable.name.escape_debug()
                );
                return Err(QueryError::at(ErrorKind::Meaning, span, message)
                    .help("a path has length(p), nodes(p), relationships(p) and certainty(p)"));
            }
            _ => return Ok(()),
        };
        match known.contains(&name) {
            true => Ok(()),
            false => Err(properties::none(what, name, known, span)),
        }
    }

    fn no_parameter(&self, name: &str, span: Span) -> Box<QueryError> {
        let shown: String = name.chars().take(60).collect();
        let message = format!("`${}` has no value", shown.escape_debug());
        let error = QueryError::at(ErrorKind::Parameter, span, message);
        let near = nearest(name, self.parameters.keys().map(String::as_str));
        match near {
            Some(near) => error.help(format!("did you mean `${near}`?")),
            None => error.help(format!("give it one with `--param {shown}=VALUE`")),
        }
    }
}
