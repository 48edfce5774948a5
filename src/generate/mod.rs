//! Rows that nobody wrote: for every table of a schema, from what the schema declares and what
//! `seeds/generate.yaml` adds. First everything is settled, and what cannot be kept by the way the
//! values are made is refused; then each row is a function of the seed and of its number, so that
//! nothing has to be kept.

mod check;
mod draft;
mod form;
mod limits;
mod link;
pub mod maker;
pub mod number;
mod pattern;
pub mod random;
mod settle;
mod succession;
mod template;
mod text;
mod types;
mod unique;
mod wish;

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::model::{Name, QualifiedName, Schema};
use crate::row::copy;
use crate::yaml::generate::GenerateFile;
use draft::Draft;
use maker::{Generated, Maker};

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
    /// Times go from here to there, in microseconds since 1970.
    pub from: i64,
    pub until: i64,
}

/// Something that cannot be kept, told before anything is written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    pub table: String,
    pub columns: Vec<String>,
    pub constraint: Option<String>,
    pub reason: String,
}

impl Refusal {
    fn of(
        table: &QualifiedName,
        columns: &[&Name],
        constraint: Option<&Name>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            table: table.to_string(),
            columns: columns.iter().map(|name| name.as_str().to_owned()).collect(),
            constraint: constraint.map(|name| name.as_str().to_owned()),
            reason: reason.into(),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.table)?;
        if let [only] = self.columns.as_slice() {
            write!(f, ".{only}")?;
        }
        if let Some(constraint) = &self.constraint {
            write!(f, ", {constraint}")?;
        }
        write!(f, ": {}", self.reason)?;
        match self.columns.as_slice() {
            [] => Ok(()),
            columns => write!(
                f,
                "\n  say in seeds/generate.yaml what {} hold{}: `tables: {{ {}: {{ columns: {{ {}: {{ values: [...] }} }} }} }}`",
                columns.join(" and "),
                if columns.len() == 1 { "s" } else { "" },
                self.table,
                columns.first().map(String::as_str).unwrap_or_default(),
            ),
        }
    }
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
    let mut plan =
        Plan { tables: Vec::new(), waiting: order.waiting, counters: Vec::new(), notes: Vec::new() };
    for at in 0..order.drafts.len() {
        let mut draft = order.drafts[at].clone();
        loop {
            let before = (refused.diagnostics.len(), refused.refusals.len());
            let settled = settle::table(request, &order.drafts, &plan.tables, at, &draft, &mut refused);
            match settled {
                Ok(table) => {
                    plan.tables.push(table);
                    break;
                }
                Err(few) if few.rows < draft.rows && few.rows > 0 && !draft.fixed => {
                    refused.diagnostics.truncate(before.0);
                    refused.refusals.truncate(before.1);
                    plan.notes.push(format!(
                        "{} gets {} rows: {} permits no more",
                        draft.name(),
                        few.rows,
                        few.unique
                    ));
                    draft.rows = few.rows;
                }
                Err(few) => {
                    let reason = format!(
                        "it permits {} rows at the most, and {} are wanted; `--table {}={}` makes fewer",
                        few.rows,
                        draft.rows,
                        draft.name(),
                        few.rows
                    );
                    refused.refusals.push(Refusal::of(draft.name(), &[], Some(&few.unique), reason));
                    plan.tables.push(Generated {
                        name: draft.name().clone(),
                        rows: 0,
                        columns: Vec::new(),
                        links: Vec::new(),
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
            if let Maker::Row { first } = column.maker
                && settle::counts(model)
            {
                let last = first.saturating_add_unsigned(table.rows).saturating_sub(1);
                found.push(Counter { table: table.name.clone(), column: column.name.clone(), last });
            }
        }
    }
    found
}

impl Plan {
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
