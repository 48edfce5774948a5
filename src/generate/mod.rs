//! Rows that nobody wrote: for every table of a schema, from what the schema declares and what
//! `seeds/generate.yaml` adds. First everything is settled, and what cannot be kept by the way the
//! values are made is refused; then each row is a function of the seed and of its number, so that
//! nothing has to be kept.

mod check;
mod computed;
mod distinct;
mod draft;
mod form;
mod gather;
mod limits;
mod link;
pub mod maker;
mod narrow;
pub mod number;
mod partial;
mod partition;
mod pattern;
pub mod random;
mod reference;
mod refusal;
mod sequence;
mod settle;
mod size;
mod succession;
mod template;
mod text;
mod texts;
mod types;
mod unique;
mod wish;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Span};
use crate::model::constraint::Constraint;
use crate::model::{Name, QualifiedName, Schema, Table};
use crate::row::copy;
use crate::yaml::generate::GenerateFile;
use draft::Draft;
pub use draft::is_wanted;
use maker::{Generated, Maker};
use refusal::Help;
pub use refusal::Refusal;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub schema: &'a Schema,
    pub wishes: &'a GenerateFile,
    /// The file of the wishes, as it is shown.
    pub path: &'a Path,
    pub seed: u64,
    /// How many rows a table gets of which nothing else is said.
    pub scale: Option<u64>,
    /// How many rows some tables get. Without a scale, these and those that they refer to are all.
    pub rows: &'a [(QualifiedName, u64)],
    /// Tables that hold rows already.
    pub kept: &'a [Kept],
    /// Times go from here to there, in microseconds since 1970.
    pub from: i64,
    pub until: i64,
}

/// Rows that a table holds already. It gets no more; others may refer to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub table: QualifiedName,
    /// The columns that foreign keys refer to.
    pub columns: Vec<Name>,
    /// What they hold, as text.
    pub rows: Vec<Vec<String>>,
}

/// Why there is no plan: all reasons at once.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// Mistakes in the file of wishes.
    pub diagnostics: Vec<Diagnostic>,
    pub refusals: Vec<Refusal>,
}

/// Rows that can be made.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In the order in which they are to be filled.
    pub tables: Vec<Generated>,
    /// Foreign keys that hold only once all rows are there: table and name.
    pub waiting: Vec<(QualifiedName, Name)>,
    /// Columns that count, and the last number.
    pub counters: Vec<Counter>,
    /// Where a table got fewer rows than the scale says, and why.
    pub notes: Vec<String>,
    /// Values that the file of wishes gives, which the database has to know as such.
    pub given: Vec<Given>,
    /// The columns that each constraint is about.
    pub about: Vec<About>,
    /// The file of wishes, as it is shown.
    pub path: PathBuf,
}

/// What a constraint or an index is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub table: QualifiedName,
    pub constraint: Name,
    pub columns: Vec<Name>,
}

fn about(draft: &Draft<'_>) -> Vec<About> {
    let one = |(constraint, columns): &(Name, Vec<Name>)| About {
        table: draft.name().clone(),
        constraint: constraint.clone(),
        columns: columns.clone(),
    };
    draft.about.iter().map(one).collect()
}

/// What the file of wishes says of a column's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub table: QualifiedName,
    pub column: Name,
    /// Values with their places; of templates, some that they make.
    pub values: Vec<(String, Span)>,
}

/// A column with a sequence behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    pub table: QualifiedName,
    pub column: Name,
    pub last: i64,
}

