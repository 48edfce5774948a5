//! What an object needs to exist before it can: found in its definition and, for SQL fragments, in
//! their syntax trees. Names that resolve to nothing declared (builtins, extension functions) are
//! no dependency.

mod routine;
mod rows;

use std::collections::BTreeSet;

use super::constraint::{Constraint, ConstraintKind, Deferrable, is_same_key};
use super::grant::DefaultPrivileges;
use super::index::{Index, IndexedValue};
use super::name::{Name, PUBLIC, QualifiedName};
use super::naming::identity_sequence;
use super::policy::Policy;
use super::routine::{Routine, Signature};
use super::sql_text::{Sql, SqlNames};
use super::table::{Column, ColumnValue, Statistics, Table};
use super::trigger::{Trigger, TriggerEvent};
use super::types::RangeType;
use super::{DataType, Object, ObjectId, Schema};

pub use rows::{held_as_a_whole, reads_every_column, rows_made, rows_returned, selects_every_column};

/// Whether somebody declares the type; PostgreSQL's own and those of extensions nobody does.
pub fn is_declared(data_type: &DataType, schema: &Schema) -> bool {
    let mut found = Dependencies::new(schema);
    found.data_type(data_type);
    !found.found.is_empty()
}

/// Collects the declared objects that something refers to.
pub struct Dependencies<'a> {
    schema: &'a Schema,
    /// The table whose columns a bare name may mean.
    table: Option<&'a Table>,
    found: BTreeSet<ObjectId>,
    /// The composite types that SQL names, tables as the types of their rows: of them it may make values.
    made: BTreeSet<ObjectId>,
}

impl<'a> Dependencies<'a> {
    pub fn new(schema: &'a Schema) -> Self {
        Self { schema, table: None, found: BTreeSet::new(), made: BTreeSet::new() }
    }

    /// In the body of `table`: bare names may be its columns.
    pub fn inside(schema: &'a Schema, table: &QualifiedName) -> Self {
        Self { table: schema.table(table), ..Self::new(schema) }
    }

    pub fn into_set(self) -> BTreeSet<ObjectId> {
        self.found
    }

    /// The composite types that the SQL among it names, as in `row(1)::t`; a table's rows are of one as well.
    pub fn types_made(&self) -> &BTreeSet<ObjectId> {
        &self.made
    }

    pub fn into_ids(self) -> Vec<ObjectId> {
        self.found.into_iter().collect()
    }

    pub fn add(&mut self, id: ObjectId) -> &mut Self {
        if self.schema.find(&id).is_some() {
            self.found.insert(id);
        }
        self
    }

    fn namespace(&mut self, name: &QualifiedName) -> &mut Self {
        self.add(ObjectId::Namespace(name.schema.clone()))
    }

    fn role(&mut self, name: &Name) -> &mut Self {
        self.add(ObjectId::Role(name.clone()))
    }

    pub fn data_type(&mut self, data_type: &DataType) -> &mut Self {
        if let Some(name) = data_type.named() {
            self.type_name(&name);
        }
        self
    }

    /// A collation that somebody made.
    fn collation(&mut self, name: Option<&QualifiedName>) {
        if let Some(name) = name {
            self.add(ObjectId::Collation(name.clone()));
        }
    }

    fn type_name(&mut self, name: &QualifiedName) {
        for id in [
            ObjectId::Enum,
            ObjectId::Domain,
            ObjectId::Composite,
            ObjectId::Range,
            ObjectId::Table,
            ObjectId::View,
            ObjectId::MaterializedView,
        ] {
            self.add(id(name.clone()));
        }
        self.range_of(|range| range.multirange_name() == *name);
    }

    /// The ranges that a name stands for as well; they stand side by side.
    fn range_of(&mut self, means_it: impl Fn(&RangeType) -> bool) {
        let first = ObjectId::Range(QualifiedName::new("", ""));
        for objects in [&self.schema.objects, &self.schema.platform] {
            let ranges = objects.range(&first..).map_while(|(id, object)| match object {
                Object::Range(range) => Some((id, range)),
                _ => None,
            });
            self.found.extend(ranges.filter(|(_, range)| means_it(range)).map(|(id, _)| id.clone()));
        }
    }

    fn column_of(&mut self, table: Option<&Table>, column: &Name) {
        if let Some(table) = table.filter(|table| table.column(column).is_some()) {
            self.found.insert(ObjectId::Column { table: table.name.clone(), name: column.clone() });
        }
    }

