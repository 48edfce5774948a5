//! How a condition asks who is asking: through a function that is declared and depends on the session, or a
//! setting. Nothing here knows one by name but what PostgreSQL has.

use std::collections::BTreeSet;

use super::policies;
use crate::model::name::PUBLIC;
use crate::model::routine::Volatility;
use crate::model::sql_text::{Formula, Value};
use crate::model::{Name, Object, QualifiedName, Schema, Sql};

/// The roles that an HTTP API switches to for its visitors, by the names that Supabase gives them: one
/// who did not sign in, and one who did.
pub const ANON: &str = "anon";
pub const AUTHENTICATED: &str = "authenticated";

/// The functions that may tell who asks.
#[derive(Clone, Debug, Default)]
pub struct Callers {
    /// Those that are declared and not immutable.
    functions: BTreeSet<QualifiedName>,
}

impl Callers {
    pub fn of(schema: &Schema) -> Self {
        let objects = schema.platform.values().chain(schema.objects.values());
        let functions = objects.filter_map(|object| match object {
            Object::Routine(routine) if routine.volatility != Volatility::Immutable => {
                Some(routine.name.clone())
            }
            _ => None,
        });
        Self { functions: functions.collect() }
    }

    /// Whether a call is one of a function that is declared, or reads a setting: what depends on who asks.
    pub fn asked_by(&self, call: &[Name]) -> bool {
        match call {
            [name] if *name == *"current_setting" => true,
            [catalog, name] if *catalog == *"pg_catalog" => *name == *"current_setting",
            [name] => self.functions.contains(&QualifiedName::new(PUBLIC, name.clone())),
            [schema, name] => {
                *schema == *"auth"
                    || self.functions.contains(&QualifiedName::new(schema.clone(), name.clone()))
            }
            _ => false,
        }
    }

    /// Whether a value that an owner's column equals is the id of who asks.
    pub fn is_id(&self, value: &Value) -> bool {
        value.call.as_ref().is_some_and(|call| self.asked_by(call))
    }
}

/// Whether somebody with an account may ask as this role: a policy for it holds a column against who asks.
/// Visitors who did not sign in have none, whatever the policies say.
pub fn has_identity(schema: &Schema, callers: &Callers, holders: &BTreeSet<&str>, role: &Name) -> bool {
    if *role == *ANON {
        return false;
    }
    let mut asked = schema
        .tables()
        .flat_map(|table| policies(schema, table))
        .filter(|policy| policy.to.iter().any(|it| holders.contains(it.as_str())));
    asked.any(|policy| {
        let conditions = policy.using.iter().chain(&policy.with_check);
        conditions.map(Sql::formula).any(|it| names_id(&it, callers))
    })
}

fn names_id(formula: &Formula, callers: &Callers) -> bool {
    match formula {
        Formula::And(left, right) | Formula::Or(left, right) => {
            names_id(left, callers) || names_id(right, callers)
        }
        Formula::Not(inner) => names_id(inner, callers),
        Formula::Equals { value, .. } | Formula::ValueIsNull { value, .. } => callers.is_id(value),
        _ => false,
    }
}
