//! What a table says about one of its indexes: the replica identity, the index to cluster on. It is to hold
//! through whatever happens to the index, which may be the table's own or its part of one of its parent's.

use super::Planner;
use super::statement::Statement;
use super::step::{HazardKind, Link, LockMode, State, Step};
use crate::diff::partition::{has_own, origin};
use crate::model::constraint::Constraint;
use crate::model::index::Index;
use crate::model::table::{ReplicaIdentity, Table};
use crate::model::{Name, ObjectId, QualifiedName};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Identity(ReplicaIdentity),
    /// The index to cluster on.
    Order(Option<Name>),
}

impl Mark {
    fn all(table: &Table) -> [Self; 2] {
        [Self::Identity(table.replica_identity.clone()), Self::Order(table.cluster_on.clone())]
    }

    fn set_by(statement: &Statement) -> Option<(&QualifiedName, Self)> {
        match statement {
            Statement::SetReplicaIdentity { table, identity } => {
                Some((table, Self::Identity(identity.clone())))
            }
            Statement::SetClusterOn { table, index } => Some((table, Self::Order(index.clone()))),
            _ => None,
        }
    }

    /// The one of this kind that a table has.
    fn same_of(&self, table: &Table) -> Self {
        let [identity, order] = Self::all(table);
        if matches!(self, Self::Identity(_)) { identity } else { order }
    }

    fn index(&self) -> Option<&Name> {
        match self {
            Self::Identity(it) => it.index(),
            Self::Order(it) => it.as_ref(),
        }
    }

    /// The same of another index.
    fn on(&self, index: &Name) -> Self {
        match self {
            Self::Identity(_) => Self::Identity(ReplicaIdentity::Index(index.clone())),
            Self::Order(_) => Self::Order(Some(index.clone())),
        }
    }

    /// What holds while there is no such index.
    fn without(&self) -> Self {
        match self {
            // Without any, changes of a published table would fail meanwhile.
            Self::Identity(_) => Self::Identity(ReplicaIdentity::Full),
            Self::Order(_) => Self::Order(None),
        }
    }

    fn summary(&self, id: &ObjectId) -> String {
        match self {
            Self::Identity(_) => format!("set the replica identity of {id}"),
            Self::Order(_) => format!("set the index that {id} is clustered on"),
        }
    }

    fn statement(&self, table: &QualifiedName) -> Statement {
        let table = table.clone();
        match self.clone() {
            Self::Identity(identity) => Statement::SetReplicaIdentity { table, identity },
            Self::Order(index) => Statement::SetClusterOn { table, index },
        }
    }
}

