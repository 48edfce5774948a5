//! Objects other than tables: the inverse of the reader's `objects.rs` and `routine.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::constraint::{Owner, place};
use super::parts;
use super::table::put_check;
use super::value::{ListStyle, MapStyle, Record, Value};
use crate::model::cluster::{Extension, Namespace, Role};
use crate::model::constraint::ConstraintKind;
use crate::model::grant::{DefaultPrivileges, DefaultsFor};
use crate::model::routine::{Argument, ArgumentMode, Parallel, Routine, Volatility};
use crate::model::sequence::Sequence;
use crate::model::types::{Attribute, Collation, CollationProvider, Composite, Domain, Enum, RangeType};
use crate::model::view::{MaterializedView, View};
use crate::model::{Name, QualifiedName};
use crate::yaml::read::{
    RELATION_PRIVILEGES, ROUTINE_PRIVILEGES, SCHEMA_PRIVILEGES, SEQUENCE_PRIVILEGES, TYPE_PRIVILEGES,
    possible_by_default,
};

/// The record, or nothing behind the key where it says nothing.
fn optional(record: Record) -> Value {
    if record.is_empty() { Value::Empty } else { record.into_value(MapStyle::Short) }
}

fn put_former(record: &mut Record, former: Option<&QualifiedName>) {
    record.put_some("renamed_from", former.map(|it| Value::text(parts::qualified(it))));
}

pub fn role(role: &Role) -> Value {
    let mut record = Record::default();
    record.put_flag("login", role.login);
    record.put_some("inherit", role.noinherit.then(|| Value::word(&false)));
    record.put_flag("superuser", role.superuser);
    record.put_flag("createdb", role.createdb);
    record.put_flag("createrole", role.createrole);
    record.put_flag("replication", role.replication);
    record.put_flag("bypassrls", role.bypassrls);
    record.put_some("connection_limit", role.connection_limit.map(|limit| Value::word(&limit)));
    record.put_filled("member_of", Value::names(&role.member_of));
    record.put_some("comment", parts::comment(role.comment.as_deref()));
    optional(record)
}

pub fn namespace(namespace: &Namespace) -> Value {
    let mut record = Record::default();
    record.put_some("comment", parts::comment(namespace.comment.as_deref()));
    record.put_filled("grants", parts::grants(&namespace.grants, SCHEMA_PRIVILEGES));
    optional(record)
}

pub fn extension(extension: &Extension) -> Value {
    let mut record = Record::default();
    record.put_some("schema", extension.schema.as_ref().map(|it| Value::text(it.as_str())));
    record.put_some("version", extension.version.as_ref().map(Value::text));
    record.put_some("comment", parts::comment(extension.comment.as_deref()));
    optional(record)
}

pub fn enumeration(it: &Enum) -> Value {
    let mut record = Record::default();
    record.put("values", Value::list(it.values.iter().map(Value::text)));
    record.put_some("comment", parts::comment(it.comment.as_deref()));
    record.put_filled("grants", parts::grants(&it.grants, TYPE_PRIVILEGES));
    put_former(&mut record, it.renamed_from.as_ref());
    record.unless_alone("values")
}

pub fn domain(domain: &Domain, shared: &BTreeSet<Name>) -> Value {
    let owner = Owner { name: &domain.name, columns: Vec::new(), domain: Some(&domain.data_type), shared };
    let placed = place(&owner, &domain.checks);
    let mut record = Record::default();
    record.put("type", Value::text(domain.data_type.to_string()));
    record.put_flag("not_null", domain.not_null);
    parts::default(&mut record, domain.value.as_ref(), &domain.data_type);
    for (key, value) in placed.iter().filter_map(|it| it.rule.clone()) {
        record.put(key, value);
    }
    let mut checks = Vec::new();
    for it in placed.iter().filter(|it| it.rule.is_none()) {
        if let ConstraintKind::Check(check) = &it.constraint.kind {
            let mut written = Record::default();
            put_check(&mut written, check);
            written.put_flag("not_valid", it.constraint.not_valid);
            written.put_some("comment", parts::comment(it.constraint.comment.as_deref()));
            checks.push((it.constraint.name.as_str().to_owned(), written.unless_alone("check")));
        }
    }
    let named = placed.iter().filter(|it| it.rule.is_none()).all(|it| it.named);
    let checks =
        if named { Value::map(checks) } else { Value::list(checks.into_iter().map(|(_, check)| check)) };
    record.put_filled("checks", checks);
    record.put_some("collate", domain.collate.as_ref().map(parts::builtin));
    record.put_some("comment", parts::comment(domain.comment.as_deref()));
    record.put_filled("grants", parts::grants(&domain.grants, TYPE_PRIVILEGES));
    put_former(&mut record, domain.renamed_from.as_ref());
    record.into_value(MapStyle::Short)
}

