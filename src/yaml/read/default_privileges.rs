//! Privileges that objects get when they are created.

use super::objects::{SCHEMA_PRIVILEGES, SEQUENCE_PRIVILEGES, TYPE_PRIVILEGES};
use super::routine::ROUTINE_PRIVILEGES;
use super::table::RELATION_PRIVILEGES;
use super::{Node, Reader, Space, unknown};
use crate::model::Name;
use crate::model::grant::{DefaultPrivileges, DefaultPrivilegesId, DefaultsFor, Privilege};

impl Reader<'_> {
    /// One for each kind of object that an entry names.
    pub fn default_privileges(&mut self, node: &Node) -> Vec<DefaultPrivileges> {
        let mut read = Vec::new();
        for entry in node.get("default_privileges").and_then(Node::list).unwrap_or_default() {
            let role = self.name_at(entry, "for");
            if let (Some(role), Some(at)) = (&role, entry.get("for")) {
                self.role(role.as_str(), at.span);
            }
            let schema = self.name_at(entry, "in");
            if let (Some(schema), Some(at)) = (&schema, entry.get("in"))
                && !self.declared.has_schema(schema)
            {
                let message =
                    unknown("schema", schema.as_str(), self.declared.schemas.iter().map(Name::as_str));
                self.report(at.span, "unknown-schema", message, "declare it under `schemas`");
            }
            let mut any = false;
            for on in DefaultsFor::ALL {
                let key = on.keyword().to_lowercase();
                let Some((written, _)) = entry.entry(&key) else { continue };
                any = true;
                if on == DefaultsFor::Schemas && schema.is_some() {
                    let help = "leave out `in`, or move `schemas` to an entry of its own";
                    self.report(written.span, "wrong-key", "a schema is created in no schema", help);
                }
                let id = DefaultPrivilegesId { role: role.clone(), schema: schema.clone(), on };
                self.take_global(Space::DefaultPrivileges, &id.path(), "default privileges", written.span);
                let grants = self.grants_at(entry, &key, possible(on), None);
                read.push(DefaultPrivileges { id, grants });
            }
            if let (false, true) = (any, entry.map().is_some()) {
                let help = "write `tables`, `sequences`, `functions`, `types` or `schemas`";
                self.report(entry.span, "missing-key", "the entry says not on which objects", help);
            }
        }
        read
    }
}

pub fn possible(on: DefaultsFor) -> &'static [Privilege] {
    match on {
        DefaultsFor::Tables => RELATION_PRIVILEGES,
        DefaultsFor::Sequences => SEQUENCE_PRIVILEGES,
        DefaultsFor::Functions => ROUTINE_PRIVILEGES,
        DefaultsFor::Types => TYPE_PRIVILEGES,
        DefaultsFor::Schemas => SCHEMA_PRIVILEGES,
    }
}