    fn columns(&mut self, columns: &[Name]) -> &mut Self {
        for column in columns {
            self.column_of(self.table, column);
        }
        self
    }

    fn relation(&mut self, name: &QualifiedName) {
        let kinds = [ObjectId::Table, ObjectId::View, ObjectId::MaterializedView, ObjectId::Sequence];
        let ids = kinds.map(|kind| kind(name.clone()));
        if ids.iter().all(|id| self.schema.find(id).is_none()) {
            self.identity_behind(name);
        }
        for id in ids {
            self.add(id);
        }
    }

    /// The sequence of an identity column, which nobody declares by itself.
    fn identity_behind(&mut self, name: &QualifiedName) {
        let first = ObjectId::Table(QualifiedName::new(name.schema.clone(), ""));
        for objects in [&self.schema.objects, &self.schema.platform] {
            let tables = objects.range(&first..).map_while(|(_, object)| match object {
                Object::Table(table) if table.name.schema == name.schema => Some(table),
                _ => None,
            });
            let mut sequences = tables
                .flat_map(|table| table.columns.iter().filter_map(|it| identity_sequence(&table.name, it)));
            self.found.extend(sequences.find(|it| it == name).map(ObjectId::Sequence));
        }
    }

    pub fn routines_named(&mut self, name: &QualifiedName) -> &mut Self {
        self.found.extend(overloads(self.schema, name).map(|(id, _)| id.clone()));
        // What makes values of a range has its name, or that of its multirange.
        self.range_of(|range| range.name == *name || range.multirange_name() == *name);
        self
    }

    /// Everything an expression names.
    pub fn expression(&mut self, sql: &Sql) -> &mut Self {
        let names = sql.expression_names();
        if names.relations.is_empty() { self.names(names) } else { self.reads(names) }
    }

    /// Everything a query names.
    pub fn query(&mut self, sql: &Sql) -> &mut Self {
        self.reads(sql.query_names())
    }

    /// Everything the statements of a function name, where PostgreSQL keeps track of them.
    pub fn definition(&mut self, routine: &Routine) -> &mut Self {
        if let Some(sql) = &routine.definition {
            self.rows_passed(routine, sql.body_names());
            self.reads(sql.body_names());
        }
        self
    }

    fn reads(&mut self, names: &SqlNames) -> &mut Self {
        // `select *` and whole-row references take every column.
        let words = names.words.as_ref().filter(|_| !self.may_pass_rows(names));
        for table in names.relations.iter().filter_map(|path| qualified(path)) {
            let columns = self.schema.table(&table).into_iter().flat_map(|table| &table.columns);
            let taken = columns.filter(|it| words.is_none_or(|words| words.contains(&it.name)));
            let ids = taken.map(|it| ObjectId::Column { table: table.clone(), name: it.name.clone() });
            self.found.extend(ids);
        }
        self.names(names)
    }

    /// Whether what looks like a column, `t.f`, may be a function of the whole row.
    fn may_pass_rows(&self, names: &SqlNames) -> bool {
        let tables: Vec<&Table> =
            names.relations.iter().filter_map(|it| self.schema.table(&qualified(it)?)).collect();
        let dotted = names.columns.iter().filter(|it| it.len() > 1).filter_map(|it| it.last());
        let mut unknown = dotted.filter(|it| tables.iter().all(|table| table.column(it).is_none()));
        unknown.any(|name| {
            let mut objects = self.schema.objects.keys().chain(self.schema.platform.keys());
            objects.any(|it| matches!(it, ObjectId::Routine(signature) if signature.name.name == *name))
        })
    }

