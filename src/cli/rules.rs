//! `rules`: what the edges of the graph are made by.

mod check;

use blastradius_graph::edges::{RULES, RuleMeta};
use blastradius_graph::techniques::{Technique, builtin};
use blastradius_reports::answer::Rule;
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};

use check::Check;

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::ui::Ui;

/// List, show and check the rules and techniques that make the edges
#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    List(List),
    Show(Show),
    Check(Check),
}

/// List every rule and technique
#[derive(Debug, clap::Args)]
struct List {
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Rules), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// Show a rule: what it does, why it matters, which permissions, where it is described
#[derive(Debug, clap::Args)]
struct Show {
    /// The id of the rule
    #[arg(value_name = "ID")]
    id: String,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Rule), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Rules {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        match &self.verb {
            Verb::List(list) => {
                let rules = blastradius_reports::answer::Rules {
                    schema: "blastradius/rules/1",
                    rules: every_rule().collect(),
                };
                output::answer(
                    &Answer::Rules(&rules),
                    list.format.as_deref(),
                    &list.output,
                    ui,
                )?;
                Ok(Exit::Done)
            }
            Verb::Show(show) => {
                let found = every_rule().find(|rule| rule.id.eq_ignore_ascii_case(&show.id));
                let rule = found.ok_or_else(|| {
                    Failure::new(
                        Exit::Nothing,
                        format!("there is no rule `{}`", visible(&show.id)),
                    )
                    .help("`blastradius rules list` names them")
                })?;
                output::answer(
                    &Answer::Rule(&rule),
                    show.format.as_deref(),
                    &show.output,
                    ui,
                )?;
                Ok(Exit::Done)
            }
            Verb::Check(files) => Ok(files.run(ui)),
        }
    }
}

/// Structural rules first, then techniques, in the order of documentation.
fn every_rule() -> impl Iterator<Item = Rule> {
    let structural = RULES.iter().map(|rule| of_rule(rule.meta()));
    structural.chain(builtin().iter().map(of_technique))
}

fn of_rule(meta: &RuleMeta) -> Rule {
    let (attack, references) = attack_first(meta.references.iter().copied());
    Rule {
        id: meta.id.to_owned(),
        title: meta.title.to_owned(),
        provider: "aws".to_owned(),
        edge: "structural".to_owned(),
        description: format!("{}\n\n{}", meta.does, meta.matters),
        needs: meta
            .permissions
            .iter()
            .copied()
            .map(str::to_owned)
            .collect(),
        gives: String::new(),
        defences: Vec::new(),
        attack,
        references,
    }
}

fn of_technique(technique: &Technique) -> Rule {
    let (attack, references) = attack_first(technique.references.iter().map(String::as_str));
    Rule {
        id: technique.id.clone(),
        title: technique.title.clone(),
        provider: "aws".to_owned(),
        edge: technique.edge().to_owned(),
        description: description(technique),
        needs: technique
            .needed()
            .iter()
            .map(|needed| needed.replace('`', ""))
            .collect(),
        gives: technique.effect.describe().to_owned(),
        defences: Vec::new(),
        attack,
        references,
    }
}

/// What it does and why it matters; for techniques beyond the identities of IAM also on what, and what must be so.
fn description(technique: &Technique) -> String {
    let mut paragraphs = vec![
        technique.does.trim().to_owned(),
        technique.matters.trim().to_owned(),
    ];
    if technique.target.who.is_none() {
        paragraphs.push(format!("It is used on {}.", technique.used_on()));
        let premises = technique.premises();
        if !premises.is_empty() {
            paragraphs.push(format!("What must be so: {}.", premises.join("; ")));
        }
    }
    paragraphs.join("\n\n")
}

/// Ids of MITRE ATT&CK techniques (`T1098.001`) apart from other references.
fn attack_first<'a>(references: impl Iterator<Item = &'a str>) -> (Vec<String>, Vec<String>) {
    references.map(str::to_owned).partition(|reference| {
        let word = reference.strip_prefix("MITRE ATT&CK ").unwrap_or(reference);
        let number = word.strip_prefix('T').unwrap_or_default();
        number.len() >= 4 && number.bytes().take(4).all(|b| b.is_ascii_digit())
    })
}
