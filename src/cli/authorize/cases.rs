//! One request with its policies a line in, one line of answer out.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use blastradius_graph::authorize::aws::{Case, CaseAnswer};
use blastradius_reports::sanitize::visible;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::{self, Output};
use crate::cli::ui::Ui;

/// Decides every line of a file. A line that is no case is answered with `invalid`, and the rest goes on.
pub(super) fn run(
    file: &Path,
    unknown: &[String],
    output: &Output,
    ui: &Ui,
) -> Result<Exit, Failure> {
    let mut reader: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        let opened = File::open(file).map_err(|error| Failure::io("read", file, &error))?;
        Box::new(BufReader::new(opened))
    };
    let mut exit = Exit::Done;
    let mut out = String::new();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = reader
            .read_until(b'\n', &mut line)
            .map_err(|error| Failure::io("read", file, &error))?;
        if read == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let (answer, wrong) = decide(&line, unknown);
        if let Some(reason) = wrong {
            let name = file.display().to_string();
            ui.note(&format!("warning: {}:{number}: {reason}", visible(&name)));
            exit = Exit::Failed;
        }
        let text = serde_json::to_string(&answer).map_err(|error| {
            Failure::new(Exit::Failed, format!("cannot write the answer: {error}"))
        })?;
        out.push_str(&text);
        out.push('\n');
        // Answers to a pipe come as the cases do.
        if output.output.is_none() {
            output::print(&out)?;
            out.clear();
        }
    }
    if output.output.is_some() {
        output::write(&out, output.output.as_deref())?;
    }
    Ok(exit)
}

/// The answer to a line and, for one that is no case, why.
fn decide(line: &[u8], unknown: &[String]) -> (CaseAnswer, Option<String>) {
    let text = String::from_utf8_lossy(line);
    match Case::from_json(text.trim()) {
        Ok(mut case) => {
            for key in unknown {
                case.set_unknown(key);
            }
            (case.decide(), None)
        }
        Err(error) => (
            CaseAnswer::not_a_case(text.trim(), &error),
            Some(error.to_string()),
        ),
    }
}
