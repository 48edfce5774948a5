//! What a step means on a database of a certain size and with certain traffic, in words. Pure: the
//! statistics are values, read by somebody else.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::{Build, HazardKind, LockMode, Plan, Statement, Step, Validity};
use crate::duration::format_duration;
use crate::model::constraint::ConstraintKind;
use crate::model::{ObjectId, QualifiedName};

/// What is known of a database at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    pub tables: BTreeMap<QualifiedName, TableStatistics>,
    /// The age of the oldest transaction of all.
    pub oldest: Option<Duration>,
    /// Whether others run whose age the role may not see.
    pub hidden: bool,
    /// Whether it is a standby, where its primary's transactions and writes are not seen.
    pub standby: bool,
}

/// What is known of one table, its partitions included.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableStatistics {
    /// None before the first ANALYZE.
    pub rows: Option<f64>,
    /// Without its indexes.
    pub heap_bytes: u64,
    pub total_bytes: u64,
    pub writes_per_second: f64,
    pub holders: Vec<Holder>,
}

/// A transaction that holds a lock on a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// As `pg_locks` writes it: `AccessShareLock`.
    pub mode: String,
    /// None where the reader may not know.
    pub age: Option<Duration>,
}

/// What a step does to the rows that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Nothing.
    None,
    /// Reads all of them.
    Scan,
    /// Reads all of them and sorts.
    IndexBuild,
    /// Writes all of them anew, and the indexes.
    Rewrite,
    /// Fills them in batches.
    Backfill,
}

/// A step on a certain database.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Weight {
    pub table: String,
    pub rows: Option<f64>,
    pub bytes: u64,
    pub writes_per_second: f64,
    pub work: Work,
    /// How long it takes, from and to; without waiting.
    pub seconds: Option<(f64, f64)>,
    /// How long the oldest transaction has lasted that it would have to wait for.
    pub behind_seconds: Option<f64>,
    pub words: String,
}

/// Bytes a second that a disk and a processor get through, the slow and the fast.
const SCAN: (f64, f64) = (100e6, 500e6);
const BUILD: (f64, f64) = (20e6, 100e6);
const REWRITE: (f64, f64) = (20e6, 100e6);
/// Rows a second.
const FILL: (f64, f64) = (5e3, 50e3);

/// The tables that exist before the plan and that its steps lock, by the names they have then.
pub fn tables(plan: &Plan) -> Vec<QualifiedName> {
    let names = Names::of(plan);
    let also = |step: &Step| step.lock.as_ref()?.also.clone();
    let locked = plan.steps().flat_map(|step| [table(step), also(step)]).flatten();
    let mut tables: Vec<QualifiedName> = locked.filter_map(|it| names.before(&it)).collect();
    tables.sort();
    tables.dedup();
    tables
}

/// The weight of every step that touches a table the database has; by batch and step.
pub fn weigh(plan: &Plan, statistics: &Statistics) -> Vec<Vec<Option<Weight>>> {
    let names = Names::of(plan);
    let one = |step: &Step| {
        let table = table(step)?;
        let known = statistics.tables.get(&names.before(&table)?)?;
        let also = step.lock.as_ref().and_then(|it| it.also.as_ref());
        let also = also.and_then(|it| statistics.tables.get(&names.before(it)?));
        Some(weight(step, &table, (known, also), statistics))
    };
    plan.batches.iter().map(|batch| batch.steps.iter().map(one).collect()).collect()
}

/// The names that tables had before the plan renamed them, and which it creates.
struct Names {
    before: BTreeMap<QualifiedName, Option<QualifiedName>>,
}

impl Names {
    fn of(plan: &Plan) -> Self {
        let mut names = Self { before: BTreeMap::new() };
        for step in plan.steps() {
            let (old, new) = match &step.statement {
                Statement::Create(object) => match object.id() {
                    ObjectId::Table(name) => (None, name),
                    _ => continue,
                },
                Statement::Rename { object: ObjectId::Table(old), to } => {
                    (names.before(old), old.sibling(to.clone()))
                }
                Statement::SetSchema { object: ObjectId::Table(old), schema, .. } => {
                    (names.before(old), QualifiedName::new(schema.clone(), old.name.clone()))
                }
                _ => continue,
            };
            names.before.insert(new, old);
        }
        names
    }

    fn before(&self, name: &QualifiedName) -> Option<QualifiedName> {
        self.before.get(name).cloned().unwrap_or_else(|| Some(name.clone()))
    }
}

