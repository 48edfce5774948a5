//! One SQL statement as a value: what a step runs and what undoes it. `sql` writes it down.

use crate::model::cluster::{Extension, Role};
use crate::model::constraint::Constraint;
use crate::model::grant::{Granted, Privilege};
use crate::model::index::Index;
use crate::model::policy::Policy;
use crate::model::routine::Routine;
use crate::model::sequence::Sequence;
use crate::model::table::{
    Column, ColumnValue, Compression, PartitionOf, ReplicaIdentity, RowSecurity, Statistics, Storage,
    StorageParameters,
};
use crate::model::trigger::Trigger;
use crate::model::types::{Attribute, Domain};
use crate::model::view::View;
use crate::model::{Name, Object, ObjectId, QualifiedName, Sql};

#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one for each step, never many")]
pub enum Statement {
    /// A whole object; a table with its columns and the constraints it holds, nothing else of it.
    Create(Object),
    /// Any object or part; an index only where its table is not in use (see `DropIndex`).
    Drop(ObjectId),
    Rename {
        object: ObjectId,
        to: Name,
    },
    /// The sequence behind an identity column, which keeps the name it got when it was made.
    RenameIdentity {
        from: QualifiedName,
        to: Name,
    },
    /// PostgreSQL gives them the comment of what they are parts of, where it builds that anew.
    ClearPartComments {
        index: QualifiedName,
    },
    /// An index that a partition has from its parent, or the constraint over it: nothing where it has another
    /// name.
    RenameDerivedIndex {
        from: QualifiedName,
        to: Name,
    },
    /// The indexes that a partition has from those of its parent's, or the constraints over them, whatever
    /// PostgreSQL called them: each by what it is a part of. They may have each other's names.
    NameParts {
        table: QualifiedName,
        names: Vec<(QualifiedName, Name)>,
    },
    /// What the indexes of a partitioned table call a column, and those of its partitioned partitions: they keep the
    /// old name of one that is renamed, and name the parts of later partitions after it.
    RenameIndexColumns {
        table: QualifiedName,
        from: Name,
        to: Name,
    },
    /// Moves an object to another schema.
    SetSchema {
        object: ObjectId,
        schema: Name,
        /// Those of a table, which do not go with it.
        statistics: Vec<Name>,
    },
    ReplaceRoutine(Routine),
    /// The query with everything that is said of the view, or that alone where the query stays.
    ReplaceView {
        from: View,
        to: View,
    },
    AlterRole {
        from: Role,
        to: Role,
    },
    AlterExtension {
        from: Extension,
        to: Extension,
    },
    AlterSequence {
        from: Sequence,
        to: Sequence,
    },
    /// Whether a sequence outlives a crash, as its table does; before PostgreSQL 15 every one does.
    SetSequenceUnlogged {
        sequence: QualifiedName,
        unlogged: bool,
    },
    AddEnumValue {
        name: QualifiedName,
        value: String,
        before: Option<String>,
    },
    AddAttribute {
        composite: QualifiedName,
        attribute: Attribute,
    },
    DropAttribute {
        composite: QualifiedName,
        attribute: Name,
    },
    AlterAttribute {
        composite: QualifiedName,
        attribute: Attribute,
    },
    SetDomainValue {
        domain: Domain,
    },
    SetDomainNotNull {
        domain: QualifiedName,
        not_null: bool,
    },
    AddDomainConstraint {
        domain: QualifiedName,
        constraint: Constraint,
        validity: Validity,
    },
    ValidateDomainConstraint {
        domain: QualifiedName,
        name: Name,
    },
    AddColumn {
        table: QualifiedName,
        column: Column,
    },
    /// The type, and the default with it: an old default may mean nothing in the new type.
    SetColumnType {
        table: QualifiedName,
        from: Column,
        to: Column,
    },
    SetColumnValue {
        table: QualifiedName,
        column: Name,
        from: Option<ColumnValue>,
        to: Option<ColumnValue>,
    },
    /// The identity counts on from where another sequence stands.
    ContinueIdentity {
        table: QualifiedName,
        column: Name,
        sequence: QualifiedName,
    },
    /// The column's identity, or the sequence that is named, counts on after the rows' largest value, where
    /// that is not below `least`.
    CountOn {
        table: QualifiedName,
        column: Name,
        sequence: Option<QualifiedName>,
        least: i64,
    },
    SetNotNull {
        table: QualifiedName,
        column: Name,
    },
    DropNotNull {
        table: QualifiedName,
        column: Name,
    },
    SetStorage {
        table: QualifiedName,
        column: Name,
        storage: Storage,
    },
    SetCompression {
        table: QualifiedName,
        column: Name,
        compression: Option<Compression>,
    },
    AddConstraint {
        table: QualifiedName,
        constraint: Constraint,
        validity: Validity,
    },
    /// A unique or primary key constraint over an index that is there already, under its name.
    AddConstraintUsingIndex {
        table: QualifiedName,
        constraint: Constraint,
        index: Name,
    },
    ValidateConstraint {
        table: QualifiedName,
        name: Name,
    },
    CreateIndex {
        table: QualifiedName,
        index: Index,
        build: Build,
    },
    /// An index of a partitioned table of which keys of partitions are parts: they go with it.
    DropIndexAndKeys {
        index: QualifiedName,
    },
    DropIndex {
        table: QualifiedName,
        name: Name,
        build: Build,
    },
    /// What an interrupted sequence may have left; nothing where there is no such index.
    DropIndexIfExists {
        table: QualifiedName,
        name: Name,
    },
    /// Drops a key or index where foreign keys stand on it, which come back to another one in the same
    /// statement; where none does, only with `always`.
    DropUnderForeignKeys {
        id: ObjectId,
        foreign_keys: Vec<(QualifiedName, Constraint, Validity)>,
        always: bool,
    },
    CreateStatistics {
        table: QualifiedName,
        statistics: Statistics,
    },
    SetStatisticsTarget {
        object: ObjectId,
        target: Option<i32>,
    },
    /// How finely ANALYZE looks at a column.
    SetColumnStatistics {
        table: QualifiedName,
        column: Name,
        target: Option<i32>,
    },
    SetReplicaIdentity {
        table: QualifiedName,
        identity: ReplicaIdentity,
    },
    SetClusterOn {
        table: QualifiedName,
        index: Option<Name>,
    },
    SetRowSecurity {
        table: QualifiedName,
        from: RowSecurity,
        to: RowSecurity,
    },
    CreatePolicy {
        table: QualifiedName,
        policy: Policy,
    },
    CreateTrigger {
        table: QualifiedName,
        trigger: Trigger,
    },
    /// Of a relation, or the options of a column.
    SetStorageParameters {
        object: ObjectId,
        from: StorageParameters,
        to: StorageParameters,
    },
    SetUnlogged {
        table: QualifiedName,
        unlogged: bool,
    },
    Comment {
        on: ObjectId,
        text: Option<String>,
    },
    Grant {
        on: ObjectId,
        role: Name,
        privileges: Vec<(Privilege, Granted)>,
    },
    Revoke {
        on: ObjectId,
        role: Name,
        privileges: Vec<(Privilege, Granted)>,
    },
    AttachPartition {
        table: QualifiedName,
        partition: PartitionOf,
    },
    DetachPartition {
        table: QualifiedName,
        parent: QualifiedName,
        build: Build,
    },
    /// Takes the rows of a condition out of a table, into one that is made for them.
    SetRowsAside {
        table: QualifiedName,
        /// The partition whose rows stay.
        except: Option<QualifiedName>,
        aside: QualifiedName,
        columns: Vec<Name>,
        condition: Sql,
    },
    /// Copies a whole table that is going to be built anew, and keeps everybody else out of it. The position
    /// of each identity column waits in a sequence.
    SetTableAside {
        table: QualifiedName,
        /// The partitions whose rows are left out.
        except: Vec<QualifiedName>,
        aside: QualifiedName,
        columns: Vec<Name>,
        positions: Vec<(Name, QualifiedName)>,
    },
    PutBackRows {
        into: QualifiedName,
        aside: QualifiedName,
        columns: Vec<Name>,
        positions: Vec<(Name, QualifiedName)>,
        /// Whether checks of the rows may wait for the end of the transaction: nothing can be done with the
        /// table as long as they do.
        checks_wait: bool,
    },
    /// The index of a partition becomes part of its parent's.
    AttachIndex {
        index: QualifiedName,
        partition: QualifiedName,
    },
    /// Nothing where there is no such constraint.
    DropConstraintIfExists {
        table: QualifiedName,
        name: Name,
    },
    /// Nothing where it went with the parent's.
    DropColumnIfExists {
        table: QualifiedName,
        name: Name,
        /// Heirs have it as their own from then on.
        only: bool,
    },
    Inherit {
        table: QualifiedName,
        parent: QualifiedName,
    },
    NoInherit {
        table: QualifiedName,
        parent: QualifiedName,
    },
    /// Fills NULLs in batches, each its own transaction.
    Backfill(Vec<Fill>),
    /// Fills the NULLs that a backfill could not see, in the transaction at hand.
    Sweep(Fill),
    /// The bodies of the functions that follow name what does not exist yet.
    DoNotCheckFunctionBodies,
}

/// Whether a new constraint looks at the rows that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    Checked,
    NotValid,
    /// A key of a partitioned table without its partitions: it holds once theirs are attached.
    OnParentOnly,
}

impl Validity {
    /// As the constraint says.
    pub fn of(constraint: &Constraint) -> Self {
        if constraint.not_valid { Self::NotValid } else { Self::Checked }
    }
}

/// Whether an index is built and dropped, or a partition detached, beside running writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Within a transaction, blocking writes.
    Blocking,
    Concurrently,
    /// Of a partitioned table without its partitions: nothing is built, and it is not used until theirs
    /// are attached.
    OnParentOnly,
    /// Blocking writes, as the last of all on the way back: nothing else is to make use of it.
    Again,
}

/// One column's NULLs and what they become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    pub table: QualifiedName,
    pub column: Name,
    pub value: Sql,
    /// The primary key, along which the batches go; empty where the table has none.
    pub key: Vec<Name>,
}
