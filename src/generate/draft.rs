//! Which tables get rows, how many, and in which order: those that are referred to first. Where
//! foreign keys make a circle, some of them have to wait until all rows are there.

use std::collections::BTreeMap;

use super::computed::Computed;
use super::gather::{self, Asked};
use super::partial::Condition;
use super::{Kept, Refusal, Request};
use crate::model::constraint::ForeignKey;
use crate::model::table::Column;
use crate::model::{Name, ObjectId, QualifiedName, Table};
use crate::yaml::audit;

/// How many rows a table gets where nothing is said.
const SCALE: u64 = 10_000;
/// A platform's tables hold people, not what they do.
const PLATFORM_SHARE: f64 = 0.01;

/// A table that gets rows.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    pub table: &'a Table,
    /// All columns, inherited ones included, but for those that PostgreSQL computes.
    pub columns: Vec<&'a Column>,
    pub computed: Vec<Computed<'a>>,
    /// Columns that are NOT NULL here, in a partition, or where they are inherited from.
    pub not_null: Vec<Name>,
    pub asked: Vec<Asked<'a>>,
    pub uniques: Vec<Unique>,
    pub keys: Vec<(&'a Name, &'a ForeignKey)>,
    /// Constraints and indexes, and the columns that they are about.
    pub about: Vec<(Name, Vec<Name>)>,
    pub rows: u64,
    /// Somebody asked for just so many.
    pub fixed: bool,
    /// It holds rows already, which others refer to; it gets no more.
    pub kept: Option<&'a Kept>,
}

/// Columns that are never the same twice.
#[derive(Clone, Debug)]
pub struct Unique {
    pub name: Name,
    pub columns: Vec<Name>,
    /// Those of them in which large and small letters are the same: `lower(a)`.
    pub folded: Vec<Name>,
    /// No row may have a NULL in them, as two NULLs would count as equal or none is allowed.
    pub nulls: Nulls,
    pub kind: Kind,
    /// It holds for a part of the rows: what is understood of the condition.
    pub only: Option<Vec<Condition>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    Distinct,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Equal,
    /// Ranges that have nothing in common.
    Apart,
}

impl<'a> Draft<'a> {
    pub fn of(table: &'a Table, rows: u64, fixed: bool) -> Self {
        Self {
            table,
            columns: Vec::new(),
            computed: Vec::new(),
            not_null: Vec::new(),
            asked: Vec::new(),
            uniques: Vec::new(),
            keys: Vec::new(),
            about: Vec::new(),
            rows,
            fixed,
            kept: None,
        }
    }

    /// As far as its constraints tell.
    pub fn may_be_null(&self, name: &Name) -> bool {
        let key = |it: &Unique| it.nulls == Nulls::Never && it.columns.contains(name);
        !self.not_null.contains(name) && !self.uniques.iter().any(key)
    }

    pub fn name(&self) -> &'a QualifiedName {
        &self.table.name
    }

    pub fn column(&self, name: &Name) -> Option<usize> {
        self.columns.iter().position(|it| it.name == *name)
    }
}

/// The tables in the order in which they are filled, and the foreign keys that have to wait.
pub struct Order<'a> {
    pub drafts: Vec<Draft<'a>>,
    pub waiting: Vec<(QualifiedName, Name)>,
}

pub fn drafts<'a>(request: &'a Request<'a>, refusals: &mut Vec<Refusal>) -> Order<'a> {
    let mut wanted: BTreeMap<QualifiedName, Draft<'a>> = BTreeMap::new();
    let named = |name: &QualifiedName| request.rows.iter().find(|(it, _)| it == name).map(|(_, rows)| *rows);
    // Without a scale, the tables that were named and those that they refer to.
    let only_named = request.scale.is_none() && !request.rows.is_empty();
    let scale =
        request.scale.unwrap_or_else(|| request.rows.iter().map(|(_, rows)| *rows).max().unwrap_or(SCALE));
    let mut open: Vec<&Table> = if only_named {
        request.rows.iter().filter_map(|(name, _)| request.schema.table(name)).collect()
    } else {
        // The audit log is written by what is written elsewhere.
        request.schema.tables().filter(|it| is_wanted(it)).collect()
    };
    while let Some(table) = open.pop() {
        if wanted.contains_key(&table.name) {
            continue;
        }
        if let Some(kept) = request.kept.iter().find(|it| it.table == table.name) {
            wanted.insert(table.name.clone(), already_there(request, table, kept));
            continue;
        }
        let wish = request.wishes.table(&table.name);
        let fixed = named(&table.name).or_else(|| wish.and_then(|wish| wish.rows));
        let platform = request.schema.get(&ObjectId::Table(table.name.clone())).is_none();
        let share = wish.and_then(|it| it.share).unwrap_or(if platform { PLATFORM_SHARE } else { 1.0 });
        let rows = fixed.unwrap_or_else(|| part(scale, share));
        if rows == 0 {
            continue;
        }
        let draft = gather::draft(request, table, rows, fixed.is_some(), refusals);
        let targets = draft.keys.iter().filter_map(|(_, key)| request.schema.table(&key.table));
        // Rows of a partition are made as rows of the whole.
        open.extend(targets.filter(|it| it.partition_of.is_none()));
        wanted.insert(table.name.clone(), draft);
    }
    ordered(wanted)
}

/// Whether a table gets rows where nothing is said. The audit log is written by what is written
/// elsewhere, and partitions are filled through the whole.
pub fn is_wanted(table: &Table) -> bool {
    table.partition_of.is_none() && table.name.schema != audit::SCHEMA
}

/// A table that holds rows: the columns that others refer to are all that is known of it.
fn already_there<'a>(request: &'a Request<'a>, table: &'a Table, kept: &'a Kept) -> Draft<'a> {
    let mut draft = Draft::of(table, kept.rows.len() as u64, true);
    let all = gather::columns(request, table);
    let column = |name: &Name| all.iter().copied().find(|it| it.name == *name);
    draft.columns = kept.columns.iter().filter_map(column).collect();
    draft.kept = Some(kept);
    draft
}

/// A part of the scale, one row at the least.
fn part(scale: u64, share: f64) -> u64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of rows that was asked for roughly"
    )]
    let rows = (scale as f64 * share).round() as u64;
    if scale == 0 || share == 0.0 { 0 } else { rows.max(1) }
}

/// A table comes after those that it refers to. In a circle the one comes first that refers to the
/// fewest others.
fn ordered(mut wanted: BTreeMap<QualifiedName, Draft<'_>>) -> Order<'_> {
    let mut order = Order { drafts: Vec::new(), waiting: Vec::new() };
    while !wanted.is_empty() {
        let missing = |draft: &Draft| {
            let targets = draft.keys.iter().map(|(_, key)| &key.table);
            targets.filter(|it| *it != draft.name() && wanted.contains_key(*it)).count()
        };
        let Some(next) = wanted.values().min_by_key(|draft| missing(draft)).map(|it| it.name().clone())
        else {
            break;
        };
        let Some(draft) = wanted.remove(&next) else { break };
        for (name, key) in &draft.keys {
            if key.table != next && wanted.contains_key(&key.table) {
                order.waiting.push((next.clone(), (*name).clone()));
            }
        }
        order.drafts.push(draft);
    }
    order
}
