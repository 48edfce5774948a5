//! One pair from its two scripts to its verdict.

use std::cell::{Ref, RefCell};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use canai_db::compile::{self, Allowed, Compiled, Refusal};
use canai_db::import::{self, Imported, Selection};
use canai_db::lock::Lock;
use canai_db::migrate::{self, Wanted};
use canai_db::migration::Script;
use canai_db::migration::decide::Order;
use canai_db::migration::statement::outline;
use canai_db::model::{Object, ObjectId, QualifiedName, Schema, Table};
use canai_db::pg::error::SqlError;
use canai_db::pg::server::Throwaway;
use canai_db::pg::{platform, script};
use canai_db::plan::{HazardKind, LockMode, Plan, Statement, Step, Validity};
use canai_db::{diagnostic, yaml};
use time::macros::datetime;

use crate::case::Case;
use crate::digest::{Judge, compare};
use crate::harness::{TestDatabase, block_on, execute, start_server};
use crate::{hint, order};

pub enum Outcome {
    /// With the hazards that the other project names and the plan does not.
    Passed { missing: Vec<String> },
    /// The result is wrong, or PostgreSQL refused it.
    Failed(String),
    /// Refused with a reason.
    Unsupported(String),
}

/// Stops at the first thing that is not as it should be.
enum Stop {
    Failed(String),
    Unsupported(String),
}

/// A server with the roles that the pairs mention, and two databases that are emptied and used again:
/// making one takes longer than everything else together.
pub struct Worker {
    judge: Judge,
    /// What an empty database is.
    nothing: Vec<String>,
    scratch: RefCell<TestDatabase>,
    live: RefCell<TestDatabase>,
    server: Throwaway,
}

/// Takes everything out of a database that can be taken out quickly; the rest is found by the digest.
const CLEAR: &str = include_str!("clear.sql");

const VACUUM: &str = "VACUUM pg_attribute, pg_class, pg_depend, pg_type, pg_index, pg_constraint, pg_description, \
                      pg_attrdef, pg_proc, pg_shdepend, pg_namespace, pg_rewrite, pg_trigger, pg_sequence";

/// What `migrate` notes is none of the schema.
const NO_LEDGER: &str = "DROP TABLE IF EXISTS _sqlx_migrations, _canai_db_started";

/// How long a lock may be waited for in a database nobody else knows.
const PATIENCE: Duration = Duration::from_secs(10);

impl Worker {
    pub fn start(folder: &Path) -> Self {
        let server = start_server();
        execute(&server.config("postgres"), &fs::read_to_string(folder.join("roles.sql")).unwrap());
        let judge = Judge::load(folder);
        let (scratch, live) = (TestDatabase::create_on(&server), TestDatabase::create_on(&server));
        // Emptied once, since a `public` that was made again is not quite the first one to the digest.
        live.execute(CLEAR);
        let nothing = judge.digest(&live);
        Self { judge, nothing, scratch: RefCell::new(scratch), live: RefCell::new(live), server }
    }

