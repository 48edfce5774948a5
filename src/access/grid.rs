//! The grid: for each table, role and command, whose rows and which columns. Derived from grants, the
//! platform's defaults, memberships, row security and policies; no database is asked.

use std::collections::BTreeMap;

use super::caller::has_identity;
use super::judge::{Clause, Question, Verdict, judge};
use super::privilege::{Held, Holder};
use super::{Callers, owner, policies, roles, scopes};
use crate::model::access::{Command, Scope};
use crate::model::table::RowSecurity;
use crate::model::{Name, QualifiedName, Schema, Table};

/// Who may do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    pub tables: Vec<TableGrid>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableGrid {
    pub table: QualifiedName,
    /// The column that tells whose a row is.
    pub owner: Option<Name>,
    pub row_security: RowSecurity,
    /// How many columns there are.
    pub columns: usize,
    pub roles: Vec<RoleGrid>,
}

/// What one role may do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGrid {
    pub role: Name,
    /// Policies do not hold for it.
    pub bypasses: bool,
    pub commands: BTreeMap<Command, Reach>,
}

/// How far a command reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Every kind of row that the table has.
    pub cells: Vec<Cell>,
    /// The columns, where it is for some only.
    pub columns: Option<Vec<Name>>,
    /// An update may give a row to whom it may not touch afterwards: whose it may become.
    pub gives_to: Vec<Scope>,
}

/// Rows of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub scope: Scope,
    pub rows: Rows,
}

/// Which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// An error: it has no privilege, or no policy lets it write such a row.
    Denied,
    /// No error and no row: policies hide them.
    Filtered,
    All,
    /// Those for which this holds.
    Some(String),
}

impl Grid {
    /// The condition under which a role may do something with rows of a kind.
    pub fn condition(
        &self,
        table: &QualifiedName,
        role: &Name,
        command: Command,
        scope: Scope,
    ) -> Option<String> {
        let table = self.tables.iter().find(|it| it.table == *table)?;
        let reach = table.roles.iter().find(|it| it.role == *role)?.commands.get(&command)?;
        match &reach.cells.iter().find(|it| it.scope == scope)?.rows {
            Rows::Some(condition) => Some(condition.clone()),
            _ => None,
        }
    }
}

impl TableGrid {
    /// The roles that reach some of its rows and for which policies hold, with what they may do.
    pub fn reached(&self) -> Vec<(&Name, Vec<Command>)> {
        let touched =
            |reach: &Reach| reach.cells.iter().any(|it| matches!(it.rows, Rows::All | Rows::Some(_)));
        let commands = |role: &RoleGrid| {
            role.commands.iter().filter(|(_, reach)| touched(reach)).map(|(command, _)| *command).collect()
        };
        let held = self.roles.iter().filter(|it| !it.bypasses);
        held.map(|it| (&it.role, commands(it)))
            .filter(|(_, commands): &(_, Vec<_>)| !commands.is_empty())
            .collect()
    }
}

/// The grid of these tables for these roles; of all where none are named.
pub fn grid(schema: &Schema, tables: &[QualifiedName], named: &[Name]) -> Grid {
    let callers = Callers::of(schema);
    let holders: Vec<(Holder, bool)> = roles(schema)
        .into_iter()
        .filter(|role| named.is_empty() || named.contains(role))
        .map(|role| {
            let holder = Holder::of(schema, role);
            let identity = has_identity(schema, &callers, &holder.holds, role);
            (holder, identity)
        })
        .collect();
    let chosen = schema.tables().filter(|table| tables.is_empty() || tables.contains(&table.name));
    let of_table = |table: &Table| {
        let owner = owner(schema, &callers, table);
        let of_role = |(holder, has_identity): &(Holder, bool)| {
            let scopes = scopes(table, owner, *has_identity);
            let look = |scope| Question { callers: &callers, owner, scope, has_identity: *has_identity };
            let reach = |command| reach(schema, table, holder, command, &scopes, look);
            RoleGrid {
                role: holder.role.clone(),
                bypasses: holder.bypasses,
                commands: Command::ALL.into_iter().map(|it| (it, reach(it))).collect(),
            }
        };
        TableGrid {
            table: table.name.clone(),
            owner: owner.cloned(),
            row_security: table.row_security,
            columns: table.columns.len(),
            roles: holders.iter().map(of_role).collect(),
        }
    };
    Grid { tables: chosen.map(of_table).collect() }
}

fn reach<'q>(
    schema: &Schema,
    table: &Table,
    holder: &Holder,
    command: Command,
    scopes: &[Scope],
    look: impl Fn(Scope) -> Question<'q>,
) -> Reach {
    let held = holder.held(schema, table, command);
    let scopes = if command == Command::Truncate { &[Scope::All] } else { scopes };
    let free = holder.bypasses || !table.row_security.applies() || command == Command::Truncate;
    let judged = |scope: Scope, clause: Clause| {
        if free {
            return Verdict::All;
        }
        let own = policies(schema, table)
            .filter(|policy| policy.to.iter().any(|it| holder.holds.contains(it.as_str())));
        judge(own, command, clause, look(scope))
    };
    let rows = |scope: Scope| {
        if held == Held::Nothing {
            return Rows::Denied;
        }
        let clause = if command == Command::Insert { Clause::Check } else { Clause::Using };
        match judged(scope, clause) {
            Verdict::All => Rows::All,
            Verdict::Some(condition) => Rows::Some(condition),
            // What may not be written is an error, what may not be seen is not there.
            Verdict::None if command == Command::Insert => Rows::Denied,
            Verdict::None => Rows::Filtered,
        }
    };
    let cells: Vec<Cell> = scopes.iter().map(|scope| Cell { scope: *scope, rows: rows(*scope) }).collect();
    let touches = |scope: Scope| {
        cells.iter().any(|it| it.scope == scope && matches!(it.rows, Rows::All | Rows::Some(_)))
    };
    let owner = look(Scope::All).owner;
    let writes_owner = match &held {
        Held::Nothing => false,
        Held::Whole => owner.is_some(),
        Held::Columns(columns) => owner.is_some_and(|it| columns.contains(it)),
    };
    let gives = command == Command::Update && writes_owner && scopes.iter().any(|it| touches(*it));
    let gives_to = scopes
        .iter()
        .copied()
        .filter(|scope| gives && !touches(*scope) && judged(*scope, Clause::Check) != Verdict::None);
    Reach {
        gives_to: gives_to.collect(),
        columns: match held {
            Held::Columns(columns) => Some(columns),
            Held::Nothing | Held::Whole => None,
        },
        cells,
    }
}