/// The table a step is about.
fn table(step: &Step) -> Option<QualifiedName> {
    match (&step.lock, &step.statement) {
        (Some(lock), _) => Some(lock.table.clone()),
        (None, Statement::Backfill(fills)) => fills.first().map(|fill| fill.table.clone()),
        (None, _) => None,
    }
}

fn work(step: &Step) -> Work {
    let has = |kind: HazardKind| step.hazards.iter().any(|hazard| hazard.kind == kind);
    if has(HazardKind::TableRewrite) {
        return Work::Rewrite;
    }
    match &step.statement {
        Statement::CreateIndex { build: Build::OnParentOnly, .. } => Work::None,
        Statement::CreateIndex { .. } => Work::IndexBuild,
        // Where a check has proved that the rows fit, nothing is read.
        Statement::AttachPartition { .. } if has(HazardKind::AccessExclusiveLock) => Work::Scan,
        Statement::AddConstraint { constraint, validity: Validity::Checked, .. } => match constraint.kind {
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclude(_) => {
                Work::IndexBuild
            }
            _ => Work::Scan,
        },
        Statement::ValidateConstraint { .. } => Work::Scan,
        // Where a check has proved it before, nothing is read.
        Statement::SetNotNull { .. } if has(HazardKind::AccessExclusiveLock) => Work::Scan,
        // The rows stay, but one of their indexes does not.
        Statement::SetColumnType { .. } if has(HazardKind::AccessExclusiveLock) => Work::IndexBuild,
        // Without an index the largest value is looked for in all of them.
        Statement::CountOn { .. } if has(HazardKind::AccessExclusiveLock) => Work::Scan,
        Statement::Backfill(_) | Statement::Sweep(_) => Work::Backfill,
        _ => Work::None,
    }
}

/// `known` is the table and the other one that it locks.
fn weight(
    step: &Step,
    table: &QualifiedName,
    (known, also): (&TableStatistics, Option<&TableStatistics>),
    statistics: &Statistics,
) -> Weight {
    let work = work(step);
    let bytes = |bytes: u64, (slow, fast): (f64, f64)| Some((real(bytes) / fast, real(bytes) / slow));
    let seconds = match work {
        Work::None => None,
        Work::Scan => bytes(known.heap_bytes, SCAN),
        Work::IndexBuild => bytes(known.heap_bytes, BUILD),
        Work::Rewrite => bytes(known.total_bytes, REWRITE),
        Work::Backfill => known.rows.map(|rows| (rows / FILL.1, rows / FILL.0)),
    };
    let waits_for_all = matches!(
        step.statement,
        Statement::CreateIndex { build: Build::Concurrently, .. }
            | Statement::DropIndex { build: Build::Concurrently, .. }
            | Statement::DetachPartition { build: Build::Concurrently, .. }
    );
    let mode = step.lock.as_ref().map(|lock| lock.mode);
    let holders = known.holders.iter().chain(also.into_iter().flat_map(|it| &it.holders));
    let in_the_way: Vec<&Holder> =
        holders.filter(|it| mode.is_some_and(|mode| conflicts(mode, &it.mode))).collect();
    let held = in_the_way.iter().filter_map(|it| it.age).max();
    let behind = if waits_for_all { statistics.oldest } else { held };
    let mut words = size(known);
    words.push_str(": ");
    words.push_str(&effect(work, seconds, mode, known));
    let age = |age: Duration| format_duration(rounded(age));
    words.push_str(&match (waits_for_all, behind, mode) {
        (true, Some(oldest), _) => {
            format!("; it waits for every running transaction to end, and the oldest is {} old", age(oldest))
        }
        (true, None, _) if statistics.hidden => {
            "; it waits for every running transaction to end, whose age only a role with pg_read_all_stats sees"
                .to_owned()
        }
        (true, None, _) => "; it waits for running transactions to end, and there are none".to_owned(),
        (false, Some(held), _) => {
            format!("; it waits for a transaction that holds the table, {} old", age(held))
        }
        (false, None, Some(_)) if !in_the_way.is_empty() => {
            "; it waits for a transaction that holds the table, whose age only a role with pg_read_all_stats sees"
                .to_owned()
        }
        (false, None, Some(_)) => "; no transaction is in its way now".to_owned(),
        (false, None, None) => String::new(),
    });
    Weight {
        table: table.to_string(),
        rows: known.rows,
        bytes: known.total_bytes,
        writes_per_second: known.writes_per_second,
        work,
        seconds,
        behind_seconds: behind.map(|it| it.as_secs_f64()),
        words,
    }
}

