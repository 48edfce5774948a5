//! Extensions that are older than what is installed beside the server.

use crate::lint::finding::Found;
use crate::lint::live::Row;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::{Name, ObjectId};

pub static RULE: Rule = Rule {
    name: "extension_outdated",
    about: "An extension whose objects are of an older version than its library",
    why: "The library is updated with the packages, the SQL objects only by ALTER EXTENSION ... UPDATE: fixes, security ones among them, are installed and not in force.",
    severity: Severity::Warn,
    check: Check::Live { report: "extensions", check },
};

fn check(project: &Project, rows: &[Row], found: &mut Found) {
    for row in rows.iter().filter(|it| it.is_bad()) {
        let name = row.text("extension");
        let (installed, available) = (row.text("installed_version"), row.text("available_version"));
        let message = format!("extension {name} is of version {installed}; {available} is there");
        let place = project.places.object(&ObjectId::Extension(Name::from(name)));
        let help = format!("read its notes, then write `{name}: {{ version: \"{available}\" }}` and compile");
        found.on_server(place.map(|it| it.spot()), message, help);
    }
}
