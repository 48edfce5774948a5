//! What reads a renamed column or relation by a text that PostgreSQL took in when it was created: bodies of
//! functions, which are rewritten to the new names, and views whose text means something else now.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Change, TableChange};
use crate::model::dependencies::selects_every_column;
use crate::model::name::PUBLIC;
use crate::model::routine::Routine;
use crate::model::sql_text::{Fragment, FragmentKind, NameKind, NamePlace, Output, Range};
use crate::model::{Name, Object, QualifiedName, Schema, Sql};

/// The functions whose bodies PostgreSQL has read know the column by its new name, and give it under the old one.
/// Those whose inner queries do so are replaced even where nothing else is to change.
pub(super) fn follow_in_bodies(
    renamed: &mut Schema,
    to: &Schema,
    changes: &mut Vec<Change>,
    table: &QualifiedName,
    names: (&Name, &Name),
) {
    let mut followed = Vec::new();
    for object in renamed.objects.values() {
        let Object::Routine(routine) = object else { continue };
        let Some((definition, inner)) = in_body(routine, renamed, table, names) else { continue };
        followed.push((Object::Routine(Routine { definition: Some(definition), ..routine.clone() }), inner));
    }
    for (object, inner) in followed {
        let same = to.get(&object.id()).filter(|it| inner && it.essence() == object.essence());
        changes.retain(|it| !replaces(it, &object));
        changes.extend(same.map(|it| Change::Replace { from: object.clone(), to: it.clone() }));
        renamed.insert(object);
    }
}

/// The functions whose bodies name a constraint that gets another name know it by that: where nothing else is
/// to change, they stay.
pub fn follow_constraints(renamed: &mut Cow<Schema>, changes: &mut Vec<Change>) {
    let new_names: Vec<(QualifiedName, Name, Name)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Table { table, change: TableChange::RenameConstraint { from, to } } => {
                Some((table.clone(), from.clone(), to.clone()))
            }
            _ => None,
        })
        .collect();
    // Where one takes over the name of another, it is not followed.
    let is_free = |(table, _, new): &&(QualifiedName, Name, Name)| {
        !new_names.iter().any(|(other, old, _)| other == table && old == new)
    };
    let mut followed = Vec::new();
    for change in &mut *changes {
        let Change::Replace { from: Object::Routine(routine), .. } = change else { continue };
        for (table, old, new) in new_names.iter().filter(is_free) {
            let body = routine.definition.as_ref();
            let Some(body) = body.and_then(|it| with_constraint(it, renamed, table, (old, new))) else {
                continue;
            };
            routine.definition = Some(body);
            followed.push(Object::Routine(routine.clone()));
        }
    }
    if followed.is_empty() {
        return;
    }
    changes.retain(|it| !matches!(it, Change::Replace { from, to } if from.essence() == to.essence() && followed.contains(from)));
    let renamed = renamed.to_mut();
    for it in followed {
        renamed.insert(it);
    }
}

/// The body with a constraint under its new name, where it can only be that of the table.
fn with_constraint(body: &Sql, schema: &Schema, table: &QualifiedName, names: (&Name, &Name)) -> Option<Sql> {
    let fragment = Fragment::read(FragmentKind::RoutineBody, body.as_str());
    let has_it = |it: &&Vec<Name>| {
        let constraints = qualified(it).and_then(|it| schema.table(&it)).map(|it| &it.constraints);
        constraints.is_some_and(|all| all.iter().any(|it| it.name == *names.0))
    };
    let mut tables = fragment.names.relations.iter().filter(has_it);
    if tables.next().and_then(|it| qualified(it)).as_ref() != Some(table) || tables.next().is_some() {
        return None;
    }
    let places = fragment.constraints.iter().filter(|(name, _)| name == names.0);
    let places: BTreeMap<_, _> =
        places.map(|(_, at)| (at.offset, (at.length, names.1.to_string()))).collect();
    (!places.is_empty()).then(|| body.with_replaced(&places))
}

fn replaces(change: &Change, object: &Object) -> bool {
    matches!(change, Change::Replace { to, .. } if to.id() == object.id())
}

