//! Allowances that do not say why.

use crate::lint::allow::Used;
use crate::lint::finding::Found;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "allowance_without_reason",
    about: "An allowance that gives no reason",
    why: "Whoever reads it later cannot tell a decision from a silenced alarm.",
    severity: Severity::Error,
    check: Check::Allowances(check),
};

fn check(allowances: &[Used], found: &mut Found) {
    for allowance in allowances.iter().map(|it| it.allowance).filter(|it| it.reason.is_empty()) {
        let message = format!("`{}` is allowed here for no reason", allowance.rule);
        let help = format!("write it behind the rule: `# canai-db: allow {} because ...`", allowance.rule);
        found.report(Some(allowance.spot.clone()), message, help);
    }
}