impl Planner<'_> {
    /// The table says it of another index, or of another that has the name of the one before.
    pub(super) fn change_mark(&self, table: &QualifiedName, from: &Mark, to: &Mark) -> Vec<Step> {
        // Another type builds parts anew, which lose their marks.
        let is_own = |it: &Name| self.to.table(table).is_some_and(|table| has_own(table, it));
        let is_part = !self.is_new(table) && to.index().is_some_and(|it| !is_own(it));
        let come = |step: Step| if is_part { step.requires(self.retyped_in(table)) } else { step };
        let Some(old) = from.index() else { return vec![come(set_mark(table, from, to))] };
        // What leaves its parent has them as its own.
        let stays_below =
            [self.from, self.to].map(|it| it.table(table).and_then(|it| it.partition_of.as_ref()));
        let stays_below = stays_below[0].map(|it| &it.table) == stays_below[1].map(|it| &it.table);
        let part = self.part_before(table, old).filter(|_| !self.is_new(table) && stays_below);
        let then = part.as_ref().map_or_else(|| old.clone(), |_| self.called_then(table, old));
        let was = part.as_ref().map_or_else(|| marked(table, old).to_vec(), |it| vec![it.clone()]);
        let stays = was.iter().any(|it| self.is_there(it) && !self.created.contains(it));
        let leave = |to: &Mark| {
            let step = set_mark(table, &from.on(&then), to);
            let Some(part) = &part else { return step };
            // It goes with what it is a part of, whatever it is called.
            let mut step = if then == *old { step } else { step.requires(marked(table, &then)) };
            if stays {
                step.place.releases.clear();
                step.requires(self.retyped_in(table))
            } else {
                step.place.releases = [part.clone()].into_iter().chain(self.retyped_in(table)).collect();
                step
            }
        };
        let comes = to.index().and_then(|it| self.origin_of(table, it));
        let comes = comes.is_some_and(|it| self.created.contains(&it))
            || is_part && self.retyped_in(table).next().is_some();
        let is_partition = self.to.table(table).is_some_and(|it| it.partition_of.is_some());
        if stays || to.index() != Some(old) && !(comes && is_partition) {
            return vec![come(leave(to))];
        }
        // The new one, or its part, may have to wait until the old one is gone.
        let without = from.without();
        vec![leave(&without), come(set_mark(table, &without, to)).after()]
    }

    /// Whether a key or index is there after.
    pub(super) fn is_there(&self, index: &ObjectId) -> bool {
        let (ObjectId::Index { table, name } | ObjectId::Constraint { table, name }) = index else {
            return false;
        };
        origin(self.to, table, name).is_some_and(|it| it == *index)
    }

    /// The key or index of after at the top of which an index of a partition was a part before.
    fn part_before(&self, table: &QualifiedName, name: &Name) -> Option<ObjectId> {
        let before = self.from.table(table).filter(|it| !has_own(it, name))?;
        Some(self.now_of(origin(self.from, &before.name, name)?))
    }

    /// A part that is marked is built anew.
    pub(super) fn mark_parts_again(&self, table: &Table) -> Vec<Vec<Step>> {
        let Some(before) = self.from.table(&table.name) else { return Vec::new() };
        let again = |(old, new): (&Mark, &Mark)| {
            let is = new.index().filter(|it| !has_own(table, it))?;
            let id = origin(self.to, &table.name, is).filter(|it| self.created.contains(it))?;
            let same = self.part_before(&table.name, old.index()?).is_some_and(|it| it == id);
            let steps = self.change_mark(&table.name, old, new).into_iter();
            same.then(|| steps.map(|it| Step { hazards: Vec::new(), ..it }).collect())
        };
        Mark::all(before).iter().zip(&Mark::all(table)).filter_map(again).collect()
    }

    /// An old index is there for as long as it is set aside, and keeps its marks until the new one has them.
    pub(super) fn marks_of_what_is_set_aside(&self, sequences: &mut [Vec<Step>]) {
        let mut kept: Vec<(State, QualifiedName)> = Vec::new();
        let goes = |it: &Step, gone: &State| it.place.brings.contains(gone);
        for at in 0..sequences.len() {
            let [first, second] = &sequences[at][..] else { continue };
            let (Some((table, without)), Some(_)) =
                (Mark::set_by(&first.statement), Mark::set_by(&second.statement))
            else {
                continue;
            };
            let old = self.from.table(table).map(|it| without.same_of(it));
            let part = old.as_ref().and_then(Mark::index).and_then(|it| self.part_before(table, it));
            let gone = part.and_then(|it| self.gone_aside(&it));
            let is_aside = |gone: &State| sequences.iter().flatten().any(|it| goes(it, gone));
            if let Some(gone) = gone.filter(is_aside) {
                kept.push((gone, table.clone()));
                let undo = first.undo.clone();
                sequences[at].remove(0);
                sequences[at][0].undo = undo;
            }
        }
        for (gone, table) in kept {
            let drops = sequences.iter_mut().flatten().filter(|it| goes(it, &gone));
            let marked = [State::Identified(table.clone()), State::Clustered(table)];
            drops.for_each(|it| it.place.awaits.extend(marked.clone()));
        }
    }

    /// What a partition said of its part of what comes back on the way back, under the name that it has then.
    pub(super) fn marks_of_part_again(&self, before: &Table, id: &[ObjectId], part: &Name) -> Vec<Statement> {
        let is_it = |was: ObjectId| id.iter().any(|it| *it == was || self.now_of(it.clone()) == was);
        let was = |it: &Mark| it.index().and_then(|it| self.part_before(&before.name, it)).is_some_and(is_it);
        let marks = Mark::all(before).into_iter().filter(was);
        marks.map(|it| it.on(part).statement(&before.name)).collect()
    }

    /// What the table says about an index holds again when that goes and comes back, under its name or another.
    pub(super) fn mark_again(&self, table: &QualifiedName, steps: &mut Vec<Step>) {
        let (Some(before), Some(after)) = (self.from.table(table), self.to.table(table)) else { return };
        let is_own = |old: &Name, new: &Name| has_own(before, old) && has_own(after, new);
        let stays = |old: &Name, new: &Name| {
            old == new && is_own(old, new) || self.is_called_otherwise(before, after, old, new)
        };
        for (old, new) in Mark::all(before).iter().zip(&Mark::all(after)) {
            if let (Some(was), Some(is)) = (old.index(), new.index())
                && stays(was, is)
            {
                keep(old, new, table, steps);
            }
        }
    }

    /// Whether an index goes and comes back as what it was under another name.
    fn is_called_otherwise(&self, before: &Table, after: &Table, old: &Name, new: &Name) -> bool {
        let index = |of: &Table, name: &Name| {
            let found = of.indexes.iter().find(|it| it.name == *name)?;
            Some(Index { name: Name::from(""), comment: None, renamed_from: None, ..found.clone() })
        };
        let key = |of: &Table, name: &Name| {
            let found = of.constraints.iter().find(|it| it.name == *name && it.has_index())?;
            Some(Constraint { name: Name::from(""), ..found.essence() })
        };
        let (was, is) = ((index(before, old), key(before, old)), (index(after, new), key(after, new)));
        was == is
            && was != (None, None)
            && (index(after, old), key(after, old)) == (None, None)
            && marked(&after.name, new).iter().any(|it| self.created.contains(it))
    }
}

