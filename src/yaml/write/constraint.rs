//! Where each constraint of a table is written, and whether its name is: beside its column and
//! without a name where PostgreSQL would choose the same one there.

use std::collections::BTreeSet;

use super::literal::value;
use super::value::{Record, Value};
use crate::diagnostic::Span;
use crate::model::constraint::{Bounds, Check, Constraint, ConstraintKind, Deferrable, Key, RuleKind};
use crate::model::{DataType, Name, QualifiedName};
use crate::yaml::read::{Body, Label};

/// How a constraint is written.
#[derive(Clone, Debug)]
pub struct Placed<'t> {
    pub constraint: &'t Constraint,
    /// The column beside which it stands; none where it stands beside the columns.
    pub column: Option<&'t Name>,
    pub named: bool,
    /// The sugar it is written as: its key, and what stands there.
    pub rule: Option<(&'static str, Value)>,
}

/// What the constraints belong to.
pub struct Owner<'t> {
    pub name: &'t QualifiedName,
    /// The columns with their types; none of a domain.
    pub columns: Vec<(&'t Name, &'t DataType)>,
    /// The type of a domain.
    pub domain: Option<&'t DataType>,
    /// The names that others in the schema have too: PostgreSQL may choose none of them.
    pub shared: &'t BTreeSet<Name>,
}

/// Decides it for all constraints of a table or domain, and puts them in the order in which they are
/// read. The reader chooses names in that order, so it is played through until it chooses the names
/// that are there.
pub fn place<'t>(owner: &Owner<'t>, constraints: &'t [Constraint]) -> Vec<Placed<'t>> {
    let mut named: Vec<bool> = constraints.iter().map(|it| owner.shared.contains(&it.name)).collect();
    loop {
        let placed = owner.placed(constraints, &named);
        if let Some(at) = unnamed_among_named(&placed) {
            named[at] = true;
            continue;
        }
        let order = owner.reading_order(&placed);
        match owner.first_misnamed(&placed, &order) {
            Some(at) => named[at] = true,
            None => return order.into_iter().map(|at| placed[at].clone()).collect(),
        }
    }
}

/// The key of a table under which such a constraint stands.
pub fn section(kind: &ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey(_) => "primary_key",
        ConstraintKind::Unique(_) => "unique",
        ConstraintKind::Check(_) => "checks",
        ConstraintKind::Exclude(_) => "exclude",
        ConstraintKind::ForeignKey(_) => "foreign_keys",
    }
}

/// A section beside the columns is a list without names, or a mapping by them: the first that has
/// no name in a section where another has one.
fn unnamed_among_named(placed: &[Placed]) -> Option<usize> {
    let beside = |it: &Placed| it.column.is_none() && it.rule.is_none() && !it.constraint.is_primary_key();
    let named: BTreeSet<&str> =
        placed.iter().filter(|it| beside(it) && it.named).map(|it| section(&it.constraint.kind)).collect();
    placed.iter().position(|it| beside(it) && !it.named && named.contains(section(&it.constraint.kind)))
}

