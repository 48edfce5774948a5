//! Jobs that read whole tables.

use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "purge_column_unindexed",
    about: "A job that goes by age through a table without an index that begins with that column",
    why: "Every batch reads the whole table to find its few thousand rows, so a purge takes the square of what it should. `compile` refuses such a job as well.",
    severity: Severity::Error,
    check: Check::Jobs(|project, found| project.job_mistakes("purge-column-unindexed", found)),
};
