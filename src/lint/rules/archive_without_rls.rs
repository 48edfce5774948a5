//! Archives that show what their tables hide.

use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "archive_without_rls",
    about: "An archive without row security, of a table that has it",
    why: "The archive shows everybody what the table hides: `CREATE TABLE ... AS SELECT` copies rows, and no policy.",
    severity: Severity::Error,
    check: Check::Jobs(|project, found| project.job_mistakes("archive-without-rls", found)),
};
