//! What differs between two schemas. A change says what is different, in the words of the field;
//! how it is carried out, and in which order, is the plan's business.

mod descent;
mod extension;
mod mark;
pub mod part;
pub mod partition;
mod rename;
mod table;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::cluster::Namespace;
use crate::model::constraint::Constraint;
use crate::model::grant::Grants;
use crate::model::index::Index;
use crate::model::name::PUBLIC;
use crate::model::policy::Policy;
use crate::model::table::{Additions, Column};
use crate::model::trigger::Trigger;
use crate::model::{DataType, Name, Object, ObjectId, QualifiedName, Schema};

pub use descent::{kept_parents, with_inherited_checks};
pub use rename::{circles as rename_circles, taken_along};
pub use table::{TableChange, reordered};

/// The differences between two schemas.
#[derive(Clone, Debug)]
pub struct Diff<'a> {
    /// The schema before, under the names after: as it is once the renames are done.
    pub renamed: Cow<'a, Schema>,
    pub changes: Vec<Change>,
}

/// One difference. Names are those after all renames.
#[expect(clippy::large_enum_variant, reason = "a change holds what it is about, and there are few")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Create(Object),
    Drop(Object),
    /// A whole object got another name; its parts are told by [`TableChange`].
    Rename {
        from: ObjectId,
        to: ObjectId,
    },
    /// Another definition under the same name (anything but a table).
    Replace {
        from: Object,
        to: Object,
    },
    Table {
        table: QualifiedName,
        change: TableChange,
    },
    Comment {
        on: ObjectId,
        from: Option<String>,
        to: Option<String>,
    },
    Grants {
        on: ObjectId,
        from: Grants,
        to: Grants,
    },
}

/// Which attribute of a column differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnAspect {
    /// Type or collation.
    Type,
    /// Default, generated expression or identity.
    Value,
    NotNull,
    Storage,
    Compression,
    Statistics,
    /// `SET (n_distinct = ...)`.
    Options,
}

impl ColumnAspect {
    pub const ALL: [Self; 7] = [
        Self::Type,
        Self::Value,
        Self::NotNull,
        Self::Storage,
        Self::Compression,
        Self::Statistics,
        Self::Options,
    ];

    /// Whether PostgreSQL changes it in partitions and heirs as well.
    fn is_carried_over(self) -> bool {
        !matches!(self, Self::Compression | Self::Statistics | Self::Options)
    }

    pub fn differs(self, from: &Column, to: &Column) -> bool {
        match self {
            Self::Type => !is_same_type(&from.data_type, &to.data_type) || from.collate != to.collate,
            Self::Value => from.value != to.value,
            Self::NotNull => from.not_null != to.not_null,
            Self::Storage => from.storage != to.storage,
            Self::Compression => from.compression != to.compression,
            Self::Statistics => from.statistics != to.statistics,
            Self::Options => from.attribute_options != to.attribute_options,
        }
    }
}

/// Whether two spellings mean one type: without a schema it is one of `public`.
pub fn is_same_type(one: &DataType, other: &DataType) -> bool {
    one == other
        || one.named().is_some()
            && one.named() == other.named()
            && (&one.modifier, one.array) == (&other.modifier, other.array)
}

/// A column before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChange {
    pub aspect: ColumnAspect,
    pub from: Column,
    pub to: Column,
}

/// Everything that differs between the managed objects of `from` and `to`.
pub fn diff<'a>(from: &'a Schema, to: &Schema) -> Diff<'a> {
    let (renamed, mut changes) = match rename::apply(from, to) {
        Some((schema, renames)) => (Cow::Owned(schema), renames),
        None => (Cow::Borrowed(from), Vec::new()),
    };
    let mut renamed = extension::moved_along(&renamed, to).map_or(renamed, Cow::Owned);
    let renames = changes.clone();
    for (id, object) in &to.objects {
        match renamed.objects.get(id) {
            Some(before) => match moved((&renamed, &renames), to, before, object) {
                Some((before, after)) => compare(&before, &after, &mut changes),
                None => match (before, object) {
                    (Object::Table(old), Object::Table(new)) => {
                        let followed = descent::follow(old, new, &renamed, to).into_owned();
                        compare(&Object::Table(followed), object, &mut changes);
                    }
                    _ => compare(before, object, &mut changes),
                },
            },
            None => match always_there(id) {
                Some(bare) => compare(&bare, object, &mut changes),
                None => changes.extend(creation(object)),
            },
        }
    }
    part::with_what_they_are_part_of(&renamed, to, &mut changes);
    mark::marks_of_parts(&renamed, to, &mut changes);
    for (id, object) in &renamed.objects {
        if !to.objects.contains_key(id) {
            if let Some(bare) = always_there(id) {
                compare(object, &bare, &mut changes);
                continue;
            }
            changes.push(match object {
                Object::DefaultPrivileges(it) => {
                    Change::Grants { on: id.clone(), from: it.grants.clone(), to: Grants::default() }
                }
                Object::Additions(it) => {
                    table::compare_additions(it, &nothing_added(it), &mut changes);
                    continue;
                }
                _ => Change::Drop(object.clone()),
            });
        }
    }
    rename::follow_constraints(&mut renamed, &mut changes);
    Diff { renamed, changes }
}

