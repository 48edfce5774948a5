//! What the rules look at: a project's schema and jobs as they were read, where each object is written,
//! and the few notions that several rules share.

use std::collections::BTreeMap;

use super::finding::{Found, Spot};
use super::places::Places;
use crate::access::{Callers, Held, Holder};
use crate::diagnostic::Diagnostic;
use crate::job::Job;
use crate::migration::Migration;
use crate::model::access::Command;
use crate::model::grant::{Grants, Privilege};
use crate::model::index::{Index, IndexedValue};
use crate::model::name::PUBLIC;
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::routine::Routine;
use crate::model::sql_text::Call;
use crate::model::table::Column;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema, Sql, Table};

pub use crate::access::{ANON, AUTHENTICATED};

/// The mistakes of jobs that are findings of rules here. A foreign key without an index is the schema's.
pub const JOB_RULES: [&str; 6] = [
    "purge-column-unindexed",
    "retention-nullable-timestamp",
    "cascade-into-ledger",
    "archive-outlives-retention",
    "archive-without-rls",
    "unindexed-foreign-key",
];

/// A project without mistakes.
#[derive(Debug)]
pub struct Project<'a> {
    pub schema: &'a Schema,
    pub jobs: &'a [Job],
    /// What `job::check` found of what is a rule here, too.
    pub job_mistakes: &'a [Diagnostic],
    pub migrations: &'a [Migration],
    pub places: Places<'a>,
    callers: Callers,
    /// The conditions of policies, read once each.
    conditions: BTreeMap<&'a str, Condition>,
    additions: BTreeMap<QualifiedName, &'a [Policy]>,
}

/// What a policy's condition asks.
#[derive(Debug, Default)]
pub struct Condition {
    pub calls: Vec<Call>,
    /// Whether it depends on who asks.
    pub is_about_the_caller: bool,
    /// The columns that have to equal one value.
    pub held: Vec<Name>,
    /// What it comes to, where that is the same for every row.
    pub constant: Option<bool>,
}

/// Of a condition that is no policy's.
static NOTHING: Condition =
    Condition { calls: Vec::new(), is_about_the_caller: false, held: Vec::new(), constant: None };

impl<'a> Project<'a> {
    pub fn new(
        schema: &'a Schema,
        jobs: &'a [Job],
        job_mistakes: &'a [Diagnostic],
        migrations: &'a [Migration],
        places: Places<'a>,
    ) -> Self {
        let objects = || schema.platform.values().chain(schema.objects.values());
        let additions = objects().filter_map(|object| match object {
            Object::Additions(it) => Some((it.table.clone(), it.policies.as_slice())),
            _ => None,
        });
        let (callers, additions) = (Callers::of(schema), additions.collect());
        let conditions = BTreeMap::new();
        let mut project =
            Self { schema, jobs, job_mistakes, migrations, places, callers, conditions, additions };
        let policies = objects().flat_map(|object| match object {
            Object::Table(table) => table.policies.as_slice(),
            Object::Additions(it) => it.policies.as_slice(),
            _ => &[],
        });
        for sql in policies.flat_map(|policy| policy.using.iter().chain(&policy.with_check)) {
            if !project.conditions.contains_key(sql.as_str()) {
                let condition = project.read(sql);
                project.conditions.insert(sql.as_str(), condition);
            }
        }
        project
    }

    fn read(&self, sql: &Sql) -> Condition {
        let calls = sql.calls();
        let is_about_the_caller =
            sql.names_current_user() || calls.iter().any(|call| self.asks_for_the_caller(&call.name));
        let constant = sql.formula().constant();
        Condition { calls, is_about_the_caller, held: sql.held_against_a_value(), constant }
    }

    /// What a policy's condition asks.
    pub fn condition(&self, sql: &Sql) -> &Condition {
        self.conditions.get(sql.as_str()).unwrap_or(&NOTHING)
    }