    fn names(&mut self, names: &SqlNames) -> &mut Self {
        for path in &names.columns {
            if let Some(column) = path.last() {
                self.columns(std::slice::from_ref(column));
            }
            // `t.c` in a query: a whole table may be meant by its first part.
            for relation in &names.relations {
                if let (Some(name), Some(column)) = (qualified(relation), path.last()) {
                    self.column_of(self.schema.table(&name), column);
                }
            }
        }
        if !names.fields.is_empty() {
            self.attributes(&names.fields);
        }
        for name in names.relations.iter().filter_map(|path| qualified(path)) {
            self.relation(&name);
        }
        for name in names.types.iter().filter_map(|path| qualified(path)) {
            self.type_name(&name);
            let (composite, table) = (ObjectId::Composite(name.clone()), ObjectId::Table(name));
            let has_rows = self.found.contains(&composite) || self.found.contains(&table);
            self.made.extend(has_rows.then_some(composite));
        }
        for name in names.collations.iter().filter_map(|path| qualified(path)) {
            self.collation(Some(&name));
        }
        for table in names.relations.iter().filter_map(|path| self.schema.table(&qualified(path)?)) {
            let is_grouped_by = |it: &Constraint| {
                matches!(&it.kind, ConstraintKind::PrimaryKey(key)
                if key.columns.iter().all(|it| names.grouped.contains(it)))
            };
            let is_held = |it: &&Constraint| names.constraints.contains(&it.name) || is_grouped_by(it);
            let constraints = table.constraints.iter().filter(is_held);
            let id = |name: &Name| ObjectId::Constraint { table: table.name.clone(), name: name.clone() };
            self.found.extend(constraints.map(|it| id(&it.name)));
        }
        for name in names.calls.iter().filter_map(|path| qualified(path)) {
            self.routines_named(&name);
        }
        self.rows_given(names);
        self
    }

    fn column_value(&mut self, value: Option<&ColumnValue>) {
        match value {
            Some(ColumnValue::Expression(sql) | ColumnValue::Generated(sql)) => {
                self.expression(sql);
            }
            Some(ColumnValue::Literal(_) | ColumnValue::Identity(_)) | None => {}
        }
    }

    /// What a column needs apart from its table.
    pub fn column(&mut self, column: &Column) -> &mut Self {
        self.data_type(&column.data_type);
        self.collation(column.collate.as_ref());
        self.column_value(column.value.as_ref());
        self
    }

    /// What a constraint needs apart from its table.
    pub fn constraint(&mut self, constraint: &Constraint) -> &mut Self {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                self.columns(&key.columns).columns(&key.include)
            }
            ConstraintKind::Check(check) => self.expression(&check.expression),
            ConstraintKind::ForeignKey(key) => {
                self.columns(&key.columns).add(ObjectId::Table(key.table.clone()));
                let target = self.schema.table(&key.table);
                for column in &key.references {
                    self.column_of(target, column);
                }
                // That of a partition may be its part of one that its parent has.
                let parent = |it: &&Table| self.schema.table(&it.partition_of.as_ref()?.table);
                let tables = std::iter::successors(target, parent);
                let mut keys = tables.flat_map(|it| referenced_keys(it, &key.references));
                let found = keys.next();
                self.found.extend(found);
                self
            }
            ConstraintKind::Exclude(exclude) => {
                for (value, _) in &exclude.elements {
                    self.expression(value);
                }
                if let Some(predicate) = &exclude.predicate {
                    self.expression(predicate);
                }
                self
            }
        }
    }

    pub fn index(&mut self, index: &Index) -> &mut Self {
        for key in &index.keys {
            self.collation(key.collate.as_ref());
            match &key.on {
                IndexedValue::Column(name) => self.columns(std::slice::from_ref(name)),
                IndexedValue::Expression(sql) => self.expression(sql),
            };
        }
        if let Some(predicate) = &index.predicate {
            self.expression(predicate);
        }
        self.columns(&index.include)
    }

    pub fn statistics(&mut self, statistics: &Statistics) -> &mut Self {
        for value in &statistics.on {
            self.expression(value);
        }
        self
    }

    pub fn policy(&mut self, policy: &Policy) -> &mut Self {
        for role in &policy.to {
            self.role(role);
        }
        for sql in policy.using.iter().chain(&policy.with_check) {
            self.expression(sql);
        }
        self
    }

    pub fn trigger(&mut self, trigger: &Trigger) -> &mut Self {
        self.routines_named(&trigger.function);
        for event in &trigger.events {
            if let TriggerEvent::Update(columns) = event {
                self.columns(columns);
            }
        }
        if let Some(when) = &trigger.when {
            self.expression(when);
        }
        self
    }

    /// What an object needs, its parts left out.
    pub fn object(&mut self, object: &Object) -> &mut Self {
        if let Some(namespace) = object.id().namespace() {
            self.add(ObjectId::Namespace(namespace.clone()));
        }
        match object {
            Object::Role(role) => {
                for group in &role.member_of {
                    self.role(group);
                }
            }
            Object::Namespace(_)
            | Object::Collation(_)
            | Object::Enum(_)
            | Object::Sequence(_)
            | Object::Additions(_) => {}
            Object::Extension(extension) => {
                if let Some(schema) = &extension.schema {
                    self.add(ObjectId::Namespace(schema.clone()));
                }
            }
            Object::Domain(domain) => {
                self.data_type(&domain.data_type);
                self.collation(domain.collate.as_ref());
                self.column_value(domain.value.as_ref());
                for check in &domain.checks {
                    self.constraint(check);
                }
            }
            Object::Range(range) => {
                self.data_type(&range.subtype);
                self.collation(range.collate.as_ref());
                range.subtype_diff.iter().for_each(|function| _ = self.routines_named(function));
            }
            Object::Composite(composite) => {
                for attribute in &composite.attributes {
                    self.data_type(&attribute.data_type);
                    self.collation(attribute.collate.as_ref());
                }
            }
            Object::Routine(routine) => self.routine(routine),
            Object::DefaultPrivileges(DefaultPrivileges { id, grants }) => {
                for role in id.role.iter().chain(grants.0.keys()) {
                    self.role(role);
                }
                if let Some(schema) = &id.schema {
                    self.add(ObjectId::Namespace(schema.clone()));
                }
            }
            Object::Table(table) => self.table_itself(table),
            Object::View(view) => {
                self.query(&view.definition);
            }
            Object::MaterializedView(view) => {
                self.query(&view.definition);
            }
        }
        self
    }

    /// The tables that it inherits from, as they are: with every column.
    fn ancestors(&mut self, parents: &[QualifiedName]) {
        for parent in parents {
            let id = ObjectId::Table(parent.clone());
            let known = self.found.contains(&id);
            self.add(id);
            let Some(table) = self.schema.table(parent).filter(|_| !known) else { continue };
            for column in &table.columns {
                self.column_of(Some(table), &column.name);
            }
            self.ancestors(&table.inherits);
        }
    }

    /// The table with its columns and local constraints; foreign keys are added when both ends exist.
    fn table_itself(&mut self, table: &Table) {
        self.namespace(&table.name);
        for column in &table.columns {
            self.column(column);
        }
        for constraint in table.constraints.iter().filter(|constraint| constraint.foreign_key().is_none()) {
            self.constraint(constraint);
        }
        for key in table.partition_by.iter().flat_map(|it| &it.keys) {
            self.expression(key);
        }
        if let Some(partition) = &table.partition_of {
            self.add(ObjectId::Table(partition.table.clone()));
        }
        self.ancestors(&table.inherits);
    }
}

