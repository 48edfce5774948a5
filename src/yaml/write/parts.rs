//! What stands in more than one kind of object: names, SQL, defaults, indexes, policies, triggers,
//! grants.

use super::literal;
use super::table::put_deferrable;
use super::value::{Key, ListStyle, MapStyle, Record, Value};
use crate::model::grant::{Granted, Grants, Privilege, RoleGrants};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::name::PUBLIC;
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::sequence::SequenceOptions;
use crate::model::table::{ColumnValue, Identity, Statistics, StatisticsKind, StorageParameters};
use crate::model::trigger::{Trigger, TriggerEnabled, TriggerEvent, TriggerTiming};
use crate::model::{DataType, Name, QualifiedName, Sql};
use crate::yaml::read::{SEQUENCE_PRIVILEGES, index_key};

/// `users`, `auth.users`: the inverse of [`QualifiedName::parse`].
pub fn qualified(name: &QualifiedName) -> String {
    if name.schema == PUBLIC { part(&name.name) } else { with_schema(name) }
}

fn with_schema(name: &QualifiedName) -> String {
    format!("{}.{}", part(&name.schema), part(&name.name))
}

/// A function's name as a key: in double quotes, too, where it would not be told from its types.
pub fn routine_name(name: &QualifiedName) -> String {
    let text = name.name.as_str();
    if text.trim() == text && !text.contains(['(', '"']) {
        return qualified(name);
    }
    let quoted = format!("\"{}\"", text.replace('"', "\"\""));
    if name.schema == PUBLIC { quoted } else { format!("{}.{quoted}", part(&name.schema)) }
}

/// A column with its table.
pub fn column_of(table: &QualifiedName, column: &Name) -> String {
    format!("{}.{}", qualified(table), part(column))
}

/// A part of a dotted name: in double quotes only where it would be read as two.
fn part(name: &Name) -> String {
    let text = name.as_str();
    if text.contains('.') || text.starts_with('"') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A collation, operator class or the like: without a schema it is one of PostgreSQL's own.
pub fn builtin(name: &QualifiedName) -> Value {
    let text = name.name.as_str();
    let plain = name.schema == "pg_catalog" && !text.contains('.') && !text.starts_with('"');
    Value::text(if plain { text.to_owned() } else { with_schema(name) })
}

/// In quotes where it ends in blanks, which a block would lose.
pub fn comment(comment: Option<&str>) -> Option<Value> {
    let exact = |text: &str| text.ends_with(char::is_whitespace);
    comment
        .map(|text| if exact(text) { Value::Quoted(text.to_owned()) } else { Value::Prose(text.to_owned()) })
}

/// SQL in the lower case of the format.
pub fn sql(sql: &Sql) -> Value {
    Value::Sql(sql.to_lower_case().as_str().to_owned())
}

/// A query, which is longer than other SQL mostly.
pub fn query(query: &Sql) -> Value {
    Value::Code(query.to_lower_case().as_str().to_owned())
}

pub fn one_or_list(items: impl Iterator<Item = Value>) -> Value {
    let mut items: Vec<Value> = items.collect();
    match items.pop() {
        Some(only) if items.is_empty() => only,
        last => Value::list(items.into_iter().chain(last)),
    }
}

/// `default`, `default_sql` or `generated`; an identity is not among them.
pub fn default(record: &mut Record, value: Option<&ColumnValue>, data_type: &DataType) {
    match value {
        Some(ColumnValue::Literal(text)) => match literal::value(text, data_type) {
            Some(value) => record.put("default", value),
            None => record.put("default_sql", Value::Sql(text.clone())),
        },
        Some(ColumnValue::Expression(expression)) => record.put("default_sql", sql(expression)),
        Some(ColumnValue::Generated(expression)) => record.put("generated", sql(expression)),
        Some(ColumnValue::Identity(_)) | None => {}
    }
}

pub fn identity(identity: &Identity, sequence_grants: &Grants) -> Value {
    let mut record = Record::default();
    record.put("generated", Value::word(if identity.always { "always" } else { "by_default" }));
    record.put_some("sequence", identity.sequence_name.as_ref().map(|it| Value::text(it.as_str())));
    put_sequence_options(&mut record, &identity.sequence);
    record.put_filled("grants", grants(sequence_grants, SEQUENCE_PRIVILEGES));
    record.unless_alone("generated")
}

pub fn put_sequence_options(record: &mut Record, options: &SequenceOptions) {
    let numbers = [
        ("start", options.start),
        ("increment", options.increment),
        ("min", options.min),
        ("max", options.max),
        ("cache", options.cache),
    ];
    for (key, number) in numbers {
        record.put_some(key, number.map(|number| Value::word(&number)));
    }
    record.put_flag("cycle", options.cycle);
}

/// Storage parameters and settings: numbers and booleans without quotes.
pub fn parameters(parameters: &StorageParameters) -> Value {
    Value::map(parameters.iter().map(|(name, value)| (name.clone(), Value::Sql(value.clone()))))
}

pub fn indexes(indexes: &[Index]) -> Value {
    Value::aligned(indexes.iter().map(|it| (it.name.as_str().to_owned(), index(it))))
}

fn index(index: &Index) -> Value {
    let keys = Value::list(index.keys.iter().map(|key| Value::Sql(key_text(key))));
    let mut record = Record::default();
    record.put_flag("unique", index.unique);
    record.put_some("using", (index.using != "btree").then(|| Value::text(&index.using)));
    record.put("on", keys);
    record.put_flag("nulls_not_distinct", index.nulls_not_distinct);
    record.put_filled("include", Value::names(&index.include));
    record.put_some("where", index.predicate.as_ref().map(sql));
    record.put_filled("with", parameters(&index.storage_parameters));
    record.put_some("comment", comment(index.comment.as_deref()));
    record.put_some("renamed_from", index.renamed_from.as_ref().map(|it| Value::text(it.as_str())));
    record.unless_alone("on")
}

/// A key as in CREATE INDEX, in the lower case of the format.
fn key_text(key: &IndexKey) -> String {
    let around = |value: &str| {
        let mut text = value.to_owned();
        if let Some(collation) = &key.collate {
            let plain = collation.schema == "pg_catalog";
            let name = if plain { quoted(&collation.name) } else { collation.sql() };
            text.push_str(&format!(" collate {name}"));
        }
        if let Some(class) = &key.operator_class {
            text.push_str(&format!(" {class}"));
        }
        if key.descending {
            text.push_str(" desc");
        }
        match key.nulls_first {
            Some(true) => text.push_str(" nulls first"),
            Some(false) => text.push_str(" nulls last"),
            None => {}
        }
        text
    };
    match &key.on {
        IndexedValue::Column(name) => around(&name.to_string()),
        IndexedValue::Expression(sql) => {
            let sql = sql.to_lower_case();
            let bare = around(sql.as_str());
            let reads = |text: &str| index_key(text).is_ok_and(|(read, _)| read == *key);
            if is_call(sql.as_str()) && reads(&bare) { bare } else { around(&format!("({sql})")) }
        }
    }
}

/// Whether it is `name(...)` and nothing else: in an index, only that stands without parentheses.
fn is_call(text: &str) -> bool {
    let Some(open) = text.find('(') else { return false };
    let (mut depth, mut quote) = (0_u32, None);
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') if depth == 1 => return at + 1 == text.len(),
            (None, ')') => depth -= 1,
            _ => {}
        }
    }
    false
}

