//! Checked YAML nodes to model objects. A reference is looked up where it is written, so that the
//! mistake can be underlined; what the grammar check has reported already is passed over silently.

mod access;
mod additions;
mod audit;
mod column;
mod constraint;
mod default_privileges;
mod expression;
mod index;
mod named;
mod objects;
mod physical;
mod relation;
mod routine;
mod subject;
mod table;
mod trigger;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

pub use default_privileges::possible as possible_by_default;
pub use index::index_key;
pub use objects::{SCHEMA_PRIVILEGES, SEQUENCE_PRIVILEGES, TYPE_PRIVILEGES};
pub use routine::ROUTINE_PRIVILEGES;
pub use table::{Body, Label, RELATION_PRIVILEGES};

use super::audit::{Audit, Claims, Written};
use super::check::{Checker, Memo, unknown};
use super::declared::{Declared, kind_of, table_name};
use super::grammar::{ADDITIONS_FILE, TABLE_FILE};
use super::node::{Key, Node};
use super::taken::{Space, Taken};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::grant::{Granted, Grants, Privilege};
use crate::model::name::MAX_NAME_BYTES;
use crate::model::{DataType, Name, Object, QualifiedName, Sql, Subject};

/// What one file describes, and the mistakes in it.
#[derive(Debug, Default)]
pub struct FileObjects {
    pub managed: Vec<Object>,
    pub platform: Vec<Object>,
    pub subject: Option<Subject>,
    pub taken: Vec<Taken>,
    pub audit: Option<Written<(QualifiedName, Audit)>>,
    pub audit_claims: Option<Written<Claims>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks and reads one file. `reported` are the places where its YAML was wrong already.
pub fn file(
    source: &Source,
    root: &Node,
    declared: &Declared,
    memo: &mut Memo,
    reported: HashSet<Span>,
) -> FileObjects {
    let mut checker = Checker::new(source, memo, reported);
    let kind = kind_of(root);
    checker.record(root, kind);
    let mut reader = Reader { declared, checker, taken: Vec::new(), audit: None };
    let mut objects = FileObjects::default();
    if kind.title == TABLE_FILE.title {
        objects.managed.extend(table_name(root).and_then(|at| reader.table(at, root)).map(Object::Table));
    } else if kind.title == ADDITIONS_FILE.title {
        objects.managed.extend(reader.additions(root).map(Object::Additions));
    } else if let Some(platform) = root.get("platform") {
        for (name, key, node) in reader.named(platform, "tables") {
            let table = reader.table_named(name, key.span, node);
            objects.platform.push(Object::Table(table));
        }
        objects.platform.extend(reader.objects(platform));
    } else {
        objects.managed = reader.objects(root);
        objects.subject = reader.subject(root);
        let span = root.entry("audit_claims").map(|(key, _)| key.span).unwrap_or_default();
        let claims = reader.audit_claims(root);
        objects.audit_claims = claims.map(|value| Written { path: source.path.clone(), span, value });
    }
    objects.audit = reader.audit;
    objects.taken = reader.taken;
    objects.diagnostics = reader.checker.diagnostics;
    objects
}

/// Reads the nodes of one file.
struct Reader<'a> {
    declared: &'a Declared,
    checker: Checker<'a>,
    taken: Vec<Taken>,
    audit: Option<Written<(QualifiedName, Audit)>>,
}

