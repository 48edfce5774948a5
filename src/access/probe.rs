//! What is tried to prove a table's `access`: every command of every role on every kind of row, whether it
//! is permitted or not, each column, and the ways around: reading back what was added, giving a row away,
//! attaching it to somebody else's. Undeclared is refused.

use std::fmt;

use super::grid::Grid;
use super::stage::{Stage, Staged};
use crate::model::access::{Command, Rule, Scope};
use crate::model::table::ColumnValue;
use crate::model::{Name, QualifiedName, Sql};

/// One thing that a role tries on a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    pub role: Name,
    pub table: QualifiedName,
    pub what: What,
    pub expected: Expected,
    /// Nothing is declared for these rows, and policies let it all the same where this holds, which the rows
    /// alone do not tell.
    pub open: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Allowed,
    /// With an error, or since the rows are not there for it.
    Refused,
}

/// What is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Read(Rows),
    ReadColumn(Name),
    Add(Rows),
    /// Adds a row and reads it back: `RETURNING`.
    AddReturning(Rows),
    AddColumn {
        rows: Rows,
        column: Name,
    },
    Change(Rows),
    ChangeColumn {
        rows: Rows,
        column: Name,
    },
    /// Makes a row somebody else's.
    GiveAway {
        rows: Rows,
        to: Scope,
    },
    Delete(Rows),
    /// Makes a row refer to a parent of that kind, by a foreign key, which looks past row security.
    Attach {
        rows: Rows,
        by: Command,
        key: Name,
        parent: QualifiedName,
        to: Scope,
    },
    Truncate,
}

/// The rows that it is tried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    pub scope: Scope,
    pub condition: Option<(Sql, Meets)>,
}

/// Whether rows meet the condition that is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meets {
    Yes,
    No,
}

impl Rows {
    pub fn of(scope: Scope) -> Self {
        Self { scope, condition: None }
    }
}

/// Everything that is tried on a table as a role; nothing where the table declares no access.
pub fn probes(stage: &Stage, table: &Staged, role: &Name) -> Vec<Probe> {
    let Some(access) = &table.table.access else { return Vec::new() };
    let mut plan = Plan { stage, table, role, probes: Vec::new() };
    for command in Command::ALL {
        plan.command(command, access.rule(role, command));
    }
    plan.probes
}

struct Plan<'p> {
    stage: &'p Stage<'p>,
    table: &'p Staged<'p>,
    role: &'p Name,
    probes: Vec<Probe>,
}

impl Plan<'_> {
    fn add(&mut self, what: What, expected: Expected) {
        let table = self.table.table.name.clone();
        self.probes.push(Probe { role: self.role.clone(), table, what, expected, open: None });
    }

    fn command(&mut self, command: Command, rule: Option<&Rule>) {
        if command == Command::Truncate {
            return self.add(What::Truncate, permitted(rule.is_some()));
        }
        for scope in self.table.scopes(self.stage.has_identity(self.role)) {
            for (rows, expected) in kinds(scope, rule) {
                let what = match command {
                    Command::Select => What::Read(rows.clone()),
                    Command::Insert => What::Add(rows.clone()),
                    Command::Update => What::Change(rows.clone()),
                    Command::Delete | Command::Truncate => What::Delete(rows.clone()),
                };
                self.add(what, expected);
                if command == Command::Insert && expected == Expected::Allowed {
                    self.returning(rows);
                }
            }
        }
        let Some(rule) = rule else { return };
        // Columns, keys and owners are tried on rows that the role may touch.
        let Some(rows) = self.touched(rule) else { return };
        match command {
            Command::Select => {
                for column in &self.table.table.columns {
                    let expected = permitted(rule.columns.has(&column.name));
                    self.add(What::ReadColumn(column.name.clone()), expected);
                }
            }
            Command::Insert => self.written(rule, |column| What::AddColumn { rows: rows.clone(), column }),
            Command::Update => {
                self.written(rule, |column| What::ChangeColumn { rows: rows.clone(), column });
                self.giving_away(rule);
            }
            Command::Delete | Command::Truncate => {}
        }
        if matches!(command, Command::Insert | Command::Update) {
            self.attaching(command, rule, &rows);
        }
    }

    /// The first kind of rows that a rule is for.
    fn touched(&self, rule: &Rule) -> Option<Rows> {
        let mut scopes = self.table.scopes(self.stage.has_identity(self.role)).into_iter();
        let scope = scopes.find(|scope| rule.covers(*scope))?;
        Some(Rows { scope, condition: rule.condition.clone().map(|it| (it, Meets::Yes)) })
    }

    /// What was added can be read back by whoever may read such rows.
    fn returning(&mut self, rows: Rows) {
        let select = self.table.table.access.as_ref().and_then(|it| it.rule(self.role, Command::Select));
        // Whether a new row meets another condition is not known.
        if select.is_none_or(|it| it.condition.is_none()) {
            let expected = permitted(select.is_some_and(|it| it.covers(rows.scope)));
            self.add(What::AddReturning(rows), expected);
        }
    }

    fn written(&mut self, rule: &Rule, what: impl Fn(Name) -> What) {
        for column in self.table.table.columns.iter().filter(|it| is_written(it.value.as_ref())) {
            self.add(what(column.name.clone()), permitted(rule.columns.has(&column.name)));
        }
    }

    fn giving_away(&mut self, rule: &Rule) {
        let Some(owner) = self.table.owner else { return };
        let scopes = self.table.scopes(self.stage.has_identity(self.role));
        for from in scopes.iter().copied().filter(|it| rule.covers(*it)) {
            for to in scopes.iter().copied().filter(|it| *it != from) {
                let expected = permitted(rule.covers(to) && rule.columns.has(owner));
                let condition = rule.condition.clone().map(|it| (it, Meets::Yes));
                self.add(What::GiveAway { rows: Rows { scope: from, condition }, to }, expected);
            }
        }
    }

    /// Who may see a parent may attach to it; nobody else.
    fn attaching(&mut self, by: Command, rule: &Rule, rows: &Rows) {
        for (key, name) in self.table.parents() {
            let Some(parent) = self.stage.table(&key.table) else { continue };
            let Some(access) = &parent.table.access else { continue };
            let select = access.rule(self.role, Command::Select);
            for to in parent.scopes(self.stage.has_identity(self.role)) {
                if to == rows.scope || to == Scope::All || select.is_some_and(|it| it.condition.is_some()) {
                    continue;
                }
                let own = key.columns.iter().filter(|it| Some(*it) != self.table.owner);
                let may_write = own.into_iter().all(|it| rule.columns.has(it));
                let seen = select.is_some_and(|it| it.covers(to));
                let what =
                    What::Attach { rows: rows.clone(), by, key: name.clone(), parent: key.table.clone(), to };
                self.add(what, permitted(may_write && seen));
            }
        }
    }
}

