//! Functions and procedures.

use super::grant::{Granted, Holder};
use super::{Name, QualifiedName, Reader, Sql, assignments, expression, nested, printed, raw};
use crate::model::routine::{
    Argument, ArgumentMode, Parallel, Routine, RoutineKind, Volatility, takes_a_list,
};

/// The estimates that PostgreSQL makes of what says nothing.
const COST: f64 = 100.0;
const ROWS: f64 = 1000.0;

impl Reader<'_> {
    pub fn routine(&mut self, it: &raw::Routine) -> Option<Routine> {
        let name = self.qualified(it.schema, &it.name);
        let label = format!("function {name}({})", it.identity);
        let cannot = match it.kind.as_str() {
            "a" => Some("aggregates cannot be written in YAML yet"),
            _ if it.language == "c" || it.language == "internal" => {
                Some("functions in C cannot be written in YAML")
            }
            _ => None,
        };
        if let Some(reason) = cannot {
            if self.noting {
                self.beyond.routines.insert(name);
            }
            self.note(label, reason);
            return None;
        }
        if it.transforms || it.library.is_some() {
            self.note(label.clone(), "TRANSFORM and AS 'file' cannot be written in YAML yet");
        }
        let arguments = self.arguments(it, &label);
        let is_nameless = |it: &Argument| it.name.is_none() && it.mode != ArgumentMode::Out;
        if it.definition.is_some()
            && arguments.iter().any(|it| it.name.is_some())
            && arguments.iter().any(is_nameless)
        {
            if self.noting {
                self.beyond.routines.insert(name);
            }
            let reason = "some of its arguments have no names, and PostgreSQL prints its body with nothing in their places: it stays as it is";
            self.note(label, reason);
            return None;
        }
        let holder = Holder { label, kind: &Granted::ROUTINE, owner: it.owner };
        let grants = self.grants(&holder, &it.acl, &[]);
        let definition = it.definition.as_deref().and_then(parsed_body);
        let rows = if it.returns_set { ROWS } else { 0.0 };
        Some(Routine {
            renamed_from: None,
            comment: self.catalog.comment("pg_proc", it.oid, 0),
            kind: if it.kind == "p" { RoutineKind::Procedure } else { RoutineKind::Function },
            arguments,
            returns: it.returns.as_deref().map(Sql::new),
            language: it.language.clone(),
            volatility: match it.volatility.as_str() {
                "s" => Volatility::Stable,
                "i" => Volatility::Immutable,
                _ => Volatility::Volatile,
            },
            security_definer: it.security_definer,
            strict: it.strict,
            leakproof: it.leakproof,
            parallel: match it.parallel.as_str() {
                "s" => Parallel::Safe,
                "r" => Parallel::Restricted,
                _ => Parallel::Unsafe,
            },
            cost: estimate(it.cost, COST),
            rows: estimate(it.rows, rows),
            set: assignments(it.settings.as_ref())
                .map(|(name, value)| (name.to_owned(), setting(name, value)))
                .collect(),
            window: it.kind == "w",
            support: it
                .support
                .as_ref()
                .map(|(schema, name)| QualifiedName::new(schema.as_str(), name.as_str())),
            body: if definition.is_some() { String::new() } else { it.body.clone() },
            definition,
            grants,
            name,
        })
    }

    fn arguments(&mut self, it: &raw::Routine, label: &str) -> Vec<Argument> {
        let mut arguments = Vec::new();
        for (at, printed) in it.types.iter().flatten().enumerate() {
            let mode = match it.modes.as_ref().and_then(|modes| modes.get(at)).map(String::as_str) {
                Some("o") => ArgumentMode::Out,
                Some("b") => ArgumentMode::Inout,
                Some("v") => ArgumentMode::Variadic,
                // A column of RETURNS TABLE, which stands in the result.
                Some("t") => continue,
                _ => ArgumentMode::In,
            };
            let name = it.names.as_ref().and_then(|names| names.get(at)).filter(|name| !name.is_empty());
            let default = it.defaults.as_ref().and_then(|defaults| defaults.get(at)).cloned().flatten();
            arguments.push(Argument {
                name: name.map(Name::new),
                data_type: self.data_type(printed, label),
                mode,
                default: default.as_deref().map(|it| expression(&nested::with_between(it))),
            });
        }
        arguments
    }
}

fn estimate(value: f64, usual: f64) -> Option<String> {
    ((value - usual).abs() > f64::EPSILON).then(|| value.to_string())
}

/// A setting; the empty list is kept as an empty name in quotes.
fn setting(name: &str, value: &str) -> String {
    if takes_a_list(name) && value == "\"\"" { String::new() } else { value.to_owned() }
}

/// `RETURN ...` or `BEGIN ATOMIC ... END` in a function's definition, where it stands last.
fn parsed_body(definition: &str) -> Option<Sql> {
    let starts = ["\nBEGIN ATOMIC\n", "\nRETURN "];
    let start = starts.iter().filter_map(|word| definition.find(word)).min()?;
    Some(Sql::new(nested::with_between(&printed::stable(&definition[start..]))))
}