    /// The managed tables that somebody wrote, but for partitions, which are as their parents.
    pub fn tables(&self) -> impl Iterator<Item = &'a Table> {
        self.schema.tables().filter(|table| table.partition_of.is_none() && self.places.has(&table.name))
    }

    /// Their columns.
    pub fn columns(&self) -> impl Iterator<Item = (&'a Table, &'a Column)> {
        self.tables().flat_map(|table| table.columns.iter().map(move |column| (table, column)))
    }

    /// What `job::check` found of one kind, as findings.
    pub fn job_mistakes(&self, code: &str, found: &mut Found) {
        for mistake in self.job_mistakes.iter().filter(|it| it.code == code) {
            let help = mistake.help.clone().unwrap_or_default();
            found.report(Some(Spot::new(&mistake.path, mistake.span)), mistake.message.clone(), help);
        }
    }

    /// The functions and procedures that are managed.
    pub fn routines(&self) -> impl Iterator<Item = (&'a ObjectId, &'a Routine)> {
        self.schema.objects.iter().filter_map(|(id, object)| match object {
            Object::Routine(routine) => Some((id, routine)),
            _ => None,
        })
    }

    /// Every policy that is managed, with the table that it is on.
    pub fn policies(&self) -> impl Iterator<Item = (&'a QualifiedName, &'a Policy)> {
        let own = self.schema.tables().flat_map(|table| table.policies.iter().map(|it| (&table.name, it)));
        let added = self.schema.objects.values().filter_map(|object| match object {
            Object::Additions(it) => Some(it.policies.iter().map(|policy| (&it.table, policy))),
            _ => None,
        });
        own.chain(added.flatten())
    }

    /// The policies on a table, wherever they are written.
    pub fn policies_of(&self, table: &'a Table) -> impl Iterator<Item = &'a Policy> {
        table.policies.iter().chain(self.additions.get(&table.name).copied().unwrap_or_default())
    }

    /// Whether visitors reach the database through an API: it has the roles for them.
    pub fn has_api(&self) -> bool {
        [ANON, AUTHENTICATED].iter().any(|role| self.has_role(role))
    }

    /// Whether policies do not hold for a role.
    pub fn bypasses_policies(&self, role: &Name) -> bool {
        let found = self.schema.find(&ObjectId::Role(role.clone()));
        matches!(found, Some(Object::Role(role)) if role.bypassrls || role.superuser)
    }

    /// The roles that policies hold for and that have a privilege on an object: an API's visitors, and whom
    /// its own grants name.
    pub fn reached_by(
        &self,
        id: &ObjectId,
        namespace: &Name,
        grants: &'a Grants,
        privilege: Privilege,
    ) -> Vec<&'a Name> {
        let mut names: Vec<&Name> = self.visitors().chain(grants.0.keys()).collect();
        names.sort();
        names.dedup();
        names.retain(|name| {
            let holder = Holder::of(self.schema, name);
            !holder.bypasses && holder.may(self.schema, id, namespace, grants, privilege)
        });
        names
    }

    /// The declared roles of an API's visitors.
    pub fn visitors(&self) -> impl Iterator<Item = &'a Name> {
        let roles = [ANON, AUTHENTICATED].map(|it| self.schema.find(&ObjectId::Role(Name::from(it))));
        roles.into_iter().filter_map(|it| match it {
            Some(Object::Role(role)) => Some(&role.name),
            _ => None,
        })
    }

    /// Whether policies hold for a role and it has the privilege for a command; of `public`, whether that
    /// is so of any role.
    pub fn may(&self, role: &Name, table: &Table, command: PolicyCommand) -> bool {
        let command = match command {
            PolicyCommand::All => return commands_of(command).iter().any(|it| self.may(role, table, *it)),
            PolicyCommand::Select => Command::Select,
            PolicyCommand::Insert => Command::Insert,
            PolicyCommand::Update => Command::Update,
            PolicyCommand::Delete => Command::Delete,
        };
        let holds = |name: &Name| {
            let holder = Holder::of(self.schema, name);
            !holder.bypasses && holder.held(self.schema, table, command) != Held::Nothing
        };
        holds(role) || *role == *PUBLIC && crate::access::roles(self.schema).into_iter().any(holds)
    }

    /// Whether a condition keeps out whoever has no account: what has to be the caller's is nobody's.
    pub fn is_closed_to_nobody(&self, condition: &Sql) -> bool {
        let it = self.condition(condition);
        it.constant == Some(false) || it.is_about_the_caller && !it.held.is_empty()
    }

    pub fn has_role(&self, role: &str) -> bool {
        self.schema.find(&ObjectId::Role(Name::from(role))).is_some()
    }

    /// Whether a call is one of a function that is declared, or reads a setting: what depends on who asks.
    pub fn asks_for_the_caller(&self, call: &[Name]) -> bool {
        self.callers.asked_by(call)
    }

    /// Whether a condition depends on who asks.
    pub fn is_about_the_caller(&self, condition: &Sql) -> bool {
        self.condition(condition).is_about_the_caller
    }

    /// The columns that tell whose a row is: a policy holds them against who asks.
    pub fn discriminators(&self, table: &'a Table) -> Vec<Name> {
        let conditions = self.policies_of(table).flat_map(|it| it.using.iter().chain(&it.with_check));
        let own = conditions.map(|it| self.condition(it)).filter(|it| it.is_about_the_caller);
        let mut columns: Vec<Name> = own.flat_map(|it| it.held.iter().cloned()).collect();
        columns.sort();
        columns.dedup();
        columns.retain(|it| table.column(it).is_some());
        columns
    }
}