/// A table that leaves its parent or joins one, each with all that it has at that moment.
fn moved(
    (from, renames): (&Schema, &[Change]),
    to: &Schema,
    before: &Object,
    after: &Object,
) -> Option<(Object, Object)> {
    let (Object::Table(old), Object::Table(new)) = (before, after) else { return None };
    let whole = |name, schema| {
        let mut whole = partition::whole(schema, name)?;
        if whole.constraints.iter().any(|it| partition::ties_two_anew(from, to, name, it)) {
            whole.to_mut().constraints.retain(|it| !partition::ties_two_anew(from, to, name, it));
        }
        Some(whole)
    };
    match (&old.partition_of, &new.partition_of) {
        (Some(partition), None) => {
            let left = rename::parent_that_is_left(old, whole(&partition.table, from)?, renames);
            Some((Object::Table(partition::on_its_own(old, &left)), after.clone()))
        }
        (None, Some(partition)) => {
            let alone = partition::on_its_own(new, &*whole(&partition.table, to)?);
            Some((before.clone(), Object::Table(alone)))
        }
        (Some(left), Some(joined)) if left.table != joined.table => {
            let left = rename::parent_that_is_left(old, whole(&left.table, from)?, renames);
            let before = partition::on_its_own(old, &left);
            let after = partition::on_its_own(new, &*whole(&joined.table, to)?);
            Some((Object::Table(before), Object::Table(after)))
        }
        _ if old.inherits != new.inherits => {
            let followed = descent::follow(old, new, from, to);
            let alone = descent::with_checks_of_its_own(&followed, new, from, to);
            let wanted = descent::with_inherited_checks(new, to);
            Some((Object::Table(alone), Object::Table(wanted)))
        }
        _ => None,
    }
}

fn nothing_added(additions: &Additions) -> Additions {
    Additions { table: additions.table.clone(), policies: Vec::new(), triggers: Vec::new() }
}

/// The schema `public`, which every database has, declared or not.
fn always_there(id: &ObjectId) -> Option<Object> {
    let ObjectId::Namespace(name) = id else { return None };
    let bare = || Namespace { name: name.clone(), comment: None, grants: Grants::default() };
    (*name == *PUBLIC).then(|| Object::Namespace(bare()))
}

/// The object, its comments and its grants.
pub fn creation(object: &Object) -> Vec<Change> {
    let mut changes = match object {
        // They are nothing but what they grant.
        Object::DefaultPrivileges(_) => Vec::new(),
        Object::Additions(it) => {
            let mut parts = Vec::new();
            table::compare_additions(&nothing_added(it), it, &mut parts);
            parts
        }
        _ => vec![Change::Create(object.clone())],
    };
    for (on, comment) in comments(object) {
        changes.push(Change::Comment { on, from: None, to: Some(comment.to_owned()) });
    }
    for (on, grants) in grants(object).into_iter().filter(|(_, grants)| !grants.is_empty()) {
        changes.push(Change::Grants { on, from: Grants::default(), to: grants.clone() });
    }
    changes
}

