//! A cell of the grid in words: whose rows, on which condition, how many of the columns.

use super::grid::{Reach, Rows};
use crate::model::access::Scope;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// `own`, `all`, `-` (an error), `no rows` (none is there).
    pub rows: String,
    /// What some of them have to meet: whose rows, and the condition.
    pub conditions: Vec<(String, String)>,
    /// `7 of 19 columns`.
    pub columns: Option<String>,
    /// `others`: whose a row may become.
    pub gives_to: Option<String>,
    pub level: Level,
}

/// How much is permitted, for a colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    #[default]
    Nothing,
    Some,
    All,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Some => "some",
            Self::All => "all",
        }
    }
}

impl Reach {
    /// In words; `total` is how many columns the table has.
    pub fn words(&self, total: usize) -> Words {
        let is = |rows: &Rows| self.cells.iter().all(|cell| cell.rows == *rows);
        if is(&Rows::Denied) {
            return Words { rows: "-".to_owned(), ..Words::default() };
        }
        let touched = |rows: &Rows| matches!(rows, Rows::All | Rows::Some(_));
        if !self.cells.iter().any(|cell| touched(&cell.rows)) {
            return Words { rows: "no rows".to_owned(), ..Words::default() };
        }
        let everything = is(&Rows::All);
        let whole: Vec<&str> =
            self.cells.iter().filter(|it| it.rows == Rows::All).map(|it| it.scope.word()).collect();
        let mut conditions: Vec<(Vec<Scope>, &str)> = Vec::new();
        for cell in &self.cells {
            let Rows::Some(condition) = &cell.rows else { continue };
            match conditions.iter_mut().find(|(_, known)| known == condition) {
                Some((scopes, _)) => scopes.push(cell.scope),
                None => conditions.push((vec![cell.scope], condition)),
            }
        }
        let conditions: Vec<(String, String)> = conditions
            .into_iter()
            .map(|(scopes, condition)| {
                // A condition on every kind of row is one on any row.
                let all = scopes.len() == self.cells.len();
                let words: Vec<&str> = scopes.iter().map(|it| it.word()).collect();
                (
                    if all { "some".to_owned() } else { format!("some {}", words.join(", ")) },
                    condition.to_owned(),
                )
            })
            .collect();
        let rows = if everything { "all".to_owned() } else { whole.join(", ") };
        let columns = self.columns.as_ref().map(|it| format!("{} of {total} columns", it.len()));
        let gives_to: Vec<&str> = self.gives_to.iter().map(|it| it.word()).collect();
        Words {
            rows,
            conditions,
            level: if everything && columns.is_none() { Level::All } else { Level::Some },
            columns,
            gives_to: (!gives_to.is_empty()).then(|| gives_to.join(", ")),
        }
    }
}
