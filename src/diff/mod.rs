//! What differs between two schemas. A change says what is different, in the words of the field;
//! how it is carried out, and in which order, is the plan's business.

mod rename;
mod table;

use crate::model::grant::Grants;
use crate::model::table::Column;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

pub use table::TableChange;

/// One difference. Names are those after all renames, which come before everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Create(Object),
    Drop(Object),
    /// A whole object got another name; its parts are told by [`TableChange`].
    Rename {
        from: ObjectId,
        to: Name,
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
}

/// A column before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChange {
    pub aspect: ColumnAspect,
    pub from: Column,
    pub to: Column,
}

/// Everything that differs between the managed objects of `from` and `to`.
pub fn diff(from: &Schema, to: &Schema) -> Vec<Change> {
    let mut changes = Vec::new();
    let renamed;
    let from = match rename::objects(from, to) {
        Some((schema, renames)) => {
            changes.extend(renames);
            renamed = schema;
            &renamed
        }
        None => from,
    };
    for (id, object) in &to.objects {
        match from.objects.get(id) {
            Some(before) => compare(before, object, &mut changes),
            None => create(object, &mut changes),
        }
    }
    for (id, object) in &from.objects {
        if !to.objects.contains_key(id) {
            changes.push(Change::Drop(object.clone()));
        }
    }
    changes
}

fn create(object: &Object, changes: &mut Vec<Change>) {
    changes.push(Change::Create(object.clone()));
    if let Some(comment) = object.comment() {
        changes.push(Change::Comment { on: object.id(), from: None, to: Some(comment.to_owned()) });
    }
    if let Object::Table(table) = object {
        table::comments(None, table, changes);
    }
    if let Some(grants) = object.grants().filter(|grants| !grants.is_empty()) {
        changes.push(Change::Grants { on: object.id(), from: Grants::default(), to: grants.clone() });
    }
}

fn compare(from: &Object, to: &Object, changes: &mut Vec<Change>) {
    if from == to {
        return;
    }
    match (from, to) {
        (Object::Table(before), Object::Table(after)) => table::compare(before, after, changes),
        _ => {
            if from.essence() != to.essence() {
                changes.push(Change::Replace { from: from.clone(), to: to.clone() });
            }
        }
    }
    if from.comment() != to.comment() {
        let text = |object: &Object| object.comment().map(str::to_owned);
        changes.push(Change::Comment { on: to.id(), from: text(from), to: text(to) });
    }
    if let (Some(before), Some(after)) = (from.grants(), to.grants())
        && before != after
    {
        changes.push(Change::Grants { on: to.id(), from: before.clone(), to: after.clone() });
    }
}