/// Settles how each value is made, or tells everything that stands against it.
pub fn plan(request: &Request<'_>) -> Result<Plan, Refused> {
    let mut refused = Refused::default();
    wish::names(request, &mut refused.diagnostics);
    let order = draft::drafts(request, &mut refused.refusals);
    let mut plan = Plan {
        tables: Vec::new(),
        waiting: order.waiting,
        counters: Vec::new(),
        notes: Vec::new(),
        given: Vec::new(),
        about: order.drafts.iter().flat_map(about).collect(),
        path: request.path.to_owned(),
    };
    for at in 0..order.drafts.len() {
        let mut draft = order.drafts[at].clone();
        if let Some(kept) = draft.kept {
            if request.wishes.table(draft.name()).is_none_or(|wish| wish.rows != Some(0)) {
                plan.notes.push(format!("{} holds rows already and is left as it is", draft.name()));
            }
            plan.tables.push(maker::kept(kept));
            continue;
        }
        loop {
            let before = (refused.diagnostics.len(), refused.refusals.len());
            let settled = settle::table(request, &order.drafts, &plan.tables, at, &draft, &mut refused);
            match settled {
                Ok((table, given)) => {
                    plan.tables.push(table);
                    plan.given.extend(given);
                    break;
                }
                Err(few) if few.rows < draft.rows && few.rows > 0 && !draft.fixed => {
                    refused.diagnostics.truncate(before.0);
                    refused.refusals.truncate(before.1);
                    plan.notes.push(format!("{} gets {} rows: {few}", draft.name(), few.rows));
                    draft.rows = few.rows;
                }
                Err(few) => {
                    let reason =
                        format!("it permits {} rows at the most, and {} are wanted", few.rows, draft.rows);
                    let help = if few.rows == 0 {
                        Help::LeaveOut
                    } else {
                        Help::Do(format!("`--table {}={}` makes fewer", draft.name(), few.rows))
                    };
                    refused.refusals.push(Refusal::of(draft.name(), &[], Some(&few.by), reason, &help));
                    plan.tables.push(Generated {
                        name: draft.name().clone(),
                        rows: 0,
                        columns: Vec::new(),
                        links: Vec::new(),
                        kept: false,
                    });
                    break;
                }
            }
        }
    }
    if refused.refusals.is_empty() && refused.diagnostics.is_empty() {
        link::finish(&mut plan.tables, &order.drafts, &mut refused.refusals);
    }
    plan.counters = counters(&plan.tables, &order.drafts);
    if refused.refusals.is_empty() && refused.diagnostics.is_empty() {
        return Ok(plan);
    }
    refused.diagnostics.sort_by_key(|it| it.span);
    refused.refusals.dedup();
    Err(refused)
}

fn counters(tables: &[Generated], drafts: &[Draft]) -> Vec<Counter> {
    let mut found = Vec::new();
    for (table, draft) in tables.iter().zip(drafts) {
        for (column, model) in table.columns.iter().zip(&draft.columns) {
            if let Maker::Row { first, step } = column.maker
                && sequence::counts(model)
                && table.rows > 0
            {
                let last = maker::counted(first, step, table.rows - 1);
                found.push(Counter { table: table.name.clone(), column: column.name.clone(), last });
            }
        }
    }
    // Where several columns share a sequence, it goes on after the last of them all.
    found.sort_by_key(|it| it.last.unsigned_abs());
    found
}

/// The tables that may get rows or be referred to, each with the columns that others refer to: all, or
/// those that were named and what they refer to.
pub fn referred_to(
    schema: &Schema,
    named: Option<&[(QualifiedName, u64)]>,
) -> BTreeMap<QualifiedName, Vec<Name>> {
    let mut found = BTreeMap::new();
    let mut open: Vec<&Table> = match named {
        Some(named) => named.iter().filter_map(|(name, _)| schema.table(name)).collect(),
        None => schema.tables().filter(|it| is_wanted(it)).collect(),
    };
    while let Some(table) = open.pop() {
        if found.insert(table.name.clone(), Vec::new()).is_none() {
            let keys = table.constraints.iter().filter_map(Constraint::foreign_key);
            let targets = keys.filter_map(|key| schema.table(&key.table));
            open.extend(targets.filter(|it| it.partition_of.is_none() && !found.contains_key(&it.name)));
        }
    }
    for key in schema.tables().flat_map(|it| &it.constraints).filter_map(Constraint::foreign_key) {
        let Some(columns) = found.get_mut(&key.table) else { continue };
        for name in &key.references {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
    }
    found
}

impl Plan {
    /// The tables that rows are made for, with their places.
    pub fn made(&self) -> impl Iterator<Item = (usize, &Generated)> {
        self.tables.iter().enumerate().filter(|(_, it)| !it.kept)
    }

    /// Appends rows of a table in COPY's text format, from one on, until so many bytes are full or
    /// the table is; returns the row to go on with.
    pub fn rows(&self, table: usize, from: u64, bytes: usize, out: &mut Vec<u8>) -> u64 {
        let Some(it) = self.tables.get(table) else { return from };
        let mut row = from;
        while row < it.rows && out.len() < bytes {
            for at in 0..it.columns.len() {
                if at > 0 {
                    out.push(b'\t');
                }
                let start = out.len();
                if maker::value(&self.tables, table, at, row, out) {
                    copy::escape(out, start);
                } else {
                    out.extend(b"\\N");
                }
            }
            out.push(b'\n');
            row += 1;
        }
        row
    }
}
