//! `audit` on a table as ordinary objects: its triggers, and once for all tables the log with the functions
//! that write and keep it. What is generated is compiled, verified and compared like anything else.

mod fold;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::grant::{Granted, Privilege};
use crate::model::table::{Column, PartitionBounds, PartitionOf, Pii, RowSecurity, Table};
use crate::model::trigger::{Trigger, TriggerEnabled, TriggerEvent, TriggerTiming};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

pub use fold::{Folded, classify, fold};

/// The schema of everything that is generated.
pub const SCHEMA: &str = "canai_db_audit";
/// pgaudit logs what this role may read.
pub const ROLE: &str = "canai_db_audited";

const OBJECTS: &str = include_str!("objects.yaml");
const LOG: &str = include_str!("log.yaml");
const SELECT_ROLE: &str = include_str!("role.yaml");
/// The sources of the functions, as objects.yaml names them.
const SOURCES: [(&str, &str); 3] = [
    ("difference.sql", include_str!("difference.sql")),
    ("record.sql", include_str!("record.sql")),
    ("keep.sql", include_str!("keep.sql")),
];
/// After-triggers fire in the order of their names: what others do to the rows is recorded too.
const PREFIX: &str = "zz_audit_";

/// What is recorded of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    pub insert: bool,
    pub update: bool,
    pub delete: bool,
    /// Reading is logged: of these columns, or of any where there are none.
    pub select: Option<Vec<Name>>,
}

impl Audit {
    fn writes(&self) -> bool {
        self.insert || self.update || self.delete
    }
}

/// Where the claims of a request's token stand, and which of them are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The setting (GUC) that holds them as a JSON object.
    pub setting: String,
    pub keep: Vec<String>,
}

impl Default for Claims {
    /// Those of `PostgREST`: who it is, and as what.
    fn default() -> Self {
        Self { setting: "request.jwt.claims".to_owned(), keep: vec!["sub".to_owned(), "role".to_owned()] }
    }
}

/// `audit` as it stands in a file.
#[derive(Debug)]
pub struct Written<T> {
    pub path: PathBuf,
    pub span: Span,
    pub value: T,
}