/// The rows of a kind, and what a rule says of them: those that meet its condition and those that do not.
fn kinds(scope: Scope, rule: Option<&Rule>) -> Vec<(Rows, Expected)> {
    match rule {
        Some(Rule { condition: Some(condition), .. }) if rule.is_some_and(|it| it.covers(scope)) => {
            let rows = |meets| Rows { scope, condition: Some((condition.clone(), meets)) };
            vec![(rows(Meets::Yes), Expected::Allowed), (rows(Meets::No), Expected::Refused)]
        }
        rule => vec![(Rows::of(scope), permitted(rule.is_some_and(|it| it.covers(scope))))],
    }
}

fn permitted(is: bool) -> Expected {
    if is { Expected::Allowed } else { Expected::Refused }
}

/// Whether a statement may give the column a value.
pub fn is_written(value: Option<&ColumnValue>) -> bool {
    match value {
        Some(ColumnValue::Generated(_)) => false,
        Some(ColumnValue::Identity(it)) => !it.always,
        _ => true,
    }
}

impl Probe {
    /// Asks the grid for what it leaves open.
    pub fn leave_open(&mut self, grid: &Grid) {
        let (What::Read(rows) | What::Add(rows) | What::Change(rows) | What::Delete(rows)) = &self.what
        else {
            return;
        };
        if self.expected == Expected::Refused && rows.condition.is_none() {
            self.open = grid.condition(&self.table, &self.role, self.what.command(), rows.scope);
        }
    }
}

impl What {
    /// The command, by SQL's word.
    pub fn command(&self) -> Command {
        match self {
            Self::Read(_) | Self::ReadColumn(_) => Command::Select,
            Self::Add(_) | Self::AddReturning(_) | Self::AddColumn { .. } => Command::Insert,
            Self::Change(_) | Self::ChangeColumn { .. } | Self::GiveAway { .. } => Command::Update,
            Self::Delete(_) => Command::Delete,
            Self::Attach { by, .. } => *by,
            Self::Truncate => Command::Truncate,
        }
    }
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let may = match self.expected {
            Expected::Allowed => "may",
            Expected::Refused => "may not",
        };
        write!(f, "{} {may} {}", self.role, self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(rows) => write!(f, "select {rows}"),
            Self::ReadColumn(column) => write!(f, "select {column}"),
            Self::Add(rows) => write!(f, "insert {rows}"),
            Self::AddReturning(rows) => write!(f, "insert {rows} and read them back"),
            Self::AddColumn { column, .. } => write!(f, "insert a value of {column}"),
            Self::Change(rows) => write!(f, "update {rows}"),
            Self::ChangeColumn { column, .. } => write!(f, "update {column}"),
            Self::GiveAway { rows, to } => {
                let whose = match to {
                    Scope::Own => "its own",
                    Scope::Unowned => "nobody's",
                    Scope::Others | Scope::All => "somebody else's",
                };
                write!(f, "make {rows} {whose}")
            }
            Self::Delete(rows) => write!(f, "delete {rows}"),
            Self::Attach { rows, by, key, parent, to } => {
                write!(f, "attach {rows} to {} of {parent} by {} ({key})", rows_of(*to), by.word())
            }
            Self::Truncate => f.write_str("truncate"),
        }
    }
}

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(rows_of(self.scope))?;
        match &self.condition {
            Some((condition, Meets::Yes)) => write!(f, " where {condition}"),
            Some((condition, Meets::No)) => write!(f, " where not ({condition})"),
            None => Ok(()),
        }
    }
}

fn rows_of(scope: Scope) -> &'static str {
    match scope {
        Scope::Own => "own rows",
        Scope::Others => "others' rows",
        Scope::Unowned => "unowned rows",
        Scope::All => "rows",
    }
}
