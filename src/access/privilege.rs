//! What a role holds on a table through grants: its own, everybody's, those of the groups whose rights it
//! has, and what the platform gives by default.

use std::collections::BTreeSet;

use crate::model::access::Command;
use crate::model::cluster::Role;
use crate::model::grant::{Grants, Privilege};
use crate::model::name::PUBLIC;
use crate::model::{Name, Object, ObjectId, Schema, Table};

/// How far a privilege reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    Nothing,
    /// In the order of the table.
    Columns(Vec<Name>),
    Whole,
}

/// A role as far as it counts for access.
#[derive(Debug)]
pub struct Holder<'s> {
    pub role: &'s Name,
    /// The roles whose privileges it has, and for which policies are its own; everybody among them.
    pub holds: BTreeSet<&'s str>,
    pub superuser: bool,
    /// Policies do not hold for it.
    pub bypasses: bool,
}

impl<'s> Holder<'s> {
    pub fn of(schema: &'s Schema, name: &'s Name) -> Self {
        let mut holds = BTreeSet::from([PUBLIC, name.as_str()]);
        let mut open = vec![name];
        while let Some(next) = open.pop() {
            let Some(role) = role(schema, next).filter(|it| !it.noinherit) else { continue };
            for group in &role.member_of {
                if holds.insert(group.as_str()) {
                    open.push(group);
                }
            }
        }
        let own = role(schema, name);
        let superuser = own.is_some_and(|it| it.superuser);
        Self { role: name, holds, superuser, bypasses: superuser || own.is_some_and(|it| it.bypassrls) }
    }

    /// What it may do with a table before any policy is asked.
    pub fn held(&self, schema: &Schema, table: &Table, command: Command) -> Held {
        if self.superuser {
            return Held::Whole;
        }
        if !self.reaches(schema, &table.name.schema) {
            return Held::Nothing;
        }
        let (privilege, predefined) = match command {
            Command::Select => (Privilege::Select, "pg_read_all_data"),
            Command::Insert => (Privilege::Insert, "pg_write_all_data"),
            Command::Update => (Privilege::Update, "pg_write_all_data"),
            Command::Delete => (Privilege::Delete, "pg_write_all_data"),
            Command::Truncate => (Privilege::Truncate, ""),
        };
        if self.holds.contains(predefined) {
            return Held::Whole;
        }
        let id = ObjectId::Table(table.name.clone());
        let grants = table.grants.complete_on_platform(&id, &schema.platform);
        let mut columns: BTreeSet<&Name> = BTreeSet::new();
        for (role, given) in &grants.0 {
            let Some(granted) = given.get(&privilege).filter(|_| self.holds.contains(role.as_str())) else {
                continue;
            };
            if granted.is_whole() {
                return Held::Whole;
            }
            columns.extend(&granted.columns);
        }
        let listed = table.columns.iter().map(|it| &it.name).filter(|it| columns.contains(it));
        let listed: Vec<Name> = listed.cloned().collect();
        if listed.is_empty() { Held::Nothing } else { Held::Columns(listed) }
    }

    /// Whether it has a privilege on an object of a schema, or on some of its columns.
    pub fn may(
        &self,
        schema: &Schema,
        id: &ObjectId,
        namespace: &Name,
        grants: &Grants,
        privilege: Privilege,
    ) -> bool {
        let grants = grants.complete_on_platform(id, &schema.platform);
        let mut given = grants.0.iter().filter(|(role, _)| self.holds.contains(role.as_str()));
        self.superuser
            || self.reaches(schema, namespace) && given.any(|(_, given)| given.contains_key(&privilege))
    }

    /// Whether it may use what is in a schema.
    fn reaches(&self, schema: &Schema, namespace: &Name) -> bool {
        // Everybody may use `public`, as every database begins.
        if *namespace == *PUBLIC {
            return true;
        }
        let id = ObjectId::Namespace(namespace.clone());
        let Some(Object::Namespace(it)) = schema.find(&id) else { return false };
        let grants = it.grants.complete_on_platform(&id, &schema.platform);
        grants
            .0
            .iter()
            .any(|(role, given)| given.contains_key(&Privilege::Usage) && self.holds.contains(role.as_str()))
    }
}

fn role<'s>(schema: &'s Schema, name: &Name) -> Option<&'s Role> {
    match schema.find(&ObjectId::Role(name.clone())) {
        Some(Object::Role(role)) => Some(role),
        _ => None,
    }
}