/// The body under the new name, where it says it and leaves no doubt about whose column it means, and whether an
/// inner query gives the column under the old name, which the text does not say.
fn in_body(
    routine: &Routine,
    schema: &Schema,
    table: &QualifiedName,
    (old, new): (&Name, &Name),
) -> Option<(Sql, bool)> {
    let body = routine.definition.as_ref()?;
    let fragment = Fragment::read(FragmentKind::RoutineBody, body.as_str());
    let is_introduced = |name: &Name| fragment.introduced.contains(name);
    let is_argument = routine.argument(old).is_some();
    let is_row = |of: &Name| {
        let argument = routine.argument(of).filter(|_| !is_introduced(of));
        argument.and_then(|it| it.data_type.named()).as_ref() == Some(table)
    };
    let lacks_it = |it: &QualifiedName| schema.table(it).is_some_and(|it| it.column(old).is_none());
    let means_it = |place: &&NamePlace| {
        let relations = relations_beside(&fragment, place);
        if let (NameKind::Column, [of, name]) = (place.kind, &*place.path())
            && name == old
            && is_row(of)
        {
            return true;
        }
        if place.kind != NameKind::Column || !relations.contains(table) {
            return false;
        }
        // Whether a column of that name can only be the table's.
        let alone = relations.iter().all(|it| it == table || lacks_it(it));
        match &*place.path() {
            [name] => name == old && alone && !is_argument && !is_introduced(old),
            [.., of, name] if name == old && is_introduced(of) => alone,
            [.., of, name] if name == old && *of == table.name => {
                relations.iter().filter(|it| it.name == table.name).count() == 1
            }
            _ => false,
        }
    };
    let is_written = |place: &&NamePlace| {
        let path = place.path();
        path.split_last().is_some_and(|(name, of)| name == old && qualified(of).as_ref() == Some(table))
    };
    let meant: Vec<_> =
        fragment.places.iter().filter(means_it).chain(fragment.written.iter().filter(is_written)).collect();
    let renamed = |place: &&NamePlace| {
        let (_, at) = place.parts.last()?;
        let by = match place.output {
            Output::Statement => format!("{new} AS {old}"),
            Output::Inner | Output::No => new.to_string(),
        };
        Some((at.offset, (at.length, by)))
    };
    let fields = fragment.fields.iter().filter(|(of, name, _)| name == old && is_row(of));
    let fields = fields.map(|(.., at)| (at.offset, (at.length, new.to_string())));
    let places: BTreeMap<_, _> = meant.iter().filter_map(renamed).chain(fields).collect();
    let inner = meant.iter().any(|it| it.output == Output::Inner);
    (!places.is_empty()).then(|| (body.with_replaced(&places), inner))
}

/// The relations that the statement around a name reads or writes.
fn relations_beside(fragment: &Fragment, place: &NamePlace) -> BTreeSet<QualifiedName> {
    let holds = |it: &Range, place: &NamePlace| {
        let at = place.range().offset;
        it.offset <= at && at < it.offset + it.length
    };
    let statement = fragment.statements.iter().find(|it| holds(it, place));
    let beside = |it: &&NamePlace| {
        it.kind == NameKind::Relation && statement.is_none_or(|statement| holds(statement, it))
    };
    fragment.places.iter().filter(beside).filter_map(|it| qualified(&it.path())).collect()
}

pub(super) fn qualified(path: &[Name]) -> Option<QualifiedName> {
    match path {
        [name] => Some(QualifiedName::new(PUBLIC, name.clone())),
        [schema, name] => Some(QualifiedName::new(schema.clone(), name.clone())),
        _ => None,
    }
}

/// The query of a view.
pub(super) struct Query<'a>(&'a Sql);

impl Query<'_> {
    pub(super) fn names(&self, relation: &QualifiedName) -> bool {
        self.0.query_names().relations.iter().any(|it| qualified(it).as_ref() == Some(relation))
    }

    pub(super) fn may_name_column(&self, column: &Name) -> bool {
        let named = self.0.query_names().columns.iter().any(|it| it.last() == Some(column));
        named || selects_every_column(self.0)
    }
}

/// The views whose text stays though it means something else now, since its names were taken again: they go
/// and come back.
pub(super) fn take_views_apart(
    renamed: &Schema,
    to: &Schema,
    changes: &mut Vec<Change>,
    means_another: impl Fn(&Query) -> bool,
) {
    for object in renamed.objects.values() {
        let (Object::View(_) | Object::MaterializedView(_), Some(after)) = (object, to.get(&object.id()))
        else {
            continue;
        };
        let query = match after {
            Object::View(it) => &it.definition,
            Object::MaterializedView(it) => &it.definition,
            _ => continue,
        };
        let told = changes.iter().any(|it| replaces(it, after));
        if object.essence() == after.essence() && !told && means_another(&Query(query)) {
            changes.push(Change::Replace { from: object.clone(), to: after.clone() });
        }
    }
}
