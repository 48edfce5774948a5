//! Privileges: the catalog's access lists as grants. What the owner has, and what everybody has from the
//! start, goes without saying.

use std::collections::btree_map::Entry;

use indexmap::IndexMap;

use super::raw::{Acl, Oid};
use super::{Name, Reader};
use crate::model::grant::{Granted as Reach, Grants, Privilege};
use crate::model::name::PUBLIC;

/// What privileges a kind of object has.
pub struct Granted {
    /// All there are, as the owner has them.
    all: &'static [&'static str],
    /// Those of everybody, from the start.
    public: &'static [&'static str],
}

impl Granted {
    pub const TABLE: Self = Self {
        all: &["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"],
        public: &[],
    };
    pub const SEQUENCE: Self = Self { all: &["SELECT", "UPDATE", "USAGE"], public: &[] };
    pub const SCHEMA: Self = Self { all: &["USAGE", "CREATE"], public: &[] };
    pub const PUBLIC_SCHEMA: Self = Self { all: &["USAGE", "CREATE"], public: &["USAGE"] };
    /// Before PostgreSQL 15.
    pub const OLD_PUBLIC_SCHEMA: Self = Self { all: &["USAGE", "CREATE"], public: &["USAGE", "CREATE"] };
    pub const ROUTINE: Self = Self { all: &["EXECUTE"], public: &["EXECUTE"] };
    /// Where nobody has anything from the start.
    pub const NOTHING: Self = Self { all: &[], public: &[] };
    pub const TYPE: Self = Self { all: &["USAGE"], public: &["USAGE"] };
}

/// The object whose access list is read.
pub struct Holder<'a> {
    pub label: String,
    pub kind: &'a Granted,
    pub owner: Oid,
}

impl Reader<'_> {
    /// The grants on an object and on its columns.
    pub fn grants(&mut self, on: &Holder, acl: &Acl, columns: &[(Name, &Acl)]) -> Grants {
        let mut grants = Grants::default();
        if let Some(entries) = acl {
            self.revoked(on, entries, &mut grants);
            for (grantee, privilege, option) in entries {
                let everybody = grantee.exists().is_none();
                let of_course = everybody && on.kind.public.contains(&privilege.as_str());
                if grantee.exists().is_some() && *grantee == on.owner || of_course {
                    continue;
                }
                let Some((role, privilege)) = self.granted(on, *grantee, privilege) else { continue };
                let reach = Reach { with_grant_option: *option, ..Reach::default() };
                grants.0.entry(role).or_default().insert(privilege, reach);
            }
        }
        let mut on_columns: IndexMap<(Name, Privilege), Reach> = IndexMap::new();
        for (column, acl) in columns {
            for (grantee, privilege, option) in acl.iter().flatten().filter(|it| it.0 != on.owner) {
                let Some((role, privilege)) = self.granted(on, *grantee, privilege) else { continue };
                let reach = on_columns
                    .entry((role, privilege))
                    .or_insert_with(|| Reach { with_grant_option: *option, ..Reach::default() });
                if reach.with_grant_option != *option {
                    let reason = "a privilege with the grant option on some columns only cannot be written";
                    self.note(on.label.clone(), reason);
                    // Never more than was given.
                    reach.with_grant_option = false;
                }
                reach.columns.push(column.clone());
            }
        }
        for ((role, privilege), reach) in on_columns {
            match grants.0.entry(role).or_default().entry(privilege) {
                Entry::Vacant(free) => {
                    free.insert(reach);
                }
                Entry::Occupied(mut whole) if whole.get().with_grant_option == reach.with_grant_option => {
                    whole.get_mut().add(reach);
                }
                Entry::Occupied(_) => {
                    let word = privilege.keyword();
                    let reason = format!(
                        "{word} is granted on the whole and on columns, one of them with the grant option, \
                        which cannot be written in YAML; the columns are left out"
                    );
                    self.note(on.label.clone(), reason);
                }
            }
        }
        grants
    }

    /// What somebody has from the start and was taken away: `public: []` for everybody.
    fn revoked(&mut self, on: &Holder, entries: &[(Oid, String, bool)], grants: &mut Grants) {
        let has = |who: Oid, what: &str| entries.iter().any(|it| it.0 == who && it.1 == what);
        let all_is_gone = entries.iter().all(|it| it.0 != Oid(0));
        for privilege in on.kind.public.iter().filter(|it| !has(Oid(0), it)) {
            if all_is_gone {
                grants.0.entry(Name::from(PUBLIC)).or_default();
            } else {
                let reason =
                    format!("that {privilege} alone is revoked from public cannot be written in YAML");
                self.note(on.label.clone(), reason);
            }
        }
        for privilege in on.kind.all.iter().filter(|it| !has(on.owner, it)) {
            let reason = format!("that {privilege} is revoked from the owner cannot be written in YAML");
            self.note(on.label.clone(), reason);
        }
    }

    fn granted(&mut self, on: &Holder, grantee: Oid, privilege: &str) -> Option<(Name, Privilege)> {
        let role = match grantee.exists() {
            None => Name::from(PUBLIC),
            // Of a role that is gone nothing is left to say.
            Some(oid) => Name::new(&self.roles.get(&oid)?.name),
        };
        let known = match privilege {
            "SELECT" => Privilege::Select,
            "INSERT" => Privilege::Insert,
            "UPDATE" => Privilege::Update,
            "DELETE" => Privilege::Delete,
            "TRUNCATE" => Privilege::Truncate,
            "REFERENCES" => Privilege::References,
            "TRIGGER" => Privilege::Trigger,
            "MAINTAIN" => Privilege::Maintain,
            "USAGE" => Privilege::Usage,
            "CREATE" => Privilege::Create,
            "EXECUTE" => Privilege::Execute,
            other => {
                self.note(
                    on.label.clone(),
                    format!("the privilege {other} of {role} cannot be written in YAML yet"),
                );
                return None;
            }
        };
        Some((role, known))
    }
}
