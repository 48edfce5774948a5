//! Policies and triggers.

use super::constraint::deferrable;
use super::{Name, QualifiedName, Reader, expression, raw};
use crate::model::ObjectId;
use crate::model::name::PUBLIC;
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::trigger::{Trigger, TriggerEnabled, TriggerEvent, TriggerTiming};

/// Bits of `pg_trigger.tgtype`.
const ROW: i32 = 1;
const BEFORE: i32 = 2;
const INSERT: i32 = 4;
const DELETE: i32 = 8;
const UPDATE: i32 = 16;
const TRUNCATE: i32 = 32;
const INSTEAD: i32 = 64;

impl Reader<'_> {
    pub fn policies_of(&self, relation: &raw::Relation) -> Vec<Policy> {
        let policies = self.policies.get(&relation.oid).into_iter().flatten();
        policies.map(|it| self.policy(it)).collect()
    }

    fn policy(&self, it: &raw::Policy) -> Policy {
        let role = |oid: &raw::Oid| match oid.exists() {
            None => Some(Name::from(PUBLIC)),
            Some(oid) => self.roles.get(&oid).map(|role| Name::new(&role.name)),
        };
        let mut to: Vec<Name> = it.roles.iter().filter_map(role).collect();
        to.sort();
        Policy {
            name: Name::new(&it.name),
            renamed_from: None,
            comment: self.catalog.comment("pg_policy", it.oid, 0),
            restrictive: !it.permissive,
            command: match it.command.as_str() {
                "r" => PolicyCommand::Select,
                "a" => PolicyCommand::Insert,
                "w" => PolicyCommand::Update,
                "d" => PolicyCommand::Delete,
                _ => PolicyCommand::All,
            },
            to,
            using: it.using.as_deref().map(expression),
            with_check: it.with_check.as_deref().map(expression),
        }
    }

    /// The relation's own triggers; a partition has its parent's by itself.
    pub fn triggers_of(&mut self, relation: &raw::Relation, label: &str) -> Vec<Trigger> {
        let mut triggers = Vec::new();
        for it in self.triggers.get(&relation.oid).cloned().unwrap_or_default() {
            let place = format!("{label}, trigger {}", it.name);
            if let Some(parent) = it.parent.exists() {
                let table = relation.parents.iter().flatten().next();
                let of_parent = table.and_then(|oid| self.triggers.get(oid)).into_iter().flatten();
                if of_parent.into_iter().any(|theirs| theirs.oid == parent && theirs.enabled != it.enabled) {
                    self.note(
                        &place,
                        "it is enabled or disabled otherwise than its parent's, which cannot be written",
                    );
                }
                self.note_comment("pg_trigger", it.oid, &place);
                continue;
            }
            if it.from_table {
                self.note(&place, "FROM another table cannot be written in YAML yet: it is left out");
                let table = self.qualified(relation.schema, &relation.name);
                self.left_as_is.insert(ObjectId::Trigger { table, name: Name::new(&it.name) });
                continue;
            }
            let when = it.definition.as_deref().map(when);
            if when == Some(None) {
                self.note(&place, "its condition is not understood");
            }
            triggers.push(Trigger {
                name: Name::new(&it.name),
                renamed_from: None,
                comment: self.catalog.comment("pg_trigger", it.oid, 0),
                timing: match it.flags & (BEFORE | INSTEAD) {
                    BEFORE => TriggerTiming::Before,
                    INSTEAD => TriggerTiming::InsteadOf,
                    _ => TriggerTiming::After,
                },
                events: self.events(it),
                for_each_row: it.flags & ROW != 0,
                constraint: it.is_constraint,
                deferrable: deferrable(it.deferrable, it.deferred),
                old_table: it.old_table.as_deref().map(Name::from),
                new_table: it.new_table.as_deref().map(Name::from),
                when: when.flatten().map(expression),
                function: QualifiedName::new(it.function_schema.as_str(), it.function.as_str()),
                arguments: arguments(&it.arguments),
                enabled: match it.enabled.as_str() {
                    "D" => TriggerEnabled::Disabled,
                    "R" => TriggerEnabled::Replica,
                    "A" => TriggerEnabled::Always,
                    _ => TriggerEnabled::Origin,
                },
            });
        }
        triggers
    }

    fn events(&self, it: &raw::Trigger) -> Vec<TriggerEvent> {
        let columns = self.columns.get(&it.relation);
        let name = |number: &i32| {
            let found = columns.into_iter().flatten().find(|it| it.number == *number)?;
            Some(Name::new(&found.name))
        };
        let updated = || TriggerEvent::Update(it.columns.iter().filter_map(name).collect());
        let all = [
            (INSERT, TriggerEvent::Insert),
            (UPDATE, updated()),
            (DELETE, TriggerEvent::Delete),
            (TRUNCATE, TriggerEvent::Truncate),
        ];
        all.into_iter().filter(|(bit, _)| it.flags & bit != 0).map(|(_, event)| event).collect()
    }
}

/// The condition in a trigger's definition: the catalog prints it nowhere else.
fn when(definition: &str) -> Option<&str> {
    let start = definition.find(" WHEN (").or_else(|| definition.find(" WHEN("))?;
    let end = definition.rfind(" EXECUTE FUNCTION ")?;
    definition.get(start + " WHEN ".len()..end)
}

/// The arguments, which the catalog keeps as bytes with a zero behind each.
fn arguments(hexadecimal: &str) -> Vec<String> {
    let digits = hexadecimal.as_bytes().chunks_exact(2);
    let bytes: Vec<u8> =
        digits.filter_map(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 16).ok()).collect();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut arguments: Vec<String> = text.split('\0').map(str::to_owned).collect();
    arguments.pop();
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_trigger_keeps_in_text() {
        let definition = "CREATE TRIGGER a BEFORE UPDATE ON public.t FOR EACH ROW WHEN (new.a > 0) EXECUTE FUNCTION f('x')";
        assert_eq!(when(definition), Some("(new.a > 0)"));
        assert_eq!(arguments("6100620000"), ["a", "b", ""]);
        assert_eq!(arguments(""), Vec::<String>::new());
    }
}
