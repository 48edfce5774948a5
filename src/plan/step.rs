//! A step of a plan: one statement with what a careful person wants to know before running it.

use std::fmt;

use super::statement::{Build, Statement};
use crate::model::constraint::Constraint;
use crate::model::{ObjectId, QualifiedName};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub statement: Statement,
    /// In human words: `create index idx_a on session_logs`.
    pub summary: String,
    /// May not run in a transaction: a file of its own.
    pub no_transaction: bool,
    /// The lock that running traffic can notice.
    pub lock: Option<Lock>,
    pub hazards: Vec<Hazard>,
    pub undo: Undo,
    pub place: Place,
}

/// How a step is undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// By these statements, in this order.
    With(Vec<Statement>),
    /// Nothing is left to undo.
    Nothing,
    /// Not at all, for this reason.
    Impossible(String),
}

/// What decides a step's position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The object beside whose other steps it should stand.
    pub owner: Option<ObjectId>,
    pub phase: Phase,
    /// Exists after the step.
    pub provides: Vec<ObjectId>,
    /// Must exist before it.
    pub requires: Vec<ObjectId>,
    /// Better exists before it, but a cycle may be broken here.
    pub prefers: Vec<ObjectId>,
    /// Better is gone before it, in the same way.
    pub avoids: Vec<ObjectId>,
    /// Is gone after it.
    pub removes: Vec<ObjectId>,
    /// Must be gone before it.
    pub without: Vec<ObjectId>,
    /// Is no longer referred to after it.
    pub releases: Vec<ObjectId>,
    /// What holds after it, apart from what is there.
    pub brings: Vec<State>,
    /// What must hold before it.
    pub awaits: Vec<State>,
    /// What it provides can be used only after its transaction.
    pub commits: bool,
    /// How it follows the step before it in the same change.
    pub link: Link,
}

/// Something that one step brings about and another waits for, where that is no object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The column holds no NULL, and PostgreSQL knows it.
    NotNull(ObjectId),
    /// The checks of the table that are new hold for its rows.
    Proved(QualifiedName),
    /// What goes or gets other bounds among the partitions of the table has given up its old ones.
    OldBoundsGone(QualifiedName),
    /// The new column is there, behind those that were added before.
    Added(ObjectId),
    /// The column that is made anew, or the index that was set aside, is gone.
    Gone(ObjectId),
    /// What gets bounds among the partitions of the table has them.
    BoundsSet(QualifiedName),
    /// The partitions of the table that get other bounds, at any depth, have them.
    Rebound(QualifiedName),
    /// The table is logged or unlogged, as it shall be.
    Logged(QualifiedName),
    /// The table has its new replica identity.
    Identified(QualifiedName),
    /// The table has its new index to cluster on.
    Clustered(QualifiedName),
    /// The column may be NULL, and with it those below, but for what they say again afterwards.
    MayBeNull(ObjectId),
    /// The table that joins a parent has lost the indexes that go: it would take them for its parts.
    Cleared(QualifiedName),
    /// The partition has left its parent.
    Detached(QualifiedName),
    /// What leaves the partitions of the table, which is built anew, has left.
    Left(QualifiedName),
    /// The column has its default, which its partitions and heirs had for a moment.
    ValueSet(ObjectId),
    /// What joins the partitions of the table, which is built anew, has the indexes that it brings.
    Ready(QualifiedName),
    /// The table that is built anew has its rows again.
    Filled(QualifiedName),
    /// The domain has its checks, proved as far as they shall be, and is NOT NULL or not.
    Settled(QualifiedName),
    /// The sequence is in the schema that its table went to.
    TakenAlong(ObjectId),
    /// The table has been written anew, and with it its partitions and heirs, as far as it has to be.
    Written(QualifiedName),
    /// No text of before makes rows of the table or type any more.
    Untold(ObjectId),
    /// The heir has left the parents that it leaves.
    Alone(QualifiedName),
    /// No more statement calls the type by this name, of those that are about the one that is set aside.
    NameLeft(ObjectId),
}

/// Preference among steps that do not depend on each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// New values of enums, in files of their own.
    Values,
    /// What is built anew goes while its parts have the names that it knows.
    TakeApart,
    Rename,
    #[default]
    Build,
    TakeDown,
    /// What is for objects that are created later.
    Defaults,
}

/// How a step follows the one before it in its own sequence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Only its dependencies matter.
    #[default]
    Free,
    /// After it.
    After,
    /// After it, in a later transaction.
    AfterCommit,
}

/// A lock and the table it is taken on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub mode: LockMode,
    pub table: QualifiedName,
    /// The other table of a foreign key, on which it is taken as well.
    pub also: Option<QualifiedName>,
}

impl Lock {
    /// The tables it is taken on.
    pub fn tables(&self) -> impl Iterator<Item = &QualifiedName> {
        [&self.table].into_iter().chain(&self.also)
    }
}

/// PostgreSQL's table locks that a schema change takes, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockMode {
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    AccessExclusive,
}

impl fmt::Display for LockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

/// Why a step needs somebody's consent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hazard {
    pub kind: HazardKind,
    /// What is at stake, as `--allow KIND:object` names it.
    pub object: String,
    pub reason: String,
}

/// The kinds of hazard, named as in pg-schema-diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HazardKind {
    AccessExclusiveLock,
    ShareLock,
    TableRewrite,
    DeletesData,
    IndexBuild,
    IndexDropped,
    AuthzUpdate,
    BreaksClients,
    Correctness,
}

