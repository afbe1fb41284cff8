//! How the program ends.

use std::process::ExitCode;

/// How the program ends. A closed pipe is [`Exit::Done`]; a signal ends the process as the system does it
/// (a shell reports 130 for an interrupt).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Something failed.
    Failed,
    /// The command line was not understood.
    Usage,
    /// Nothing was collected, or what was asked about was not found.
    Nothing,
    /// The coverage is incomplete and `--require-complete` was given.
    Incomplete,
    /// There are findings at or above `--fail-on`.
    Findings,
}

impl Exit {
    /// The number that the shell sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Nothing => 3,
            Self::Incomplete => 4,
            Self::Findings => 10,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The exit codes, for the help texts.
pub(crate) const HELP: &str = "\
Exit codes:
  0   done
  1   failed, or an input file cannot be read or used
  2   the command line was not understood
  3   nothing collected or imported, or what was asked about was not found
  4   coverage is incomplete and --require-complete was given
  10  findings at or above --fail-on";
