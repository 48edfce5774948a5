//! How fast queries have to be, and whether they were: targets as they are declared, what a plan's shape
//! says, and the verdict. Nothing here connects or measures.

pub mod shape;
mod verdict;

use std::time::Duration;

pub use verdict::{Figures, Noise, Verdict, verdict};

use crate::diagnostic::Span;
use crate::model::{Name, QualifiedName, Sql};

/// One query that is measured.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: String,
    /// Relative to the project's folder.
    pub path: std::path::PathBuf,
    pub span: Span,
    pub class: String,
    pub limit: Duration,
    pub comment: Option<String>,
    pub role: Name,
    pub personas: Vec<Persona>,
    pub person: Option<(QualifiedName, Name)>,
    pub parameters: Vec<Parameter>,
    pub sql: Sql,
}

/// For whom a query runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Persona {
    Light,
    Median,
    Heaviest,
    /// Somebody without a row.
    Nobody,
    /// Without claims.
    Anon,
}

impl Persona {
    pub const ALL: [Self; 5] = [Self::Light, Self::Median, Self::Heaviest, Self::Nobody, Self::Anon];

    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Median => "median",
            Self::Heaviest => "heaviest",
            Self::Nobody => "nobody",
            Self::Anon => "anon",
        }
    }

    /// Which of `count` persons, sorted by how many rows they have: a tenth has fewer than the light one.
    /// None for those who have no rows.
    pub fn place(self, count: usize) -> Option<usize> {
        match self {
            Self::Light => Some(count / 10),
            Self::Median => Some(count / 2),
            Self::Heaviest => count.checked_sub(1),
            Self::Nobody | Self::Anon => None,
        }
    }
}

/// What a parameter is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameter {
    Value(String),
    Sample(Sql),
    Person,
}
