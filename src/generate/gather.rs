//! What the rows of one table have to keep: its own constraints, those of the tables that it inherits
//! from and of its partitions, read into demands and keys. What cannot be read is refused here, unless
//! the file of wishes gives the values of all columns that it is about.

use super::check::{self, Demand};
use super::computed::{self, Computed};
use super::draft::{Draft, Kind, Nulls, Unique};
use super::partial;
use super::partition;
use super::refusal::{Help, Refusal, Saying};
use super::{Request, wish};
use crate::model::constraint::{Check, Constraint, ConstraintKind, Exclude};
use crate::model::index::{Index, IndexedValue};
use crate::model::table::ColumnValue;
use crate::model::{Name, Object, ObjectId, Sql, Table};

/// How many tables are followed that inherit from one another.
const DEPTH: usize = 16;

/// What a check asks for, or the bounds of partitions.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub check: Option<&'a Name>,
    /// As it is shown.
    pub text: String,
    pub demands: Vec<Demand>,
}

/// A key of an index or an exclusion: its column, and whether large and small letters are the same.
type KeyColumn = (Name, bool);

struct Gather<'a, 'r> {
    request: &'a Request<'a>,
    draft: Draft<'a>,
    refusals: &'r mut Vec<Refusal>,
}

/// A table with all that its rows have to keep.
pub fn draft<'a>(
    request: &'a Request<'a>,
    table: &'a Table,
    rows: u64,
    fixed: bool,
    refusals: &mut Vec<Refusal>,
) -> Draft<'a> {
    let draft = Draft::of(table, rows, fixed);
    let mut it = Gather { request, draft, refusals };
    it.inherit(table, 0);
    it.constraints(table);
    for part in partition::below(request.schema, table) {
        it.draft.not_null.extend(part.columns.iter().filter(|it| it.not_null).map(|it| it.name.clone()));
        it.constraints(part);
    }
    for demand in partition::demands(request, table, it.refusals) {
        let text = "the bounds of its partitions".to_owned();
        it.draft.asked.push(Asked { check: None, text, demands: vec![demand] });
    }
    it.draft
}

/// The columns of a table, with those that it inherits.
pub fn columns<'a>(request: &Request<'a>, table: &'a Table) -> Vec<&'a crate::model::table::Column> {
    let mut found = Vec::new();
    let mut open = vec![(table, 0)];
    while let Some((table, depth)) = open.pop() {
        found.extend(&table.columns);
        let parents = table.inherits.iter().filter(|_| depth < DEPTH);
        open.extend(parents.filter_map(|name| Some((request.schema.table(name)?, depth + 1))));
    }
    found
}