/// Adds what the tables' `audit` generates, and reports what stands in its way.
pub fn expand(
    schema: &mut Schema,
    audits: &[Written<(QualifiedName, Audit)>],
    claims: &[Written<Claims>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for again in claims.iter().skip(1) {
        let message = "`audit_claims` is written twice";
        let help =
            format!("it stands in {}:{} already; keep one", claims[0].path.display(), claims[0].span.start.0);
        diagnostics.push(Diagnostic::new(&again.path, again.span, "duplicate-object", message).help(help));
    }
    if audits.is_empty() {
        return;
    }
    let claims = claims.first().map(|it| it.value.clone()).unwrap_or_default();
    for it in audits {
        let Some(table) = schema.table(&it.value.0) else { continue };
        if let Some((message, help)) = objection(table, &it.value.1) {
            diagnostics.push(Diagnostic::new(&it.path, it.span, "wrong-value", message).help(help));
        }
    }
    if let Some(first) = audits.first()
        && let Some(id) =
            generated(audits.iter().map(|it| &it.value.1)).keys().find(|id| schema.find(id).is_some())
    {
        let message = format!("`audit` makes the {id}, which is declared already");
        let help = "take it out of the other files: what stands there is generated";
        diagnostics.push(Diagnostic::new(&first.path, first.span, "duplicate-object", message).help(help));
    }
    let audits = audits.iter().map(|it| it.value.clone()).collect();
    add(schema, &audits, &claims);
}

/// Why the table cannot be audited so, and what to write.
fn objection(table: &Table, audit: &Audit) -> Option<(String, &'static str)> {
    if let Some(of) = &table.partition_of {
        let message = format!("`{}` is a partition of `{}`", table.name, of.table);
        return Some((
            message,
            "write `audit` in the file of the partitioned table; it holds for its partitions",
        ));
    }
    if audit.writes() && table.primary_key().is_none() {
        let message =
            format!("`{}` has no primary key, so the log could not say which row it was", table.name);
        return Some((message, "add a `primary_key`; reads alone (`audit: [select]`) can do without"));
    }
    let clash = table.triggers.iter().find(|it| it.name.as_str().starts_with(PREFIX))?;
    let message = format!("the trigger `{}` has a name that `audit` uses", clash.name);
    Some((message, "give it a name that does not begin with `zz_audit_`"))
}

/// Adds the generated objects, triggers and grants.
fn add(schema: &mut Schema, audits: &BTreeMap<QualifiedName, Audit>, claims: &Claims) {
    schema.objects.extend(generated(audits.values()));
    for (name, audit) in audits {
        let Some(Object::Table(table)) = schema.objects.get_mut(&ObjectId::Table(name.clone())) else {
            continue;
        };
        let arguments = arguments(table, claims);
        table.triggers.extend(triggers(table, audit, &arguments));
        if let Some(columns) = &audit.select {
            let given = Granted { columns: columns.clone(), ..Granted::default() };
            table.grants.0.entry(Name::from(ROLE)).or_default().insert(Privilege::Select, given.clone());
            // A read of a partition itself asks for nothing of the table that it is of.
            for partition in partitions(schema, name) {
                if let Some(Object::Table(table)) = schema.objects.get_mut(&ObjectId::Table(partition)) {
                    let of_role = table.grants.0.entry(Name::from(ROLE)).or_default();
                    of_role.insert(Privilege::Select, given.clone());
                }
            }
        }
        if audit.delete {
            // Rows reach the triggers of the partitioned table by themselves, TRUNCATE of one partition does not.
            for partition in partitions(schema, name) {
                if let Some(Object::Table(table)) = schema.objects.get_mut(&ObjectId::Table(partition)) {
                    table.triggers.push(trigger(TriggerEvent::Truncate, "truncate", &arguments));
                }
            }
        }
    }
}

/// The declared partitions of a table, and theirs.
fn partitions(schema: &Schema, parent: &QualifiedName) -> Vec<QualifiedName> {
    let is_of = |table: &&Table| table.partition_of.as_ref().is_some_and(|of| of.table == *parent);
    let direct: Vec<QualifiedName> = schema.tables().filter(is_of).map(|table| table.name.clone()).collect();
    let below: Vec<QualifiedName> = direct.iter().flat_map(|it| partitions(schema, it)).collect();
    direct.into_iter().chain(below).collect()
}

/// What is generated once, whatever the tables.
fn generated<'a>(audits: impl Iterator<Item = &'a Audit>) -> BTreeMap<ObjectId, Object> {
    let (mut writes, mut reads) = (false, false);
    for audit in audits {
        writes |= audit.writes();
        reads |= audit.select.is_some();
    }
    let mut texts = Vec::new();
    if writes {
        texts.extend([OBJECTS, LOG]);
    }
    if reads {
        texts.push(SELECT_ROLE);
    }
    if texts.is_empty() {
        return BTreeMap::new();
    }
    let sources: Vec<Source> =
        texts.into_iter().map(|text| Source { path: PathBuf::new(), text: text.to_owned() }).collect();
    let (schema, _) = super::read(&sources);
    let mut objects = schema.objects;
    let rest = objects.values().find_map(|object| match object {
        Object::Table(log) => Some(rest_of(log)),
        _ => None,
    });
    objects.extend(rest.map(|it| (ObjectId::Table(it.name.clone()), Object::Table(it))));
    for object in objects.values_mut() {
        if let Object::Routine(routine) = object
            && let Some((_, source)) = SOURCES.iter().find(|(name, _)| *name == routine.body)
        {
            (*source).clone_into(&mut routine.body);
        }
    }
    objects
}

