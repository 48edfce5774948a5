//! Puts steps into an order PostgreSQL accepts and into as few files as their transactions allow.
//! One topological sort, by what steps provide, require, remove and release.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::statement::Statement;
use super::step::{Link, Phase, Step};
use crate::model::ObjectId;

/// The steps of one migration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub no_transaction: bool,
    pub steps: Vec<Step>,
}

/// Steps that wait for each other in a circle, which is a defect of the planner or of the schema.
#[derive(Debug, PartialEq, Eq)]
pub struct Cycle(pub Vec<String>);

/// Orders the objects so that each comes after those it depends on, as far as there is no circle;
/// otherwise as given.
pub fn reading_order<'a>(
    ids: impl Iterator<Item = &'a ObjectId>,
    depends_on: impl Fn(&ObjectId) -> BTreeSet<ObjectId>,
) -> Vec<ObjectId> {
    let wanted: BTreeSet<ObjectId> = ids.cloned().collect();
    let mut order = Vec::with_capacity(wanted.len());
    let mut seen = BTreeSet::new();
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

/// Orders the sequences' steps. `groups` says beside what, and in which order, steps preferably stand.
pub fn order(sequences: Vec<Vec<Step>>, groups: &[ObjectId]) -> Result<Vec<Batch>, Cycle> {
    let positions: BTreeMap<&ObjectId, usize> = groups.iter().enumerate().map(|(at, id)| (id, at)).collect();
    let mut links = Vec::new();
    let mut steps = Vec::new();
    for sequence in sequences {
        for (at, step) in sequence.into_iter().enumerate() {
            if at > 0 && step.place.link != Link::Free {
                links.push((steps.len() - 1, steps.len(), step.place.link));
            }
            steps.push(step);
        }
    }
    let keys: Vec<(Phase, usize, usize)> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let group = step.place.owner.as_ref().and_then(|owner| positions.get(owner));
            (step.place.phase, group.copied().unwrap_or(usize::MAX), at)
        })
        .collect();
    let mut graph = Graph::new(&steps, &links);
    let mut order = graph.sort(&steps, &keys);
    if order.is_none() {
        // What is only preferred gives way where it closes a circle.
        graph.forget_preferences();
        order = graph.sort(&steps, &keys);
    }
    match order {
        Some(batches) => Ok(collect(steps, batches)),
        None => Err(Cycle(steps.iter().map(|step| step.summary.clone()).collect())),
    }
}

/// Which step waits for which.
struct Graph {
    /// `(waits, in a later transaction, may be forgotten)` by step.
    followers: Vec<Vec<(usize, bool, bool)>>,
}

impl Graph {
    fn new(steps: &[Step], links: &[(usize, usize, Link)]) -> Self {
        let mut followers = vec![Vec::new(); steps.len()];
        for (first, then, link) in links {
            followers[*first].push((*then, *link == Link::AfterCommit, false));
        }
        let providers = index(steps, |step| &step.place.provides);
        let removers = index(steps, |step| &step.place.removes);
        for (at, step) in steps.iter().enumerate() {
            let mut wait = |first: usize, soft: bool| {
                if first != at {
                    followers[first].push((at, steps[first].place.commits, soft));
                }
            };
            // Build from the ground up.
            for id in &step.place.requires {
                providers.get(id).into_iter().flatten().for_each(|first| wait(*first, false));
            }
            for id in &step.place.prefers {
                providers.get(id).into_iter().flatten().for_each(|first| wait(*first, true));
            }
            // The old makes way for the new.
            for id in &step.place.provides {
                removers.get(id).into_iter().flatten().for_each(|first| wait(*first, false));
            }
            // Take down from the top.
            for id in &step.place.releases {
                for then in removers.get(id).into_iter().flatten().filter(|then| **then != at) {
                    followers[at].push((*then, false, false));
                }
            }
        }
        Self { followers }
    }

    fn forget_preferences(&mut self) {
        for followers in &mut self.followers {
            followers.retain(|(_, _, soft)| !soft);
        }
    }

    /// The steps by file; `None` where they wait for each other in a circle.
    fn sort(&self, steps: &[Step], keys: &[(Phase, usize, usize)]) -> Option<Vec<(bool, Vec<usize>)>> {
        let mut waiting = vec![0_usize; steps.len()];
        for (then, ..) in self.followers.iter().flatten() {
            waiting[*then] += 1;
        }
        let mut ready: [BinaryHeap<Reverse<(Phase, usize, usize)>>; 2] = Default::default();
        let push = |ready: &mut [BinaryHeap<_>; 2], at: usize| {
            ready[usize::from(steps[at].no_transaction)].push(Reverse(keys[at]));
        };
        for (at, count) in waiting.iter().enumerate() {
            if *count == 0 {
                push(&mut ready, at);
            }
        }
        let mut files: Vec<(bool, Vec<usize>)> = Vec::new();
        let mut done = 0;
        while done < steps.len() {
            // One transaction takes all it can; then everything that must stand alone has its turn.
            let no_transaction = ready[0].is_empty();
            let mut file = Vec::new();
            // What becomes free only with the commit.
            let mut later = Vec::new();
            while let Some(Reverse((_, _, at))) = ready[usize::from(no_transaction)].pop() {
                file.push(at);
                for (then, commit, _) in &self.followers[at] {
                    if *commit || no_transaction {
                        later.push(*then);
                        continue;
                    }
                    waiting[*then] -= 1;
                    if waiting[*then] == 0 {
                        push(&mut ready, *then);
                    }
                }
            }
            if file.is_empty() {
                return None;
            }
            done += file.len();
            for then in later {
                waiting[then] -= 1;
                if waiting[then] == 0 {
                    push(&mut ready, then);
                }
            }
            if no_transaction {
                // Together they make one file.
                file.sort_by_key(|at| !matches!(steps[*at].statement, Statement::Backfill(_)));
                files.extend(file.into_iter().map(|at| (true, vec![at])));
            } else {
                files.push((false, file));
            }
        }
        Some(files)
    }
}

fn index<'s>(
    steps: &'s [Step],
    ids: impl Fn(&'s Step) -> &'s BTreeSet<ObjectId>,
) -> BTreeMap<&'s ObjectId, Vec<usize>> {
    let mut found: BTreeMap<&ObjectId, Vec<usize>> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        for id in ids(step) {
            found.entry(id).or_default().push(at);
        }
    }
    found
}

fn collect(steps: Vec<Step>, files: Vec<(bool, Vec<usize>)>) -> Vec<Batch> {
    let mut steps: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    let mut batches: Vec<Batch> = Vec::new();
    for (no_transaction, file) in files {
        let taken: Vec<Step> = file.into_iter().filter_map(|at| steps[at].take()).collect();
        let last = batches.last_mut().and_then(|batch| batch.steps.last_mut());
        let joined = last.is_some_and(|last| join_backfills(last, &taken));
        if !joined {
            batches.push(Batch { no_transaction, steps: taken });
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