impl Reader<'_> {
    fn report(
        &mut self,
        span: Span,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.checker.report(span, code, message.into(), help.into());
    }

    /// Notes that an object has a name that must be its own.
    fn take(&mut self, space: Space, name: &QualifiedName, what: &'static str, span: Span) {
        self.taken.push(Taken {
            space,
            schema: Some(name.schema.clone()),
            name: name.name.clone(),
            owner: name.to_string().into(),
            what,
            span,
            how_to_name: None,
        });
    }

    /// The same for what lives in no schema.
    fn take_global(&mut self, space: Space, name: &str, what: &'static str, span: Span) {
        let (name, owner) = (Name::from(name), name.into());
        self.taken.push(Taken { space, schema: None, name, owner, what, span, how_to_name: None });
    }

    /// The object's former name, and where it stands.
    fn former_name(&mut self, node: &Node, name: &QualifiedName) -> Option<(QualifiedName, Span)> {
        let former = self.qualified_at(node, "renamed_from")?;
        let span = node.get("renamed_from")?.span;
        if former == *name {
            self.renamed_from_itself(span, &former.to_string());
            return None;
        }
        Some((former, span))
    }

    /// The same, where no other of its kind may have it.
    fn former(&mut self, node: &Node, name: &QualifiedName, what: &'static str) -> Option<QualifiedName> {
        let (former, span) = self.former_name(node, name)?;
        self.taken.push(Taken {
            space: Space::Former(what),
            schema: Some(former.schema.clone()),
            name: former.name.clone(),
            owner: name.to_string().into(),
            what,
            span,
            how_to_name: None,
        });
        Some(former)
    }

    fn renamed_from_itself(&mut self, span: Span, name: &str) {
        let message = format!("`{name}` is renamed from itself");
        self.report(
            span,
            "wrong-value",
            message,
            "leave out `renamed_from`, or write the name it had before",
        );
    }

    /// The former names of a table's parts: each may be the former name of one alone.
    fn former_parts(&mut self, node: &Node, keys: &[&str]) {
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let entries = keys.iter().filter_map(|key| node.get(key)?.map()).flatten();
        for (key, value) in entries {
            let Some(at) = value.get("renamed_from") else { continue };
            let Some(former) = at.text() else { continue };
            if former == key.text {
                self.renamed_from_itself(at.span, former);
            } else if let Some(line) = seen.insert(former.to_owned(), at.span.start.0) {
                let message = format!("two are renamed from `{former}`");
                let help = format!("the other one stands on line {line}; only one of them can be it");
                self.report(at.span, "duplicate-value", message, help);
            }
        }
    }

    /// Objects are made in schemas that are declared.
    fn schema_exists(&mut self, name: &QualifiedName, span: Span) {
        if !self.declared.has_schema(&name.schema) {
            let known = self.declared.schemas.iter().map(Name::as_str);
            let message = unknown("schema", name.schema.as_str(), known);
            let help = format!(
                "declare it: `schemas: {{ {}: }}`, or under `platform` if others own it",
                name.schema
            );
            self.report(span, "unknown-schema", message, help);
        }
    }

    /// The entries of a mapping from object names.
    fn named<'n>(&mut self, node: &'n Node, key: &str) -> Vec<(QualifiedName, &'n Key, &'n Node)> {
        let mut named = Vec::new();
        for (name, value) in node.get(key).and_then(Node::map).into_iter().flatten() {
            match QualifiedName::parse(&name.text) {
                Some(qualified) => {
                    self.length(&qualified.name, name.span);
                    self.schema_exists(&qualified, name.span);
                    named.push((qualified, name, value));
                }
                None => self.bad_name(name.span, &name.text),
            }
        }
        named
    }

    fn bad_name(&mut self, span: Span, text: &str) {
        let message = format!("`{text}` is not a name");
        let help = "write `name` or `schema.name`; a part with a dot in it stands in double quotes";
        self.report(span, "bad-name", message, help);
    }

    /// PostgreSQL takes no empty name, and would cut a longer one silently.
    fn length(&mut self, name: &Name, span: Span) {
        let bytes = name.as_str().len();
        if bytes == 0 {
            self.report(span, "bad-name", "the name is empty", "write a name, or leave the entry out");
        }
        if bytes > MAX_NAME_BYTES {
            let message = format!("the name is {bytes} bytes long; PostgreSQL keeps {MAX_NAME_BYTES}");
            self.report(span, "name-too-long", message, "shorten it");
        }
    }

    fn name_of_key(&mut self, key: &Key) -> Name {
        let name = Name::new(key.text.clone());
        self.length(&name, key.span);
        name
    }

    fn name_at(&mut self, node: &Node, key: &str) -> Option<Name> {
        let value = node.get(key)?;
        let name = Name::new(value.text()?);
        self.length(&name, value.span);
        Some(name)
    }

    fn qualified_at(&mut self, node: &Node, key: &str) -> Option<QualifiedName> {
        let value = node.get(key)?;
        let text = value.text()?;
        let name = QualifiedName::parse(text);
        if name.is_none() {
            self.bad_name(value.span, text);
        }
        name
    }

    fn comment(node: &Node) -> Option<String> {
        node.get("comment").and_then(Node::prose).map(str::to_owned)
    }

    fn flag(node: &Node, key: &str) -> bool {
        node.get(key).and_then(Node::boolean).unwrap_or_default()
    }

    fn word<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
        node.get(key).and_then(Node::text)
    }

    /// A type that exists, as far as can be known without the database.
    fn data_type(&mut self, node: &Node) -> Option<DataType> {
        let data_type = self.checker.memo.data_type(node.text()?)?.clone();
        if let Some(name) = data_type.named()
            && name.schema != "pg_catalog"
            && !self.declared.types.contains(&name)
            && !self.declared.has_extensions
            && !self.declared.incomplete
        {
            let message = self.unknown_type(&name.to_string());
            let help = "declare it under `enums`, `domains` or `types`, or the extension it comes from";
            self.report(node.span, "unknown-type", message, help);
        }
        Some(data_type)
    }

    /// A list of names, or one alone.
    fn names(node: Option<&Node>) -> Vec<Name> {
        match node {
            Some(node) => match node.list() {
                Some(items) => items.iter().filter_map(Node::text).map(Name::from).collect(),
                None => node.text().map(Name::from).into_iter().collect(),
            },
            None => Vec::new(),
        }
    }

    /// One text or a list of them, each with its node.
    fn texts(node: &Node) -> Vec<(&Node, &str)> {
        let items = node.list().unwrap_or(std::slice::from_ref(node));
        items.iter().filter_map(|item| Some((item, item.text()?))).collect()
    }

    fn parameters(node: &Node, key: &str) -> indexmap::IndexMap<String, String> {
        let entries = node.get(key).and_then(Node::map).into_iter().flatten();
        entries.filter_map(|(name, value)| Some((name.text.to_string(), value.text()?.to_owned()))).collect()
    }

    fn role(&mut self, name: &str, span: Span) {
        if !self.declared.has_role(name) {
            let known = self.declared.roles.iter().map(Name::as_str).chain(["public"]);
            let message = unknown("role", name, known);
            self.report(
                span,
                "unknown-role",
                message,
                "declare it under `roles`, here or in a platform file",
            );
        }
    }

    /// The roles of a policy, sorted.
    fn roles(&mut self, node: Option<&Node>) -> Vec<Name> {
        let mut roles = Vec::new();
        for (item, role) in node.map(Self::texts).unwrap_or_default() {
            self.role(role, item.span);
            roles.push(Name::from(role));
        }
        if roles.is_empty() {
            roles.push(Name::from("public"));
        }
        roles.sort();
        roles.dedup();
        roles
    }

    /// `grants`, with `all` spelled out as `possible`. Columns are those of the table, if known.
    fn grants(&mut self, node: &Node, possible: &[Privilege], body: Option<&table::Body>) -> Grants {
        self.grants_at(node, "grants", possible, body)
    }

    fn grants_at(
        &mut self,
        node: &Node,
        key: &str,
        possible: &[Privilege],
        body: Option<&table::Body>,
    ) -> Grants {
        let mut grants = Grants::default();
        for (role, given) in node.get(key).and_then(Node::map).into_iter().flatten() {
            self.role(&role.text, role.span);
            let passed_on = self.passed_on(given, possible);
            let list =
                given.list().or_else(|| given.get("privileges").and_then(Node::list)).unwrap_or_default();
            let mut privileges = BTreeMap::new();
            for item in list {
                for (privilege, columns) in self.privilege(item, possible, body) {
                    let with_grant_option = passed_on.contains(&privilege);
                    let given = Granted { columns, with_grant_option, ..Granted::default() };
                    match privileges.entry(privilege) {
                        Entry::Vacant(free) => {
                            free.insert(given);
                        }
                        Entry::Occupied(mut before) => before.get_mut().add(given),
                    }
                }
            }
            grants.0.insert(Name::new(role.text.clone()), privileges);
        }
        grants
    }

    /// The privileges that `with_grant_option` is about.
    fn passed_on(&mut self, given: &Node, possible: &[Privilege]) -> Vec<Privilege> {
        let Some(option) = given.get("with_grant_option") else { return Vec::new() };
        let Some(items) = option.list() else {
            return if option.boolean() == Some(true) { possible.to_vec() } else { Vec::new() };
        };
        let mut all = Vec::new();
        for item in items {
            all.extend(self.privilege(item, possible, None).into_iter().map(|(privilege, _)| privilege));
        }
        all
    }

    fn privilege(
        &mut self,
        item: &Node,
        possible: &[Privilege],
        body: Option<&table::Body>,
    ) -> Vec<(Privilege, Vec<Name>)> {
        if item.text() == Some("all") {
            let all = possible.iter().filter(|it| **it != Privilege::Maintain);
            return all.map(|privilege| (*privilege, Vec::new())).collect();
        }
        let words: Vec<(&str, Span, Option<&Node>)> = match item.map() {
            Some(entries) => entries.iter().map(|(key, at)| (&*key.text, key.span, Some(at))).collect(),
            None => item.text().map(|word| (word, item.span, None)).into_iter().collect(),
        };
        let mut privileges = Vec::new();
        for (word, span, columns) in words {
            let keyword = |privilege: &&Privilege| privilege.keyword().eq_ignore_ascii_case(word);
            let Some(privilege) = possible.iter().find(keyword) else {
                let words: Vec<String> =
                    possible.iter().map(|it| format!("`{}`", it.keyword().to_lowercase())).collect();
                let message = format!("`{word}` is no privilege on this kind of object");
                self.report(span, "wrong-value", message, format!("write {}", words.join(", ")));
                continue;
            };
            let columns = match body {
                Some(body) => self.known_columns(columns, body),
                None => Self::names(columns),
            };
            privileges.push((*privilege, columns));
        }
        privileges
    }
}
