//! The page about the rules, made from the registry: docs/lint.md is this text.

use super::RULES;
use super::rule::Rule;

const START: &str = include_str!("docs.md");

/// What has to be there for a rule, as a heading.
const KINDS: [(&str, &str); 5] = [
    ("schema", "Of schema/ alone"),
    ("jobs", "Of schema/ and jobs/"),
    ("migrations", "Of migrations/"),
    ("live", "Of a live server"),
    ("comments", "Of allowances"),
];

/// The whole page.
pub fn docs() -> String {
    let mut page = START.to_owned();
    for (kind, heading) in KINDS {
        page.push_str(&format!("\n## {heading}\n"));
        for rule in RULES.iter().filter(|rule| rule.check.kind() == kind) {
            page.push_str(&format!("\n### {}\n\n{}", rule.name, explained(rule)));
        }
    }
    page
}

/// One rule in words.
pub fn explained(rule: &Rule) -> String {
    format!("{}. ({})\n\n{}\n", rule.about, rule.severity.word(), rule.why)
}
