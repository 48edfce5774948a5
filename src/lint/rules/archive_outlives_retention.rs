//! Archives without an end.

use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "archive_outlives_retention",
    about: "An archive that keeps rows longer than the table that they come from may",
    why: "What has to be gone after 24 months is not gone because it stands in another table or file.",
    severity: Severity::Error,
    check: Check::Jobs(|project, found| project.job_mistakes("archive-outlives-retention", found)),
};
