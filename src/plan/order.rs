//! Puts steps into an order PostgreSQL accepts and into as few files as their transactions allow.
//! One topological sort, by what steps provide, require, remove and release.

mod queue;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use super::Positions;
use super::slot::Slot;
use super::statement::Statement;
use super::step::{Link, LockMode, Phase, Step};
use crate::model::{DataType, Name, Object, ObjectId, QualifiedName};
use queue::Queue;

/// The steps of one migration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub no_transaction: bool,
    /// The schemas of extensions that its SQL may need in the `search_path`; none outside a transaction.
    pub search_path: Vec<Name>,
    pub steps: Vec<Step>,
}

/// Steps of which each waits for the one before it and the first for the last.
#[derive(Debug, PartialEq, Eq)]
pub struct Cycle {
    /// What the first of them is about.
    pub object: Option<ObjectId>,
    pub summaries: Vec<String>,
}

/// Orders the objects so that each comes after those it depends on, as far as there is no circle;
/// otherwise as given.
pub fn reading_order<'a>(
    ids: impl Iterator<Item = &'a ObjectId>,
    depends_on: impl Fn(&ObjectId) -> BTreeSet<ObjectId>,
) -> Vec<ObjectId> {
    let wanted: BTreeSet<ObjectId> = ids.cloned().collect();
    let mut order = Vec::with_capacity(wanted.len());
    let mut seen = HashSet::new();
    for start in &wanted {
        // A stack of (object, what it still has to wait for): recursion without the call stack's limit.
        let mut stack = vec![(start.clone(), None::<Vec<ObjectId>>)];
        while let Some((id, waiting)) = stack.pop() {
            let mut waiting = match waiting {
                Some(waiting) => waiting,
                None if !seen.insert(id.clone()) => continue,
                None => depends_on(&id)
                    .iter()
                    .map(ObjectId::owner)
                    .filter(|it| wanted.contains(it))
                    .rev()
                    .collect(),
            };
            match waiting.pop() {
                Some(next) => {
                    stack.push((id, Some(waiting)));
                    if !seen.contains(&next) {
                        stack.push((next, None));
                    }
                }
                None => order.push(id),
            }
        }
    }
    order
}

/// Orders the sequences' steps. `positions` says beside what, and in which order, steps preferably stand.
pub fn order(sequences: Vec<Vec<Step>>, positions: &Positions) -> Result<Vec<Batch>, Cycle> {
    let mut links = Vec::new();
    let mut steps = Vec::with_capacity(sequences.iter().map(Vec::len).sum());
    for sequence in sequences {
        for (at, step) in sequence.into_iter().enumerate() {
            if at > 0 && step.place.link != Link::Free {
                links.push((steps.len() - 1, steps.len(), step.place.link));
            }
            steps.push(step);
        }
    }
    let keys: Vec<Position> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let group = step.place.owner.as_ref().and_then(|owner| positions.get(owner));
            (step.place.phase, group.copied().unwrap_or(usize::MAX), rank(step), at)
        })
        .collect();
    let graph = Graph::new(&steps, &links);
    let mut files = graph.sort(&steps, &keys)?;
    graph.put_off(&steps, &mut files);
    Ok(collect(steps, files))
}

/// Phase, group, rank inside the group, order of the changes.
type Position = (Phase, usize, u8, usize);

/// Where a statement stands among those about the same object.
fn rank(step: &Step) -> u8 {
    match &step.statement {
        Statement::Comment { on, .. } => match on {
            ObjectId::Index { .. } | ObjectId::Statistics { .. } => 2,
            ObjectId::Policy { .. } => 4,
            ObjectId::Trigger { .. } => 5,
            _ => 1,
        },
        Statement::CreateIndex { .. } => 2,
        Statement::CreateStatistics { .. }
        | Statement::SetColumnStatistics { .. }
        | Statement::SetStorageParameters { object: ObjectId::Column { .. }, .. } => 2,
        Statement::SetRowSecurity { .. } => 3,
        Statement::CreatePolicy { .. } | Statement::Drop(ObjectId::Policy { .. }) => 4,
        Statement::CreateTrigger { .. } | Statement::Drop(ObjectId::Trigger { .. }) => 5,
        Statement::Grant { .. } | Statement::Revoke { .. } => 6,
        _ => 0,
    }
}

