//! Files of objects other than tables, and the platform's.

use super::column::sequence_options;
use super::table::{Body, RELATION_PRIVILEGES, storage_parameters};
use super::{Name, Node, Object, QualifiedName, Reader, Sql};
use crate::diagnostic::Span;
use crate::model::DataType;
use crate::model::cluster::{Extension, Namespace, Role};
use crate::model::constraint::{Check, Constraint, ConstraintKind, Deferrable, Rule};
use crate::model::grant::Privilege;
use crate::model::sequence::Sequence;
use crate::model::types::{Attribute, Composite, Domain, Enum};
use crate::model::view::{CheckOption, MaterializedView, View};
use crate::yaml::naming::NamePool;

const TYPE_PRIVILEGES: &[Privilege] = &[Privilege::Usage];
const SEQUENCE_PRIVILEGES: &[Privilege] = &[Privilege::Usage, Privilege::Select, Privilege::Update];
const SCHEMA_PRIVILEGES: &[Privilege] = &[Privilege::Usage, Privilege::Create];

impl Reader<'_> {
    /// The objects under the keys of an objects file or of `platform`.
    pub fn objects(&mut self, node: &Node) -> Vec<(Object, Span)> {
        let mut objects = Vec::new();
        for (key, value) in node.get("roles").and_then(Node::map).into_iter().flatten() {
            objects.push((Object::Role(self.role_definition(self.name_of(key), value)), key.span));
        }
        for (key, value) in node.get("schemas").and_then(Node::map).into_iter().flatten() {
            let namespace = Namespace {
                name: self.name_of_key(key),
                comment: Self::comment(value),
                grants: self.grants(value, SCHEMA_PRIVILEGES),
            };
            objects.push((Object::Namespace(namespace), key.span));
        }
        for (key, value) in node.get("extensions").and_then(Node::map).into_iter().flatten() {
            let extension = Extension {
                name: self.name_of_key(key),
                schema: self.name_at(value, "schema"),
                version: Self::word(value, "version").map(str::to_owned),
                comment: Self::comment(value),
            };
            objects.push((Object::Extension(extension), key.span));
        }
        for (name, key, value) in self.named(node, "enums") {
            let span = key.span;
            objects.push((Object::Enum(self.enumeration(name, value, span)), span));
        }
        for (name, key, value) in self.named(node, "domains") {
            objects.extend(self.domain(name, value).map(|it| (Object::Domain(it), key.span)));
        }
        for (name, key, value) in self.named(node, "types") {
            objects.push((Object::Composite(self.composite(name, value)), key.span));
        }
        for (name, key, value) in self.named(node, "sequences") {
            objects.push((Object::Sequence(self.sequence(name, value)), key.span));
        }
        objects.extend(self.routines(node));
        for (name, key, value) in self.named(node, "views") {
            objects.extend(self.view(name, value).map(|it| (Object::View(it), key.span)));
        }
        for (name, key, value) in self.named(node, "materialized_views") {
            objects.extend(
                self.materialized_view(name, value).map(|it| (Object::MaterializedView(it), key.span)),
            );
        }
        objects
    }

    fn name_of(&self, key: &super::Key) -> Name {
        Name::new(&key.text)
    }

    fn role_definition(&mut self, name: Name, node: &Node) -> Role {
        let member_of = match node.get("member_of") {
            Some(groups) => self.roles(Some(groups)),
            None => Vec::new(),
        };
        let limit = node.get("connection_limit").and_then(Node::integer);
        Role {
            name,
            comment: Self::comment(node),
            login: Self::flag(node, "login"),
            superuser: Self::flag(node, "superuser"),
            createdb: Self::flag(node, "createdb"),
            createrole: Self::flag(node, "createrole"),
            replication: Self::flag(node, "replication"),
            bypassrls: Self::flag(node, "bypassrls"),
            noinherit: node.get("inherit").and_then(Node::boolean) == Some(false),
            connection_limit: limit.and_then(|limit| i32::try_from(limit).ok()),
            member_of,
        }
    }

    fn enumeration(&mut self, name: QualifiedName, node: &Node, span: Span) -> Enum {
        let list = if node.list().is_some() { Some(node) } else { node.get("values") };
        let values: Vec<String> =
            list.map(Self::texts).unwrap_or_default().iter().map(|it| it.1.to_owned()).collect();
        if let Some(twice) = values.iter().enumerate().find(|(at, value)| values[..*at].contains(value)) {
            self.report(
                span,
                "duplicate-value",
                format!("the value `{}` stands twice", twice.1),
                "keep one of them",
            );
        }
        Enum {
            name,
            renamed_from: self.qualified_at(node, "renamed_from"),
            comment: Self::comment(node),
            values,
            grants: self.grants(node, TYPE_PRIVILEGES),
        }
    }

    fn domain(&mut self, name: QualifiedName, node: &Node) -> Option<Domain> {
        let data_type = self.data_type(node.get("type")?)?;
        let mut pool = NamePool::default();
        let mut checks = Vec::new();
        let mut add = |check: Check, written: Option<Name>, comment: Option<String>| {
            let name = written.unwrap_or_else(|| pool.choose(name.name.as_str(), None, "check"));
            let kind = ConstraintKind::Check(check);
            checks.push(Constraint { name, renamed_from: None, comment, deferrable: Deferrable::No, kind });
        };
        for kind in self.rules(node, &data_type) {
            let rule = Rule { column: None, kind };
            add(Check { expression: rule.expression(), rule: Some(rule), no_inherit: false }, None, None);
        }
        for (written, item) in self.constraints_at(node, "checks") {
            if let Some(check) = self.check(item, None) {
                add(check, written, Self::comment(item));
            }
        }
        Some(Domain {
            renamed_from: self.qualified_at(node, "renamed_from"),
            comment: Self::comment(node),
            collate: self.collation(node),
            value: self.column_value(node, &data_type, None),
            not_null: Self::flag(node, "not_null"),
            checks,
            grants: self.grants(node, TYPE_PRIVILEGES),
            data_type,
            name,
        })
    }

    fn composite(&mut self, name: QualifiedName, node: &Node) -> Composite {
        let mut attributes = Vec::new();
        for (key, value) in node.get("attributes").and_then(Node::map).into_iter().flatten() {
            let at = value.get("type").unwrap_or(value);
            let Some(data_type) = self.data_type(at) else { continue };
            attributes.push(Attribute {
                name: self.name_of_key(key),
                data_type,
                collate: self.collation(value),
            });
        }
        Composite {
            name,
            renamed_from: self.qualified_at(node, "renamed_from"),
            comment: Self::comment(node),
            attributes,
            grants: self.grants(node, TYPE_PRIVILEGES),
        }
    }

    fn sequence(&mut self, name: QualifiedName, node: &Node) -> Sequence {
        let data_type = Self::word(node, "type").and_then(DataType::parse).filter(|it| !it.is("bigint"));
        Sequence {
            name,
            renamed_from: self.qualified_at(node, "renamed_from"),
            comment: Self::comment(node),
            data_type,
            options: sequence_options(node),
            owned_by: self.owned_by(node),
            grants: self.grants(node, SEQUENCE_PRIVILEGES),
        }
    }

    /// `table.column` or `schema.table.column`.
    fn owned_by(&mut self, node: &Node) -> Option<(QualifiedName, Name)> {
        let value = node.get("owned_by")?;
        let text = value.text()?;
        let parts =
            text.rsplit_once('.').and_then(|(table, column)| Some((QualifiedName::parse(table)?, column)));
        let Some((table, column)) = parts else {
            self.report(value.span, "bad-name", format!("`{text}` is no column"), "write `table.column`");
            return None;
        };
        match self.declared.tables.get(&table) {
            Some(found) if !found.columns.iter().any(|it| it.as_str() == column) => {
                let known = found.columns.iter().map(Name::as_str);
                self.unknown_column(column, value.span, &table.to_string(), known);
            }
            Some(_) => {}
            None => self.unknown_table(&table, value.span),
        }
        Some((table, Name::from(column)))
    }

    fn view(&mut self, name: QualifiedName, node: &Node) -> Option<View> {
        Some(View {
            name,
            renamed_from: self.qualified_at(node, "renamed_from"),
            comment: Self::comment(node),
            columns: Self::names(node.get("columns")),
            definition: query(node)?,
            security_invoker: Self::flag(node, "security_invoker"),
            security_barrier: Self::flag(node, "security_barrier"),
            check_option: match Self::word(node, "check_option") {
                Some("local") => Some(CheckOption::Local),
                Some("cascaded") => Some(CheckOption::Cascaded),
                _ => None,
            },
            triggers: self.triggers(node, None),
            grants: self.grants(node, RELATION_PRIVILEGES),
        })
    }

    fn materialized_view(&mut self, name: QualifiedName, node: &Node) -> Option<MaterializedView> {
        let mut body =
            Body { name: &name, columns: Vec::new(), pool: NamePool::default(), constraints: Vec::new() };
        let indexes = self.indexes(node, &mut body);
        Some(MaterializedView {
            renamed_from: self.qualified_at(node, "renamed_from"),
            comment: Self::comment(node),
            columns: Self::names(node.get("columns")),
            definition: query(node)?,
            with_no_data: node.get("with_data").and_then(Node::boolean) == Some(false),
            indexes,
            storage_parameters: storage_parameters(node),
            grants: self.grants(node, RELATION_PRIVILEGES),
            name,
        })
    }
}

/// The query without the semicolon that people write out of habit.
fn query(node: &Node) -> Option<Sql> {
    let text = node.get("definition")?.text()?.trim_end();
    Some(Sql::new(text.strip_suffix(';').unwrap_or(text)))
}
