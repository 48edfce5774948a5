//! `canai-db subject` on the platform's own tables with their demo rows: what a person gets, what is
//! erased, and that nobody else's row changes by a byte.

mod erase;
mod export;
mod files;
mod other;
mod reach;
mod schema;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use canai_db::pg::platform;
use canai_db::pg::server::Throwaway;
use serde_json::Value;

use crate::harness::{TestDatabase, block_on, canai_db, start_server};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
const KEY: &str = "a key for nothing but tests";

const ANA: &str = "00000000-0000-4000-8000-000000000001";
const BEN: &str = "00000000-0000-4000-8000-000000000002";

/// Rows of Ben's that do not name him: the beginning of his visit, a ticket that he wrote before he had an
/// account, and what was generated for a prompt of that visit.
const NAMELESS: &str = "
    INSERT INTO session_logs (session_id, interaction_type, ip_address) VALUES ('demo-ben-1', 'page_view', '198.51.100.7');
    INSERT INTO error_logs (session_id, error_type, error_message) VALUES ('demo-ben-1', 'rate_limit', 'slow down');
    INSERT INTO support_requests (ticket_id, subject, description, user_email)
        VALUES ('TICKET-X', 'Before I had an account', 'I wrote this as a guest.', 'Ben@Example.com');
    WITH prompt AS (
        INSERT INTO initial_prompt_logs (session_id, payload, business_type, primary_challenge, preferred_tone, desired_outcome)
        VALUES ('demo-ben-1', '{}', 'tech', 'before the login', 'warm', 'grow_customers') RETURNING id
    )
    INSERT INTO spark_logs (initial_prompt_id) SELECT id FROM prompt";

/// The platform's project, and a database with its tables and demo rows.
struct Project {
    root: PathBuf,
    database: TestDatabase,
    /// The prompt of Ben's that does not name him.
    nameless: String,
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

impl Project {
    fn new() -> Self {
        static SERVER: OnceLock<Throwaway> = OnceLock::new();
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("canai-db-subject-{}-{number}", std::process::id()));
        for folder in ["schema", "migrations", "seeds"] {
            copy(&Path::new(PROJECT).join(folder), &root.join(folder));
        }
        // The roles belong to the whole server.
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let database = TestDatabase::create_on(SERVER.get_or_init(start_server));
        let (declared, mistakes) = canai_db::yaml::read(&sources(&root.join("schema")));
        assert_eq!(mistakes, vec![]);
        block_on(async { platform::create(&database.client().await, &declared).await.unwrap() });
        let mut project = Self { root, database, nameless: String::new() };
        project.ok(&["migrate"]);
        fs::remove_file(project.root.join("seeds/demo/set.yaml")).unwrap();
        project.ok(&["seed"]);
        drop(turn);
        project.database.execute(NAMELESS);
        let prompt = "SELECT id FROM initial_prompt_logs WHERE primary_challenge = 'before the login'";
        project.nameless = project.query(prompt).concat();
        project
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = canai_db();
        command.arg("-C").arg(&self.root).args(arguments).env("CANAI_DB_SUBJECT_KEY", KEY);
        let offline = arguments.contains(&"verify") || arguments.contains(&"compile");
        if !offline {
            command.args(["--database-url", &self.database.url]);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs and expects success: what is printed.
    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{arguments:?}: {said}\n{}",
            String::from_utf8_lossy(&output.stdout)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(arguments)).unwrap()
    }

    fn query(&self, sql: &str) -> Vec<String> {
        self.database.query(sql)
    }

    /// A function's answer.
    fn call(&self, function: &str, user: &str) -> Value {
        let rows = self.query(&format!("SELECT canai_db.{function}('{user}')"));
        serde_json::from_str(&rows.concat()).unwrap()
    }

    /// Every row of every table as text, but for those that are Ben's.
    fn of_others(&self) -> Vec<String> {
        let mut all = Vec::new();
        for table in self.tables() {
            let known = [BEN, "demo-ben-1", "ben@example.com", "cs_demo_ben", &self.nameless];
            let bens = known.map(|it| format!("t::text ILIKE '%{it}%'")).join(" OR ");
            let sql = format!("SELECT '{table} ' || t::text FROM {table} AS t WHERE NOT ({bens}) ORDER BY 1");
            all.extend(self.query(&sql));
        }
        all
    }

    fn tables(&self) -> Vec<String> {
        let mut tables = self.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname !~ '^_' ORDER BY 1");
        tables.push("auth.users".to_owned());
        tables
    }

    /// Whether some row of some table still holds the text.
    fn mentions(&self, text: &str) -> Vec<String> {
        let search = |table: &String| {
            let sql = format!("SELECT count(*) FROM {table} AS t WHERE t::text ILIKE '%{text}%'");
            self.query(&sql) != ["0"]
        };
        self.tables().into_iter().filter(search).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn sources(folder: &Path) -> Vec<canai_db::diagnostic::Source> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut sources(&path));
        } else if path.extension().is_some_and(|it| it == "yaml") {
            let text = fs::read_to_string(&path).unwrap();
            found.push(canai_db::diagnostic::Source { path, text });
        }
    }
    found
}