/// What a step gives another name.
enum Renames {
    Whole,
    Column,
    Part,
}

fn renames(step: &Step) -> Option<Renames> {
    match &step.statement {
        Statement::Rename { object: ObjectId::Column { .. }, .. } => Some(Renames::Column),
        Statement::Rename { object, .. } | Statement::SetSchema { object, .. } => {
            Some(if object.owner() == *object { Renames::Whole } else { Renames::Part })
        }
        _ => None,
    }
}

fn is_whole(step: &Step) -> bool {
    matches!(renames(step), Some(Renames::Whole))
}

/// An object, and the types that a function is told by.
fn named_by(id: &ObjectId) -> Vec<ObjectId> {
    let mut found = vec![id.clone()];
    if let ObjectId::Routine(signature) = id {
        let kinds = [
            ObjectId::Enum,
            ObjectId::Domain,
            ObjectId::Composite,
            ObjectId::Table,
            ObjectId::View,
            ObjectId::MaterializedView,
        ];
        let types = signature.arguments.iter().filter_map(DataType::named);
        found.extend(types.flat_map(|name| kinds.map(|kind| kind(name.clone()))));
    }
    found
}

/// The parent that a table leaves, which the statement names beside the table.
fn left_by(statement: &Statement) -> Option<&QualifiedName> {
    match statement {
        Statement::DetachPartition { parent, .. } | Statement::NoInherit { parent, .. } => Some(parent),
        _ => None,
    }
}

/// That a step waits for another.
#[derive(Clone, Copy, Debug)]
struct Wait {
    first: usize,
    then: usize,
    /// Until the other's transaction is over.
    commit: bool,
    /// Given up where it closes a circle.
    soft: bool,
}

/// Which step waits for which.
struct Graph {
    waits: Vec<Wait>,
    /// By step, the waits that end with it.
    followers: Vec<Vec<usize>>,
}

