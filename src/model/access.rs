//! What each role is meant to do with a table's rows. It changes nothing that PostgreSQL has: it says what
//! grants and policies together must come to, and `access test` holds the database against it.

use std::collections::BTreeMap;

use super::name::Name;
use super::sql_text::Sql;

/// `access` of a table, by role. A role that is not in it may do nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access(pub BTreeMap<Name, RoleAccess>);

/// What one role may do. A command that is not in it is refused.
pub type RoleAccess = BTreeMap<Command, Rule>;

impl Access {
    pub fn rule(&self, role: &Name, command: Command) -> Option<&Rule> {
        self.0.get(role)?.get(&command)
    }
}

/// The commands that somebody may or may not run on a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    Select,
    Insert,
    Update,
    Delete,
    Truncate,
}

impl Command {
    pub const ALL: [Self; 5] = [Self::Select, Self::Insert, Self::Update, Self::Delete, Self::Truncate];

    /// The word of the format, which is SQL's in lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Truncate => "truncate",
        }
    }

    /// Whether it can be permitted for some columns only.
    pub fn has_columns(self) -> bool {
        matches!(self, Self::Select | Self::Insert | Self::Update)
    }
}

/// Whose a row is, to somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Own,
    Others,
    Unowned,
    /// Any row, whosever it is.
    All,
}

impl Scope {
    /// The word of the format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Others => "others",
            Self::Unowned => "unowned",
            Self::All => "all",
        }
    }
}

/// How far a command reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// In the order of the file, each once.
    pub rows: Vec<Scope>,
    pub columns: Columns,
    /// Only the rows of these for which this holds.
    pub condition: Option<Sql>,
}

impl Rule {
    /// Every row with every column.
    pub fn everything() -> Self {
        Self { rows: vec![Scope::All], columns: Columns::All, condition: None }
    }

    /// Whether rows of that kind are among those it is for.
    pub fn covers(&self, scope: Scope) -> bool {
        self.rows.iter().any(|it| *it == Scope::All || *it == scope)
    }
}

/// The columns that a command may read or write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Columns {
    All,
    Only(Vec<Name>),
    Except(Vec<Name>),
}

impl Columns {
    pub fn has(&self, column: &Name) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(column),
            Self::Except(names) => !names.contains(column),
        }
    }
}
