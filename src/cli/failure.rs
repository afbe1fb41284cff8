//! Errors as people read them: what is wrong in the user's words, what to do, and an exit code.

use std::fmt;

use blastradius_collectors::import::ImportError;
use blastradius_collectors::snapshot::SnapshotError;
use blastradius_graph::context::ContextError;
use blastradius_reports::ReportError;
use blastradius_reports::sanitize::visible;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

use super::exit::Exit;
use super::withhold::withhold;

/// Why a verb ended early.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    message: String,
    help: Option<String>,
}

impl Failure {
    /// A failure with this exit code. Names in the message must be [visible] already.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            help: None,
        }
    }

    /// Adds what the user can do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says in front where it is: `file.toml`, line 3.
    pub(crate) fn at(mut self, place: &str) -> Self {
        self.message = format!("{place}: {}", self.message);
        self
    }

    /// An error of the operating system about a path.
    pub(crate) fn io(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        let path = path.display().to_string();
        Self::new(
            Exit::Failed,
            format!("cannot {doing} `{}`: {error}", visible(&path)),
        )
    }

    /// The text for standard error.
    pub(crate) fn render(&self, color: bool) -> String {
        let theme = if color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let mut text = String::new();
        let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
        let told = Self {
            exit: self.exit,
            message: withhold(&self.message),
            help: self.help.as_deref().map(withhold),
        };
        match handler.render_report(&mut text, &told) {
            Ok(()) => text,
            Err(_) => format!("{told}\n"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_ref()?;
        Some(Box::new(help))
    }
}

impl From<SnapshotError> for Failure {
    fn from(error: SnapshotError) -> Self {
        let exit = match error {
            SnapshotError::NotFound { .. } => Exit::Nothing,
            _ => Exit::Failed,
        };
        let failure = Self::new(exit, visible(&error.to_string()));
        match error.help() {
            Some(help) => failure.help(help),
            None => failure,
        }
    }
}

impl From<&ImportError> for Failure {
    fn from(error: &ImportError) -> Self {
        Self::new(Exit::Nothing, visible(&error.to_string())).help(error.help())
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        let exit = match error {
            ReportError::UnknownFormat { .. }
            | ReportError::Unsupported { .. }
            | ReportError::IsFolder { .. } => Exit::Usage,
            _ => Exit::Failed,
        };
        let text = error.to_string();
        match text.split_once("\nhelp: ") {
            Some((message, help)) => Self::new(exit, visible(message)).help(help),
            None => Self::new(exit, visible(&text)),
        }
    }
}

impl From<ContextError> for Failure {
    fn from(error: ContextError) -> Self {
        let failure = |message: String| Self::new(Exit::Usage, visible(&message));
        if let ContextError::Value { key, value, wants } = &error {
            return failure(format!("`{value}` is no value of `{key}`"))
                .help(format!("its values are of this form: {wants}; `{key}=` is absent, `{key}=?` unknown, `{key}=*` chosen by the attacker"));
        }
        failure(error.to_string()).help(
            "name a profile (`leaked-key`, `insider-network`, `mfa`) or set a condition key: `--context aws:SourceVpce=vpce-1a2b3c4d`",
        )
    }
}
