//! Names that had to be cut.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::Name;
use crate::model::name::MAX_NAME_BYTES;

pub static RULE: Rule = Rule {
    name: "name_too_long",
    about: "An index or constraint without a name, whose made-up name had to be cut at 63 bytes",
    why: "PostgreSQL keeps 63 bytes of a name. What it makes up from table and columns is cut in the middle, and errors, plans and migrations then name something that nobody can search for. (A longer name that somebody wrote is a mistake, not a finding.)",
    severity: Severity::Info,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        let is_cut = |name: &Name| name.as_str().len() == MAX_NAME_BYTES;
        let mut report = |name: &Name, place: Option<crate::lint::places::Place>, section: &str| {
            let whole = project.places.table(&table.name).and_then(|it| it.key(section));
            if whole.is_none_or(|it| it.entry(name.as_str()).is_none()) {
                let message = format!("the name that PostgreSQL makes up is cut: `{name}`");
                found.report(
                    place.map(|it| it.spot()),
                    message,
                    format!("give it one: `{section}: {{ short_name: ... }}`"),
                );
            }
        };
        for index in table.indexes.iter().filter(|it| is_cut(&it.name)) {
            report(&index.name, project.places.index(table, &index.name), "indexes");
        }
        for constraint in table.constraints.iter().filter(|it| is_cut(&it.name)) {
            use crate::model::constraint::ConstraintKind::{Check, Exclude, ForeignKey, PrimaryKey, Unique};
            let section = match constraint.kind {
                PrimaryKey(_) => continue,
                Unique(_) => "unique",
                Check(_) => "checks",
                ForeignKey(_) => "foreign_keys",
                Exclude(_) => "exclude",
            };
            report(&constraint.name, project.places.constraint(table, constraint), section);
        }
    }
}