/// `412 GB, 1.2 billion rows, 900 writes/s`.
fn size(known: &TableStatistics) -> String {
    let rows = known
        .rows
        .map_or_else(|| "rows unknown until ANALYZE".to_owned(), |rows| format!("{} rows", count(rows)));
    let writes = known.writes_per_second;
    let writes = if writes > 0.0 {
        format!("{} writes/s", count(writes.max(1.0)))
    } else {
        "no writes now".to_owned()
    };
    format!("{}, {rows}, {writes}", size_of(known.total_bytes))
}

fn effect(
    work: Work,
    seconds: Option<(f64, f64)>,
    mode: Option<LockMode>,
    known: &TableStatistics,
) -> String {
    let span = seconds.map_or_else(|| "an unknown time".to_owned(), span);
    let blocked = match mode {
        Some(LockMode::AccessExclusive) => "nobody reads or writes meanwhile",
        Some(LockMode::ShareRowExclusive | LockMode::Share) => "nobody writes meanwhile",
        _ => "reads and writes go on",
    };
    match work {
        Work::None => match mode {
            Some(LockMode::AccessExclusive) => {
                "instant, once no other transaction holds the table".to_owned()
            }
            Some(LockMode::ShareRowExclusive | LockMode::Share) => {
                "instant, once no transaction that writes to the table is open".to_owned()
            }
            _ => "instant".to_owned(),
        },
        Work::Scan => format!("reads {}, {span}; {blocked}", size_of(known.heap_bytes)),
        Work::IndexBuild => format!("reads and sorts {}, {span}; {blocked}", size_of(known.heap_bytes)),
        Work::Rewrite => format!("writes {} anew, {span}; {blocked}", size_of(known.total_bytes)),
        Work::Backfill => format!("fills rows in batches, {span}; reads and writes go on"),
    }
}

/// Which held locks a lock waits for.
fn conflicts(wanted: LockMode, held: &str) -> bool {
    let strength = |mode: &str| {
        [
            "AccessShareLock",
            "RowShareLock",
            "RowExclusiveLock",
            "ShareUpdateExclusiveLock",
            "ShareLock",
            "ShareRowExclusiveLock",
            "ExclusiveLock",
            "AccessExclusiveLock",
        ]
        .iter()
        .position(|it| *it == mode)
        .unwrap_or(7)
    };
    let held = strength(held);
    match wanted {
        LockMode::AccessExclusive => true,
        LockMode::ShareRowExclusive => held >= 2,
        LockMode::Share => held >= 2 && held != 4,
        LockMode::ShareUpdateExclusive => held >= 3,
        LockMode::RowExclusive => held >= 4,
    }
}

/// `5 to 20 min`, `under a second`.
fn span((low, high): (f64, f64)) -> String {
    if high < 1.0 {
        return "under a second".to_owned();
    }
    let (divisor, unit) = match high {
        high if high < 120.0 => (1.0, "s"),
        high if high < 7200.0 => (60.0, "min"),
        _ => (3600.0, "h"),
    };
    let (low, high) = (low / divisor, high / divisor);
    let shown =
        |value: f64| if value < 10.0 && unit == "h" { format!("{value:.1}") } else { format!("{value:.0}") };
    if low < 0.5 || shown(low) == shown(high) {
        format!("up to {} {unit}", shown(high.max(1.0)))
    } else {
        format!("{} to {} {unit}", shown(low), shown(high))
    }
}

/// `412 GB`.
fn size_of(bytes: u64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"];
    let mut value = real(bytes);
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    if value < 10.0 && unit > 1 {
        format!("{value:.1} {}", units[unit])
    } else {
        format!("{value:.0} {}", units[unit])
    }
}

#[expect(clippy::cast_precision_loss, reason = "it is told in three digits")]
fn real(bytes: u64) -> f64 {
    bytes as f64
}

/// `1.2 billion`, `900`.
fn count(number: f64) -> String {
    match number {
        n if n < 1e4 => format!("{n:.0}"),
        n if n < 1e6 => format!("{:.0} thousand", n / 1e3),
        n if n < 1e9 => format!("{:.1} million", n / 1e6),
        n => format!("{:.1} billion", n / 1e9),
    }
}