fn compare(from: &Object, to: &Object, changes: &mut Vec<Change>) {
    if from == to {
        return;
    }
    let first = changes.len();
    match (from, to) {
        (Object::Table(before), Object::Table(after)) => table::compare(before, after, changes),
        (Object::Additions(before), Object::Additions(after)) => {
            table::compare_additions(before, after, changes);
        }
        (Object::MaterializedView(before), Object::MaterializedView(after))
            if table::same_query(before, after) =>
        {
            table::compare_stored(before, after, changes);
        }
        _ => {
            if from.essence() != to.essence() {
                changes.push(Change::Replace { from: from.clone(), to: to.clone() });
            }
        }
    }
    // What is built anew comes without its comment.
    let mut anew: Vec<ObjectId> = changes[first..].iter().filter_map(Change::replaced_part).collect();
    if let (Object::Domain(before), Object::Domain(after)) = (from, to) {
        let replaced = after.checks.iter().filter(|it| {
            !before.checks.iter().any(|old| {
                old.is_like(it)
                    || old.not_valid && it.is_like(&Constraint { not_valid: false, ..old.clone() })
            })
        });
        let id = |it: &Constraint| ObjectId::DomainConstraint {
            domain: after.name.clone(),
            name: it.name.clone(),
        };
        anew.extend(replaced.map(id));
    }
    anew.extend(anew.iter().filter_map(|it| index_behind(to, it)).collect::<Vec<_>>());
    let mut before: Vec<(ObjectId, &str)> = comments(from);
    before.retain(|(on, _)| !anew.contains(on));
    for (old, new) in changes[first..].iter().filter_map(Change::renamed_part) {
        let indexes = index_behind(from, &old).zip(index_behind(to, &new));
        for (old, new) in [(old, new)].into_iter().chain(indexes) {
            before.iter_mut().filter(|(on, _)| *on == old).for_each(|(on, _)| *on = new.clone());
        }
    }
    let after = comments(to);
    for (on, text) in &after {
        let old = before.iter().find(|(id, _)| id == on).map(|(_, text)| *text);
        if old != Some(*text) {
            let (from, to) = (old.map(str::to_owned), Some((*text).to_owned()));
            changes.push(Change::Comment { on: on.clone(), from, to });
        }
    }
    let parts = parts(to);
    // The columns of a view are known by their comments only.
    let of_view = |on: &ObjectId| {
        matches!((on, to), (ObjectId::Column { .. }, Object::View(_) | Object::MaterializedView(_)))
    };
    for (on, text) in before {
        if (parts.contains(&on) || of_view(&on)) && !after.iter().any(|(id, _)| *id == on) {
            changes.push(Change::Comment { on, from: Some(text.to_owned()), to: None });
        }
    }
    let before = grants(from);
    for (on, after) in grants(to) {
        let before = before.iter().find(|(id, _)| *id == on).map(|(_, it)| (*it).clone()).unwrap_or_default();
        if before != *after {
            changes.push(Change::Grants { on, from: before, to: after.clone() });
        }
    }
}

impl Change {
    /// The part of a table that comes, or goes and comes back, with this change.
    pub fn created_part(&self) -> Option<ObjectId> {
        let Self::Table { table, change } = self else { return None };
        let table = table.clone();
        match change {
            TableChange::AddColumn(it) => Some(ObjectId::Column { table, name: it.name.clone() }),
            TableChange::AddConstraint(it) => Some(ObjectId::Constraint { table, name: it.name.clone() }),
            TableChange::CreateIndex(it) => Some(ObjectId::Index { table, name: it.name.clone() }),
            TableChange::CreatePolicy(it) => Some(ObjectId::Policy { table, name: it.name.clone() }),
            TableChange::CreateTrigger(it) => Some(ObjectId::Trigger { table, name: it.name.clone() }),
            TableChange::CreateStatistics(it) => Some(ObjectId::Statistics { table, name: it.name.clone() }),
            _ => self.replaced_part(),
        }
    }

    /// The part of a table that gets another name and nothing else, before and after.
    pub fn renamed_part(&self) -> Option<(ObjectId, ObjectId)> {
        let Self::Table { table, change } = self else { return None };
        let table = || table.clone();
        let (old, new) = match change {
            TableChange::RenameConstraint { from, to } => {
                (ObjectId::Constraint { table: table(), name: from.clone() }, to)
            }
            TableChange::RenameIndex { from, to } => {
                (ObjectId::Index { table: table(), name: from.clone() }, to)
            }
            TableChange::RenamePolicy { from, to } => {
                (ObjectId::Policy { table: table(), name: from.clone() }, to)
            }
            TableChange::RenameTrigger { from, to } => {
                (ObjectId::Trigger { table: table(), name: from.clone() }, to)
            }
            TableChange::RenameStatistics { from, to } => {
                (ObjectId::Statistics { table: table(), name: from.clone() }, to)
            }
            _ => return None,
        };
        let new = old.with_name(new.clone());
        Some((old, new))
    }

    /// The part of a table that goes and comes back with this change.
    fn replaced_part(&self) -> Option<ObjectId> {
        let Self::Table { table, change } = self else { return None };
        let table = table.clone();
        match change {
            TableChange::ReplaceColumn { to, .. } => Some(ObjectId::Column { table, name: to.name.clone() }),
            TableChange::ReplaceConstraint { to, .. } => {
                Some(ObjectId::Constraint { table, name: to.name.clone() })
            }
            TableChange::ReplaceIndex { to, .. } => Some(ObjectId::Index { table, name: to.name.clone() }),
            TableChange::ReplacePolicy { to, .. } => Some(ObjectId::Policy { table, name: to.name.clone() }),
            TableChange::ReplaceTrigger { to, .. } => {
                Some(ObjectId::Trigger { table, name: to.name.clone() })
            }
            TableChange::ReplaceStatistics { to, .. } => {
                Some(ObjectId::Statistics { table, name: to.name.clone() })
            }
            _ => None,
        }
    }
}

