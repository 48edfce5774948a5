//! How a failure is worded. Errors hold facts; the chain is printed here, once, and a PostgreSQL
//! error inside it keeps its SQLSTATE, detail, hint and position.

use std::process::ExitCode;

use crate::ui::{BAD, Ui};

/// What a command that did not fail found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done, nothing wrong.
    Done,
    /// A difference, drift, or a finding at or above the chosen level.
    Difference,
}

impl Outcome {
    /// 0 or 2: see the design's exit codes.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Difference => ExitCode::from(2),
        }
    }
}

/// The command line parsed, yet what it asks for cannot be: exit code 64.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// Prints the error with its causes and returns its exit code.
pub fn report(error: &anyhow::Error, ui: &Ui) -> ExitCode {
    let causes: Vec<String> = error.chain().skip(1).map(|cause| format!("\n  caused by: {cause}")).collect();
    ui.error(format!("{BAD}error:{BAD:#} {error}{}", causes.concat()));
    if error.is::<Usage>() { ExitCode::from(64) } else { ExitCode::FAILURE }
}