    /// The database, empty.
    fn empty<'w>(&self, database: &'w RefCell<TestDatabase>) -> Ref<'w, TestDatabase> {
        let cleared = block_on(async {
            let client = database.borrow().client().await;
            client.batch_execute(CLEAR).await?;
            // The server has no autovacuum, and every pair leaves thousands of dead rows in the catalog.
            client.batch_execute(VACUUM).await
        });
        if cleared.is_err() || self.judge.digest(&database.borrow()) != self.nothing {
            database.replace(TestDatabase::create_on(&self.server));
        }
        database.borrow()
    }

    pub fn prove(&self, case: &Case) -> Outcome {
        match self.steps(case) {
            Ok(missing) => Outcome::Passed { missing },
            Err(Stop::Failed(reason)) => Outcome::Failed(reason),
            Err(Stop::Unsupported(reason)) => Outcome::Unsupported(reason),
        }
    }

    fn steps(&self, case: &Case) -> Result<Vec<String>, Stop> {
        let after = self.load(&self.scratch, "to.sql", &case.to)?;
        let wanted = self.judge.digest(&after);
        let to = import(&after, "to.sql")?;
        drop(after);
        let before = self.load(&self.live, "from.sql", &case.from)?;
        let original = self.judge.digest(&before);
        let from = import(&before, "from.sql")?;
        self.build(&from, &original)?;
        written(&from, "from.sql")?;
        written(&to, "to.sql")?;
        let hinted = hint::renamed(&to, &case.renamed);
        let plan = compile(&from, &hinted, "from from.sql to to.sql")?;
        if case.no_change && !plan.migrations.is_empty() {
            return Err(Stop::Failed(format!("a migration where there is no change\n{}", texts(&plan))));
        }
        let again = compile(&to, &hinted, "to.sql again")?;
        if !again.migrations.is_empty() {
            return Err(Stop::Failed(format!("compiling again is not empty\n{}", texts(&again))));
        }
        run(&before, "seed.sql", &case.seed)?;
        let rows = rows(&before, &from, &to, &plan);
        let stages = self.migrate(&before, &plan)?;
        let found = self.judge.digest(&before);
        differ(compare("migrated", &found, "to.sql", &wanted), || texts(&plan))?;
        for (table, count) in rows {
            let left = count_of(&before, &table);
            if left != count {
                return Err(Stop::Failed(format!(
                    "{table} had {count} rows, and has {left}\n{}",
                    texts(&plan)
                )));
            }
        }
        let seen = import(&before, "the migrated database")?;
        if seen != to {
            return Err(Stop::Failed(format!(
                "the migrated database is not imported as to.sql is{}",
                unlike(&seen, &to)
            )));
        }
        self.back(&before, &plan, &stages)?;
        if reversible(&plan).count() == plan.migrations.len() {
            let found = self.judge.digest(&before);
            differ(compare("gone back", &found, "from.sql", &original), || downs(&plan))?;
        }
        Ok(missing_hazards(case, &plan))
    }

    /// Applies the files one by one, and takes the ledger away again: what was there before each.
    fn migrate(&self, database: &TestDatabase, plan: &Compiled) -> Result<Vec<Vec<String>>, Stop> {
        let mut stages = Vec::new();
        for migration in &plan.migrations {
            let stage = self.judge.digest(database).into_iter();
            stages.push(
                stage
                    .filter(|it| !it.contains("_sqlx_migrations") && !it.contains("_canai_db_started"))
                    .collect(),
            );
            apply(database, plan, Some(migration.version))?;
        }
        database.execute(NO_LEDGER);
        Ok(stages)
    }

    /// Each file is undone on its own, as by `revert`: what was there before it is there again, but that nothing is
    /// proved halfway, and that what a file leaves on purpose goes with one before it.
    fn back(&self, database: &TestDatabase, plan: &Compiled, stages: &[Vec<String>]) -> Result<(), Stop> {
        let proved =
            |facts: &[String]| facts.iter().map(|it| it.replace(" NOT VALID", "")).collect::<Vec<_>>();
        for (down, stage) in reversible(plan).zip(stages.iter().rev()) {
            let text = if down.no_transaction() {
                down.text.clone()
            } else {
                format!("BEGIN;\n{}\nCOMMIT;", down.text)
            };
            let done = block_on(async { database.client().await.batch_execute(&text).await });
            done.map_err(|error| Stop::Failed(format!("back: {}: {error:?}\n{}", down.file, downs(plan))))?;
            if outline(&down.text).count > 0 {
                let found = proved(&self.judge.digest(database));
                differ(compare(&down.file, &found, "before it", &proved(stage)), || downs(plan))?;
            }
        }
        Ok(())
    }

    fn load<'w>(
        &self,
        database: &'w RefCell<TestDatabase>,
        file: &str,
        sql: &str,
    ) -> Result<Ref<'w, TestDatabase>, Stop> {
        let database = self.empty(database);
        run(&database, file, sql)?;
        Ok(database)
    }

    /// A database built from nothing is the one that the schema was imported from.
    fn build(&self, schema: &Schema, original: &[String]) -> Result<(), Stop> {
        let database = self.empty(&self.scratch);
        let created = block_on(async { platform::create(&database.client().await, schema).await });
        created.map_err(|error| Stop::Failed(format!("the platform cannot be created: {error:?}")))?;
        let empty = Schema { platform: schema.platform.clone(), ..Schema::default() };
        let plan = compile(&empty, schema, "from.sql from nothing")?;
        apply(&database, &plan, None)?;
        database.execute(NO_LEDGER);
        let found = self.judge.digest(&database);
        differ(compare("built from nothing", &found, "from.sql", original), || texts(&plan))
    }
}

fn differ(differences: String, texts: impl Fn() -> String) -> Result<(), Stop> {
    if differences.is_empty() { Ok(()) } else { Err(Stop::Failed(format!("{differences}\n{}", texts()))) }
}