pub fn composite(composite: &Composite) -> Value {
    let mut record = Record::default();
    let attributes = composite.attributes.iter().map(|it| (it.name.as_str().to_owned(), attribute(it)));
    record.put("attributes", Value::map(attributes));
    record.put_some("comment", parts::comment(composite.comment.as_deref()));
    record.put_filled("grants", parts::grants(&composite.grants, TYPE_PRIVILEGES));
    put_former(&mut record, composite.renamed_from.as_ref());
    record.into_value(MapStyle::Short)
}

fn attribute(attribute: &Attribute) -> Value {
    let mut record = Record::default();
    record.put("type", Value::text(attribute.data_type.to_string()));
    record.put_some("collate", attribute.collate.as_ref().map(parts::builtin));
    record.put_some("comment", parts::comment(attribute.comment.as_deref()));
    record.unless_alone("type")
}

pub fn collation(it: &Collation) -> Value {
    let mut record = Record::default();
    let provider = match it.provider {
        CollationProvider::Icu => "icu",
        CollationProvider::Libc => "libc",
    };
    record.put("provider", Value::word(provider));
    record.put_some("locale", it.locale.clone().map(Value::text));
    record.put_some("lc_collate", it.lc_collate.clone().map(Value::text));
    record.put_some("lc_ctype", it.lc_ctype.clone().map(Value::text));
    record.put_some("rules", it.rules.clone().map(Value::text));
    record.put_some("deterministic", it.nondeterministic.then(|| Value::word(&false)));
    record.put_some("comment", parts::comment(it.comment.as_deref()));
    record.into_value(MapStyle::Short)
}

pub fn range(range: &RangeType) -> Value {
    let mut record = Record::default();
    record.put("subtype", Value::text(range.subtype.to_string()));
    record.put_some("operator_class", range.operator_class.as_ref().map(parts::builtin));
    record.put_some("collate", range.collate.as_ref().map(parts::builtin));
    record.put_some("subtype_diff", range.subtype_diff.as_ref().map(parts::builtin));
    record.put_some("multirange", range.multirange.as_ref().map(|it| Value::text(parts::qualified(it))));
    record.put_some("comment", parts::comment(range.comment.as_deref()));
    record.put_filled("grants", parts::grants(&range.grants, TYPE_PRIVILEGES));
    record.into_value(MapStyle::Short)
}

pub fn sequence(sequence: &Sequence) -> Value {
    let mut record = Record::default();
    record.put_some("type", sequence.data_type.as_ref().map(Value::word));
    parts::put_sequence_options(&mut record, &sequence.options);
    let owner = sequence.owned_by.as_ref();
    let owner = owner.map(|(table, column)| parts::column_of(table, column));
    record.put_some("owned_by", owner.map(Value::Text));
    record.put_some("comment", parts::comment(sequence.comment.as_deref()));
    record.put_filled("grants", parts::grants(&sequence.grants, SEQUENCE_PRIVILEGES));
    put_former(&mut record, sequence.renamed_from.as_ref());
    optional(record)
}

pub fn routine(routine: &Routine) -> Value {
    let mut record = Record::default();
    record.put_some("comment", parts::comment(routine.comment.as_deref()));
    record.put_filled("arguments", arguments(&routine.arguments));
    record.put_some("returns", routine.returns.as_ref().map(parts::sql));
    record.put("language", Value::text(&routine.language));
    let volatility = match routine.volatility {
        Volatility::Volatile => None,
        Volatility::Stable => Some("stable"),
        Volatility::Immutable => Some("immutable"),
    };
    record.put_some("volatility", volatility.map(Value::word));
    record.put_some("security", routine.security_definer.then(|| Value::word("definer")));
    record.put_flag("strict", routine.strict);
    record.put_flag("leakproof", routine.leakproof);
    let parallel = match routine.parallel {
        Parallel::Unsafe => None,
        Parallel::Restricted => Some("restricted"),
        Parallel::Safe => Some("safe"),
    };
    record.put_some("parallel", parallel.map(Value::word));
    record.put_some("cost", routine.cost.as_ref().map(Value::word));
    record.put_some("rows", routine.rows.as_ref().map(Value::word));
    record.put_filled("set", parts::parameters(&routine.set));
    record.put_flag("window", routine.window);
    record.put_some("support", routine.support.as_ref().map(|it| Value::text(parts::qualified(it))));
    match &routine.definition {
        Some(definition) => record.put("definition", parts::query(definition)),
        None => record.put("body", Value::Source(routine.body.clone())),
    }
    record.put_filled("grants", parts::grants(&routine.grants, ROUTINE_PRIVILEGES));
    put_former(&mut record, routine.renamed_from.as_ref());
    record.into_value(MapStyle::Lines)
}