/// `"C"`: SQL folds a collation's name as any other, and most have upper case.
fn quoted(name: &Name) -> String {
    format!("\"{}\"", name.as_str().replace('"', "\"\""))
}

pub fn statistics(statistics: &[Statistics]) -> Value {
    Value::aligned(statistics.iter().map(|it| {
        let mut record = Record::default();
        record.put("on", Value::list(it.on.iter().map(statistics_value)));
        let kinds = it.kinds.iter().map(|kind| match kind {
            StatisticsKind::Ndistinct => Value::word("ndistinct"),
            StatisticsKind::Dependencies => Value::word("dependencies"),
            StatisticsKind::Mcv => Value::word("mcv"),
        });
        record.put_filled("kinds", Value::list(kinds));
        record.put_some("target", it.target.map(|target| Value::word(&target)));
        record.put_some("comment", comment(it.comment.as_deref()));
        record.put_some("renamed_from", it.renamed_from.as_ref().map(|it| Value::text(it.as_str())));
        (it.name.as_str().to_owned(), record.unless_alone("on"))
    }))
}

/// A column, a call, or another expression in parentheses.
fn statistics_value(on: &Sql) -> Value {
    let on = on.to_lower_case();
    let inner = on.as_str().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    Value::Sql(inner.filter(|inner| is_call(inner)).unwrap_or(on.as_str()).to_owned())
}

pub fn policies(policies: &[Policy]) -> Value {
    Value::aligned(policies.iter().map(|it| (it.name.as_str().to_owned(), policy(it))))
}

fn policy(policy: &Policy) -> Value {
    let mut record = Record::default();
    record.put_some("as", policy.restrictive.then(|| Value::word("restrictive")));
    let command = match policy.command {
        PolicyCommand::All => "all",
        PolicyCommand::Select => "select",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "update",
        PolicyCommand::Delete => "delete",
    };
    record.put("for", Value::word(command));
    let everybody = matches!(policy.to.as_slice(), [role] if *role == "public");
    record.put_some("to", (!everybody).then(|| Value::names(&policy.to)));
    record.put_some("using", policy.using.as_ref().map(sql));
    record.put_some("with_check", policy.with_check.as_ref().map(sql));
    if policy.using.is_none() && policy.with_check.is_none() {
        let key = if policy.command == PolicyCommand::Insert { "with_check" } else { "using" };
        record.put(key, Value::word("null"));
    }
    record.put_some("comment", comment(policy.comment.as_deref()));
    record.put_some("renamed_from", policy.renamed_from.as_ref().map(|it| Value::text(it.as_str())));
    record.into_value(MapStyle::Short)
}

