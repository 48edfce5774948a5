//! Collations that people made, as the catalog has them and as objects.

use serde::Deserialize;

use super::raw::Oid;
use super::{Object, Reader};
use crate::model::types::{Collation, CollationProvider};

/// A row of `collations.sql`.
#[derive(Debug, Deserialize)]
pub struct Found {
    pub oid: Oid,
    pub schema: Oid,
    pub name: String,
    pub is_icu: bool,
    pub locale: Option<String>,
    pub lc_collate: Option<String>,
    pub lc_ctype: Option<String>,
    pub rules: Option<String>,
    pub is_deterministic: bool,
}

impl Reader<'_> {
    /// The collations of a schema that no extension brought.
    pub fn collations_in(&self, schema: Oid) -> Vec<Object> {
        let own = |it: &&Found| it.schema == schema && !self.catalog.is_member("pg_collation", it.oid);
        let found = self.catalog.collations.iter().filter(own);
        found.map(|it| Object::Collation(self.collation_object(it))).collect()
    }

    fn collation_object(&self, it: &Found) -> Collation {
        let differ = !it.is_icu && it.lc_collate != it.lc_ctype;
        Collation {
            name: self.qualified(it.schema, &it.name),
            comment: self.catalog.comment("pg_collation", it.oid, 0),
            provider: if it.is_icu { CollationProvider::Icu } else { CollationProvider::Libc },
            locale: if it.is_icu { &it.locale } else { &it.lc_collate }.clone().filter(|_| !differ),
            lc_collate: it.lc_collate.clone().filter(|_| differ),
            lc_ctype: it.lc_ctype.clone().filter(|_| differ),
            rules: it.rules.clone(),
            nondeterministic: !it.is_deterministic,
        }
    }
}