/// By name, or a list where some have none, or one that goes in has that of one that comes out.
fn arguments(arguments: &[Argument]) -> Value {
    let record = |argument: &Argument, name: Option<&Name>| {
        let mut record = Record::default();
        record.put_some("name", name.map(|name| Value::text(name.as_str())));
        record.put("type", Value::text(argument.data_type.to_string()));
        let mode = match argument.mode {
            ArgumentMode::In => None,
            ArgumentMode::Out => Some("out"),
            ArgumentMode::Inout => Some("inout"),
            ArgumentMode::Variadic => Some("variadic"),
        };
        record.put_some("mode", mode.map(Value::word));
        record.put_some("default_sql", argument.default.as_ref().map(parts::sql));
        record.unless_alone("type")
    };
    let named: Option<Vec<(String, Value)>> =
        arguments.iter().map(|it| Some((it.name.as_ref()?.as_str().to_owned(), record(it, None)))).collect();
    let distinct: BTreeSet<&Name> = arguments.iter().filter_map(|it| it.name.as_ref()).collect();
    match named {
        Some(named) if !named.is_empty() && distinct.len() == named.len() => Value::map(named),
        _ => {
            let items = arguments.iter().map(|it| record(it, it.name.as_ref()));
            Value::List(items.collect(), ListStyle::Short)
        }
    }
}

pub fn view(view: &View) -> Value {
    let mut record = Record::default();
    record.put_some("comment", parts::comment(view.comment.as_deref()));
    record.put_filled("columns", Value::names(&view.columns));
    record.put_filled("column_comments", column_comments(&view.column_comments));
    for (option, value) in &view.options {
        record.put(option.name(), Value::word(value));
    }
    record.put("definition", parts::query(&view.definition));
    record.put_filled("triggers", parts::triggers(&view.triggers));
    record.put_filled("grants", parts::grants(&view.grants, RELATION_PRIVILEGES));
    put_former(&mut record, view.renamed_from.as_ref());
    record.into_value(MapStyle::Lines)
}

fn column_comments(comments: &BTreeMap<Name, String>) -> Value {
    let one = |(name, text): (&Name, &String)| Some((name.as_str().to_owned(), parts::comment(Some(text))?));
    Value::map(comments.iter().filter_map(one))
}

pub fn materialized_view(view: &MaterializedView) -> Value {
    let mut record = Record::default();
    record.put_some("comment", parts::comment(view.comment.as_deref()));
    record.put_filled("columns", Value::names(&view.columns));
    record.put_filled("column_comments", column_comments(&view.column_comments));
    record.put_some("with_data", view.with_no_data.then(|| Value::word(&false)));
    record.put("definition", parts::query(&view.definition));
    record.put_filled("indexes", parts::indexes(&view.indexes));
    record.put_filled("with", parts::parameters(&view.storage_parameters));
    record.put_filled("grants", parts::grants(&view.grants, RELATION_PRIVILEGES));
    put_former(&mut record, view.renamed_from.as_ref());
    record.into_value(MapStyle::Lines)
}

/// The entries of `default_privileges`: one for each role and schema, with a key for each kind.
pub fn default_privileges<'o>(all: impl Iterator<Item = &'o DefaultPrivileges>) -> Value {
    let mut entries: Vec<(_, Record)> = Vec::new();
    for it in all {
        let whose = (&it.id.role, &it.id.schema);
        if entries.last().is_none_or(|(last, _)| *last != whose) {
            let mut record = Record::default();
            record.put_some("for", it.id.role.as_ref().map(|role| Value::text(role.as_str())));
            record.put_some("in", it.id.schema.as_ref().map(|schema| Value::text(schema.as_str())));
            entries.push((whose, record));
        }
        let key = match it.id.on {
            DefaultsFor::Tables => "tables",
            DefaultsFor::Sequences => "sequences",
            DefaultsFor::Functions => "functions",
            DefaultsFor::Types => "types",
            DefaultsFor::Schemas => "schemas",
        };
        let grants = Value::map(parts::by_role(&it.grants, possible_by_default(it.id.on)));
        if let Some((_, record)) = entries.last_mut() {
            record.put(key, grants);
        }
    }
    let records = entries.into_iter().map(|(_, record)| record.into_value(MapStyle::Short));
    Value::List(records.collect(), ListStyle::Lines)
}