impl<'a> Gather<'a, '_> {
    fn refuse(&mut self, columns: &[&Name], constraint: &Name, reason: &str, help: &Help) {
        self.refusals.push(Refusal::of(self.draft.name(), columns, Some(constraint), reason, help));
    }

    /// The columns and checks of a table and, before them, of those that it inherits from.
    fn inherit(&mut self, table: &'a Table, depth: usize) {
        for parent in table.inherits.iter().filter(|_| depth < DEPTH) {
            if let Some(Object::Table(parent)) = self.request.schema.find(&ObjectId::Table(parent.clone())) {
                self.inherit(parent, depth + 1);
            }
        }
        for column in &table.columns {
            if column.not_null {
                self.draft.not_null.push(column.name.clone());
            }
            if let Some(ColumnValue::Generated(sql)) = &column.value {
                self.draft.computed.retain(|it| it.column.name != column.name);
                self.draft.computed.push(Computed { column, sql });
                continue;
            }
            match self.draft.columns.iter_mut().find(|it| it.name == column.name) {
                Some(before) => *before = column,
                None => self.draft.columns.push(column),
            }
        }
        if *self.draft.name() != table.name {
            for constraint in &table.constraints {
                if let ConstraintKind::Check(check) = &constraint.kind
                    && !check.no_inherit
                {
                    self.check(constraint, check);
                }
            }
        }
    }

    fn constraints(&mut self, table: &'a Table) {
        for constraint in &table.constraints {
            match &constraint.kind {
                ConstraintKind::Check(check) => self.check(constraint, check),
                ConstraintKind::PrimaryKey(key) => {
                    self.key(&constraint.name, &key.columns, Nulls::Never);
                }
                ConstraintKind::Unique(key) => {
                    let nulls = if key.nulls_not_distinct { Nulls::Never } else { Nulls::Distinct };
                    self.key(&constraint.name, &key.columns, nulls);
                }
                ConstraintKind::ForeignKey(key) => {
                    let same = |(_, it): &(&Name, &crate::model::constraint::ForeignKey)| {
                        it.columns == key.columns && it.table == key.table && it.references == key.references
                    };
                    if !self.draft.keys.iter().any(same) {
                        self.draft.keys.push((&constraint.name, key));
                    }
                }
                ConstraintKind::Exclude(exclude) => self.exclude(&constraint.name, exclude),
            }
        }
        for index in table.indexes.iter().filter(|index| index.unique) {
            self.index(index);
        }
    }

    /// The columns that something is about; instead of computed ones, those that they are made of.
    fn inputs(&self, columns: impl IntoIterator<Item = Name>) -> Vec<Name> {
        let mut found: Vec<Name> = Vec::new();
        for name in columns {
            let names = match self.draft.computed.iter().find(|it| it.column.name == name) {
                Some(it) => it.inputs(),
                None => vec![name],
            };
            for name in names {
                if !found.contains(&name) && self.draft.column(&name).is_some() {
                    found.push(name);
                }
            }
        }
        found
    }

    /// What helps where rows for these columns cannot be made: that the file says what they hold.
    fn help(&self, columns: &[Name], saying: Saying) -> Help {
        help(&self.draft, columns, saying)
    }

    fn check(&mut self, constraint: &'a Constraint, check: &'a Check) {
        let demands = check::demands(check).filter(|demands| {
            demands.iter().all(|it| names(it).into_iter().all(|name| self.draft.column(name).is_some()))
        });
        let paths = &check.expression.expression_names().columns;
        let columns = self.inputs(paths.iter().filter_map(|path| path.last().cloned()));
        self.draft.about.push((constraint.name.clone(), columns.clone()));
        let text = check.expression.to_string();
        if let Some(demands) = demands {
            let same = |it: &Asked| it.demands == demands && it.text == text;
            if !self.draft.asked.iter().any(same) {
                self.draft.asked.push(Asked { check: Some(&constraint.name), text, demands });
            }
            return;
        }
        if let Some(refusal) =
            not_understood(self.request, &self.draft, Some(&constraint.name), &check.expression, &columns)
        {
            self.refusals.push(refusal);
        }
    }

    fn key(&mut self, name: &Name, columns: &[Name], nulls: Nulls) {
        let found: Option<Vec<KeyColumn>> = columns.iter().map(|name| self.named(name)).collect();
        match found {
            Some(found) => self.unique(name, found, nulls, Kind::Equal, None),
            None => self.no_key(name, columns),
        }
    }

    fn unique(
        &mut self,
        name: &Name,
        columns: Vec<KeyColumn>,
        nulls: Nulls,
        kind: Kind,
        predicate: Option<&Sql>,
    ) {
        let folded = columns.iter().filter(|(_, folded)| *folded).map(|(name, _)| name.clone()).collect();
        let all: Vec<Name> = columns.iter().map(|(name, _)| name.clone()).collect();
        self.draft.about.push((name.clone(), all));
        self.draft.uniques.push(Unique {
            name: name.clone(),
            columns: columns.into_iter().map(|(name, _)| name).collect(),
            folded,
            nulls,
            kind,
            only: predicate.map(partial::conditions),
        });
    }

    /// A key whose values cannot be told apart; it is the file's to keep if that gives all of them.
    fn no_key(&mut self, name: &Name, columns: &[Name]) {
        let inputs = self.inputs(columns.iter().cloned());
        self.draft.about.push((name.clone(), inputs.clone()));
        let all: Vec<&Name> = inputs.iter().collect();
        if !wish::all_given(self.request, self.draft.name(), &all) {
            let help = self.help(&inputs, Saying::Rows);
            self.refuse(&all, name, "what makes it another in each row is not understood", &help);
        }
    }

    /// The column of a name; of a computed one, the column that it has in other letters.
    fn named(&self, name: &Name) -> Option<KeyColumn> {
        match self.draft.computed.iter().find(|it| it.column.name == *name) {
            Some(it) => self.expressed(it.sql),
            None => self.draft.column(name).map(|_| (name.clone(), false)),
        }
    }

    fn expressed(&self, sql: &Sql) -> Option<KeyColumn> {
        let (name, folded) = computed::column_of(sql)?;
        let (name, before) = self.named(&name)?;
        Some((name, folded || before))
    }

    fn index(&mut self, index: &'a Index) {
        let column = |on: &IndexedValue| match on {
            IndexedValue::Column(name) => self.named(name),
            IndexedValue::Expression(sql) => self.expressed(sql),
        };
        let found: Option<Vec<KeyColumn>> = index.keys.iter().map(|key| column(&key.on)).collect();
        let nulls = if index.nulls_not_distinct { Nulls::Never } else { Nulls::Distinct };
        if let Some(found) = found {
            return self.unique(&index.name, found, nulls, Kind::Equal, index.predicate.as_ref());
        }
        let columns = index.keys.iter().flat_map(|key| match &key.on {
            IndexedValue::Column(name) => vec![name.clone()],
            IndexedValue::Expression(sql) => computed::names(sql),
        });
        let columns: Vec<Name> = columns.collect();
        self.no_key(&index.name, &columns);
    }

    /// One element that no two rows have in common is enough.
    fn exclude(&mut self, name: &Name, exclude: &Exclude) {
        let element = |operator: &str| {
            let mut on = exclude.elements.iter().filter(|(_, it)| it == operator);
            on.find_map(|(sql, _)| self.expressed(sql))
        };
        let found = match (element("&&"), element("=")) {
            (Some(column), _) => Some((column, Kind::Apart)),
            (None, Some(column)) => Some((column, Kind::Equal)),
            (None, None) => None,
        };
        if let Some((column, kind)) = found {
            return self.unique(name, vec![column], Nulls::Distinct, kind, exclude.predicate.as_ref());
        }
        let columns: Vec<Name> = exclude.elements.iter().flat_map(|(sql, _)| computed::names(sql)).collect();
        self.no_key(name, &columns);
    }
}

