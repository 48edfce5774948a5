//! What cannot be kept, and what to do about it: a constraint, the columns it is about, and a line for
//! `seeds/generate.yaml` that helps when it is followed.

use crate::model::{Name, QualifiedName};

/// Something that cannot be kept, told before anything is written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    pub table: String,
    pub columns: Vec<String>,
    pub constraint: Option<String>,
    pub reason: String,
    pub help: String,
}

/// What helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Help {
    /// The file says of each column what it holds.
    Say(Vec<(Name, Saying)>),
    /// The table gets no rows.
    LeaveOut,
    /// Something else.
    Do(String),
}

/// What the file says of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    Values,
    /// Another text in each row.
    Rows,
    Nulls,
}

impl Saying {
    fn text(self) -> &'static str {
        match self {
            Self::Values => "values: [...]",
            Self::Rows => "examples: [\"...{row}\"]",
            Self::Nulls => "nulls: 1",
        }
    }
}

impl Help {
    /// The same of each column.
    pub fn each(columns: &[&Name], saying: Saying) -> Self {
        Self::Say(columns.iter().map(|name| ((*name).clone(), saying)).collect())
    }

    fn worded(&self, table: &QualifiedName) -> String {
        match self {
            Self::Say(columns) if !columns.is_empty() => {
                let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
                let said: Vec<String> =
                    columns.iter().map(|(name, saying)| format!("{name}: {{ {} }}", saying.text())).collect();
                format!(
                    "say in seeds/generate.yaml what {} hold{}: `tables: {{ {table}: {{ columns: {{ {} }} }} }}`",
                    names.join(" and "),
                    if names.len() == 1 { "s" } else { "" },
                    said.join(", ")
                )
            }
            Self::Say(_) | Self::LeaveOut => {
                format!("leave the table out in seeds/generate.yaml: `tables: {{ {table}: {{ rows: 0 }} }}`")
            }
            Self::Do(text) => text.clone(),
        }
    }
}

impl Refusal {
    pub fn of(
        table: &QualifiedName,
        columns: &[&Name],
        constraint: Option<&Name>,
        reason: impl Into<String>,
        help: &Help,
    ) -> Self {
        Self {
            table: table.to_string(),
            columns: columns.iter().map(|name| name.as_str().to_owned()).collect(),
            constraint: constraint.map(|name| name.as_str().to_owned()),
            reason: reason.into(),
            help: help.worded(table),
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
        write!(f, ": {}\n  {}", self.reason, self.help)
    }
}
