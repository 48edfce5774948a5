//! What a live server says, as far as rules read it: the rows of reports, whoever ran them.

use serde::Deserialize;
use serde_json::{Map, Value};

/// One row of a report, as `canai-db report --format json` writes it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// By column.
    pub values: Map<String, Value>,
    /// `ok`, `warn` or `crit`, by the report's thresholds.
    pub severity: String,
}

impl Row {
    /// Whether the report finds something the matter with it.
    pub fn is_bad(&self) -> bool {
        self.severity != "ok"
    }

    /// A value as text; empty where it is not known.
    pub fn text(&self, column: &str) -> &str {
        self.values.get(column).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn number(&self, column: &str) -> Option<f64> {
        self.values.get(column).and_then(Value::as_f64)
    }

    /// A number of bytes, in words.
    pub fn size(&self, column: &str) -> String {
        match self.number(column) {
            Some(bytes) if bytes >= 1e9 => format!("{:.1} GB", bytes / 1e9),
            Some(bytes) if bytes >= 1e6 => format!("{:.1} MB", bytes / 1e6),
            Some(bytes) => format!("{:.0} kB", bytes / 1e3),
            None => "an unknown size".to_owned(),
        }
    }
}
