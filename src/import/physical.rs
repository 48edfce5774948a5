//! What a table says about how its rows are told apart, ordered and counted; and default privileges.

use std::collections::BTreeSet;

use super::grant::{Granted, Holder};
use super::printed::split_list;
use super::raw::Oid;
use super::{Name, Object, Reader, Sql, raw};
use crate::model::Schema;
use crate::model::grant::{DefaultPrivileges, DefaultPrivilegesId, DefaultsFor};
use crate::model::name::PUBLIC;
use crate::model::table::{ReplicaIdentity, Statistics, StatisticsKind};

impl Reader<'_> {
    pub fn replica_identity(&self, relation: &raw::Relation) -> ReplicaIdentity {
        let indexes = self.indexes.get(&relation.oid);
        match relation.replica_identity.as_str() {
            "f" => ReplicaIdentity::Full,
            "n" => ReplicaIdentity::Nothing,
            "i" => {
                let index = indexes.into_iter().flatten().find(|it| it.replica_identity);
                // Without its index the table has none.
                index.map_or(ReplicaIdentity::Nothing, |it| ReplicaIdentity::Index(Name::new(&it.name)))
            }
            _ => ReplicaIdentity::Default,
        }
    }

    pub fn cluster_on(&self, relation: &raw::Relation) -> Option<Name> {
        let index = self.indexes.get(&relation.oid)?.iter().find(|it| it.clustered)?;
        Some(Name::new(&index.name))
    }

    pub fn statistics_of(&mut self, relation: &raw::Relation, label: &str) -> Vec<Statistics> {
        let mut statistics = Vec::new();
        for it in self.statistics.get(&relation.oid).cloned().unwrap_or_default() {
            if it.schema != relation.schema {
                let reason =
                    format!("the statistics {} are in another schema, which cannot be written", it.name);
                self.note(label, reason);
                continue;
            }
            let Some(on) = counted(&it.definition) else {
                self.note(label, format!("the statistics {} are not understood", it.name));
                continue;
            };
            let all = [
                ("d", StatisticsKind::Ndistinct),
                ("f", StatisticsKind::Dependencies),
                ("m", StatisticsKind::Mcv),
            ];
            let mut kinds: Vec<StatisticsKind> = all
                .iter()
                .filter(|(letter, _)| it.kinds.iter().any(|kind| kind == letter))
                .map(|it| it.1)
                .collect();
            kinds.sort();
            if kinds.len() == all.len() {
                kinds.clear();
            }
            statistics.push(Statistics {
                name: Name::new(&it.name),
                renamed_from: None,
                comment: self.catalog.comment("pg_statistic_ext", it.oid, 0),
                kinds,
                on,
                target: it.target.filter(|target| *target >= 0),
            });
        }
        statistics
    }

    /// The default privileges in the chosen schemas and in no certain one.
    pub fn default_privileges(&mut self, chosen: &BTreeSet<Oid>) -> Vec<Object> {
        let catalog = self.catalog;
        let mut found = Vec::new();
        for it in &catalog.default_privileges {
            let schema = match it.schema.exists() {
                Some(schema) if !chosen.contains(&schema) => continue,
                Some(schema) => self.schemas.get(&schema).map(|it| Name::new(&it.name)),
                None => None,
            };
            let (on, kind) = match it.kind.as_str() {
                "r" => (DefaultsFor::Tables, &Granted::TABLE),
                "S" => (DefaultsFor::Sequences, &Granted::SEQUENCE),
                "f" => (DefaultsFor::Functions, &Granted::ROUTINE),
                "T" => (DefaultsFor::Types, &Granted::TYPE),
                "n" => (DefaultsFor::Schemas, &Granted::SCHEMA),
                _ => {
                    self.note(
                        "default privileges",
                        format!("those of the kind {} cannot be written", it.kind),
                    );
                    continue;
                }
            };
            let role =
                (!it.is_reader).then(|| self.roles.get(&it.role).map(|it| Name::new(&it.name))).flatten();
            let id = DefaultPrivilegesId { role, schema, on };
            let label = format!("default privileges {}", id.path());
            // Those of one schema only add to those of the database.
            let (kind, owner) = match it.schema.exists() {
                Some(_) => (&Granted::NOTHING, Oid(0)),
                None => (kind, it.role),
            };
            let grants = self.grants(&Holder { label, kind, owner }, &it.acl, &[]);
            found.push(Object::DefaultPrivileges(DefaultPrivileges { id, grants }));
        }
        found
    }
}

/// What everybody may do goes without saying only where no default privileges say otherwise.
pub fn say_what_everybody_may(schema: &mut Schema) {
    let everybody = Name::from(PUBLIC);
    let narrowed: Vec<DefaultPrivilegesId> = schema
        .objects
        .values()
        .filter_map(|object| match object {
            Object::DefaultPrivileges(it) => Some(it),
            _ => None,
        })
        .filter(|it| it.id.schema.is_none() && it.grants.0.contains_key(&everybody))
        .map(|it| it.id.clone())
        .collect();
    for (id, object) in &mut schema.objects {
        if let Some(grants) = object.grants_mut().filter(|_| narrowed.iter().any(|it| it.covers(id))) {
            *grants = grants.complete(id);
        }
    }
}

/// What stands between ON and FROM of `CREATE STATISTICS s (mcv) ON a, lower(b), (a + b) FROM t`.
fn counted(definition: &str) -> Option<Vec<Sql>> {
    let start = definition.find(" ON ")? + " ON ".len();
    let end = definition.rfind(" FROM ")?;
    let one = |text: &str| {
        let quoted = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let column = quoted.is_some_and(|it| !it.replace("\"\"", "").contains('"'))
            || text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
        if column || text.starts_with('(') { Sql::new(text) } else { Sql::new(format!("({text})")) }
    };
    Some(split_list(definition.get(start..end)?).into_iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted() {
        let on = counted(
            "CREATE STATISTICS public.s (mcv) ON a, \"B\", lower(c), \"S\".\"F\"(a), (a + b) FROM public.t",
        );
        let wanted = ["a", "\"B\"", "(lower(c))", "(\"S\".\"F\"(a))", "(a + b)"];
        assert_eq!(on, Some(wanted.map(Sql::new).to_vec()));
    }
}