/// The functions of that name, which stand side by side, the one without arguments first.
fn overloads<'s>(
    schema: &'s Schema,
    name: &QualifiedName,
) -> impl Iterator<Item = (&'s ObjectId, &'s Object)> + use<'s> {
    let (first, name) =
        (ObjectId::Routine(Signature { name: name.clone(), arguments: Vec::new() }), name.clone());
    [&schema.objects, &schema.platform].into_iter().flat_map(move |objects| {
        let name = name.clone();
        objects
            .range(&first..)
            .take_while(move |(id, _)| matches!(id, ObjectId::Routine(signature) if signature.name == name))
    })
}

/// What a foreign key over these columns may stand on, the likeliest first: of several PostgreSQL takes the
/// oldest, and the keys that came with the table are older than its indexes.
pub fn referenced_keys<'t>(target: &'t Table, columns: &'t [Name]) -> impl Iterator<Item = ObjectId> + 't {
    let table = &target.name;
    let is_one = |it: &&Constraint| {
        it.deferrable == Deferrable::No && it.key().is_some_and(|key| is_same_key(&key.columns, columns))
    };
    let keys = target.constraints.iter().filter(is_one);
    let keys = keys.map(|it| ObjectId::Constraint { table: table.clone(), name: it.name.clone() });
    let indexes = target.indexes.iter().filter(|it| it.is_key_over(columns));
    keys.chain(indexes.map(|it| ObjectId::Index { table: table.clone(), name: it.name.clone() }))
}

/// A dotted path from SQL as a name; `public` where no schema was written.
fn qualified(path: &[Name]) -> Option<QualifiedName> {
    match path {
        [name] => Some(QualifiedName { schema: Name::from(PUBLIC), name: name.clone() }),
        [schema, name] => Some(QualifiedName { schema: schema.clone(), name: name.clone() }),
        _ => None,
    }
}
