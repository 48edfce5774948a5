//! Who may do what: role by table by command by whose rows. The grid of it is derived from the schema alone;
//! the probes that prove what a table's `access` says are planned here and run elsewhere. What a condition
//! asks is told where its form says it, and is shown as it stands where it does not.

mod attempt;
mod caller;
mod change;
mod grid;
mod judge;
mod outcome;
mod privilege;
mod probe;
mod stage;
mod words;

use std::collections::BTreeSet;

use crate::model::access::Scope;
use crate::model::policy::Policy;
use crate::model::sql_text::Formula;
use crate::model::subject::Selector;
use crate::model::{Name, Object, ObjectId, Schema, Table};
use crate::yaml::audit;

pub use attempt::{Attempt, Counts, Rights, Unit};
pub use caller::{ANON, AUTHENTICATED, Callers};
pub use change::{Effect, as_before, changed};
pub use grid::{Cell, Grid, Reach, RoleGrid, Rows, TableGrid, grid};
pub use outcome::{Outcome, Proof};
pub use privilege::{Held, Holder};
pub use probe::{Expected, Probe, Rows as Targets, What, probes};
pub use stage::{SCHEMA, Stage, Staged};
pub use words::{Level, Words};

/// The roles that may be asked about, by name: all that are declared, but for one that the audit log makes
/// for pgaudit and nobody logs in as.
pub fn roles(schema: &Schema) -> Vec<&Name> {
    let all = schema.platform.values().chain(schema.objects.values());
    let roles = all.filter_map(|object| match object {
        Object::Role(role) if role.name != *audit::ROLE => Some(&role.name),
        _ => None,
    });
    roles.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The policies on a table, wherever they are written.
pub fn policies<'s>(schema: &'s Schema, table: &'s Table) -> impl Iterator<Item = &'s Policy> {
    let added = match schema.find(&ObjectId::Additions(table.name.clone())) {
        Some(Object::Additions(it)) => it.policies.as_slice(),
        _ => &[],
    };
    table.policies.iter().chain(added)
}

/// The column that tells whose a row is: what `subject` names, the key of the table of persons itself, or
/// else the one column that policies hold against who asks.
pub fn owner<'s>(schema: &'s Schema, callers: &Callers, table: &'s Table) -> Option<&'s Name> {
    if let Some(ways) = &table.subject {
        let named = ways.iter().find(|it| it.names_person()).map(Selector::column);
        return named.and_then(|name| table.column(name)).map(|it| &it.name);
    }
    if schema.subject.as_ref().is_some_and(|it| it.root == table.name) {
        return table.primary_key_columns().first();
    }
    let mut columns = BTreeSet::new();
    for policy in policies(schema, table) {
        for condition in policy.using.iter().chain(&policy.with_check) {
            owners_in(&condition.formula(), callers, &mut columns);
        }
    }
    let mut found = table.columns.iter().filter(|it| columns.contains(&it.name));
    found.next().filter(|_| columns.len() == 1).map(|it| &it.name)
}

/// The columns that have to equal the caller's id.
fn owners_in(formula: &Formula, callers: &Callers, columns: &mut BTreeSet<Name>) {
    match formula {
        Formula::And(left, right) | Formula::Or(left, right) => {
            owners_in(left, callers, columns);
            owners_in(right, callers, columns);
        }
        Formula::Not(inner) => owners_in(inner, callers, columns),
        Formula::Equals { column, value, .. } if callers.is_id(value) => _ = columns.insert(column.clone()),
        _ => {}
    }
}

/// The kinds of rows that a table has for a role: by owner where there is one.
pub fn scopes(table: &Table, owner: Option<&Name>, has_identity: bool) -> Vec<Scope> {
    let Some(owner) = owner else { return vec![Scope::All] };
    let may_be_null =
        !table.primary_key_columns().contains(owner) && table.column(owner).is_some_and(|it| !it.not_null);
    let own = has_identity.then_some(Scope::Own);
    own.into_iter().chain([Scope::Others]).chain(may_be_null.then_some(Scope::Unowned)).collect()
}
