//! Migrations that stop traffic or break clients, as squawk sees them.

use std::path::Path;

use squawk_linter::{Linter, Rule as Squawk, Violation};
use squawk_syntax::SourceFile;

use crate::diagnostic::Span;
use crate::lint::finding::{Found, Spot};
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::migration::Script;
use crate::sql;

pub static RULE: Rule = Rule {
    name: "squawk",
    about: "What the linter squawk finds in a migration that somebody wrote",
    why: "It knows which statements lock a table against traffic, rewrite it, or break programs that are running. Files that compile wrote are left out: hazards in them had somebody's consent, and squawk, which sees one file at a time, takes SET NOT NULL for a scan although the file before has proved it. (That nobody changed them the lock file knows.) A file that is applied cannot be changed: `-- squawk-ignore RULE` belongs into it from the start.",
    severity: Severity::Warn,
    check: Check::Migrations(check),
};

/// What does not apply to a file that `canai-db migrate` runs.
const NOT_HERE: [Squawk; 6] = [
    // The executor gives every file a lock_timeout, and none waits for a statement_timeout.
    Squawk::RequireLockTimeout,
    Squawk::RequireStatementTimeout,
    // A file runs once, in a transaction that is undone when it fails.
    Squawk::PreferRobustStmts,
    // Types are the schema's matter, and have rules of their own here.
    Squawk::PreferBigintOverInt,
    Squawk::PreferTextField,
    Squawk::UnusedIgnore,
];

fn check(project: &Project, found: &mut Found) {
    for migration in project.migrations.iter().filter(|it| !sql::is_compiled(&it.up.text)) {
        for violation in violations(&migration.up) {
            let path = Path::new("migrations").join(&migration.up.file);
            let spot = Spot::new(&path, span(&migration.up.text, &violation));
            let message = format!("{}: {}", violation.code, violation.message);
            let help = violation
                .help
                .unwrap_or_else(|| format!("or write `-- squawk-ignore {}` above it", violation.code));
            found.report(Some(spot), message, help);
        }
    }
}

/// What squawk says of a file.
fn violations(script: &Script) -> Vec<Violation> {
    let mut linter = Linter::with_rules(&[], &NOT_HERE);
    linter.settings.assume_in_transaction = !script.no_transaction();
    linter.lint(&SourceFile::parse(&script.text), &script.text)
}

fn span(text: &str, violation: &Violation) -> Span {
    let place = |offset: usize| {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    };
    Span { start: place(violation.text_range.start().into()), end: place(violation.text_range.end().into()) }
}
