//! Checked YAML nodes to model objects. A reference is looked up where it is written, so that the
//! mistake can be underlined; what the grammar check has reported already is passed over silently.

mod column;
mod constraint;
mod index;
mod objects;
mod routine;
mod table;

use super::check::{Checker, closest};
use super::declared::Declared;
use super::grammar::{OBJECTS_FILE, PLATFORM_FILE, TABLE_FILE};
use super::node::{Key, Node};
use crate::diagnostic::{Source, Span};
use crate::model::grant::{Granted, Grants, Privilege};
use crate::model::name::MAX_NAME_BYTES;
use crate::model::{DataType, Name, Object, QualifiedName, Sql};

/// What one file describes.
#[derive(Debug, Default)]
pub struct FileObjects {
    pub managed: Vec<(Object, Span)>,
    pub platform: Vec<(Object, Span)>,
}

/// Checks and reads one file; mistakes go to the checker.
pub fn file(source: &Source, root: &Node, declared: &Declared, checker: &mut Checker) -> FileObjects {
    let mut objects = FileObjects::default();
    let record = if root.get("table").is_some() {
        &TABLE_FILE
    } else if root.get("platform").is_some() {
        &PLATFORM_FILE
    } else {
        &OBJECTS_FILE
    };
    checker.record(source, root, record);
    let mut reader = Reader { source, declared, checker };
    if let Some((key, _)) = root.entry("table") {
        let span = key.span;
        objects.managed.extend(reader.table(root).map(|table| (Object::Table(table), span)));
    } else if let Some(platform) = root.get("platform") {
        for (name, key, node) in reader.named(platform, "tables") {
            let span = key.span;
            let table = reader.table_named(name, node);
            objects.platform.push((Object::Table(table), span));
        }
        objects.platform.extend(reader.objects(platform));
    } else {
        objects.managed = reader.objects(root);
    }
    objects
}

/// Reads the nodes of one file.
struct Reader<'a> {
    source: &'a Source,
    declared: &'a Declared,
    checker: &'a mut Checker,
}

impl Reader<'_> {
    fn report(
        &mut self,
        span: Span,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.checker.report(self.source, span, code, message.into(), help.into());
    }

    /// The entries of a mapping from object names.
    fn named<'n>(&mut self, node: &'n Node, key: &str) -> Vec<(QualifiedName, &'n Key, &'n Node)> {
        let mut named = Vec::new();
        for (name, value) in node.get(key).and_then(Node::map).into_iter().flatten() {
            match QualifiedName::parse(&name.text) {
                Some(qualified) => {
                    self.length(&qualified.name, name.span);
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

    /// PostgreSQL would cut a longer name silently.
    fn length(&mut self, name: &Name, span: Span) {
        let bytes = name.as_str().len();
        if bytes > MAX_NAME_BYTES {
            let message = format!("the name is {bytes} bytes long; PostgreSQL keeps {MAX_NAME_BYTES}");
            self.report(span, "name-too-long", message, "shorten it");
        }
    }

    fn name_of_key(&mut self, key: &Key) -> Name {
        let name = Name::new(&key.text);
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
        node.get("comment").and_then(Node::text).map(|text| text.trim_end().to_owned())
    }

    fn sql_at(node: &Node, key: &str) -> Option<Sql> {
        node.get(key).and_then(Node::text).map(Sql::new)
    }

    fn flag(node: &Node, key: &str) -> bool {
        node.get(key).and_then(Node::boolean).unwrap_or_default()
    }

    fn word<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
        node.get(key).and_then(Node::text)
    }

    /// A type that exists, as far as can be known without the database.
    fn data_type(&mut self, node: &Node) -> Option<DataType> {
        let data_type = DataType::parse(node.text()?)?;
        if let Some(name) = data_type.named()
            && !self.declared.types.contains(&name)
            && !self.declared.has_extensions
        {
            let declared: Vec<String> = self.declared.types.iter().map(ToString::to_string).collect();
            let mut known: Vec<&str> = declared.iter().map(String::as_str).collect();
            known.extend(crate::model::data_type::builtin_names().map(|name| -> &str { name }));
            let written = name.to_string();
            let message = match closest(&written, known) {
                Some(meant) => format!("unknown type `{written}`; did you mean `{meant}`?"),
                None => format!("unknown type `{written}`"),
            };
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
        entries.filter_map(|(name, value)| Some((name.text.clone(), value.text()?.to_owned()))).collect()
    }

    fn role(&mut self, name: &str, span: Span) {
        if !self.declared.has_role(name) {
            let message = match closest(name, self.declared.roles.iter().map(Name::as_str)) {
                Some(meant) => format!("unknown role `{name}`; did you mean `{meant}`?"),
                None => format!("unknown role `{name}`"),
            };
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

    /// `grants`, with `all` spelled out as `possible`.
    fn grants(&mut self, node: &Node, possible: &[Privilege]) -> Grants {
        let mut grants = Grants::default();
        for (role, given) in node.get("grants").and_then(Node::map).into_iter().flatten() {
            self.role(&role.text, role.span);
            let with_grant_option = Self::flag(given, "with_grant_option");
            let list =
                given.list().or_else(|| given.get("privileges").and_then(Node::list)).unwrap_or_default();
            let mut privileges = std::collections::BTreeMap::new();
            for item in list {
                for (privilege, columns) in self.privilege(item, possible) {
                    privileges.insert(privilege, Granted { columns, with_grant_option });
                }
            }
            grants.0.insert(Name::new(&role.text), privileges);
        }
        grants
    }

    fn privilege(&mut self, item: &Node, possible: &[Privilege]) -> Vec<(Privilege, Vec<Name>)> {
        if item.text() == Some("all") {
            return possible.iter().map(|privilege| (*privilege, Vec::new())).collect();
        }
        let words: Vec<(&str, Span, Vec<Name>)> = match item.map() {
            Some(entries) => entries
                .iter()
                .map(|(key, columns)| (&*key.text, key.span, Self::names(Some(columns))))
                .collect(),
            None => item.text().map(|word| (word, item.span, Vec::new())).into_iter().collect(),
        };
        let mut privileges = Vec::new();
        for (word, span, columns) in words {
            match possible.iter().find(|privilege| privilege.keyword().eq_ignore_ascii_case(word)) {
                Some(privilege) => privileges.push((*privilege, columns)),
                None => {
                    let words: Vec<String> =
                        possible.iter().map(|it| format!("`{}`", it.keyword().to_lowercase())).collect();
                    let message = format!("`{word}` is no privilege on this kind of object");
                    self.report(span, "wrong-value", message, format!("write {}", words.join(", ")));
                }
            }
        }
        privileges
    }
}
