//! The libraries of Python, each in a process of its own.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Absent, Took};

/// The script that asks them.
const SCRIPT: &str = include_str!("peers.py");

/// Asks a library about every `step`th source.
pub(super) fn ask(
    (python, path): (&Path, &Path),
    library: &str,
    step: usize,
) -> Result<Took, Absent> {
    let probe = Command::new(python)
        .args(["-c", &format!("import {library}, numpy")])
        .stderr(Stdio::null())
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        let python = python.display();
        return Err(Absent::Install(format!(
            "`{python} -m pip install {library} numpy`, or name another Python with `--python`"
        )));
    }
    let failed = |error: std::io::Error| Absent::Failed(error.to_string());
    let mut child = Command::new(python)
        .args(["-", library])
        .arg(path)
        .arg(step.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(SCRIPT.as_bytes()).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut words = text.split_whitespace().skip(1);
    let seconds = words.next().and_then(|it| it.parse().ok());
    let pairs = words.next().and_then(|it| it.parse().ok());
    match (seconds, pairs) {
        (Some(seconds), Some(pairs)) => Ok(Took { seconds, pairs }),
        _ => {
            let said = String::from_utf8_lossy(&output.stderr);
            let last = said.lines().last().map(str::to_owned);
            Err(Absent::Failed(last.unwrap_or_else(|| {
                "it was ended, which is what too little memory looks like".to_owned()
            })))
        }
    }
}