/// Takes the mark off before its index goes, and sets it once that is there again.
fn keep(old: &Mark, new: &Mark, table: &QualifiedName, steps: &mut Vec<Step>) {
    let has = |ids: &[ObjectId], mark: &Mark| {
        mark.index().is_some_and(|it| marked(table, it).iter().any(|id| ids.contains(id)))
    };
    let id = ObjectId::Table(table.clone());
    let step = |mark: &Mark| {
        let step = Step::new(mark.statement(table), mark.summary(&id), id.clone());
        step.lock(LockMode::AccessExclusive, table)
    };
    let mut undo = old.without();
    if let Some(at) = steps.iter().position(|it| has(&it.place.removes, old)) {
        if let Statement::Rename { to: aside, .. } = &steps[at].statement {
            undo = old.on(aside);
        } else {
            let mut before = step(&old.without()).undo(old.statement(table));
            before.place.link = steps[at].place.link;
            steps[at].place.link = if steps[at].no_transaction { Link::AfterCommit } else { Link::After };
            steps.insert(at, before);
        }
    }
    if let Some(at) = steps.iter().rposition(|it| has(&it.place.provides, new)) {
        let again = step(new).undo(undo.statement(table));
        // An index that was built in a file of its own can be named only after it.
        let commit = steps[at].no_transaction;
        steps.insert(at + 1, if commit { again.after_commit() } else { again.after() });
    }
}

/// What a name of an index may stand for.
pub(super) fn marked(table: &QualifiedName, name: &Name) -> [ObjectId; 2] {
    [
        ObjectId::Index { table: table.clone(), name: name.clone() },
        ObjectId::Constraint { table: table.clone(), name: name.clone() },
    ]
}

/// What takes a mark off that a new table got.
pub(super) fn unmark(set: &Statement) -> Option<(&QualifiedName, Statement)> {
    let (table, mark) = Mark::set_by(set)?;
    let none = match mark {
        Mark::Identity(_) => Mark::Identity(ReplicaIdentity::Default),
        Mark::Order(_) => Mark::Order(None),
    };
    Some((table, none.statement(table)))
}

/// What the table says of some of its indexes.
pub(super) fn marks_among(table: &Table, is_one: impl Fn(&Name) -> bool) -> Vec<Statement> {
    let marks = Mark::all(table).into_iter().filter(|it| it.index().is_some_and(&is_one));
    marks.map(|it| it.statement(&table.name)).collect()
}

pub(super) fn set_mark(table: &QualifiedName, from: &Mark, to: &Mark) -> Step {
    let id = ObjectId::Table(table.clone());
    let indexes =
        |mark: &Mark| mark.index().map(|name| marked(table, name)).into_iter().flatten().collect::<Vec<_>>();
    let (new, old) = (indexes(to), indexes(from));
    let step = Step::new(to.statement(table), to.summary(&id), id.clone())
        .requires(new.clone())
        .requires([id.clone()])
        .releases(old.into_iter().filter(|it| !new.contains(it)))
        .undo(from.statement(table));
    match to {
        Mark::Identity(_) => {
            let reason =
                "its subscribers get other old values, or none: then a published table refuses updates";
            step.lock(LockMode::AccessExclusive, table).hazard(HazardKind::Correctness, id.path(), reason)
        }
        Mark::Order(_) => step.lock(LockMode::ShareUpdateExclusive, table),
    }
}
