//! The settings file.

use std::collections::BTreeMap;

use super::check::{Checker, Memo};
use super::grammar::SETTINGS_FILE;
use super::node::{self, Node};
use crate::diagnostic::{Diagnostic, Source};

/// What `canai-db.yaml` says; everything has a default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The environment variable that holds the URL, by environment.
    pub environments: BTreeMap<String, String>,
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
    }
    diagnostics.append(&mut checker.diagnostics);
    (settings, diagnostics)
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
}
