//! Indexes whose columns another one begins with; and indexes and keys in one form to compare.

use crate::lint::finding::Found;
use crate::lint::fix::{self, Fix};
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::{ConstraintKind, Deferrable};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::table::ReplicaIdentity;
use crate::model::{Name, Sql, Table};

pub static RULE: Rule = Rule {
    name: "redundant_prefix_index",
    about: "An index whose columns a longer one begins with",
    why: "The longer index serves every query that the shorter one does, a little more slowly; the shorter one is written with every row. Keep it where it is very much smaller and asked for all the time.",
    severity: Severity::Info,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        let shapes = Shape::of_table(table);
        for shape in &shapes {
            let Some(index) = shape.index.filter(|index| index.using == "btree" && !shape.is_unique) else {
                continue;
            };
            let longer = shapes.iter().find(|other| {
                other.keys.len() > shape.keys.len()
                    && shape.is_alike(other)
                    && is_same_order(&shape.keys, &other.keys[..shape.keys.len()])
            });
            let Some(longer) = longer else { continue };
            let message = format!("{} begins with all columns of index `{}`", longer.what(), index.name);
            let fix = removal(project, table, index);
            let spot = project.places.index(table, &index.name).map(|it| it.spot());
            found.report_with(spot, message, format!("remove the line of `{}`", index.name), fix);
        }
    }
}

/// The table's file without the index, unless something else in it names it.
pub fn removal(project: &Project, table: &Table, index: &Index) -> Option<Fix> {
    let is_named = table.cluster_on.as_ref() == Some(&index.name)
        || table.replica_identity == ReplicaIdentity::Index(index.name.clone());
    let place = project.places.table(&table.name).filter(|_| !is_named)?;
    fix::remove(&place, "indexes", index.name.as_str())
}

/// An index, whether somebody asked for it or a constraint brings it.
pub struct Shape<'a> {
    /// None where it belongs to a constraint.
    pub index: Option<&'a Index>,
    constraint: Option<(&'a Name, &'static str)>,
    pub keys: Vec<IndexKey>,
    pub is_unique: bool,
    /// Two rows of NULL count as equal, or there can be none.
    nulls_not_distinct: bool,
    /// Looked at with every row, not when the statement or the transaction ends.
    is_immediate: bool,
    using: &'a str,
    include: &'a [Name],
    predicate: Option<&'a Sql>,
}

impl<'a> Shape<'a> {
    /// Those of the constraints come first.
    pub fn of_table(table: &'a Table) -> Vec<Self> {
        let of_constraints = table.constraints.iter().filter_map(|constraint| {
            let (key, word) = match &constraint.kind {
                ConstraintKind::PrimaryKey(key) => (key, "PRIMARY KEY"),
                ConstraintKind::Unique(key) => (key, "UNIQUE"),
                _ => return None,
            };
            Some(Self {
                index: None,
                constraint: Some((&constraint.name, word)),
                keys: key.columns.iter().map(plain).collect(),
                is_unique: true,
                nulls_not_distinct: key.nulls_not_distinct || constraint.is_primary_key(),
                is_immediate: constraint.deferrable == Deferrable::No,
                using: "btree",
                include: &key.include,
                predicate: None,
            })
        });
        let of_indexes = table.indexes.iter().map(|index| Self {
            index: Some(index),
            constraint: None,
            keys: index.keys.clone(),
            is_unique: index.unique,
            nulls_not_distinct: index.nulls_not_distinct,
            is_immediate: true,
            using: &index.using,
            include: &index.include,
            predicate: index.predicate.as_ref(),
        });
        of_constraints.chain(of_indexes).collect()
    }

    /// Whether the two hold the same rows in the same way.
    pub fn is_alike(&self, other: &Self) -> bool {
        self.using == other.using
            && self.predicate == other.predicate
            && self.include.iter().all(|it| other.include.contains(it))
    }

    /// Whether it keeps out every row that the other one does, and as soon.
    pub fn guarantees(&self, other: &Self) -> bool {
        !other.is_unique
            || self.is_unique
                && (self.nulls_not_distinct || !other.nulls_not_distinct)
                && (self.is_immediate || !other.is_immediate)
    }

    /// What it is called in a message.
    pub fn what(&self) -> String {
        match (self.index, self.constraint) {
            (Some(index), _) => format!("index `{}`", index.name),
            (None, Some((name, word))) => format!("the index of the {word} constraint `{name}`"),
            (None, None) => String::new(),
        }
    }
}

fn plain(column: &Name) -> IndexKey {
    IndexKey {
        on: IndexedValue::Column(column.clone()),
        collate: None,
        operator_class: None,
        descending: false,
        nulls_first: None,
    }
}

/// Whether both sort in the same way. One in the other direction can be read backwards, but somebody may
/// have wanted it so; the report `duplicate-indexes` does not list it either.
pub fn is_same_order(left: &[IndexKey], right: &[IndexKey]) -> bool {
    left == right
}