fn run(database: &TestDatabase, file: &str, sql: &str) -> Result<(), Stop> {
    // One statement at a time, as psql does.
    let result = block_on(async {
        let client = database.client().await;
        for statement in script::split_statements(sql) {
            script::execute_script(&client, file, &sql[statement]).await?;
        }
        Ok::<(), SqlError>(())
    });
    result.map_err(|error| Stop::Failed(format!("{file} cannot be run: {error}\n{}", error.details(false))))
}

/// The YAML of a schema says the same.
fn written(schema: &Schema, what: &str) -> Result<(), Stop> {
    let sources = yaml::write(schema, None);
    let texts =
        || sources.iter().map(|it| format!("# {}\n{}", it.path.display(), it.text)).collect::<String>();
    let (again, mistakes) = yaml::read(&sources);
    if !mistakes.is_empty() {
        let shown = diagnostic::to_text(&mistakes, &sources, false);
        return Err(Stop::Failed(format!("the YAML of {what} has mistakes\n{shown}")));
    }
    let (again, schema) = (order::sorted(&again), order::sorted(schema));
    if again != schema {
        let unlike = unlike(&again, &schema);
        return Err(Stop::Failed(format!("the YAML of {what} does not say the same{unlike}\n{}", texts())));
    }
    Ok(())
}

fn import(database: &TestDatabase, what: &str) -> Result<Schema, Stop> {
    let read = block_on(async { import::read(&database.client().await, &Selection::default()).await });
    let Imported { schema, unsupported, .. } =
        read.map_err(|error| Stop::Failed(format!("{what} cannot be imported: {error:?}")))?;
    if unsupported.is_empty() {
        return Ok(schema);
    }
    let reasons: Vec<String> = unsupported.iter().map(|it| format!("{}: {}", it.object, it.reason)).collect();
    Err(Stop::Unsupported(format!("import of {what}\n{}", reasons.join("\n"))))
}

fn compile(from: &Schema, to: &Schema, what: &str) -> Result<Compiled, Stop> {
    let lock =
        Lock { schema: Schema { objects: from.objects.clone(), ..Schema::default() }, ..Lock::default() };
    let now = datetime!(2026-01-01 00:00:00 UTC);
    compile::compile(&lock, to, &[], None, &Allowed::everything(), now).map_err(|refusal| match refusal {
        Refusal::Impossible(found) => {
            let reasons: Vec<String> =
                found.iter().map(|it| format!("{}: {}\n  {}", it.object, it.message, it.help)).collect();
            Stop::Unsupported(format!("compile {what}\n{}", reasons.join("\n")))
        }
        other => Stop::Failed(format!("compile {what}: {other:?}")),
    })
}

/// Applies what is pending, at most up to that version.
fn apply(database: &TestDatabase, plan: &Compiled, to: Option<i64>) -> Result<(), Stop> {
    let wanted = Wanted { order: Order::Any, to };
    let result = block_on(async {
        migrate::apply(database.client().await, &plan.migrations, wanted, PATIENCE, &|_| ()).await
    });
    result.map_err(|error| Stop::Failed(format!("migrate: {error}\n{error:?}\n{}", texts(plan))))?;
    Ok(())
}

/// The down files that lead back, the newest first: up to the first that cannot.
fn reversible(plan: &Compiled) -> impl Iterator<Item = &Script> {
    let downs = plan.migrations.iter().rev().map(|it| it.down.as_ref());
    downs.map_while(|it| it.filter(|it| it.irreversible().is_none()))
}

fn downs(plan: &Compiled) -> String {
    let downs = reversible(plan).map(|it| format!("-- {}\n{}", it.file, it.text));
    format!("{}\n{}", texts(plan), downs.collect::<Vec<_>>().join("\n"))
}

/// The tables of both sides that nothing is deleted from, with their rows.
fn rows(database: &TestDatabase, from: &Schema, to: &Schema, plan: &Compiled) -> Vec<(String, String)> {
    let hazards: Vec<_> = plan.plan.steps().flat_map(|step| &step.hazards).collect();
    let both = from.tables().filter(|it| {
        let name = it.name.to_string();
        let deleted =
            hazards.iter().any(|hazard| hazard.kind == HazardKind::DeletesData && hazard.object == name);
        // With a partition or an heir that leaves, joins or goes, its rows do.
        let (before, after) = (below(from, &it.name), below(to, &it.name));
        let leaves = before.iter().any(|part| !after.contains(part));
        let joins = after.iter().any(|part| !before.contains(part) && from.table(part).is_some());
        let steady = !leaves && !joins;
        it.partition_of.is_none()
            && steady
            && to.objects.contains_key(&ObjectId::Table(it.name.clone()))
            && !deleted
    });
    both.map(|it| (it.name.sql(), count_of(database, &it.name.sql()))).collect()
}

