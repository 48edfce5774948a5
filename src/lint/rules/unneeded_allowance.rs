//! Allowances of what is not there.

use super::RULES;
use crate::lint::allow::Used;
use crate::lint::finding::Found;
use crate::lint::rule::{Check, Rule, Severity};
use crate::yaml::check::closest;

pub static RULE: Rule = Rule {
    name: "unneeded_allowance",
    about: "An allowance that silences nothing",
    why: "What it was for was mended, or moved away from it; left there, it would silence the next mistake on that line. One of a rule that this run did not look at is not judged.",
    severity: Severity::Warn,
    check: Check::Allowances(check),
};

fn check(allowances: &[Used], found: &mut Found) {
    for used in allowances {
        let allowance = used.allowance;
        let is_known = RULES.iter().any(|rule| rule.name == allowance.rule);
        let (message, help) = if !is_known {
            let help = match closest(&allowance.rule, RULES.iter().map(|rule| rule.name)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`canai-db lint --list` shows the rules".to_owned(),
            };
            (format!("there is no rule `{}` to allow something of", allowance.rule), help)
        } else if used.is_judged && !used.silences {
            let message = format!("`{}` finds nothing here that would have to be allowed", allowance.rule);
            (message, "remove the comment".to_owned())
        } else {
            continue;
        };
        let fix = is_known.then(|| allowance.removal.clone());
        found.report_with(Some(allowance.spot.clone()), message, help, fix);
    }
}
