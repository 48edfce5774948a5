//! Indexes that another one makes superfluous, column for column.

use super::redundant_prefix_index::{Shape, is_same_order, removal};
use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "duplicate_index",
    about: "An index that has the columns of another one, or of a UNIQUE or PRIMARY KEY constraint",
    why: "No query is served that the other one does not serve, and every INSERT and most UPDATEs write both; both take room in memory. A UNIQUE constraint and a primary key have an index of their own.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        let shapes = Shape::of_table(table);
        for (at, shape) in shapes.iter().enumerate() {
            let Some(index) = shape.index else { continue };
            let twin = shapes.iter().enumerate().find(|(other_at, other)| {
                // The one goes that guarantees less, and the later one of two that guarantee the same.
                let stays = other.guarantees(shape) && (!shape.guarantees(other) || *other_at < at);
                *other_at != at && stays && shape.is_alike(other) && is_same_order(&shape.keys, &other.keys)
            });
            let Some((_, twin)) = twin else { continue };
            let message = format!("index `{}` has the same columns as {}", index.name, twin.what());
            let fix = removal(project, table, index);
            let spot = project.places.index(table, &index.name).map(|it| it.spot());
            found.report_with(spot, message, format!("remove the line of `{}`", index.name), fix);
        }
    }
}
