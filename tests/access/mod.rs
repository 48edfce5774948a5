//! `canai-db access`: what the grid says of small schemas, and that `access test` finds whatever is
//! otherwise than declared, on a real server.

mod effect;
mod grid;
mod import;
mod proof;
mod results;

use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use canai_db::pg::server::Throwaway;
use serde_json::Value;

use crate::harness::{canai_db, start_server};

/// A server of these tests' own: the roles belong to the whole of it.
fn server() -> &'static Throwaway {
    static SERVER: OnceLock<Throwaway> = OnceLock::new();
    SERVER.get_or_init(start_server)
}

/// A project in the temporary folder, removed with this value.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    fn new(files: &[(&str, String)]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("canai-db-access-{}-{number}", std::process::id()));
        for (name, text) in files {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(root)
    }

    fn run(&self, words: &[&str]) -> Output {
        canai_db().arg("-C").arg(&self.0).arg("access").args(words).output().unwrap()
    }

    /// `access test` on the server of these tests.
    fn test(&self, words: &[&str]) -> Output {
        let shadow = server().url("postgres");
        let all: Vec<&str> =
            ["test", "--shadow-url", &shadow].into_iter().chain(words.iter().copied()).collect();
        self.run(&all)
    }

    /// Every probe that is not proved: `table: role may not ...; outcome`.
    fn wrong(&self) -> Vec<String> {
        let output = self.test(&["--format", "json"]);
        let said = String::from_utf8_lossy(&output.stderr);
        let found: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
        let results = found["results"].as_array().unwrap();
        assert!(results.len() > 50, "{}", results.len());
        let wrong = results.iter().filter(|it| it["proof"] != "holds");
        let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
        let lines: Vec<String> = wrong
            .map(|it| {
                let may = if it["expected"] == "allowed" { "may" } else { "may not" };
                format!(
                    "{}: {} {may} {}; {}",
                    text(it, "table"),
                    text(it, "role"),
                    text(it, "what"),
                    text(it, "outcome")
                )
            })
            .collect();
        assert_eq!(output.status.code(), Some(if lines.is_empty() { 0 } else { 2 }), "{said}");
        lines
    }
}
