//! Functions with their owner's rights that visitors may call.

use crate::lint::finding::Found;
use crate::lint::project::{ANON, AUTHENTICATED, Project, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::grant::Privilege;
use crate::model::name::PUBLIC;

pub static RULE: Rule = Rule {
    name: "security_definer_function",
    about: "A function with its owner's rights that an API's visitors may call",
    why: "An API like PostgREST serves every function of its schema, and everybody may execute a new one. With `security: definer` no policy holds inside: what it returns and changes is checked by its body alone. That is right for one that checks who asks; then allow it, and say how it checks.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (id, routine) in project.routines().filter(|(_, it)| it.security_definer) {
        // Nobody calls those; triggers do.
        let fires = routine.returns.as_ref().map(|it| it.as_str().to_ascii_lowercase());
        if fires.is_some_and(|it| it == "trigger" || it == "event_trigger") {
            continue;
        }
        let mut who = project.reached_by(id, &routine.name.schema, &routine.grants, Privilege::Execute);
        who.retain(|it| [ANON, AUTHENTICATED, PUBLIC].iter().any(|role| **it == **role));
        if who.is_empty() {
            continue;
        }
        let message = format!("{} may call {id}, which runs with its owner's rights", list(who));
        let spot = project.places.object(id).map(|it| it.spot());
        let help = "write `grants: { public: [] }` and name who may call it, or `security: invoker`";
        found.report(spot, message, help);
    }
}
