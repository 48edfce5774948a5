//! Functions in which names mean what the caller wants.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "function_search_path_mutable",
    about: "A function without a search_path of its own",
    why: "Names in its body are looked up in the caller's search_path: whoever may create a function or a temporary table puts another one in front. With `security: definer` that runs the stranger's code with the owner's rights. A body that is read when the function is created (`definition`) is safe.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (id, routine) in project.routines() {
        let is_fixed = routine.set.keys().any(|name| name.eq_ignore_ascii_case("search_path"));
        if is_fixed
            || routine.definition.is_some()
            || !["sql", "plpgsql"].contains(&routine.language.as_str())
        {
            continue;
        }
        let rights = if routine.security_definer { ", and runs with its owner's rights" } else { "" };
        let message = format!("{id} looks names up in its caller's search_path{rights}");
        let spot = project.places.object(id).map(|it| it.spot());
        let help = "write `set: { search_path: '' }`, and every name in the body with its schema";
        found.report(spot, message, help);
    }
}
