//! What operators run: commands of a shell, arguments of a container, SQL.

use super::arguments::Arguments;
use crate::pipelines::python::Expr;
use crate::pipelines::{StageDraft, Value, commands, template};

/// Reads the commands of a task. Templates in them are known only when it runs.
pub(super) fn read(arguments: &Arguments<'_>, stage: &mut StageDraft) {
    let value = |text: &str| {
        template::value(text, &super::arguments::JINJA, &mut |expression| {
            Value::unresolved(expression)
        })
    };
    for name in ["bash_command", "command"] {
        let Some(expr) = arguments.get(name) else {
            continue;
        };
        match arguments.module.follow(expr) {
            Expr::List(_) => {}
            expr => match arguments.module.value(expr).known() {
                Some(text) => commands::of_script(text, &value, stage),
                None => {
                    stage.unresolved(name, "data", &arguments.value(expr));
                }
            },
        }
    }
    let mut words = Vec::new();
    for name in ["cmds", "command", "arguments"] {
        if let Some(Expr::List(items)) = arguments.get(name).map(|it| arguments.module.follow(it)) {
            let known = items.iter().filter_map(|it| {
                let value = arguments.module.value(it);
                value.known().map(str::to_owned)
            });
            words.extend(known);
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    commands::of_words(&words, &value, stage);
    // Which tables it reads and writes stands in a language that is not read.
    let queries = arguments
        .get("configuration")
        .map(|it| arguments.module.follow(it));
    let nested = queries.is_some_and(|it| {
        let mut found = false;
        it.walk(&mut |it| {
            let Expr::Dict(entries) = it else { return };
            let is_query = |(key, value): &(Expr, Expr)| {
                key.text() == Some("query") && !matches!(value, Expr::Dict(_))
            };
            found |= entries.iter().any(is_query);
        });
        found
    });
    if nested || arguments.get("sql").is_some() {
        let open = Value::unresolved("the tables that its SQL reads and writes");
        stage.unresolved("sql", "data", &open);
    }
}
