//! Policies that believe what users write about themselves.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "user_metadata_in_policy",
    about: "A policy that asks for `user_metadata`",
    why: "Users of Supabase write their `user_metadata` (`raw_user_meta_data`) themselves: whoever calls himself an admin there is one. `app_metadata` is the server's.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (table, policy) in project.policies() {
        let asks = |text: &str| ["user_metadata", "raw_user_meta_data"].iter().any(|it| text.contains(it));
        if !policy.using.iter().chain(&policy.with_check).any(|it| asks(it.as_str())) {
            continue;
        }
        let message =
            format!("policy `{}` of {table} asks for what users write about themselves", policy.name);
        let spot = project.places.policy(table, &policy.name).map(|it| it.spot());
        found.report(spot, message, "keep it in `app_metadata`, which only the server writes");
    }
}
