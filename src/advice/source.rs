//! What a schema itself asks of indexes, whatever statements there were so far: policies that hold a column
//! against whoever asks, and foreign keys.

use super::What;
use super::candidate::Candidate;
use crate::model::sql_text::Formula;
use crate::model::{Name, Table};

/// The indexes that the tables want, and what for.
pub fn declared<'t>(tables: impl Iterator<Item = &'t Table>) -> Vec<(Candidate, What)> {
    let mut wanted: Vec<(Candidate, What)> = Vec::new();
    for table in tables.filter(|it| it.partition_of.is_none()) {
        let candidate = |equal: Vec<Name>| Candidate { table: table.name.clone(), equal, then: Vec::new() };
        for constraint in &table.constraints {
            if let Some(key) = constraint.foreign_key() {
                let what = What::ForeignKey(constraint.name.as_str().to_owned(), key.table.clone());
                wanted.push((candidate(key.columns.clone()), what));
            }
        }
        for policy in table.policies.iter().filter(|_| table.row_security.applies()) {
            let Some(column) = policy.using.as_ref().and_then(|it| asked_of(&it.formula())) else { continue };
            let is_new = |(it, _): &(Candidate, What)| it.table != table.name || it.equal != [column.clone()];
            if table.column(&column).is_some() && wanted.iter().all(is_new) {
                wanted.push((candidate(vec![column]), What::Policy(policy.name.as_str().to_owned())));
            }
        }
    }
    wanted
}

/// The column that every row's has to equal what a function gives: whoever asks.
fn asked_of(formula: &Formula) -> Option<Name> {
    match formula {
        Formula::And(left, right) => asked_of(left).or_else(|| asked_of(right)),
        Formula::Equals { column, value, .. } if value.call.is_some() => Some(column.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_and_foreign_keys_want_an_index() {
        let text = "table: t\ncolumns:\n  id: { type: bigint, primary_key: true }\n  u: { type: uuid }\n  s: { type: text }\n  p: { type: bigint, references: { table: t, column: id } }\nrow_security: enabled\npolicies:\n  own:    { for: all, to: [r], using: \"s <> 'x' and u = (select auth.uid())\" }\n  again:  { for: select, to: [r], using: auth.uid() = u }\n  either: { for: select, to: [r], using: s = current_setting('a') or p = 1 }\n  fixed:  { for: select, to: [r], using: s = 'open' }\n";
        let roles = "roles: { r: {} }\nschemas: { auth: {} }\nfunctions: { auth.uid: { returns: uuid, language: sql, body: select null } }\n";
        let source =
            |path: &str, text: &str| crate::diagnostic::Source { path: path.into(), text: text.to_owned() };
        let (schema, mistakes) = crate::yaml::read(&[source("t.yaml", text), source("r.yaml", roles)]);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let wanted: Vec<(String, What)> = declared(schema.tables())
            .into_iter()
            .map(|(it, what)| (it.equal.iter().map(Name::as_str).collect::<Vec<_>>().join(" "), what))
            .collect();
        let key = What::ForeignKey("t_p_fkey".to_owned(), crate::model::QualifiedName::new("public", "t"));
        assert_eq!(wanted, [("p".to_owned(), key), ("u".to_owned(), What::Policy("own".to_owned()))]);
    }
}
