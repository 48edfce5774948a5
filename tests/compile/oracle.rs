//! The same cases on a real PostgreSQL: a database that was migrated is the one built from nothing,
//! the way back leads back, and rows survive.

use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;
use std::thread;

use canai_db::compile::Refusal;
use canai_db::migration::Migration;
use canai_db::migration::statement::{self, outline};
use canai_db::model::{ObjectId, Schema};
use canai_db::pg::platform;
use canai_db::pg::server::Throwaway;

use super::{Case, cases, is_expected, migrations};
use crate::harness::{TestDatabase, block_on, start_server};

const FINGERPRINT: &str = include_str!("fingerprint.sql");

/// A server of its own with one database, which is used again and again.
pub struct Worker {
    database: TestDatabase,
    _server: Throwaway,
}

impl Worker {
    pub fn start() -> Self {
        let server = start_server();
        Self { database: TestDatabase::create_on(&server), _server: server }
    }

    /// Makes the database an empty one again.
    fn clear(&self) {
        self.database.execute(
            "DO $$
            DECLARE
                statement text;
            BEGIN
                FOR statement IN
                    SELECT format('DROP EXTENSION %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
                    UNION ALL
                    SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
                    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
                LOOP
                    EXECUTE statement;
                END LOOP;
            END $$;
            CREATE SCHEMA public;
            GRANT USAGE ON SCHEMA public TO PUBLIC;
            COMMENT ON SCHEMA public IS 'standard public schema';
            -- They live in no schema.
            SET allow_system_table_mods = on;
            DELETE FROM pg_default_acl;
            DELETE FROM pg_shdepend WHERE classid = 'pg_default_acl'::regclass;",
        );
    }
}

/// How many cases run at a time, each on a server of its own, since roles belong to the whole server.
const WORKERS: usize = 3;

#[test]
fn a_migrated_database_is_the_one_built_from_nothing() {
    let cases = Mutex::new(cases());
    let failed = Mutex::new(String::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let worker = Worker::start();
                loop {
                    let Some(case) = cases.lock().unwrap().pop() else { break };
                    if let Err(what) = prove(&worker, &case) {
                        let _ = writeln!(failed.lock().unwrap(), "{}: {what}\n", case.name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "\n{failed}");
}

fn prove(worker: &Worker, case: &Case) -> Result<(), String> {
    let rows = fs::read_to_string(case.folder.join("rows.sql")).unwrap_or_default();
    let Some(after) = prove_migration(worker, &case.from, &case.to, &rows)? else { return Ok(()) };
    if !rows.is_empty() && !is_expected(case, "rows.txt", &after) {
        return Err(format!("the rows are not as in rows.txt:\n{after}"));
    }
    Ok(())
}

/// Proves the way from one schema to the other. The rows after it; `None` where it is refused.
pub fn prove_migration(
    worker: &Worker,
    from: &Schema,
    to: &Schema,
    rows: &str,
) -> Result<Option<String>, String> {
    let migrations = match migrations(from, to) {
        Ok((_, migrations)) => migrations,
        Err(Refusal::Impossible(_)) => return Ok(None),
        Err(other) => return Err(format!("{other:?}")),
    };
    let (_, again) = super::migrations(to, to).map_err(|it| format!("{it:?}"))?;
    if !again.is_empty() {
        return Err("compiling again is not empty".to_owned());
    }
    let roles = Roles::of(worker, &[from, to]);
    let wanted = Database::built(worker, to, "new")?.fingerprint(&roles);
    roles.drop();
    let database = Database::built(worker, from, "old")?;
    let before = database.fingerprint(&roles);
    database.run("rows.sql", rows, true)?;
    // What the database is before each migration.
    let mut stages = Vec::new();
    for migration in &migrations {
        stages.push(database.fingerprint(&roles));
        database.up(std::slice::from_ref(migration))?;
    }
    same("migrated", "built from nothing", &database.fingerprint(&roles), &wanted)?;
    let after = database.rows();
    if migrations.iter().all(|it| it.down.as_ref().is_some_and(|down| down.irreversible().is_none())) {
        for (migration, stage) in migrations.iter().zip(stages).rev() {
            database.down(std::slice::from_ref(migration))?;
            // What a file leaves on purpose goes with one before it.
            if migration.down.as_ref().is_some_and(|down| outline(&down.text).count == 0) {
                continue;
            }
            let left = in_between(database.fingerprint(&roles));
            same(&format!("{} reverted", migration.slug), "before it", &left, &in_between(stage))?;
        }
        same("reverted", "before", &without_roles(database.fingerprint(&roles)), &without_roles(before))?;
        database.up(&migrations)?;
        same("migrated again", "built from nothing", &database.fingerprint(&roles), &wanted)?;
    }
    roles.drop();
    Ok(Some(after))
}

/// In the middle of the way back a constraint may be proved that was not, and the other way round.
fn in_between(facts: Vec<String>) -> Vec<String> {
    let is_constraint = |it: &String| it.starts_with("constraint ");
    let proved = |it: String| {
        if is_constraint(&it) { it.replace(" NOT VALID", "").replace("valid=f", "valid=t") } else { it }
    };
    without_roles(facts).into_iter().map(proved).collect()
}

/// Going back leaves roles alone: another database of the server may use them.
fn without_roles(facts: Vec<String>) -> Vec<String> {
    facts.into_iter().filter(|it| !it.starts_with("role ") && !it.starts_with("comment on role ")).collect()
}

fn same(left: &str, right: &str, found: &[String], wanted: &[String]) -> Result<(), String> {
    let mut text = String::new();
    for fact in found.iter().filter(|it| !wanted.contains(it)) {
        let _ = write!(text, "\n  only {left}: {fact}");
    }
    for fact in wanted.iter().filter(|it| !found.contains(it)) {
        let _ = write!(text, "\n  only {right}: {fact}");
    }
    if text.is_empty() { Ok(()) } else { Err(format!("{left} is not {right}{text}")) }
}

/// The declared roles, which outlive their databases.
struct Roles<'a> {
    worker: &'a Worker,
    names: Vec<String>,
}

impl<'a> Roles<'a> {
    fn of(worker: &'a Worker, schemas: &[&Schema]) -> Self {
        let ids = schemas.iter().flat_map(|it| it.objects.keys().chain(it.platform.keys()));
        let mut names: Vec<String> = ids
            .filter_map(|id| match id {
                ObjectId::Role(name) => Some(name.to_string()),
                _ => None,
            })
            .collect();
        names.sort();
        names.dedup();
        let roles = Self { worker, names };
        roles.drop();
        roles
    }

    /// Whether a fact is about anything but somebody else's role.
    fn concerns(&self, fact: &str) -> bool {
        let role = fact.strip_prefix("role ").or_else(|| fact.strip_prefix("comment on role "));
        role.is_none_or(|fact| self.names.iter().any(|name| fact.starts_with(name)))
    }

    fn drop(&self) {
        self.worker.clear();
        for role in &self.names {
            self.worker.database.execute(&format!("DROP ROLE IF EXISTS {role}"));
        }
    }
}

struct Database<'a>(&'a TestDatabase);

impl<'a> Database<'a> {
    /// The schema, compiled from nothing and applied.
    fn built(worker: &'a Worker, schema: &Schema, which: &str) -> Result<Self, String> {
        worker.clear();
        let database = Self(&worker.database);
        let created = block_on(async { platform::create(&database.0.client().await, schema).await });
        created.map_err(|error| format!("{which} platform: {error:?}"))?;
        let empty = Schema { platform: schema.platform.clone(), ..Schema::default() };
        let (_, migrations) =
            migrations(&empty, schema).map_err(|it| format!("the {which} schema cannot be built: {it:?}"))?;
        database.up(&migrations).map_err(|it| format!("the {which} schema cannot be built: {it}"))?;
        Ok(database)
    }

    fn up(&self, migrations: &[Migration]) -> Result<(), String> {
        for script in migrations.iter().map(|it| &it.up) {
            let problems = statement::check(script);
            if !problems.is_empty() {
                return Err(format!("{problems:?}\n{}", script.text));
            }
            self.run(&script.file, &script.text, !script.no_transaction())?;
        }
        Ok(())
    }

    fn down(&self, migrations: &[Migration]) -> Result<(), String> {
        for script in migrations.iter().rev().filter_map(|it| it.down.as_ref()) {
            let problems = statement::check(script);
            if !problems.is_empty() {
                return Err(format!("{problems:?}\n{}", script.text));
            }
            self.run(&script.file, &script.text, !script.no_transaction())?;
        }
        Ok(())
    }

    fn run(&self, file: &str, sql: &str, transaction: bool) -> Result<(), String> {
        let text = if transaction { format!("BEGIN;\n{sql}\nCOMMIT;") } else { sql.to_owned() };
        let result = block_on(async { self.0.client().await.batch_execute(&text).await });
        result.map_err(|error| {
            let error = error.as_db_error().map_or_else(|| error.to_string(), |it| format!("{it:?}"));
            format!("{file}: {error}\n{sql}")
        })
    }

    fn fingerprint(&self, roles: &Roles) -> Vec<String> {
        let mut facts = self.0.query(&format!("SET search_path = pg_catalog; {FINGERPRINT}"));
        facts.retain(|fact| roles.concerns(fact));
        facts
    }

    /// The rows of every table, as JSON.
    fn rows(&self) -> String {
        let tables = self.0.query(
            "SET search_path = pg_catalog; SELECT c.oid::regclass::text FROM pg_class c
             JOIN pg_namespace n ON n.oid = relnamespace
             WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND relkind IN ('r', 'p')
               AND NOT relispartition ORDER BY 1",
        );
        let mut text = String::new();
        for table in tables {
            // What is new with every run is masked.
            let rows = self.0.query(&format!(
                "SELECT regexp_replace(regexp_replace(to_jsonb(t)::text, '[0-9a-f]{{8}}-[0-9a-f-]{{27}}', 'uuid', 'g'),
                     '\"(' || current_date || '|' || current_date - 1 || ')T[^\"]*\"', '\"now\"', 'g') AS row
                 FROM {table} t ORDER BY row"
            ));
            let _ = writeln!(text, "{table}");
            for row in &rows {
                let _ = writeln!(text, "  {row}");
            }
        }
        text
    }
}
