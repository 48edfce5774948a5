//! The names of what a plan needs for a while only: an index that is set aside, a check that proves
//! something, rows that wait. They are chosen here and nowhere else, so that none is taken already.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashSet};

use super::descendants;
use crate::model::constraint::ConstraintKind;
use crate::model::name::MAX_NAME_BYTES;
use crate::model::naming::identity_sequence;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

/// What is named: the object it is for, the words it is named after, and what it is called for.
type Purpose = (QualifiedName, String, &'static str);

/// Chooses each name once: whoever asks again for the same purpose gets the same.
pub(super) struct SpareNames<'a> {
    /// The state before under its own names, the same under the names after, and the state after.
    schemas: [&'a Schema; 3],
    taken: OnceCell<HashSet<QualifiedName>>,
    relations: RefCell<BTreeMap<Purpose, QualifiedName>>,
    constraints: RefCell<BTreeMap<Purpose, Name>>,
    given: RefCell<HashSet<(QualifiedName, Name)>>,
}

impl<'a> SpareNames<'a> {
    pub(super) fn new(schemas: [&'a Schema; 3]) -> Self {
        Self {
            schemas,
            taken: OnceCell::new(),
            relations: RefCell::default(),
            constraints: RefCell::default(),
            given: RefCell::default(),
        }
    }

    /// For a table, an index, a sequence or a type, in the schema of what it is for.
    pub(super) fn relation(&self, of: &QualifiedName, base: &str, suffix: &'static str) -> QualifiedName {
        let purpose = (of.clone(), base.to_owned(), suffix);
        if let Some(name) = self.relations.borrow().get(&purpose) {
            return name.clone();
        }
        let taken = self.taken();
        let mut relations = self.relations.borrow_mut();
        let name = numbered(base, suffix, |name| {
            let name = of.sibling(name.clone());
            !taken.contains(&name) && !relations.values().any(|it| *it == name)
        });
        let name = of.sibling(name);
        relations.insert(purpose, name.clone());
        name
    }

    /// Whether a relation or a type has the name, before or after.
    pub(super) fn is_taken(&self, name: &QualifiedName) -> bool {
        self.taken().contains(name)
    }

    fn taken(&self) -> &HashSet<QualifiedName> {
        self.taken.get_or_init(|| self.schemas.into_iter().flat_map(names_in).collect())
    }

    /// For a constraint of a table, which its partitions and heirs have as well.
    pub(super) fn constraint(&self, table: &QualifiedName, base: &str, suffix: &'static str) -> Name {
        let purpose = (table.clone(), base.to_owned(), suffix);
        if let Some(name) = self.constraints.borrow().get(&purpose) {
            return name.clone();
        }
        let mut family: HashSet<QualifiedName> = HashSet::from([table.clone()]);
        family.extend(self.schemas.into_iter().flat_map(|it| descendants(it, table)));
        let tables = |schema: &'a Schema| family.iter().filter_map(|it| schema.table(it)).collect::<Vec<_>>();
        let constraints = self.schemas.into_iter().flat_map(tables).flat_map(|it| &it.constraints);
        let taken: HashSet<&Name> = constraints.map(|it| &it.name).collect();
        let mut given = self.given.borrow_mut();
        let name = numbered(base, suffix, |name| {
            !taken.contains(name) && !family.iter().any(|it| given.contains(&(it.clone(), name.clone())))
        });
        given.extend(family.into_iter().map(|it| (it, name.clone())));
        self.constraints.borrow_mut().insert(purpose, name.clone());
        name
    }
}

/// As PostgreSQL does it: the first of `t_old`, `t_old1`, `t_old2` that is free, `t` being cut for the rest
/// to have room.
fn numbered(base: &str, suffix: &str, is_free: impl Fn(&Name) -> bool) -> Name {
    let mut name = suffixed(base, suffix);
    let mut number = 0;
    while !is_free(&name) {
        number += 1;
        name = suffixed(base, &format!("{suffix}{number}"));
    }
    name
}

/// `name` with a suffix, within the length of a name.
fn suffixed(name: &str, suffix: &str) -> Name {
    let end = name.floor_char_boundary(MAX_NAME_BYTES.saturating_sub(suffix.len()));
    Name::new(format!("{}{suffix}", &name[..end]))
}

/// What has a name in its schema: relations, types, indexes and those of keys.
fn names_in(schema: &Schema) -> Vec<QualifiedName> {
    let mut names = Vec::with_capacity(schema.objects.len());
    for (id, object) in schema.objects.iter().chain(&schema.platform) {
        match id {
            ObjectId::Sequence(name)
            | ObjectId::Table(name)
            | ObjectId::View(name)
            | ObjectId::MaterializedView(name) => names.push(name.clone()),
            id => names.extend(id.type_name().cloned()),
        }
        match object {
            Object::Table(table) => {
                names.extend(table.indexes.iter().map(|it| table.name.sibling(it.name.clone())));
                let keys = table.constraints.iter().filter(|it| {
                    !matches!(it.kind, ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_))
                });
                names.extend(keys.map(|it| table.name.sibling(it.name.clone())));
                names.extend(table.columns.iter().filter_map(|it| identity_sequence(&table.name, it)));
            }
            Object::MaterializedView(view) => {
                names.extend(view.indexes.iter().map(|it| view.name.sibling(it.name.clone())));
            }
            _ => {}
        }
    }
    names
}
