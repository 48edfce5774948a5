//! Privileges: what objects get and lose, and what new ones are created with.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::Planner;
use super::statement::Statement;
use super::step::{HazardKind, Phase, Step};
use crate::model::grant::{Granted, Grants, Privilege, RoleGrants};
use crate::model::name::PUBLIC;
use crate::model::table::Column;
use crate::model::{Name, Object, ObjectId, QualifiedName};

impl Planner<'_> {
    pub(super) fn grants(&self, on: &ObjectId, from: &Grants, to: &Grants) -> Vec<Step> {
        let none = RoleGrants::default();
        // Of a role that the platform gives something to, what is written is all that it has.
        let platform = &self.to.platform;
        let (from, to) = (from.complete_on_platform(on, platform), to.complete_on_platform(on, platform));
        let mut steps = Vec::new();
        let named = self.named(on);
        let roles: IndexSet<_> = from.0.keys().chain(to.0.keys()).collect();
        for role in roles {
            let (before, after) = (from.0.get(role).unwrap_or(&none), to.0.get(role).unwrap_or(&none));
            let (mut gone, added) = (beyond(before, after), beyond(after, before));
            let back = gone.clone();
            if after.is_empty() && *role == PUBLIC && *on == ObjectId::Namespace(Name::from(PUBLIC)) {
                // Before PostgreSQL 15 everybody has it there, later nobody minds.
                gone.retain(|(privilege, _)| *privilege != Privilege::Create);
                gone.push((Privilege::Create, Granted::default()));
            }
            let grant = |privileges: &[(Privilege, Granted)]| Statement::Grant {
                on: named.clone(),
                role: role.clone(),
                privileges: privileges.to_vec(),
            };
            let revoke = |privileges: &[(Privilege, Granted)]| Statement::Revoke {
                on: named.clone(),
                role: role.clone(),
                privileges: privileges.to_vec(),
            };
            let id = ObjectId::Role(role.clone());
            if !gone.is_empty() {
                let step =
                    self.grant_step(on, revoke(&gone), grant(&back), format!("revoke from {role} on {on}"));
                steps.push(step.releases(granted_columns(on, &gone)).releases([id.clone()]));
            }
            if !added.is_empty() {
                let step =
                    self.grant_step(on, grant(&added), revoke(&added), format!("grant to {role} on {on}"));
                let step = step.requires(granted_columns(on, &added)).requires([id]);
                steps.push(if gone.is_empty() { step } else { step.after() });
            }
        }
        steps
    }

    fn grant_step(&self, on: &ObjectId, statement: Statement, undo: Statement, summary: String) -> Step {
        let mut step = Step::new(statement, summary, on.owner()).requires([on.clone(), self.named(on)]);
        if let ObjectId::DefaultPrivileges(id) = on {
            let roles = id.role.iter().map(|name| ObjectId::Role(name.clone()));
            let schemas = id.schema.iter().map(|name| ObjectId::Namespace(name.clone()));
            let needs: Vec<ObjectId> = roles.chain(schemas).collect();
            step = step.requires(needs.clone()).releases(needs).phase(Phase::Defaults);
            // What is created beside them has what its own grants say.
            step.place.prefers = self.created.iter().filter(|it| it.owner() == **it).cloned().collect();
            // So has what goes, when it comes back: schemas and roles aside, which go after what is said in them.
            let goes_before = |it: &&ObjectId| {
                it.owner() == **it && !matches!(it, ObjectId::Namespace(_) | ObjectId::Role(_))
            };
            step.place.without = self.created.union(&self.dropped).filter(goes_before).cloned().collect();
        }
        let column = match on {
            ObjectId::Identity { table, name } => {
                Some(ObjectId::Column { table: table.clone(), name: name.clone() })
            }
            _ => None,
        };
        if [Some(on), Some(&on.owner()), column.as_ref()]
            .into_iter()
            .flatten()
            .any(|it| self.created.contains(it))
        {
            return step;
        }
        step.hazard(HazardKind::AuthzUpdate, on.path(), "who may do what changes").undo(undo)
    }

    /// The object as its statement names it: the sequence of an identity may have a name of its own.
    fn named(&self, on: &ObjectId) -> ObjectId {
        let sequence = match on {
            ObjectId::Identity { table, name } => self.sequence_after(table, name),
            _ => None,
        };
        sequence.unwrap_or_else(|| on.clone())
    }

    /// Takes from a new object what default privileges give it and its own grants do not say.
    pub(super) fn take_surplus(&mut self, object: &Object) -> Vec<Step> {
        let mut steps = object.grants().map(|own| self.surplus(&object.id(), own)).unwrap_or_default();
        if let Object::Table(table) = object {
            for column in table.columns.iter().filter(|it| it.is_identity()) {
                steps.extend(self.surplus_of_identity(&table.name, column));
            }
        }
        steps
    }

    /// The same for the sequence of an identity that is new.
    pub(super) fn surplus_of_identity(&mut self, table: &QualifiedName, column: &Column) -> Vec<Step> {
        let id = ObjectId::Identity { table: table.clone(), name: column.name.clone() };
        self.surplus(&id, &column.sequence_grants)
    }

    fn surplus(&mut self, on: &ObjectId, own: &Grants) -> Vec<Step> {
        let mut steps = Vec::new();
        for defaults in self.before.objects.values() {
            let Object::DefaultPrivileges(defaults) = defaults else { continue };
            if !defaults.id.covers(on) {
                continue;
            }
            let everybody = Name::from(PUBLIC);
            let narrowed = defaults.grants.0.contains_key(&everybody)
                && defaults.grants.complete(on) != Grants::default().complete(on);
            if defaults.id.schema.is_none() && narrowed {
                let stays = matches!(self.to.objects.get(&ObjectId::DefaultPrivileges(defaults.id.clone())),
                    Some(Object::DefaultPrivileges(it)) if it.grants.0.contains_key(&everybody));
                let usual = Grants::default().complete(on);
                let given = own.0.get(&everybody).or_else(|| usual.0.get(&everybody).filter(|_| !stays));
                match given {
                    None => {
                        let message =
                            "the default privileges say what everybody may do with it, its own grants do not";
                        let help = "write `public: []` or what everybody may do under its `grants`";
                        self.cannot(on.clone(), message, help);
                    }
                    Some(given) if !given.is_empty() => {
                        let privileges =
                            given.iter().map(|(privilege, granted)| (*privilege, granted.clone()));
                        let grant = Statement::Grant {
                            on: self.named(on),
                            role: everybody.clone(),
                            privileges: privileges.collect(),
                        };
                        let step = Step::new(grant, format!("grant to public on {on}"), on.owner());
                        steps.push(step.requires([on.clone()]));
                    }
                    Some(_) => {}
                }
            }
            let whole = own.complete(on);
            for (role, given) in &defaults.grants.0 {
                let kept = whole.0.get(role);
                let surplus: Vec<(Privilege, Granted)> = given
                    .iter()
                    .filter(|(privilege, granted)| {
                        !kept.and_then(|it| it.get(privilege)).is_some_and(|it| {
                            // Its own grant would not take the option away.
                            it.is_whole() && (it.with_grant_option || !granted.with_grant_option)
                        })
                    })
                    .map(|(privilege, granted)| (*privilege, granted.clone()))
                    .collect();
                // What everybody has by itself is the grants' business, and those of one schema add to it.
                if surplus.is_empty() || *role == everybody && defaults.id.schema.is_none() {
                    continue;
                }
                let named = self.named(on);
                let revoke = Statement::Revoke { on: named, role: role.clone(), privileges: surplus };
                let summary = format!("revoke from {role} on {on} what it has by default");
                let step = Step::new(revoke, summary, on.owner()).requires([on.clone()]);
                steps.push(step.requires([ObjectId::Role(role.clone())]));
            }
        }
        steps
    }
}