/// Whole seconds: more says nothing.
fn rounded(age: Duration) -> Duration {
    if age.as_secs() == 0 { age } else { Duration::from_secs(age.as_secs()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Name;
    use crate::plan::{Hazard, Undo};

    fn name(name: &str) -> QualifiedName {
        QualifiedName::new("public", name)
    }

    fn step(statement: Statement) -> Step {
        Step::new(statement, "x", ObjectId::Table(name("logs")))
    }

    fn set_default() -> Statement {
        Statement::SetColumnValue { table: name("logs"), column: Name::from("a"), from: None, to: None }
    }

    fn validate() -> Statement {
        Statement::ValidateConstraint { table: name("logs"), name: Name::from("c") }
    }

    fn large(holders: Vec<Holder>) -> Statistics {
        let logs = TableStatistics {
            rows: Some(1.2e9),
            heap_bytes: 300 << 30,
            total_bytes: 412 << 30,
            writes_per_second: 900.0,
            holders,
        };
        Statistics {
            tables: BTreeMap::from([(name("logs"), logs)]),
            oldest: Some(Duration::from_mins(12)),
            ..Statistics::default()
        }
    }

    fn words(step: Step, statistics: &Statistics) -> String {
        let batch = crate::plan::Batch {
            no_transaction: step.no_transaction,
            search_path: Vec::new(),
            steps: vec![step],
        };
        let weights = weigh(&Plan { batches: vec![batch] }, statistics);
        weights[0][0].as_ref().unwrap().words.clone()
    }

    #[test]
    fn an_instant_lock_waits_for_whoever_holds_the_table() {
        let step = || step(set_default()).lock(LockMode::AccessExclusive, &name("logs"));
        let known =
            "412 GB, 1.2 billion rows, 900 writes/s: instant, once no other transaction holds the table; ";
        assert_eq!(words(step(), &large(vec![])), format!("{known}no transaction is in its way now"));
        let holder = |age: Option<u64>| Holder {
            mode: "AccessShareLock".to_owned(),
            age: age.map(Duration::from_secs),
        };
        assert_eq!(
            words(step(), &large(vec![holder(Some(3)), holder(Some(720))])),
            format!("{known}it waits for a transaction that holds the table, 12 min old")
        );
        assert_eq!(
            words(step(), &large(vec![holder(None)])),
            format!(
                "{known}it waits for a transaction that holds the table, whose age only a role with pg_read_all_stats sees"
            )
        );
    }

    #[test]
    fn a_scan_and_a_rewrite_are_told_by_their_time() {
        let scan = step(validate()).lock(LockMode::ShareUpdateExclusive, &name("logs"));
        // A reader is not in its way.
        let reader = Holder { mode: "AccessShareLock".to_owned(), age: Some(Duration::from_secs(5)) };
        assert_eq!(
            words(scan, &large(vec![reader])),
            "412 GB, 1.2 billion rows, 900 writes/s: reads 300 GB, 11 to 54 min; reads and writes go on; \
             no transaction is in its way now"
        );
        let rewrite = step(set_default()).lock(LockMode::AccessExclusive, &name("logs")).hazard(
            HazardKind::TableRewrite,
            "logs.a",
            "all of it",
        );
        assert_eq!(
            words(rewrite, &large(vec![])),
            "412 GB, 1.2 billion rows, 900 writes/s: writes 412 GB anew, 1.2 to 6.1 h; nobody reads or writes meanwhile; \
             no transaction is in its way now"
        );
    }

    #[test]
    fn a_small_table_is_no_matter() {
        let small = TableStatistics { heap_bytes: 8192, total_bytes: 16384, ..TableStatistics::default() };
        let statistics =
            Statistics { tables: BTreeMap::from([(name("logs"), small)]), ..Statistics::default() };
        let scan = step(validate()).lock(LockMode::ShareUpdateExclusive, &name("logs"));
        assert_eq!(
            words(scan, &statistics),
            "16 kB, rows unknown until ANALYZE, no writes now: reads 8 kB, under a second; reads and writes go on; \
             no transaction is in its way now"
        );
    }

    #[test]
    fn names_are_those_of_before_the_plan() {
        let rename =
            step(Statement::Rename { object: ObjectId::Table(name("logs")), to: Name::from("events") });
        let rename = Step { undo: Undo::Nothing, ..rename };
        let after = Step {
            hazards: Vec::<Hazard>::new(),
            ..Step::new(validate(), "x", ObjectId::Table(name("events")))
                .lock(LockMode::AccessExclusive, &name("events"))
        };
        let batch =
            crate::plan::Batch { no_transaction: false, search_path: Vec::new(), steps: vec![rename, after] };
        let plan = Plan { batches: vec![batch] };
        assert_eq!(tables(&plan), [name("logs")]);
        assert!(weigh(&plan, &large(vec![]))[0][1].is_some());
    }
}