/// The partition for the months that have none, so that no insert fails.
fn rest_of(log: &Table) -> Table {
    // It has no key of its own that would say so.
    let of_key = |name: &Name| log.primary_key_columns().contains(name);
    let column =
        |it: &Column| Column { comment: None, not_null: it.not_null || of_key(&it.name), ..it.clone() };
    let is_truncate = |trigger: &&Trigger| trigger.events == [TriggerEvent::Truncate];
    Table {
        name: log.name.sibling(Name::from("log_default")),
        comment: Some("Entries of the months for which there is no partition.".to_owned()),
        columns: log.columns.iter().map(column).collect(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        row_security: RowSecurity::Enabled,
        triggers: log.triggers.iter().filter(is_truncate).cloned().collect(),
        partition_by: None,
        partition_of: Some(PartitionOf { table: log.name.clone(), bounds: PartitionBounds::Default }),
        ..log.clone()
    }
}

/// One trigger an event: a transition table belongs to one alone. Those of a partitioned table go by row,
/// which is how rows written to a partition directly are seen.
fn triggers(table: &Table, audit: &Audit, arguments: &[String]) -> Vec<Trigger> {
    let by_row = table.partition_by.is_some();
    let events = [
        (audit.insert, TriggerEvent::Insert, "insert"),
        (audit.update, TriggerEvent::Update(Vec::new()), "update"),
        (audit.delete, TriggerEvent::Delete, "delete"),
        (audit.delete, TriggerEvent::Truncate, "truncate"),
    ];
    let wanted = events.into_iter().filter(|(wanted, ..)| *wanted);
    let made = wanted.map(|(_, event, word)| {
        let mut it = trigger(event, word, arguments);
        if it.events != [TriggerEvent::Truncate] {
            it.for_each_row = by_row;
            let image = |holds: bool, name: &str| (holds && !by_row).then(|| Name::from(name));
            it.old_table = image(word != "insert", "old_rows");
            it.new_table = image(word != "delete", "new_rows");
        }
        it
    });
    made.collect()
}

fn trigger(event: TriggerEvent, word: &str, arguments: &[String]) -> Trigger {
    Trigger {
        name: Name::new(format!("{PREFIX}{word}")),
        renamed_from: None,
        comment: None,
        timing: TriggerTiming::After,
        events: vec![event],
        for_each_row: false,
        constraint: false,
        deferrable: crate::model::constraint::Deferrable::default(),
        old_table: None,
        new_table: None,
        when: None,
        function: QualifiedName::new(SCHEMA, "record"),
        arguments: arguments.to_vec(),
        enabled: TriggerEnabled::Origin,
    }
}

/// What the function `record` is told: the key's columns, the mask, the claims' setting, the claims kept.
fn arguments(table: &Table, claims: &Claims) -> Vec<String> {
    let key: Vec<&str> = table.primary_key_columns().iter().map(Name::as_str).collect();
    let masked = table.columns.iter().filter_map(|it| Some((it.name.as_str(), mask(it.pii?)?)));
    let mask: BTreeMap<&str, &str> = masked.collect();
    let keep: Vec<&str> = claims.keep.iter().map(String::as_str).collect();
    vec![array(&key), serde_json::json!(mask).to_string(), claims.setting.clone(), array(&keep)]
}

/// What stands in the log instead of a value. It tells the class of the column, so that an import finds it.
fn mask(pii: Pii) -> Option<&'static str> {
    match pii {
        Pii::Contact => Some("*** contact"),
        Pii::Identifier => Some("*** identifier"),
        Pii::Network => Some("*** network"),
        Pii::FreeText => Some("*** free_text"),
        Pii::Financial => Some("*** financial"),
        Pii::None => None,
    }
}

/// The texts as PostgreSQL writes an array, each in quotes.
fn array(texts: &[&str]) -> String {
    let quoted = texts.iter().map(|it| format!("\"{}\"", it.replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
}
