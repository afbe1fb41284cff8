//! What expressions name, and what they come to as far as that is known.

use github_actions_expressions::call::{Call, Function};
use github_actions_expressions::literal::Literal;
use github_actions_expressions::op::{BinExpr, BinOp};
use github_actions_expressions::{Expr, SpannedExpr};

use super::MARKS;
use super::names::Names;
use crate::pipelines::template;
use crate::pipelines::value::Value;

/// The longest text in which expressions are looked for: a script that is larger is none that people wrote.
const LONGEST: usize = 1 << 20;

/// The contexts that a text names between its marks, in lower case with dots: `secrets.token`, `github.event.issue.title`,
/// `secrets` alone where all of them are asked for, `secrets.*` where which one is known only at run time. `Err` where an
/// expression is none, with what could be read.
pub(super) fn contexts(text: &str) -> (Vec<String>, bool) {
    if text.len() > LONGEST {
        return (Vec::new(), true);
    }
    let (mut found, mut broken) = (Vec::new(), false);
    for inside in template::expressions(text, MARKS) {
        broken |= bare(inside, &mut found);
    }
    (found, broken)
}

/// The contexts of an expression without marks: what stands under `if`. Whether it is broken.
pub(super) fn bare(text: &str, found: &mut Vec<String>) -> bool {
    let Ok(parsed) = Expr::parse(text.trim()) else {
        // Whatever it is, it names what it names: secrets are not missed for a comma.
        found.extend(words(text));
        return !text.trim().is_empty();
    };
    found.extend(
        parsed
            .contexts()
            .into_iter()
            .filter_map(|(it, _)| it.as_pattern()),
    );
    false
}

/// What looks like a context in something that is no expression.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)))
        .filter(|it| it.contains('.'))
        .map(str::to_ascii_lowercase)
}

/// The value of a text with expressions in it.
pub(super) fn value(text: &str, names: &Names<'_>) -> Value {
    if text.len() > LONGEST {
        return Value::unresolved("a text of more than a megabyte");
    }
    template::value(text, MARKS, &mut |inside| match Expr::parse(inside) {
        Ok(parsed) => of(&parsed, names),
        Err(_) => Value::unresolved(&format!("${{{{ {inside} }}}}")),
    })
}

fn of(expression: &SpannedExpr<'_>, names: &Names<'_>) -> Value {
    match &expression.inner {
        Expr::Literal(Literal::Null) => Value::literal(""),
        Expr::Literal(literal) => Value::literal(literal.as_str()),
        Expr::Context(context) => match context.as_pattern() {
            Some(pattern) => names.of(&pattern, expression.origin.raw),
            None => unresolved(expression),
        },
        // `a || b` is a where there is one (GitHub Docs, "Operators").
        Expr::BinExpr(BinExpr {
            lhs,
            op: BinOp::Or,
            rhs,
        }) => {
            let left = of(lhs, names);
            if left.known().is_some_and(|it| !it.is_empty()) {
                return left;
            }
            let right = of(rhs, names);
            let default = right.known().map(str::to_owned);
            match default {
                Some(default) => Value::parameter(lhs.origin.raw, Some(default)),
                None => unresolved(expression),
            }
        }
        Expr::Call(Call {
            func: Function::Format,
            args,
        }) => format(args, names).unwrap_or_else(|| unresolved(expression)),
        _ => unresolved(expression),
    }
}

fn unresolved(expression: &SpannedExpr<'_>) -> Value {
    Value::unresolved(&format!("${{{{ {} }}}}", expression.origin.raw))
}

/// `format('arn:aws:iam::{0}:role/ci', vars.ACCOUNT)`.
fn format(args: &[SpannedExpr<'_>], names: &Names<'_>) -> Option<Value> {
    let (pattern, args) = args.split_first()?;
    let pattern = of(pattern, names);
    let mut rest = pattern.known()?;
    let mut made = Value::literal("");
    while let Some((before, after)) = rest.split_once('{') {
        let (index, after) = after.split_once('}')?;
        let arg = args.get(index.parse::<usize>().ok()?)?;
        made.join(Value::literal(before), rest);
        made.join(of(arg, names), arg.origin.raw);
        rest = after;
    }
    made.join(Value::literal(rest), rest);
    Some(made)
}
