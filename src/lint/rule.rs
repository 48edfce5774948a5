//! What a rule is before it is held against anything: a name, why it matters, and the function that
//! finds what breaks it. All of it is data, from which the help, the documentation and the tests are made.

use super::allow::Used;
use super::finding::Found;
use super::live::Row;
use super::project::Project;
pub use crate::diagnostic::Severity;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// As it is asked for and allowed: `unindexed_foreign_keys`.
    pub name: &'static str,
    /// A line for the help.
    pub about: &'static str,
    /// What happens where it is broken, with the number where it was measured, and when it does not matter.
    pub why: &'static str,
    pub severity: Severity,
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug)]
pub enum Check {
    /// schema/ alone.
    Schema(fn(&Project, &mut Found)),
    /// schema/ and jobs/ together.
    Jobs(fn(&Project, &mut Found)),
    /// The files of migrations/ that somebody wrote.
    Migrations(fn(&Project, &mut Found)),
    /// The rows of a report on a live server.
    Live { report: &'static str, check: fn(&Project, &[Row], &mut Found) },
    /// The comments that silence other rules; they are looked at last.
    Allowances(fn(&[Used], &mut Found)),
}

impl Check {
    /// What has to be there for it, in a word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Schema(_) => "schema",
            Self::Jobs(_) => "jobs",
            Self::Migrations(_) => "migrations",
            Self::Live { .. } => "live",
            Self::Allowances(_) => "comments",
        }
    }
}
