//! What a routine needs: what stands in its signature, and what PostgreSQL looks up in its body when it is
//! created.

use std::collections::BTreeSet;

use super::Dependencies;
use crate::model::name::Name;
use crate::model::plpgsql;
use crate::model::routine::Routine;
use crate::model::sql_text::{Sql, SqlNames};

impl Dependencies<'_> {
    /// The types of a routine's arguments and result, and its arguments' defaults.
    pub fn signature(&mut self, routine: &Routine) -> &mut Self {
        for argument in &routine.arguments {
            self.data_type(&argument.data_type);
            if let Some(default) = &argument.default {
                self.expression(default);
            }
        }
        if let Some(returns) = &routine.returns {
            // A type that stands there makes no value.
            let made = std::mem::take(&mut self.made);
            self.names(returns.type_names());
            self.made = made;
        }
        self
    }

    pub(super) fn routine(&mut self, routine: &Routine) {
        self.signature(routine);
        // All of an SQL function, and of a PL/pgSQL one's body the declarations, is checked on creation.
        self.definition(routine);
        self.body(routine);
    }

    /// Everything that PostgreSQL looks for by name when it checks the body, in each schema where it looks.
    pub fn body(&mut self, routine: &Routine) -> &mut Self {
        let names = &match routine.language.as_str() {
            _ if routine.has_sql_text() => Sql::new(&routine.body).query_names().clone(),
            "plpgsql" => plpgsql::declared(&routine.body),
            _ => return self,
        };
        self.reads(names);
        for schema in routine.search_path() {
            let in_it = |paths: &BTreeSet<Vec<Name>>| {
                let bare = paths.iter().filter_map(|path| match path.as_slice() {
                    [name] => Some(vec![schema.clone(), name.clone()]),
                    _ => None,
                });
                bare.collect()
            };
            let (relations, types, calls) =
                (in_it(&names.relations), in_it(&names.types), in_it(&names.calls));
            self.reads(&SqlNames { calls, relations, types, ..names.clone() });
        }
        self
    }
}
