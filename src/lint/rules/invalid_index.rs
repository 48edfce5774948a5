//! Indexes that a failed build left behind.

use crate::lint::finding::{Found, Spot};
use crate::lint::live::Row;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::QualifiedName;

pub static RULE: Rule = Rule {
    name: "invalid_index",
    about: "An index that is invalid: a CREATE INDEX CONCURRENTLY failed",
    why: "No query uses it, it guarantees nothing, and every write may still pay for it. A foreign key or a job that relies on it reads the whole table.",
    severity: Severity::Error,
    check: Check::Live { report: "invalid", check },
};

fn check(project: &Project, rows: &[Row], found: &mut Found) {
    for row in rows.iter().filter(|it| it.text("problem").starts_with("invalid index")) {
        let (index, table) = (row.text("object"), row.text("relation"));
        let message = format!("index {index} of {table} is invalid");
        found.on_server(index_spot(project, index), message, format!("run `{}`", row.text("remedy")));
    }
}

/// Where an index is declared, if it is.
pub fn index_spot(project: &Project, index: &str) -> Option<Spot> {
    let name = QualifiedName::parse(index)?;
    project.places.index_named(project.schema.tables(), name.name.as_str()).map(|it| it.spot())
}

/// Where a table is declared, if it is.
pub fn table_spot(project: &Project, table: &str) -> Option<Spot> {
    project.places.table(&QualifiedName::parse(table)?).map(|it| it.spot())
}
