//! How a failure is worded. Errors hold facts; the chain is printed here, once, and a PostgreSQL
//! error inside it keeps its SQLSTATE, detail, hint and position.

use std::process::ExitCode;

use crate::pg::error::SqlError;
use crate::ui::{BAD, Ui};

/// What a command that did not fail found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done, nothing wrong.
    Done,
    /// A difference, drift, or a finding at or above the chosen level.
    Difference,
    /// An exit code by the rules of monitoring plugins.
    Plugin(u8),
}

impl Outcome {
    /// 0 or 2, unless somebody else's rules are asked for: see docs/exit-codes.md.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Difference => ExitCode::from(2),
            Self::Plugin(code) => ExitCode::from(code),
        }
    }
}

/// The command line parsed, yet what it asks for cannot be: exit code 64.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// What went wrong has been shown already, in the form that was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Shown(pub String);

/// Prints the error with its causes and returns its exit code. A PostgreSQL error is shown in full,
/// and what it was made of is not repeated.
pub fn report(error: &anyhow::Error, ui: &Ui) -> ExitCode {
    if !error.is::<Shown>() {
        ui.error(worded(error, ui.colored_stderr()));
    }
    if error.is::<Usage>() { ExitCode::from(64) } else { ExitCode::FAILURE }
}

fn worded(error: &anyhow::Error, colored: bool) -> String {
    let mut text = format!("{BAD}error:{BAD:#} ");
    for (index, cause) in error.chain().enumerate() {
        if index > 0 {
            text.push_str("\n  caused by: ");
        }
        let from_driver = cause.downcast_ref::<tokio_postgres::Error>().map(SqlError::from);
        let Some(sql) = cause.downcast_ref::<SqlError>().or(from_driver.as_ref()) else {
            text.push_str(&cause.to_string());
            continue;
        };
        let details = sql.details(colored);
        text.push_str(&sql.to_string());
        if !details.is_empty() {
            text.push('\n');
            text.push_str(&details);
        }
        break;
    }
    text
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_chain_ends_with_the_sql_error_in_full() {
        let sql = "select 1;\ncopy t from stdin;\n";
        let failed = SqlError::copy_over_connection().in_file("a.sql", sql, 0, Some(10..27));
        let error = Err::<(), _>(failed).context("migration 1 stopped").unwrap_err();
        assert_eq!(
            anstream::adapter::strip_str(&worded(&error, false)).to_string(),
            "error: migration 1 stopped\n  \
             caused by: COPY from STDIN or to STDOUT is not possible in a file of SQL\n \
             --> a.sql:2:1\n  \
             |\n\
             2 | copy t from stdin;\n  \
             | ^^^^^^^^^^^^^^^^^ this statement failed\n  \
             |\n  \
             = help: write INSERT statements instead"
        );
    }
}
