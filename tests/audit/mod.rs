//! `audit`: the trail of each operation on a real server, that nobody can change it, that it is managed
//! like anything else, and pgaudit beside it.

mod managed;
mod pgaudit;
mod trail;

use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::sync::OnceLock;

use canai_db::pg::server::Throwaway;

use crate::harness::{TestDatabase, canai_db, execute, start_server};

/// A server of our own, since the tests make roles.
fn server() -> &'static Throwaway {
    static SERVER: OnceLock<Throwaway> = OnceLock::new();
    SERVER.get_or_init(|| {
        let server = start_server();
        execute(&server.config("postgres"), "CREATE ROLE visitor; CREATE ROLE reader LOGIN");
        server
    })
}

const PEOPLE: &str = "\
table: people
columns:
  id:   { type: bigint, primary_key: true }
  mail: { type: text, pii: contact }
  name: { type: text, pii: none }
  note: { type: text }
audit: [insert, update, delete]
";

const ORDERS: &str = "\
table: orders
columns:
  region: { type: text, not_null: true }
  number: { type: integer, not_null: true }
  person: { type: bigint, references: { table: people, on_delete: cascade } }
  seller: { type: bigint, references: { table: people, on_delete: set null } }
  total:  { type: numeric, pii: financial }
primary_key: [region, number]
audit: [insert, update, delete]
";

/// A project and a database that has its migrations.
struct Project {
    root: PathBuf,
    database: TestDatabase,
}

impl Project {
    fn applied(name: &str, files: &[(&str, &str)]) -> Self {
        let root = std::env::temp_dir().join(format!("canai-db-audit-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let project = Self { root, database: TestDatabase::create_on(server()) };
        for (file, text) in files {
            project.write(file, text);
        }
        project.expect(&["compile", "--name", "first"], 0);
        project.on_database(&["migrate"], 0);
        project
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.root.join("schema").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs a command that ends with this exit code, and returns both its streams.
    fn expect(&self, args: &[&str], code: i32) -> String {
        let output = canai_db().arg("-C").arg(&self.root).args(args).output().unwrap();
        both(&output, args, code)
    }

    /// The same on the project's database.
    fn on_database(&self, args: &[&str], code: i32) -> String {
        let mut all = args.to_vec();
        all.extend(["--database-url", &self.database.url]);
        self.expect(&all, code)
    }

    /// Runs SQL and returns the entries that it made, `columns` of them.
    fn entries(&self, sql: &str, columns: &str) -> Vec<String> {
        let last = self.database.query("SELECT coalesce(max(id), 0) FROM canai_db_audit.log");
        self.database.execute(sql);
        let last = &last[0];
        self.database
            .query(&format!("SELECT {columns} FROM canai_db_audit.log WHERE id > {last} ORDER BY id"))
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn both(output: &Output, args: &[&str], code: i32) -> String {
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}: {text}");
    text
}

impl Project {
    /// What the server says to SQL that it refuses.
    fn database_error(&self, sql: &str) -> String {
        let error = crate::harness::block_on(async {
            let client = crate::harness::connect(&self.database.config).await;
            client.batch_execute(sql).await.expect_err(sql)
        });
        error.as_db_error().unwrap().message().to_owned()
    }
}
