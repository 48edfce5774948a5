//! Schemas, extensions, roles, and what the format knows no kind for.

use std::collections::BTreeSet;

use super::grant::{Granted, Holder};
use super::raw::{self, Oid};
use super::{Name, Object, Reader};
use crate::model::cluster::{Extension, Namespace, Role};
use crate::model::name::PUBLIC;

impl Reader<'_> {
    /// The schema, unless an extension made it, or it is `public` as every database has it.
    pub fn namespace(&mut self, oid: Oid) -> Option<Namespace> {
        let catalog = self.catalog;
        let found = *self.schemas.get(&oid)?;
        if catalog.is_member("pg_namespace", oid) {
            return None;
        }
        let kind = if found.name == PUBLIC { &Granted::PUBLIC_SCHEMA } else { &Granted::SCHEMA };
        let holder = Holder { label: format!("schema {}", found.name), kind, owner: found.owner };
        let grants = self.grants(&holder, &found.acl, &[]);
        let comment = catalog.comment("pg_namespace", oid, 0);
        let comment = comment.filter(|it| found.name != PUBLIC || it != "standard public schema");
        let namespace = Namespace { name: Name::new(&found.name), comment, grants };
        let plain = namespace.comment.is_none() && namespace.grants.is_empty();
        (found.name != PUBLIC || !plain).then_some(namespace)
    }

    /// The extensions whose schema is imported.
    pub fn extensions(&mut self, chosen: &BTreeSet<Oid>) -> Vec<Object> {
        let catalog = self.catalog;
        let schema_of = |it: &raw::Extension| catalog.schemas.iter().find(|schema| schema.name == it.schema);
        let is_chosen =
            |it: &&raw::Extension| schema_of(it).is_none_or(|schema| chosen.contains(&schema.oid));
        let read = |it: &raw::Extension| {
            let own = schema_of(it).is_none_or(|schema| catalog.is_member("pg_namespace", schema.oid));
            Object::Extension(Extension {
                name: Name::new(&it.name),
                // One that makes its schema itself finds it missing at first.
                schema: (!own).then(|| Name::new(&it.schema)),
                version: None,
                comment: None,
            })
        };
        catalog.extensions.iter().filter(is_chosen).map(read).collect()
    }

    pub fn role(&self, oid: Oid) -> Option<Role> {
        let role = self.roles.get(&oid)?;
        let groups = role.member_of.iter().flatten().filter_map(|oid| self.roles.get(oid));
        let mut member_of: Vec<Name> =
            groups.filter(|it| !it.name.starts_with("pg_")).map(|it| Name::new(&it.name)).collect();
        member_of.sort();
        member_of.dedup();
        Some(Role {
            name: Name::new(&role.name),
            comment: self.catalog.comment("pg_authid", oid, 0),
            login: role.login,
            superuser: role.superuser,
            createdb: role.createdb,
            createrole: role.createrole,
            replication: role.replication,
            bypassrls: role.bypassrls,
            noinherit: !role.inherit,
            connection_limit: (role.connection_limit >= 0).then_some(role.connection_limit),
            member_of,
        })
    }

    /// Notes the objects that have no place in the format, in the chosen schemas and in none.
    pub fn note_others(&mut self, chosen: &BTreeSet<Oid>) {
        let catalog = self.catalog;
        for it in &catalog.others {
            let here = it.schema.exists().is_none_or(|schema| chosen.contains(&schema));
            if here && !catalog.is_member(&it.class, it.oid) {
                let kind = it.class.strip_prefix("pg_").unwrap_or(&it.class).replace('_', " ");
                let word = match kind.as_str() {
                    "rewrite" => "rules",
                    _ => "objects of this kind",
                };
                self.note(it.object.clone(), format!("{word} cannot be written in YAML yet"));
            }
        }
    }
}