impl Graph {
    fn new(steps: &[Step], links: &[(usize, usize, Link)]) -> Self {
        let mut waits = Vec::new();
        for (first, then, link) in links {
            let commit = *link == Link::AfterCommit;
            waits.push(Wait { first: *first, then: *then, commit, soft: false });
        }
        let providers = index(steps, |step| step.place.provides.iter().collect());
        let removers = index(steps, |step| step.place.removes.iter().collect());
        let emptied = index(steps, |step| {
            // What is changed in place is gone for its dependants only.
            let gone = step.place.removes.iter().filter(|id| !step.place.provides.contains(id));
            gone.flat_map(Slot::all).collect()
        });
        let renamed = index(steps, |step| match renames(step) {
            Some(Renames::Whole) => step.place.provides.clone(),
            Some(Renames::Column) => step.place.provides.iter().map(ObjectId::owner).collect(),
            _ => Vec::new(),
        });
        let filled = index(steps, |step| match &step.statement {
            Statement::Backfill(fills) => fills.iter().map(|fill| &fill.table).collect(),
            Statement::Sweep(fill) => vec![&fill.table],
            _ => Vec::new(),
        });
        let replaced = index(steps, |step| match &step.statement {
            Statement::ReplaceRoutine(_) => step.place.owner.iter().collect(),
            _ => Vec::new(),
        });
        let bringers = index(steps, |step| step.place.brings.iter().collect());
        let attached = index(steps, |step| match &step.statement {
            Statement::AttachPartition { table, partition } => vec![(table, &partition.table)],
            _ => Vec::new(),
        });
        let leaves = |step: &Step| match &step.statement {
            Statement::DetachPartition { table, parent, .. } => !attached.contains_key(&(table, parent)),
            _ => false,
        };
        for (then, step) in steps.iter().enumerate() {
            let mut wait = |first: usize, then: usize, soft: bool| {
                if first != then {
                    waits.push(Wait { first, then, commit: steps[first].place.commits, soft });
                }
            };
            // Build from the ground up.
            for id in &step.place.requires {
                providers.get(id).into_iter().flatten().for_each(|first| wait(*first, then, false));
                let owner = renamed.get(&id.owner()).filter(|_| id.owner() != *id);
                let whole = owner.into_iter().flatten().filter(|it| is_whole(&steps[**it]));
                whole.for_each(|first| wait(*first, then, false));
            }
            for id in &step.place.prefers {
                providers.get(id).into_iter().flatten().for_each(|first| wait(*first, then, true));
            }
            for id in &step.place.avoids {
                removers.get(id).into_iter().flatten().for_each(|first| wait(*first, then, true));
            }
            // A new trigger must not take what fills a column for somebody's change.
            if let Statement::CreateTrigger { table, .. } = &step.statement {
                filled.get(table).into_iter().flatten().for_each(|first| wait(*first, then, true));
            }
            for id in &step.place.without {
                removers.get(id).into_iter().flatten().for_each(|first| wait(*first, then, false));
            }
            for state in &step.place.awaits {
                bringers.get(state).into_iter().flatten().for_each(|first| wait(*first, then, false));
            }
            // What uses an extension does not say so: an operator class, a function of it.
            if let Statement::Drop(ObjectId::Extension(_)) = &step.statement {
                let others = steps.iter().enumerate().filter(|(_, it)| !outlives_extensions(it));
                others.for_each(|(first, _)| wait(first, then, true));
            }
            // The old makes way for the new.
            let renamed_first = |id: &ObjectId| {
                // What is made anew under another name gets that name before it goes.
                let is_made = |at: &usize| {
                    matches!(steps[*at].statement, Statement::Create(_) | Statement::AddColumn { .. })
                };
                renames(step).is_some()
                    && providers.get(id).is_some_and(|it| it.iter().any(is_made))
                    && removers.get(id).is_some_and(|it| it.len() == 1)
            };
            let slots = step.place.provides.iter().filter(|it| !emptied.is_empty() && !renamed_first(it));
            let slots = slots.flat_map(Slot::all);
            for slot in slots {
                emptied.get(&slot).into_iter().flatten().for_each(|first| wait(*first, then, false));
            }
            // Take down from the top.
            for id in &step.place.releases {
                // On the way back it is made of what has its new name.
                let whole = renamed.get(id).into_iter().flatten().filter(|it| is_whole(&steps[**it]));
                whole.for_each(|first| wait(*first, then, false));
                removers.get(id).into_iter().flatten().for_each(|last| wait(then, *last, false));
                // On the way back an index comes with what the function computed before.
                replaced.get(id).into_iter().flatten().for_each(|last| wait(then, *last, true));
            }
            // Steps use the names that objects and columns have after their renames.
            let parent = left_by(&step.statement).map(|it| ObjectId::Table(it.clone()));
            let is_routine = matches!(step.place.owner, Some(ObjectId::Routine(_)));
            let named = step.place.owner.iter().chain(&parent).flat_map(named_by);
            // But for those that go because of a rename.
            let goes_first = |rename: usize| {
                let mut old = steps[rename].place.removes.iter();
                old.any(|it| step.place.releases.contains(it))
            };
            for first in named.filter_map(|it| renamed.get(&it)).flatten().filter(|it| !goes_first(**it)) {
                match (renames(step), renames(&steps[*first])) {
                    // The columns of what leaves for good get other names when it has.
                    (None, Some(Renames::Column)) if leaves(step) => {}
                    // What a function is told by are types.
                    (None, Some(Renames::Column)) if is_routine => {}
                    (None, _) | (Some(Renames::Column | Renames::Part), Some(Renames::Whole)) => {
                        wait(*first, then, false);
                    }
                    _ => {}
                }
            }
        }
        let mut followers = vec![Vec::new(); steps.len()];
        for (at, wait) in waits.iter().enumerate() {
            followers[wait.first].push(at);
        }
        Self { waits, followers }
    }

