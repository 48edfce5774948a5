//! The settings file.

use std::collections::BTreeMap;

use super::check::{Checker, Memo};
use super::grammar::SETTINGS_FILE;
use super::node::{self, Node};
use crate::diagnostic::{Diagnostic, Source};

/// What `canai-db.yaml` says; everything has a default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The environment variable that holds the URL, by environment.
    pub environments: BTreeMap<String, String>,
    /// When a report's value is worth a warning, by report and column.
    pub thresholds: BTreeMap<String, BTreeMap<String, Threshold>>,
}

/// The two numbers of a report's threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Threshold {
    pub warn: Option<f64>,
    pub crit: Option<f64>,
}

/// The text with everything hidden that could be a password, each character by another, so that places
/// stay the same. Nothing here may hold a URL; but who tries must not find its password in an error.
#[must_use]
pub fn hide_passwords(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    let mut hidden = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, mark)) = ["://", "password=", "password:"]
        .into_iter()
        .filter_map(|mark| rest.to_ascii_lowercase().find(mark).map(|at| (at, mark)))
        .min()
    {
        let start = at + mark.len();
        let blanks = rest[start..].len() - rest[start..].trim_start_matches(' ').len();
        let (before, after) = rest.split_at(start + blanks);
        let word = &after[..after.find(ends).unwrap_or(after.len())];
        // Of a URL, all before the last `@`: a password may hold any character.
        let secret = if mark == "://" { word.rfind('@').unwrap_or(0) } else { word.len() };
        hidden.push_str(before);
        hidden.extend(word[..secret].chars().map(|_| '*'));
        rest = &after[secret..];
    }
    hidden + rest
}

/// Reads the settings; with any mistake they must not be used.
pub fn settings(source: &Source) -> (Settings, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let root = node::parse(source, &[], &mut diagnostics);
    let reported = diagnostics.iter().map(|mistake| mistake.span).collect();
    let mut memo = Memo::default();
    let mut checker = Checker::new(source, &mut memo, reported);
    let mut settings = Settings::default();
    // An empty file says nothing, which is allowed.
    if let Some(root) = root.filter(|root| !root.is_null()) {
        checker.record(&root, &SETTINGS_FILE);
        for (name, entry) in root.get("environments").and_then(Node::map).into_iter().flatten() {
            if let Some(variable) = entry.get("url_env").and_then(Node::text) {
                settings.environments.insert(name.text.to_string(), variable.to_owned());
            }
        }
        let report = root.get("report").and_then(|report| report.get("thresholds"));
        for (name, columns) in report.and_then(Node::map).into_iter().flatten() {
            let columns = columns.map().into_iter().flatten();
            let columns = columns.map(|(column, entry)| (column.text.to_string(), threshold(entry)));
            settings.thresholds.insert(name.text.to_string(), columns.collect());
        }
    }
    diagnostics.append(&mut checker.diagnostics);
    (settings, diagnostics)
}

fn threshold(entry: &Node) -> Threshold {
    let number = |key: &str| entry.get(key).and_then(Node::number)?.parse().ok();
    Threshold { warn: number("warn"), crit: number("crit") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_name_a_variable() {
        let read = |text: &str| settings(&Source { path: "canai-db.yaml".into(), text: text.to_owned() });
        let (found, mistakes) = read("environments:\n  production: { url_env: PROD_URL }\n");
        assert_eq!(mistakes, vec![]);
        assert_eq!(found.environments.get("production").map(String::as_str), Some("PROD_URL"));
        assert_eq!(read("# nothing yet\n"), (Settings::default(), vec![]));
        let (_, mistakes) = read("environments:\n  production: { url: postgres://secret@x }\n");
        assert_eq!(mistakes.len(), 2, "unknown `url`, missing `url_env`: {mistakes:?}");
    }

    #[test]
    fn no_password_is_left_to_be_shown() {
        let hidden = hide_passwords(
            "a: postgresql://u:s3/cr@t@h/x\nb: 'host=h password=s3cret'\npassword: s3\nc: d@e\n",
        );
        assert_eq!(
            hidden,
            "a: postgresql://*********@h/x\nb: 'host=h password=******'\npassword: **\nc: d@e\n"
        );
        assert_eq!(hide_passwords("url: 'postgresql://h/x'"), "url: 'postgresql://h/x'");
    }

    #[test]
    fn thresholds_are_numbers_by_report_and_column() {
        let read = |text: &str| settings(&Source { path: "canai-db.yaml".into(), text: text.to_owned() });
        let (found, mistakes) = read("report:\n  thresholds:\n    cache-hit: { hit_ratio: { warn: 0.9 } }\n");
        assert_eq!(mistakes, vec![]);
        assert_eq!(found.thresholds["cache-hit"]["hit_ratio"], Threshold { warn: Some(0.9), crit: None });
        let (_, mistakes) = read("report: { thresholds: { cache-hit: { hit_ratio: { warn: much } } } }\n");
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    }
}
