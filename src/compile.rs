//! From two schemas to migration files: plan, ask for consent to hazards, name and write down. Pure:
//! the clock is passed in, and the files are returned, not written.

use time::OffsetDateTime;

use crate::lock::{self, Lock};
use crate::migration::{self, Migration, Script};
use crate::model::{ObjectId, Schema};
use crate::plan::{self, Batch, Hazard, HazardKind, Impossible, Plan, Statement};
use crate::sql;

/// What a compile comes to.
#[derive(Debug, Default)]
pub struct Compiled {
    pub plan: Plan,
    pub migrations: Vec<Migration>,
    /// The lock as it is after the files are written; none where there is nothing to write.
    pub lock: Option<Lock>,
}

/// Why nothing is compiled.
#[derive(Debug)]
pub enum Refusal {
    /// PostgreSQL cannot do it.
    Impossible(Vec<Impossible>),
    /// Somebody has to consent first.
    Hazards(Vec<Hazard>),
    /// The clock or the last version leaves no version for a new file.
    NoVersion { last: i64 },
}

/// The hazards that somebody consented to.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    all: bool,
    /// With an object, or for every object.
    some: Vec<(HazardKind, Option<String>)>,
}

impl Allowed {
    /// Reads `all`, `DELETES_DATA` and `DELETES_DATA:table.column`. The error says what may be written.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let mut allowed = Self::default();
        for word in words {
            if word == "all" {
                allowed.all = true;
                continue;
            }
            let (kind, object) = match word.split_once(':') {
                Some((kind, object)) => (kind, Some(object.to_owned())),
                None => (word.as_str(), None),
            };
            match HazardKind::ALL.iter().find(|it| it.to_string() == kind) {
                Some(kind) => allowed.some.push((*kind, object)),
                None => {
                    let kinds: Vec<String> = HazardKind::ALL.iter().map(ToString::to_string).collect();
                    return Err(format!(
                        "`{kind}` is no hazard; write `all`, or one of {} (with `:object` to allow it there only)",
                        kinds.join(", ")
                    ));
                }
            }
        }
        Ok(allowed)
    }

    /// For databases that nobody uses.
    pub fn everything() -> Self {
        Self { all: true, some: Vec::new() }
    }

    fn covers(&self, hazard: &Hazard) -> bool {
        let here = |object: &Option<String>| object.as_ref().is_none_or(|it| *it == hazard.object);
        self.all || self.some.iter().any(|(kind, object)| *kind == hazard.kind && here(object))
    }
}

/// Compiles the difference between the lock's schema and the wanted one; no files where there is none.
pub fn compile(
    lock: &Lock,
    wanted: &Schema,
    existing: &[Migration],
    slug: Option<&str>,
    allowed: &Allowed,
    now: OffsetDateTime,
) -> Result<Compiled, Refusal> {
    let plan = plan::plan(&lock.schema, wanted).map_err(Refusal::Impossible)?;
    if plan.batches.is_empty() {
        return Ok(Compiled { plan, migrations: Vec::new(), lock: None });
    }
    let mut hazards: Vec<Hazard> = plan
        .steps()
        .flat_map(|step| &step.hazards)
        .filter(|hazard| hazard.kind.stops() && !allowed.covers(hazard))
        .cloned()
        .collect();
    hazards.sort();
    hazards.dedup();
    if !hazards.is_empty() {
        return Err(Refusal::Hazards(hazards));
    }
    let last = existing.last().map(|migration| migration.version);
    let migrations = write_down(&plan, slug, last, now)?;
    let mut files = lock.migrations.clone();
    files.extend(lock::checksums(existing.iter().chain(&migrations)));
    let schema = Schema { objects: wanted.objects.clone(), ..Schema::default() };
    Ok(Compiled { plan, migrations, lock: Some(Lock { migrations: files, schema }) })
}

fn write_down(
    plan: &Plan,
    slug: Option<&str>,
    mut last: Option<i64>,
    now: OffsetDateTime,
) -> Result<Vec<Migration>, Refusal> {
    let base = slug.map_or_else(|| default_slug(plan), str::to_owned);
    let mut migrations = Vec::new();
    for (at, batch) in plan.batches.iter().enumerate() {
        let no_version = Refusal::NoVersion { last: last.unwrap_or_default() };
        let spaced = now + time::Duration::seconds(2 * i64::try_from(at).unwrap_or_default());
        let version = migration::next_version(last, spaced).ok_or(no_version)?;
        let slug = if at == 0 { base.clone() } else { format!("{base}_{}", file_suffix(batch, at)) };
        let script = |direction: &str, text: String| Script {
            file: format!("{version}_{slug}.{direction}.sql"),
            text,
        };
        migrations.push(Migration {
            version,
            up: script("up", sql::up_file(batch)),
            down: Some(script("down", sql::down_file(batch))),
            slug,
        });
        last = Some(version);
    }
    Ok(migrations)
}

/// What tells the later files of one compile apart.
fn file_suffix(batch: &Batch, at: usize) -> String {
    let word = batch.steps.first().and_then(|step| match &step.statement {
        Statement::CreateIndex { index, .. } => Some(format!("create_{}", index.name.as_str())),
        Statement::DropIndex { name, .. } => Some(format!("drop_{}", name.as_str())),
        Statement::Backfill(_) => Some("backfill".to_owned()),
        Statement::ValidateConstraint { .. } | Statement::Sweep(_) => Some("validate".to_owned()),
        Statement::SetNotNull { .. } => Some("not_null".to_owned()),
        Statement::AddConstraint { .. } => Some("add_constraints".to_owned()),
        _ => None,
    });
    word.map_or_else(|| (at + 1).to_string(), |word| slug_of(&word))
}

/// The longest slug: file names stay readable.
const MAX_SLUG: usize = 60;

/// A slug from what the plan does: `create_session_logs`, `create_14_tables`, `add_users_age`.
fn default_slug(plan: &Plan) -> String {
    let created: Vec<&ObjectId> = plan
        .steps()
        .filter_map(|step| match &step.statement {
            Statement::Create(_) => step.place.provides.iter().find(|id| **id == id.owner()),
            _ => None,
        })
        .collect();
    let tables = created.iter().filter(|id| matches!(id, ObjectId::Table(_))).count();
    if tables > 1 {
        return format!("create_{tables}_tables");
    }
    // What is taken apart for something else's sake says least about the change.
    let first = plan.steps().find(|step| !step.is_taking_apart()).or_else(|| plan.steps().next());
    let word = match (created.iter().find(|id| matches!(id, ObjectId::Table(_))), first) {
        (Some(table), _) => format!("create {}", table.path()),
        (None, Some(step)) => step.summary.clone(),
        (None, None) => "nothing".to_owned(),
    };
    slug_of(&word)
}

/// Only what sqlx and refinery both take: `[a-z0-9_]`.
pub fn slug_of(text: &str) -> String {
    let mut slug = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.truncate(MAX_SLUG);
    slug.trim_end_matches('_').to_owned()
}