/// The grants on an object, and on the sequences behind its identity columns.
fn grants(object: &Object) -> Vec<(ObjectId, &Grants)> {
    let mut found: Vec<(ObjectId, &Grants)> =
        object.grants().into_iter().map(|grants| (object.id(), grants)).collect();
    if let Object::Table(table) = object {
        found.extend(table.columns.iter().filter(|it| it.is_identity()).map(|it| {
            let id = ObjectId::Identity { table: table.name.clone(), name: it.name.clone() };
            (id, &it.sequence_grants)
        }));
    }
    found
}

/// The index of a key or an exclusion, which has its name.
fn index_behind(object: &Object, id: &ObjectId) -> Option<ObjectId> {
    let (Object::Table(table), ObjectId::Constraint { name, .. }) = (object, id) else { return None };
    let has_index = table.constraints.iter().any(|it| it.name == *name && it.has_index());
    has_index.then(|| ObjectId::Index { table: table.name.clone(), name: name.clone() })
}

/// The comments of an object and its parts.
fn comments(object: &Object) -> Vec<(ObjectId, &str)> {
    let mut found: Vec<(ObjectId, Option<&str>)> = vec![(object.id(), object.comment())];
    each_part(object, &mut |on, comment| found.push((on, comment)));
    found.into_iter().filter_map(|(on, comment)| Some((on, comment?))).collect()
}

/// The object and its parts.
fn parts(object: &Object) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::from([object.id()]);
    each_part(object, &mut |on, _| {
        found.insert(on);
    });
    found
}

/// Visits the parts of an object that can have a comment of their own.
fn each_part<'o>(object: &'o Object, visit: &mut dyn FnMut(ObjectId, Option<&'o str>)) {
    let indexes =
        |table: &QualifiedName, indexes: &'o [Index], visit: &mut dyn FnMut(ObjectId, Option<&'o str>)| {
            for it in indexes {
                visit(ObjectId::Index { table: table.clone(), name: it.name.clone() }, it.comment.as_deref());
            }
        };
    let triggers = |table: &QualifiedName,
                    triggers: &'o [Trigger],
                    visit: &mut dyn FnMut(ObjectId, Option<&'o str>)| {
        for it in triggers {
            visit(ObjectId::Trigger { table: table.clone(), name: it.name.clone() }, it.comment.as_deref());
        }
    };
    let policies =
        |table: &QualifiedName, policies: &'o [Policy], visit: &mut dyn FnMut(ObjectId, Option<&'o str>)| {
            for it in policies {
                let id = ObjectId::Policy { table: table.clone(), name: it.name.clone() };
                visit(id, it.comment.as_deref());
            }
        };
    let columns = |view: &QualifiedName,
                   comments: &'o BTreeMap<Name, String>,
                   visit: &mut dyn FnMut(ObjectId, Option<&'o str>)| {
        for (name, text) in comments {
            visit(ObjectId::Column { table: view.clone(), name: name.clone() }, Some(text));
        }
    };
    match object {
        Object::Additions(additions) => {
            policies(&additions.table, &additions.policies, visit);
            triggers(&additions.table, &additions.triggers, visit);
        }
        Object::Table(table) => {
            let name = &table.name;
            for it in &table.columns {
                visit(ObjectId::Column { table: name.clone(), name: it.name.clone() }, it.comment.as_deref());
            }
            for it in &table.constraints {
                let id = ObjectId::Constraint { table: name.clone(), name: it.name.clone() };
                if let Some(index) = index_behind(object, &id) {
                    visit(index, it.index_comment.as_deref());
                }
                visit(id, it.comment.as_deref());
            }
            indexes(name, &table.indexes, visit);
            policies(name, &table.policies, visit);
            triggers(name, &table.triggers, visit);
            for it in &table.statistics {
                let id = ObjectId::Statistics { table: name.clone(), name: it.name.clone() };
                visit(id, it.comment.as_deref());
            }
        }
        Object::View(view) => {
            columns(&view.name, &view.column_comments, visit);
            triggers(&view.name, &view.triggers, visit);
        }
        Object::MaterializedView(view) => {
            columns(&view.name, &view.column_comments, visit);
            indexes(&view.name, &view.indexes, visit);
        }
        Object::Composite(composite) => {
            for it in &composite.attributes {
                let id = ObjectId::Column { table: composite.name.clone(), name: it.name.clone() };
                visit(id, it.comment.as_deref());
            }
        }
        Object::Domain(domain) => {
            for it in &domain.checks {
                let id = ObjectId::DomainConstraint { domain: domain.name.clone(), name: it.name.clone() };
                visit(id, it.comment.as_deref());
            }
        }
        _ => {}
    }
}
