//! Purges that reach further than they say.

use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "cascade_into_ledger",
    about: "A purge that takes rows of other tables along, whatever their age",
    why: "Foreign keys with `on_delete: cascade` do not ask for an age: purging old prompts deletes payments of last week, several tables away, which the books have to keep.",
    severity: Severity::Error,
    check: Check::Jobs(|project, found| project.job_mistakes("cascade-into-ledger", found)),
};