pub fn triggers(triggers: &[Trigger]) -> Value {
    Value::aligned(triggers.iter().map(|it| (it.name.as_str().to_owned(), trigger(it))))
}

fn trigger(trigger: &Trigger) -> Value {
    let mut record = Record::default();
    let timing = match trigger.timing {
        TriggerTiming::Before => "before",
        TriggerTiming::After => "after",
        TriggerTiming::InsteadOf => "instead_of",
    };
    record.put(timing, one_or_list(trigger.events.iter().map(|event| Value::Sql(event_text(event)))));
    record.put("for_each", Value::word(if trigger.for_each_row { "row" } else { "statement" }));
    record.put_some("when", trigger.when.as_ref().map(sql));
    record.put("execute", Value::text(qualified(&trigger.function)));
    record.put_filled("arguments", Value::list(trigger.arguments.iter().map(Value::text)));
    record.put_some("old_table", trigger.old_table.as_ref().map(|it| Value::text(it.as_str())));
    record.put_some("new_table", trigger.new_table.as_ref().map(|it| Value::text(it.as_str())));
    record.put_flag("constraint", trigger.constraint);
    put_deferrable(&mut record, trigger.deferrable);
    let enabled = match trigger.enabled {
        TriggerEnabled::Origin => None,
        TriggerEnabled::Disabled => Some("disabled"),
        TriggerEnabled::Replica => Some("replica"),
        TriggerEnabled::Always => Some("always"),
    };
    record.put_some("enabled", enabled.map(Value::word));
    record.put_some("comment", comment(trigger.comment.as_deref()));
    record.put_some("renamed_from", trigger.renamed_from.as_ref().map(|it| Value::text(it.as_str())));
    record.into_value(MapStyle::Short)
}

fn event_text(event: &TriggerEvent) -> String {
    match event {
        TriggerEvent::Insert => "insert".to_owned(),
        TriggerEvent::Delete => "delete".to_owned(),
        TriggerEvent::Truncate => "truncate".to_owned(),
        TriggerEvent::Update(columns) if columns.is_empty() => "update".to_owned(),
        TriggerEvent::Update(columns) => {
            // In quotes only where it would be read as several words.
            let columns: Vec<String> = columns
                .iter()
                .map(|name| {
                    if name.as_str().contains([' ', ',', '"']) {
                        quoted(name)
                    } else {
                        name.as_str().to_owned()
                    }
                })
                .collect();
            format!("update of {}", columns.join(", "))
        }
    }
}

/// By role. `possible` is what may be granted on that kind of object: `all`.
pub fn grants(grants: &Grants, possible: &[Privilege]) -> Value {
    Value::aligned(by_role(grants, possible))
}

pub fn by_role(grants: &Grants, possible: &[Privilege]) -> impl Iterator<Item = (String, Value)> {
    grants.0.iter().map(move |(role, given)| (role.as_str().to_owned(), grant(given, possible)))
}

fn grant(given: &RoleGrants, possible: &[Privilege]) -> Value {
    // Of two privileges both are named.
    let all = possible.iter().filter(|it| **it != Privilege::Maintain);
    let all = possible.len() > 2 && all.clone().all(|it| given.get(it).is_some_and(Granted::is_whole));
    let mut words: Vec<Value> = all.then(|| Value::word("all")).into_iter().collect();
    for (privilege, granted) in given {
        let word = privilege.keyword().to_lowercase();
        if granted.is_whole() && (!all || *privilege == Privilege::Maintain) {
            words.push(Value::Word(word.clone()));
        }
        if !granted.columns.is_empty() {
            words.push(Value::Map(vec![(Key::Name(word), Value::names(&granted.columns))], MapStyle::Short));
        }
    }
    // What names many columns is easier to read one below the other.
    let long = given.values().any(|granted| granted.columns.len() > 3);
    let list = Value::List(words, if long { ListStyle::Lines } else { ListStyle::Short });
    let passed_on = given.iter().filter(|(_, granted)| granted.with_grant_option);
    let passed_on: Vec<Value> = passed_on.map(|(it, _)| Value::Word(it.keyword().to_lowercase())).collect();
    if passed_on.is_empty() {
        return list;
    }
    let mut record = Record::default();
    record.put("privileges", list);
    if passed_on.len() == given.len() {
        record.put_flag("with_grant_option", true);
    } else {
        record.put("with_grant_option", Value::List(passed_on, ListStyle::Short));
    }
    record.into_value(MapStyle::Short)
}
