//! The settings file.

use std::collections::BTreeMap;

use super::check::Checker;
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
    let mut checker = Checker::default();
    let mut settings = Settings::default();
    let root = node::parse(source, &mut checker.diagnostics);
    // An empty file says nothing, which is allowed.
    if let Some(root) = root.filter(|root| !root.is_null()) {
        checker.record(source, &root, &SETTINGS_FILE);
        for (name, entry) in root.get("environments").and_then(Node::map).into_iter().flatten() {
            if let Some(variable) = entry.get("url_env").and_then(Node::text) {
                settings.environments.insert(name.text.clone(), variable.to_owned());
            }
        }
    }
    (settings, checker.diagnostics)
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
