//! Schemas, extensions, roles, and what the format knows no kind for.

use std::collections::BTreeSet;

use super::grant::{Granted, Holder};
use super::raw::Oid;
use super::{Name, Object, Reader};
use crate::model::cluster::{Extension, Namespace, Role};
use crate::model::grant::Grants;
use crate::model::name::PUBLIC;
use crate::model::{ObjectId, Schema};

impl Reader<'_> {
    /// The schema, unless an extension made it, or it is `public` as every database has it.
    pub fn namespace(&mut self, oid: Oid) -> Option<Namespace> {
        let catalog = self.catalog;
        let found = *self.schemas.get(&oid)?;
        if catalog.is_member("pg_namespace", oid) {
            return None;
        }
        let kind = match (found.name == PUBLIC, found.create_is_everybodys) {
            (false, _) => &Granted::SCHEMA,
            (true, false) => &Granted::PUBLIC_SCHEMA,
            (true, true) => &Granted::OLD_PUBLIC_SCHEMA,
        };
        let holder = Holder { label: format!("schema {}", found.name), kind, owner: found.owner };
        // One that was made again has not got what every database begins with.
        let bare = ["USAGE", "CREATE"].map(|it| (found.owner, it.to_owned(), false)).to_vec();
        let bare = Some(bare).filter(|_| found.name == PUBLIC && found.acl.is_none());
        let grants = self.grants(&holder, if bare.is_some() { &bare } else { &found.acl }, &[]);
        let comment = catalog.comment("pg_namespace", oid, 0);
        let comment = comment.filter(|it| found.name != PUBLIC || it != "standard public schema");
        let namespace = Namespace { name: Name::new(&found.name), comment, grants };
        let plain = namespace.comment.is_none() && namespace.grants.is_empty();
        (found.name != PUBLIC || !plain).then_some(namespace)
    }

    /// The extensions: those in a schema that is imported are one's own, unless others made them, and of the
    /// rest those that something imported uses are the platform's, with their schemas. A schema that holds
    /// others' extensions alone was made for these.
    pub fn extensions(&self, chosen: &BTreeSet<Oid>, schema: &mut Schema) {
        let catalog = self.catalog;
        for it in &catalog.extensions {
            let place = catalog.schemas.iter().find(|schema| schema.name == it.schema);
            let made_by_it = place.is_none_or(|schema| catalog.is_member("pg_namespace", schema.oid));
            let name = Name::new(&it.schema);
            let extension = Object::Extension(Extension {
                name: Name::new(&it.name),
                // One that makes its schema itself finds it missing at first.
                schema: (!made_by_it || it.schema == "pg_catalog").then(|| name.clone()),
                version: None,
                comment: it.comment.clone(),
            });
            let is_chosen = place.is_none_or(|schema| chosen.contains(&schema.oid));
            if is_chosen && it.own {
                schema.insert(extension);
            } else if is_chosen {
                schema.platform.insert(extension.id(), extension);
                let home = ObjectId::Namespace(name.clone());
                let is_of_it = |id: &ObjectId| *id != home && id.namespace() == Some(&name);
                let is_empty = name != PUBLIC && !schema.objects.keys().any(is_of_it);
                let home = if is_empty { schema.objects.remove(&home) } else { None };
                schema.platform.extend(home.map(|home| (home.id(), home)));
            } else if it.users.iter().flatten().any(|user| chosen.contains(user)) {
                schema.platform.insert(extension.id(), extension);
                if !made_by_it {
                    let home = Namespace { name, comment: None, grants: Grants::default() };
                    let home = Object::Namespace(home);
                    schema.platform.entry(home.id()).or_insert(home);
                }
            }
        }
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