    /// The steps by file.
    fn sort(&self, steps: &[Step], keys: &[Position]) -> Result<Vec<(bool, Vec<usize>)>, Cycle> {
        let mut queue = Queue::new(self, steps, keys);
        let mut files: Vec<(bool, Vec<usize>)> = Vec::new();
        while queue.left > 0 {
            // One transaction takes all it can; then everything that must stand alone has its turn.
            let no_transaction = queue.ready[0].is_empty();
            let mut file: Vec<usize> = Vec::new();
            // What becomes free only with the commit.
            let mut later = Vec::new();
            let mut put_off = Vec::new();
            while let Some(at) = queue.peek(no_transaction) {
                // New values of enums stand in a file of their own.
                if file.last().is_some_and(|last| steps[*last].place.commits != steps[at].place.commits) {
                    break;
                }
                queue.pop(no_transaction);
                if reads_rows(&steps[at])
                    .is_some_and(|table| file.iter().any(|before| locks_out(&steps[*before], table)))
                {
                    put_off.push(at);
                    continue;
                }
                file.push(at);
                for wait in self.followers[at].iter().map(|wait| self.waits[*wait]) {
                    if wait.commit || no_transaction { later.push(wait) } else { queue.over(wait) }
                }
            }
            if file.is_empty() {
                queue.break_circle()?;
                continue;
            }
            for wait in later {
                queue.over(wait);
            }
            for at in put_off {
                queue.put_back(at);
            }
            if no_transaction {
                // Together they make one file.
                file.sort_by_key(|at| !matches!(steps[*at].statement, Statement::Backfill(_)));
                files.extend(file.into_iter().map(|at| (true, vec![at])));
            } else {
                files.push((false, file));
            }
        }
        Ok(files)
    }
}

impl Graph {
    /// What comes back later is taken away only then: nobody is to miss a policy, a trigger or a view
    /// from one transaction to another.
    fn put_off(&self, steps: &[Step], files: &mut Vec<(bool, Vec<usize>)>) {
        let mut file_of = vec![0; steps.len()];
        for (at, (_, file)) in files.iter().enumerate() {
            for step in file {
                file_of[*step] = at;
            }
        }
        let order: Vec<usize> = files.iter().flat_map(|(_, file)| file.iter().copied()).collect();
        for step in order.into_iter().rev().filter(|step| may_wait(&steps[*step])) {
            let waits = || self.followers[step].iter().map(|wait| self.waits[*wait]);
            let Some(latest) = waits().map(|wait| file_of[wait.then] - usize::from(wait.commit)).min() else {
                continue;
            };
            let own = file_of[step];
            let Some(target) = (own + 1..=latest).rev().find(|file| !files[*file].0) else { continue };
            files[own].1.retain(|it| *it != step);
            let followers: BTreeSet<usize> = waits().map(|wait| wait.then).collect();
            let file = &mut files[target].1;
            let place = file.iter().position(|it| followers.contains(it)).unwrap_or(file.len());
            file.insert(place, step);
            file_of[step] = target;
        }
        files.retain(|(_, file)| !file.is_empty());
    }
}

/// Whether a step only takes something away, without losing data.
fn may_wait(step: &Step) -> bool {
    match &step.statement {
        Statement::Drop(id) => !matches!(
            id,
            ObjectId::Table(_) | ObjectId::Column { .. } | ObjectId::Sequence(_) | ObjectId::Index { .. }
        ),
        Statement::SetColumnValue { to, .. } => to.is_none(),
        _ => false,
    }
}