impl<'t> Owner<'t> {
    fn placed(&self, constraints: &'t [Constraint], named: &[bool]) -> Vec<Placed<'t>> {
        let mut written = BTreeSet::new();
        let place = |(constraint, named): (&'t Constraint, &bool)| {
            let mut placed =
                Placed { constraint, column: self.column_of(constraint, *named), named: *named, rule: None };
            if !named && is_plain(constraint) {
                // A column has each kind of sugar once.
                let rule = self.rule(constraint, placed.column);
                placed.rule = rule.filter(|(key, _)| written.insert((placed.column, *key)));
            }
            let is_key = !matches!(constraint.kind, ConstraintKind::Check(_) | ConstraintKind::Exclude(_));
            if is_key
                && placed.column.is_some()
                && !written.insert((placed.column, section(&constraint.kind)))
            {
                placed.column = None;
            }
            placed
        };
        constraints.iter().zip(named).map(place).collect()
    }

    /// The column that can have the constraint beside it.
    fn column_of(&self, constraint: &'t Constraint, named: bool) -> Option<&'t Name> {
        if !is_plain(constraint) || self.domain.is_some() {
            return None;
        }
        let at_once = constraint.deferrable == Deferrable::No;
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => match key {
                Key { columns, include, nulls_not_distinct: false }
                    if at_once && !named && include.is_empty() =>
                {
                    alone(columns)
                }
                _ => None,
            },
            ConstraintKind::Check(check) if !named => self.only_column(check),
            ConstraintKind::ForeignKey(key)
                if key.references.len() == 1 && key.on_delete_columns.is_empty() =>
            {
                alone(&key.columns)
            }
            _ => None,
        }
    }

    /// The one column that the condition reads.
    fn only_column(&self, check: &'t Check) -> Option<&'t Name> {
        if let Some(column) = check.rule.as_ref().and_then(|rule| rule.column.as_ref()) {
            return Some(column);
        }
        let is_column = |name: &Name| self.columns.iter().any(|(column, _)| *column == name);
        let names = check.expression.expression_names().columns.iter().filter_map(|path| path.last());
        let mut read = names.filter(|name| is_column(name));
        let first = read.next()?;
        read.all(|column| column == first).then_some(first)
    }

    fn rule(&self, constraint: &Constraint, column: Option<&Name>) -> Option<(&'static str, Value)> {
        let ConstraintKind::Check(Check { rule: Some(rule), .. }) = &constraint.kind else { return None };
        let data_type = match self.domain {
            Some(data_type) => data_type,
            None => self.columns.iter().find(|(name, _)| Some(*name) == column)?.1,
        };
        let sugar = match &rule.kind {
            RuleKind::OneOf(values) => {
                let items: Option<Vec<Value>> = values.iter().map(|it| value(it, data_type)).collect();
                Value::list(items?)
            }
            RuleKind::Length(limits) => bounds(limits, &DataType::parse("integer")?)?,
            RuleKind::Range(limits) => bounds(limits, data_type)?,
            RuleKind::Matches(pattern) => Value::Quoted(pattern.clone()),
        };
        Some((rule.kind.keyword(), sugar))
    }

    /// The order in which the reader comes to them: indices into `placed`.
    fn reading_order(&self, placed: &[Placed]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..placed.len()).collect();
        order.sort_by_key(|at| {
            let it = &placed[*at];
            let column = it.column.and_then(|name| self.columns.iter().position(|column| column.0 == name));
            let rule = it.rule.as_ref().map(|(key, _)| *key);
            let kind = match (&it.constraint.kind, rule) {
                (ConstraintKind::PrimaryKey(_), _) => 0,
                (ConstraintKind::Unique(_), _) => 1,
                (_, Some("one_of")) => 2,
                (_, Some("length")) => 3,
                (_, Some("range")) => 4,
                (_, Some(_)) => 5,
                (ConstraintKind::Check(_), _) => 6,
                (ConstraintKind::Exclude(_), _) => 7,
                (ConstraintKind::ForeignKey(_), _) => 8,
            };
            // PostgreSQL's numbers rise in the order of creation.
            let name = if it.named { "" } else { it.constraint.name.as_str() };
            (column.unwrap_or(usize::MAX), kind, name.len(), name)
        });
        order
    }

    /// The first constraint without a name that the reader would give another one.
    fn first_misnamed(&self, placed: &[Placed], order: &[usize]) -> Option<usize> {
        let columns = self.columns.iter().map(|(name, _)| (*name).clone()).collect();
        let mut body = Body::new(self.name, columns);
        for it in placed.iter().filter(|it| it.named && it.column.is_none()) {
            if !it.constraint.is_primary_key() {
                body.constraint_names.take(it.constraint.name.clone());
            }
        }
        order.iter().copied().find(|at| {
            let it = &placed[*at];
            let written = it.named.then(|| it.constraint.name.clone());
            let label = Label { written, span: Span::default(), how_to_name: "" };
            body.add(it.constraint.kind.clone(), &label).name != it.constraint.name
        })
    }
}

/// Whether it says nothing that only the long form can.
fn is_plain(constraint: &Constraint) -> bool {
    let short = match &constraint.kind {
        ConstraintKind::Check(check) => !check.no_inherit && !constraint.not_valid,
        _ => true,
    };
    short
        && constraint.comment.is_none()
        && constraint.renamed_from.is_none()
        && constraint.storage_parameters.is_empty()
        && constraint.index_comment.is_none()
}

fn alone(columns: &[Name]) -> Option<&Name> {
    match columns {
        [column] => Some(column),
        _ => None,
    }
}

fn bounds(limits: &Bounds, data_type: &DataType) -> Option<Value> {
    let mut record = Record::default();
    let limits =
        [("min", &limits.min), ("above", &limits.above), ("max", &limits.max), ("below", &limits.below)];
    for (key, limit) in limits {
        if let Some(limit) = limit {
            record.put(key, value(limit, data_type)?);
        }
    }
    Some(record.into_value(super::value::MapStyle::Short))
}
