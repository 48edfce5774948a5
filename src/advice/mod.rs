//! Which indexes a database lacks, as far as plans, policies and foreign keys tell: what a scan needs, what
//! there is, and what is left. Nothing here connects; whether an index would be used, the planner says.

mod candidate;
pub mod plan;
mod render;
mod source;

pub use candidate::{Candidate, Distinct, Key, candidates, drop_redundant, existing};
pub use render::{to_json, to_yaml};
pub use source::declared;

use std::path::PathBuf;

use crate::model::QualifiedName;
use crate::model::index::Index;

/// An index to make, and for what.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    pub table: QualifiedName,
    /// The table's file in the project, if it has one.
    pub path: Option<PathBuf>,
    pub index: Index,
    /// The dearest statement first.
    pub reasons: Vec<Reason>,
}

/// What an index is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub what: What,
    /// What the planner thinks of it without and with the indexes; none where nobody asked it.
    pub cost: Option<Cost>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Statement(Statement),
    /// A policy by this name, which is asked for each row that is not found by an index.
    Policy(String),
    /// A foreign key by this name to that table, whose rows are looked for when a row there goes.
    ForeignKey(String, QualifiedName),
}

/// An entry of `pg_stat_statements`.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub id: String,
    pub role: String,
    pub calls: i64,
    pub total_ms: f64,
    /// Constants replaced by parameters.
    pub query: String,
}

/// The planner's cost of a whole plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    pub before: f64,
    pub after: f64,
}

/// An index has to make a plan cheaper by a tenth at least.
const WORTH_WHILE: f64 = 0.9;
/// What costs no more than reading so many pages is fast as it is, and every index makes writing slower.
const CHEAP: f64 = 100.0;

/// Whether a plan of that cost is fast as it is.
pub fn is_cheap(cost: f64) -> bool {
    cost <= CHEAP
}

impl Cost {
    pub fn is_worth_while(self) -> bool {
        !is_cheap(self.before) && self.after < self.before * WORTH_WHILE
    }
}

impl Reason {
    /// How much of the statement's time would have been saved if time went as the cost does.
    pub fn saved_ms(&self) -> f64 {
        match (&self.what, self.cost) {
            (What::Statement(it), Some(cost)) if cost.before > 0.0 => {
                it.total_ms * (1.0 - cost.after / cost.before).max(0.0)
            }
            _ => 0.0,
        }
    }
}

impl Advice {
    pub fn saved_ms(&self) -> f64 {
        self.reasons.iter().map(Reason::saved_ms).sum()
    }

    /// Whether the planner was asked about every reason.
    pub fn is_verified(&self) -> bool {
        self.reasons.iter().all(|it| it.cost.is_some())
    }
}