/// Whether a step may come after an extension went: it cannot use one, and may wait for it.
fn outlives_extensions(step: &Step) -> bool {
    matches!(
        step.statement,
        Statement::Drop(ObjectId::Extension(_) | ObjectId::Namespace(_) | ObjectId::Role(_))
            | Statement::Create(Object::Extension(_))
    )
}

/// The table whose rows a step reads, in a lock that lets others work.
fn reads_rows(step: &Step) -> Option<&QualifiedName> {
    match &step.statement {
        Statement::ValidateConstraint { table, .. } => Some(table),
        _ => None,
    }
}

/// Whether a step keeps everybody out of a table until its transaction is over.
fn locks_out(step: &Step, table: &QualifiedName) -> bool {
    step.lock
        .as_ref()
        .is_some_and(|lock| lock.mode > LockMode::ShareUpdateExclusive && lock.tables().any(|it| it == table))
}

fn index<'s, K: Eq + Hash>(steps: &'s [Step], keys: impl Fn(&'s Step) -> Vec<K>) -> HashMap<K, Vec<usize>> {
    let keys: Vec<(K, usize)> = steps
        .iter()
        .enumerate()
        .flat_map(|(at, step)| keys(step).into_iter().map(move |key| (key, at)))
        .collect();
    let mut found: HashMap<K, Vec<usize>> = HashMap::with_capacity(keys.len());
    for (key, at) in keys {
        found.entry(key).or_default().push(at);
    }
    found
}

fn collect(steps: Vec<Step>, files: Vec<(bool, Vec<usize>)>) -> Vec<Batch> {
    let unchecked = unchecked_bodies(&steps, &files);
    let mut steps: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    let mut batches: Vec<Batch> = Vec::new();
    for (no_transaction, file) in files {
        let mut off = file.iter().any(|at| unchecked.contains(at));
        let mut taken: Vec<Step> = Vec::with_capacity(file.len());
        for at in file {
            if off && unchecked.contains(&at) {
                taken.extend(steps[at].as_ref().and_then(|step| step.place.owner.clone()).map(do_not_check));
                off = false;
            }
            taken.extend(steps[at].take());
        }
        let last = batches.last_mut().and_then(|batch| batch.steps.last_mut());
        let joined = last.is_some_and(|last| join_backfills(last, &taken));
        if !joined {
            batches.push(Batch { no_transaction, search_path: Vec::new(), steps: taken });
        }
    }
    batches
}

/// Backfills one after the other are one statement, for one file holds only one.
fn join_backfills(last: &mut Step, next: &[Step]) -> bool {
    let [step] = next else { return false };
    let (Statement::Backfill(fills), Statement::Backfill(more)) = (&mut last.statement, &step.statement)
    else {
        return false;
    };
    fills.extend(more.iter().cloned());
    last.summary = format!("fill {} columns in batches", fills.len());
    last.lock = None;
    true
}

/// The functions that are created before something their body names.
fn unchecked_bodies(steps: &[Step], files: &[(bool, Vec<usize>)]) -> BTreeSet<usize> {
    if steps.iter().all(|step| step.place.prefers.is_empty()) {
        return BTreeSet::new();
    }
    let order: Vec<usize> = files.iter().flat_map(|(_, file)| file.iter().copied()).collect();
    let mut coming = index(steps, |step| step.place.provides.iter().collect());
    let mut unchecked = BTreeSet::new();
    for at in order {
        for id in &steps[at].place.provides {
            coming.entry(id).or_default().retain(|it| *it != at);
        }
        if steps[at].place.prefers.iter().any(|id| coming.get(id).is_some_and(|left| !left.is_empty())) {
            unchecked.insert(at);
        }
    }
    unchecked
}

fn do_not_check(owner: ObjectId) -> Step {
    let summary = "do not check the bodies of functions, which name what comes after them";
    Step::new(Statement::DoNotCheckFunctionBodies, summary, owner)
}