impl HazardKind {
    pub const ALL: &[Self] = &[
        Self::AccessExclusiveLock,
        Self::ShareLock,
        Self::TableRewrite,
        Self::DeletesData,
        Self::IndexBuild,
        Self::IndexDropped,
        Self::AuthzUpdate,
        Self::BreaksClients,
        Self::Correctness,
    ];
}

impl HazardKind {
    /// Whether compile waits for somebody's consent. The others are only shown: they can neither lose
    /// data nor stop traffic.
    pub fn stops(self) -> bool {
        !matches!(self, Self::AuthzUpdate | Self::IndexBuild | Self::IndexDropped)
    }
}

impl fmt::Display for HazardKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessExclusiveLock => "ACCESS_EXCLUSIVE_LOCK",
            Self::ShareLock => "SHARE_LOCK",
            Self::TableRewrite => "TABLE_REWRITE",
            Self::DeletesData => "DELETES_DATA",
            Self::IndexBuild => "INDEX_BUILD",
            Self::IndexDropped => "INDEX_DROPPED",
            Self::AuthzUpdate => "AUTHZ_UPDATE",
            Self::BreaksClients => "BREAKS_CLIENTS",
            Self::Correctness => "CORRECTNESS",
        })
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.object)
    }
}

impl Step {
    /// A transactional step without lock, hazard or undo.
    pub fn new(statement: Statement, summary: impl Into<String>, owner: ObjectId) -> Self {
        Self {
            statement,
            summary: summary.into(),
            no_transaction: false,
            lock: None,
            hazards: Vec::new(),
            undo: Undo::Nothing,
            place: Place { owner: Some(owner), ..Place::default() },
        }
    }

    #[must_use]
    pub fn no_transaction(mut self) -> Self {
        self.no_transaction = true;
        self
    }

    #[must_use]
    pub fn lock(mut self, mode: LockMode, table: &QualifiedName) -> Self {
        self.lock = Some(Lock { mode, table: table.clone(), also: None });
        self
    }

    /// The lock is taken on the table that a foreign key refers to as well.
    #[must_use]
    pub fn lock_both(mut self, constraint: &Constraint) -> Self {
        if let (Some(lock), Some(key)) = (&mut self.lock, constraint.foreign_key()) {
            lock.also = Some(key.table.clone()).filter(|it| *it != lock.table);
        }
        self
    }

    #[must_use]
    pub fn hazard(mut self, kind: HazardKind, object: impl Into<String>, reason: impl Into<String>) -> Self {
        self.hazards.push(Hazard { kind, object: object.into(), reason: reason.into() });
        self
    }

    /// An index of a table in use is built, by itself or as that of a constraint.
    #[must_use]
    pub fn builds_index(self, id: &ObjectId, build: Build) -> Self {
        let reason = match build {
            Build::Concurrently => "the build reads the whole table, beside running writes",
            Build::Blocking | Build::OnParentOnly | Build::Again => "the build reads the whole table",
        };
        self.hazard(HazardKind::IndexBuild, id.path(), reason)
    }

    /// An index of a table in use goes.
    #[must_use]
    pub fn drops_index(self, id: &ObjectId) -> Self {
        self.hazard(HazardKind::IndexDropped, id.path(), "queries that used it become slower")
    }

    /// It goes within a transaction, and nobody else gets at its table before that ends.
    #[must_use]
    pub fn drops_index_under_lock(self, id: &ObjectId) -> Self {
        let reason = "nobody can read or write the table from when its index goes until the file ends";
        self.drops_index(id).hazard(HazardKind::AccessExclusiveLock, id.path(), reason)
    }

    #[must_use]
    pub fn undo(mut self, statement: Statement) -> Self {
        match &mut self.undo {
            Undo::With(statements) => statements.push(statement),
            _ => self.undo = Undo::With(vec![statement]),
        }
        self
    }

    /// Undone by several statements, in this order.
    #[must_use]
    pub fn undo_all(mut self, statements: Vec<Statement>) -> Self {
        self.undo = Undo::With(statements);
        self
    }

    #[must_use]
    pub fn cannot_be_undone(mut self, reason: impl Into<String>) -> Self {
        self.undo = Undo::Impossible(reason.into());
        self
    }

    /// Whether it only makes room for another step.
    pub fn is_taking_apart(&self) -> bool {
        self.place.phase == Phase::TakeApart || self.statement == Statement::DoNotCheckFunctionBodies
    }

    #[must_use]
    pub fn phase(mut self, phase: Phase) -> Self {
        self.place.phase = phase;
        self
    }

    #[must_use]
    pub fn provides(mut self, id: ObjectId) -> Self {
        self.place.provides.push(id);
        self
    }

    #[must_use]
    pub fn requires(mut self, ids: impl IntoIterator<Item = ObjectId>) -> Self {
        self.place.requires.extend(ids);
        self
    }

    #[must_use]
    pub fn removes(mut self, id: ObjectId) -> Self {
        self.place.removes.push(id);
        self
    }

    #[must_use]
    pub fn without(mut self, ids: impl IntoIterator<Item = ObjectId>) -> Self {
        self.place.without.extend(ids);
        self
    }

    #[must_use]
    pub fn releases(mut self, ids: impl IntoIterator<Item = ObjectId>) -> Self {
        self.place.releases.extend(ids);
        self
    }

    #[must_use]
    pub fn after(mut self) -> Self {
        self.place.link = Link::After;
        self
    }

    #[must_use]
    pub fn after_commit(mut self) -> Self {
        self.place.link = Link::AfterCommit;
        self
    }
}