/// Whether row security is on.
pub fn is_secured(table: &Table) -> bool {
    table.row_security.applies()
}

/// Whether NULL cannot be in a column.
pub fn is_never_null(table: &Table, column: &Name) -> bool {
    table.primary_key_columns().contains(column) || table.column(column).is_some_and(|it| it.not_null)
}

/// Whether a policy is for a role, `public` being every role.
pub fn is_for(policy: &Policy, role: &str) -> bool {
    policy.to.iter().any(|it| *it == *role || *it == *"public")
}

/// What a policy asks of the rows that a command finds, and of those that it writes.
pub fn asked(policy: &Policy, command: PolicyCommand) -> impl Iterator<Item = &Sql> {
    let found = policy.using.as_ref().filter(|_| command != PolicyCommand::Insert);
    let writes = matches!(command, PolicyCommand::Insert | PolicyCommand::Update);
    // Without a check of its own the condition is the check, too.
    let written = policy.with_check.as_ref().or(policy.using.as_ref()).filter(|_| writes);
    found.into_iter().chain(written)
}

/// The commands that a policy is for.
pub fn commands(policy: &Policy) -> &'static [PolicyCommand] {
    commands_of(policy.command)
}

fn commands_of(command: PolicyCommand) -> &'static [PolicyCommand] {
    use PolicyCommand::{All, Delete, Insert, Select, Update};
    match command {
        All => &[Select, Insert, Update, Delete],
        Select => &[Select],
        Insert => &[Insert],
        Update => &[Update],
        Delete => &[Delete],
    }
}

pub fn command_word(command: PolicyCommand) -> &'static str {
    match command {
        PolicyCommand::All => "all",
        PolicyCommand::Select => "select",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "update",
        PolicyCommand::Delete => "delete",
    }
}

/// The columns that an index begins with.
pub fn leading_columns(index: &Index) -> Vec<&Name> {
    let columns = index.keys.iter().map_while(|key| match &key.on {
        IndexedValue::Column(name) => Some(name),
        IndexedValue::Expression(_) => None,
    });
    columns.collect()
}

/// `a`, `b` and `c`, as a message names columns.
pub fn list<'n>(names: impl IntoIterator<Item = &'n Name>) -> String {
    names.into_iter().map(Name::as_str).collect::<Vec<_>>().join(", ")
}