/// The columns that a demand names.
fn names(demand: &Demand) -> Vec<&Name> {
    match demand {
        Demand::Rule(Some(name), _)
        | Demand::NotNull(Some(name))
        | Demand::Not(Some(name), _)
        | Demand::Letters(Some(name), _)
        | Demand::Json(Some(name), _)
        | Demand::Within(name, _) => vec![name],
        Demand::Order { low, high, .. } => vec![low, high],
        Demand::Differ(one, other) => vec![one, other],
        _ => Vec::new(),
    }
}

/// What helps for these columns: values; of a foreign key, whose rows give its values, NULL.
pub fn help(draft: &Draft<'_>, columns: &[Name], saying: Saying) -> Help {
    let mut said = Vec::new();
    for name in columns {
        let refers = draft.keys.iter().any(|(_, key)| key.columns.contains(name));
        match (refers, draft.may_be_null(name)) {
            (false, _) => {
                let text = draft.column(name).is_some_and(|at| draft.columns[at].data_type.may_be_text());
                let saying = if saying == Saying::Rows && !text { Saying::Values } else { saying };
                said.push((name.clone(), saying));
            }
            (true, true) => said.push((name.clone(), Saying::Nulls)),
            (true, false) => return Help::LeaveOut,
        }
    }
    let nulls = said.iter().any(|(_, saying)| *saying == Saying::Nulls);
    if nulls && saying == Saying::Rows {
        // A NULL is another in each row already.
        said.retain(|(_, saying)| *saying == Saying::Nulls);
    }
    if said.is_empty() { Help::LeaveOut } else { Help::Say(said) }
}

/// Why rows that keep a check cannot be made; none where the file keeps it.
pub fn not_understood(
    request: &Request<'_>,
    draft: &Draft<'_>,
    check: Option<&Name>,
    sql: &Sql,
    columns: &[Name],
) -> Option<Refusal> {
    let all: Vec<&Name> = columns.iter().collect();
    let null = |name: &Name| wish::always_null(request, draft.name(), name);
    let compares = computed::is_comparison(sql);
    if wish::all_given(request, draft.name(), &all) || compares && columns.iter().any(null) {
        return None;
    }
    let mut help = help(draft, columns, Saying::Values);
    if let (true, Help::Say(said)) = (compares, &mut help)
        && said.iter().any(|(_, saying)| *saying == Saying::Nulls)
    {
        said.retain(|(_, saying)| *saying == Saying::Nulls);
    }
    let reason = format!("rows that keep `{sql}` cannot be made by it alone");
    Some(Refusal::of(draft.name(), &all, check, reason, &help))
}
