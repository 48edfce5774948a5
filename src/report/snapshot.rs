//! What running reports gives: rows of raw values, each with its severity, and everything needed to
//! understand them elsewhere. No renderer needs more than this, and none adds to it.

use serde::Serialize;

use super::definition::{Limits, Report};

/// The reports of one moment.
#[derive(Debug)]
pub struct Snapshot {
    pub server_version: String,
    pub database: String,
    pub role: String,
    /// The server's clock, RFC 3339.
    pub taken_at: String,
    /// Since when the server counts, RFC 3339; none since it was made.
    pub stats_reset: Option<String>,
    /// What the values are compared with.
    pub since: Option<Since>,
    pub sections: Vec<Section>,
}

/// An earlier snapshot.
#[derive(Debug)]
pub struct Since {
    pub taken_at: String,
    pub seconds: f64,
    /// Whether growth is told per second, as of a sample just before.
    pub is_sample: bool,
}

/// One report's result.
#[derive(Debug)]
pub struct Section {
    pub report: &'static Report,
    /// The numbers that were judged by.
    pub limits: Vec<(&'static str, Limits)>,
    /// What this role cannot see.
    pub notes: Vec<String>,
    /// Whether it was run and nothing of it is hidden from this role.
    pub is_whole: bool,
    pub content: Content,
}

#[derive(Debug)]
pub enum Content {
    Rows {
        rows: Vec<Row>,
        /// How many there were before a limit cut them.
        total: usize,
        /// The rows of the earlier snapshot that are no more, by their names.
        gone: Vec<String>,
    },
    /// It could not be run; never the same as no rows.
    Skipped { reason: String },
}

#[derive(Debug)]
pub struct Row {
    /// In the order of the report's columns.
    pub cells: Vec<Cell>,
    /// Not there in the earlier snapshot.
    pub is_new: bool,
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub value: Value,
    pub severity: Severity,
    /// What it was in the earlier snapshot, where that is known.
    pub before: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    #[default]
    Ok,
    Warn,
    Crit,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Crit => "crit",
        }
    }
}

impl Value {
    pub fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "for comparing and drawing, not for keeping")]
            Self::Integer(it) => Some(*it as f64),
            Self::Number(it) => Some(*it),
            _ => None,
        }
    }

    /// As a machine reads it; NULL is nothing.
    pub fn raw(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Boolean(it) => it.to_string(),
            Self::Integer(it) => it.to_string(),
            Self::Number(it) => it.to_string(),
            Self::Text(it) => it.clone(),
        }
    }
}

impl Cell {
    /// How much it grew since the earlier snapshot.
    pub fn change(&self) -> Option<f64> {
        Some(self.value.number()? - self.before.as_ref()?.number()?)
    }
}

impl Row {
    pub fn severity(&self) -> Severity {
        self.cells.iter().map(|cell| cell.severity).max().unwrap_or_default()
    }

    /// What the row is about, in words: `public.orders`, `4711 / idle in transaction`.
    pub fn name(&self, report: &Report) -> String {
        let named = report.columns.iter().zip(&self.cells).filter(|(column, _)| column.is_identity());
        named.map(|(_, cell)| cell.value.raw()).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" / ")
    }
}

impl Section {
    pub fn rows(&self) -> &[Row] {
        match &self.content {
            Content::Rows { rows, .. } => rows,
            Content::Skipped { .. } => &[],
        }
    }

    pub fn severity(&self) -> Severity {
        self.rows().iter().map(Row::severity).max().unwrap_or_default()
    }

    /// What there is to say of it in a word; it is not well where a part of it is hidden.
    pub fn word(&self) -> &'static str {
        match (&self.content, self.severity()) {
            (Content::Skipped { .. }, _) => "skipped",
            (Content::Rows { .. }, Severity::Ok) if !self.is_whole => "unknown",
            (Content::Rows { .. }, severity) => severity.word(),
        }
    }

    /// How many rows are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.rows().iter().filter(|row| row.severity() == severity).count()
    }

    /// How many rows a limit left out.
    pub fn left_out(&self) -> usize {
        match &self.content {
            Content::Rows { rows, total, .. } => total.saturating_sub(rows.len()),
            Content::Skipped { .. } => 0,
        }
    }
}

impl Snapshot {
    pub fn severity(&self) -> Severity {
        self.sections.iter().map(Section::severity).max().unwrap_or_default()
    }

    /// Puts the largest of a column first, in every report that has it.
    pub fn sort(&mut self, column: &str) {
        for section in &mut self.sections {
            let at = section.report.columns.iter().position(|it| it.name == column);
            if let (Some(at), Content::Rows { rows, .. }) = (at, &mut section.content) {
                let value = |row: &Row| row.cells[at].value.number().unwrap_or(f64::NEG_INFINITY);
                rows.sort_by(|a, b| value(b).total_cmp(&value(a)));
            }
        }
    }

    /// Keeps the first rows of each report. Unless they were sorted otherwise, the worst come first.
    pub fn limit(&mut self, limit: usize) {
        for section in &mut self.sections {
            if let Content::Rows { rows, .. } = &mut section.content {
                rows.truncate(limit);
            }
        }
    }
}
