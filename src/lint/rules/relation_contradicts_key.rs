//! Declared relations that say something else than a foreign key does.

use crate::diagram::contradictions;
use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "relation_contradicts_key",
    about: "A declared relation that a foreign key contradicts: the other way round, or to another table",
    why: "A diagram shows it as declared, and whoever writes a query by the diagram joins what does not belong together. In one hand-drawn diagram of 14 edges 2 were the wrong way round.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for it in contradictions(project.schema) {
        let place = project.places.relation(&it.table, &it.label);
        found.report(place.map(|it| it.spot()), it.message, it.help);
    }
}
