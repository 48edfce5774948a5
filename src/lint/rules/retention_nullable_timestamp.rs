//! Ages that nobody knows.

use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "retention_nullable_timestamp",
    about: "A job that goes by a column that may be NULL",
    why: "A row whose time is NULL is never old: it is kept for ever, against the very limit that the job is there for, and nothing says so.",
    severity: Severity::Error,
    check: Check::Jobs(|project, found| project.job_mistakes("retention-nullable-timestamp", found)),
};