/// The partitions and heirs of a table, theirs included.
fn below(schema: &Schema, table: &QualifiedName) -> BTreeSet<QualifiedName> {
    let is_child = |it: &&Table| {
        it.partition_of.as_ref().is_some_and(|of| of.table == *table) || it.inherits.contains(table)
    };
    let mut found = BTreeSet::new();
    for child in schema.tables().filter(is_child) {
        found.extend(below(schema, &child.name));
        found.insert(child.name.clone());
    }
    found
}

fn count_of(database: &TestDatabase, table: &str) -> String {
    database.query(&format!("SELECT count(*) FROM {table}")).concat()
}

fn missing_hazards(case: &Case, compiled: &Compiled) -> Vec<String> {
    let plan = &compiled.plan;
    let found: Vec<HazardKind> = plan.steps().flat_map(|step| &step.hazards).map(|it| it.kind).collect();
    let covered = |word: &str| {
        let kinds: &[HazardKind] = match word {
            "AcquiresAccessExclusiveLock" => &[HazardKind::AccessExclusiveLock, HazardKind::TableRewrite],
            "AcquiresShareLock" | "AcquiresShareRowExclusiveLock" => {
                &[HazardKind::ShareLock, HazardKind::AccessExclusiveLock]
            }
            "DeletesData" => &[HazardKind::DeletesData],
            "IndexBuild" => &[HazardKind::IndexBuild],
            "IndexDropped" => &[HazardKind::IndexDropped],
            "AuthzUpdate" => &[HazardKind::AuthzUpdate],
            "Correctness" => &[HazardKind::Correctness],
            // What a function's body refers to is PostgreSQL's secret; and long work on a table has names of its own.
            _ => return true,
        };
        // A plan that does it in a way that locks nobody out, or that keeps the rows, has nothing to name.
        let keeps_rows = |it: &Step| {
            matches!(it.statement, Statement::SetTableAside { .. })
                && found.contains(&HazardKind::TableRewrite)
        };
        let avoided = || {
            word == "AcquiresAccessExclusiveLock" && locks_only_for_a_moment(plan)
                || word == "DeletesData" && plan.steps().any(keeps_rows)
        };
        kinds.iter().any(|kind| found.contains(kind)) || avoided()
    };
    case.hazards.iter().filter(|it| !covered(it)).cloned().collect()
}

/// Whether each step under ACCESS EXCLUSIVE is of the few that change a line of the catalog, read no rows,
/// and take no index away. What is not known to be one counts as long.
fn locks_only_for_a_moment(plan: &Plan) -> bool {
    let proved = |table: &QualifiedName| {
        plan.steps()
            .any(|it| matches!(&it.statement, Statement::ValidateConstraint { table: it, .. } if it == table))
    };
    let momentary = |step: &Step| match &step.statement {
        Statement::AddConstraint { validity, .. } => *validity == Validity::NotValid,
        Statement::AddConstraintUsingIndex { .. }
        | Statement::AttachIndex { .. }
        | Statement::DropNotNull { .. } => true,
        Statement::SetNotNull { table, .. } => proved(table),
        Statement::Drop(ObjectId::Constraint { .. }) => {
            !step.hazards.iter().any(|it| it.kind == HazardKind::IndexDropped)
        }
        _ => false,
    };
    let locking = |step: &&Step| step.lock.as_ref().is_some_and(|it| it.mode == LockMode::AccessExclusive);
    plan.steps().filter(locking).all(momentary)
}

fn texts(plan: &Compiled) -> String {
    plan.migrations
        .iter()
        .map(|it| format!("-- {}\n{}", it.up.file, it.up.text))
        .collect::<Vec<_>>()
        .join("\n")
}

fn shown(object: Option<&Object>) -> String {
    object.map_or_else(|| "nothing".to_owned(), |it| serde_json::to_string(it).unwrap())
}

/// The objects that are not the same in two schemas.
fn unlike(found: &Schema, wanted: &Schema) -> String {
    let mut text = String::new();
    for (found, wanted) in [(&found.objects, &wanted.objects), (&found.platform, &wanted.platform)] {
        for id in found.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
            if wanted.get(id) != found.get(id) {
                text.push_str(&format!(
                    "\n{id}\n  found  {}\n  wanted {}",
                    shown(found.get(id)),
                    shown(wanted.get(id))
                ));
            }
        }
    }
    text
}