/// The columns that privileges are about.
fn granted_columns(on: &ObjectId, privileges: &[(Privilege, Granted)]) -> Vec<ObjectId> {
    let ObjectId::Table(table) = on else { return Vec::new() };
    let names = privileges.iter().flat_map(|(_, granted)| &granted.columns);
    names.map(|name| ObjectId::Column { table: table.clone(), name: name.clone() }).collect()
}

fn is_same(one: &Granted, other: &Granted) -> bool {
    let columns = |it: &Granted| it.columns.iter().cloned().collect::<BTreeSet<Name>>();
    one.is_whole() == other.is_whole()
        && one.with_grant_option == other.with_grant_option
        && columns(one) == columns(other)
}

/// What the first privileges have beyond the second.
fn beyond(some: &RoleGrants, others: &RoleGrants) -> Vec<(Privilege, Granted)> {
    let mut found = Vec::new();
    for (privilege, granted) in some {
        match others.get(privilege) {
            Some(other) if is_same(other, granted) => {}
            // Of two lists of columns only the difference counts.
            Some(other)
                if other.with_grant_option == granted.with_grant_option
                    && !other.is_whole()
                    && !granted.is_whole() =>
            {
                let columns: Vec<Name> =
                    granted.columns.iter().filter(|it| !other.columns.contains(it)).cloned().collect();
                if !columns.is_empty() {
                    found.push((*privilege, granted.on(columns)));
                }
            }
            _ => found.push((*privilege, granted.clone())),
        }
    }
    found
}
