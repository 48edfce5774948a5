//! Files of objects other than tables, and the platform's.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::column::sequence_options;
use super::table::{Body, Label, RELATION_PRIVILEGES, storage_parameters};
use super::{Key, Name, Node, Object, QualifiedName, Reader, Space};
use crate::model::DataType;
use crate::model::cluster::{Extension, Namespace, Role};
use crate::model::constraint::{Check, ConstraintKind, Rule};
use crate::model::grant::Privilege;
use crate::model::name::MAX_NAME_BYTES;
use crate::model::sequence::Sequence;
use crate::model::types::{Attribute, Collation, CollationProvider, Composite, Domain, Enum, RangeType};
use crate::model::view::{MaterializedView, View, ViewOption, ViewSetting};

pub const TYPE_PRIVILEGES: &[Privilege] = &[Privilege::Usage];
pub const SEQUENCE_PRIVILEGES: &[Privilege] = &[Privilege::Usage, Privilege::Select, Privilege::Update];
pub const SCHEMA_PRIVILEGES: &[Privilege] = &[Privilege::Usage, Privilege::Create];

impl Reader<'_> {
    /// The objects under the keys of an objects file or of `platform`.
    pub fn objects(&mut self, node: &Node) -> Vec<Object> {
        let mut objects = Vec::new();
        let entries = |key: &str| node.get(key).and_then(Node::map).into_iter().flatten();
        for (key, value) in entries("roles") {
            self.take_global(Space::Role, &key.text, "role", key.span);
            objects.push(Object::Role(self.role_definition(key, value)));
        }
        self.circular_roles(node);
        for (key, value) in entries("schemas") {
            self.take_global(Space::Schema, &key.text, "schema", key.span);
            let namespace = Namespace {
                name: self.name_of_key(key),
                comment: Self::comment(value),
                grants: self.grants(value, SCHEMA_PRIVILEGES, None),
            };
            objects.push(Object::Namespace(namespace));
        }
        for (key, value) in entries("extensions") {
            self.take_global(Space::Extension, &key.text, "extension", key.span);
            let extension = Extension {
                name: self.name_of_key(key),
                schema: self.name_at(value, "schema"),
                version: Self::word(value, "version").map(str::to_owned),
                comment: Self::comment(value),
            };
            objects.push(Object::Extension(extension));
        }
        for (name, key, value) in self.named(node, "collations") {
            self.take(Space::Collation, &name, "collation", key.span);
            objects.extend(self.collation_of(name, value).map(Object::Collation));
        }
        for (name, key, value) in self.named(node, "enums") {
            self.take(Space::Type, &name, "enum", key.span);
            objects.push(Object::Enum(self.enumeration(name, value)));
        }
        for (name, key, value) in self.named(node, "domains") {
            self.take(Space::Type, &name, "domain", key.span);
            objects.extend(self.domain(name, value).map(Object::Domain));
        }
        for (name, key, value) in self.named(node, "types") {
            self.take(Space::Type, &name, "composite type", key.span);
            self.take(Space::Relation, &name, "composite type", key.span);
            objects.push(Object::Composite(self.composite(name, value)));
        }
        for (name, key, value) in self.named(node, "ranges") {
            self.take(Space::Type, &name, "range type", key.span);
            objects.extend(self.range_type(name, value).map(Object::Range));
        }
        for (name, key, value) in self.named(node, "sequences") {
            self.take(Space::Relation, &name, "sequence", key.span);
            objects.push(Object::Sequence(self.sequence(name, value)));
        }
        objects.extend(self.routines(node));
        for (name, key, value) in self.named(node, "views") {
            self.take(Space::Relation, &name, "view", key.span);
            self.take(Space::Type, &name, "view", key.span);
            objects.extend(self.view(name, value).map(Object::View));
        }
        for (name, key, value) in self.named(node, "materialized_views") {
            self.take(Space::Relation, &name, "materialized view", key.span);
            self.take(Space::Type, &name, "materialized view", key.span);
            objects.extend(self.materialized_view(name, value).map(Object::MaterializedView));
        }
        objects.extend(self.default_privileges(node).into_iter().map(Object::DefaultPrivileges));
        objects
    }

    /// A role that belongs to itself through others: PostgreSQL refuses the last GRANT.
    fn circular_roles(&mut self, node: &Node) {
        let roles = node.get("roles").and_then(Node::map).unwrap_or_default();
        let groups = |role: &str| {
            let found = roles.iter().find(|(key, _)| key.text == role);
            found.and_then(|(_, value)| value.get("member_of")).map(Self::texts).unwrap_or_default()
        };
        for (key, _) in roles {
            for (item, group) in groups(&key.text) {
                let mut reached = vec![group];
                let mut next = 0;
                while let Some(role) = reached.get(next).copied() {
                    next += 1;
                    for (_, further) in groups(role) {
                        if !reached.contains(&further) {
                            reached.push(further);
                        }
                    }
                }
                if reached.contains(&key.text.as_str()) {
                    let message = format!("role `{}` would be a member of itself", key.text);
                    let help = format!("take `{group}` out, or the membership that leads back");
                    self.report(item.span, "wrong-value", message, help);
                }
            }
        }
    }

    fn role_definition(&mut self, key: &Key, node: &Node) -> Role {
        let name = self.name_of_key(key);
        if ["public", "none"].contains(&name.as_str()) || name.as_str().starts_with("pg_") {
            let message = format!("`{name}` is a word of PostgreSQL's own and can be no role");
            let help = "`public` means everybody and needs no declaration; choose another name";
            self.report(key.span, "wrong-value", message, help);
        }
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

    fn enumeration(&mut self, name: QualifiedName, node: &Node) -> Enum {
        let renamed_from = self.former(node, &name, "enum");
        let list = if node.list().is_some() { Some(node) } else { node.get("values") };
        let items = list.map(Self::texts).unwrap_or_default();
        for (at, (item, text)) in items.iter().enumerate() {
            if text.len() > MAX_NAME_BYTES {
                let message = format!("the value is {} bytes long", text.len());
                let help = format!("an enum's values are names, of at most {MAX_NAME_BYTES} bytes");
                self.report(item.span, "name-too-long", message, help);
            }
            if items[..at].iter().any(|(_, earlier)| earlier == text) {
                let message = format!("the value `{text}` stands twice");
                self.report(item.span, "duplicate-value", message, "keep one of them");
            }
        }
        let values: Vec<String> = items.iter().map(|(_, text)| (*text).to_owned()).collect();
        Enum {
            name,
            renamed_from,
            comment: Self::comment(node),
            values,
            grants: self.grants(node, TYPE_PRIVILEGES, None),
        }
    }

    fn domain(&mut self, name: QualifiedName, node: &Node) -> Option<Domain> {
        let renamed_from = self.former(node, &name, "domain");
        let data_type = self.data_type(node.get("type")?)?;
        let mut body = Body::new(&name, Vec::new());
        for (written, _) in node.get("checks").and_then(Node::map).into_iter().flatten() {
            body.constraint_names.take(Name::new(written.text.clone()));
        }
        let how_to_name = "write it with a name: `checks: { name: ... }`";
        for kind in self.rules(node, &data_type) {
            let span = node.entry(kind.keyword()).map_or(node.span, |(key, _)| key.span);
            let rule = Rule { column: None, kind };
            let check = Check { expression: rule.expression(), rule: Some(rule), no_inherit: false };
            body.add(ConstraintKind::Check(check), &Label { written: None, span, how_to_name });
        }
        for (written, item) in self.constraints_at(node, "checks") {
            if let Some(check) = self.check(item, None) {
                let span = written.as_ref().map_or(item.span, |(_, span)| *span);
                let label = Label { written: written.map(|(name, _)| name), span, how_to_name };
                let constraint = body.add(ConstraintKind::Check(check), &label);
                constraint.comment = Self::comment(item);
                constraint.not_valid = Self::flag(item, "not_valid");
            }
        }
        self.taken.append(&mut body.taken);
        let checks = body.constraints;
        Some(Domain {
            renamed_from,
            comment: Self::comment(node),
            collate: self.collation(node),
            value: self.column_value(node, &data_type, None),
            not_null: Self::flag(node, "not_null"),
            checks,
            grants: self.grants(node, TYPE_PRIVILEGES, None),
            data_type,
            name,
        })
    }

    fn composite(&mut self, name: QualifiedName, node: &Node) -> Composite {
        let renamed_from = self.former(node, &name, "composite type");
        let mut attributes = Vec::new();
        for (key, value) in node.get("attributes").and_then(Node::map).into_iter().flatten() {
            let at = value.get("type").unwrap_or(value);
            let Some(data_type) = self.data_type(at) else { continue };
            attributes.push(Attribute {
                name: self.name_of_key(key),
                data_type,
                collate: self.collation(value),
                comment: Self::comment(value),
            });
        }
        Composite {
            name,
            renamed_from,
            comment: Self::comment(node),
            attributes,
            grants: self.grants(node, TYPE_PRIVILEGES, None),
        }
    }

    fn collation_of(&mut self, name: QualifiedName, node: &Node) -> Option<Collation> {
        let text = |key: &str| Self::word(node, key).map(str::to_owned);
        let provider = match Self::word(node, "provider")? {
            "icu" => CollationProvider::Icu,
            _ => CollationProvider::Libc,
        };
        let (collate, ctype) = (text("lc_collate"), text("lc_ctype"));
        let locale = text("locale").or_else(|| collate.clone().filter(|_| collate == ctype));
        let of_libc = provider == CollationProvider::Libc && collate.is_some() && ctype.is_some();
        if locale.is_none() && !of_libc {
            self.report(node.span, "missing-key", "`locale` is missing", "write the locale of the collation");
            return None;
        }
        let own = |it: Option<String>| it.filter(|_| of_libc && locale.is_none());
        Some(Collation {
            comment: Self::comment(node),
            provider,
            lc_collate: own(collate),
            lc_ctype: own(ctype),
            rules: text("rules"),
            nondeterministic: node.get("deterministic").and_then(Node::boolean) == Some(false),
            locale,
            name,
        })
    }

    fn range_type(&mut self, name: QualifiedName, node: &Node) -> Option<RangeType> {
        let own = |it: QualifiedName, text: &str| {
            // Without a schema it is one of PostgreSQL's own.
            if text.contains('.') { it } else { QualifiedName { schema: Name::from("pg_catalog"), ..it } }
        };
        let class = self.qualified_at(node, "operator_class");
        let subtype_diff = self.qualified_at(node, "subtype_diff");
        let multirange = self.qualified_at(node, "multirange");
        if let (Some(multirange), Some(at)) = (&multirange, node.get("multirange")) {
            self.take(Space::Type, multirange, "multirange type", at.span);
        }
        Some(RangeType {
            comment: Self::comment(node),
            subtype: self.data_type(node.get("subtype")?)?,
            operator_class: class.zip(Self::word(node, "operator_class")).map(|(it, text)| own(it, text)),
            collate: self.collation(node),
            subtype_diff: subtype_diff
                .zip(Self::word(node, "subtype_diff"))
                .map(|(it, text)| if self.declared.routines.contains(&it) { it } else { own(it, text) }),
            multirange: multirange.filter(|it| *it != RangeType::usual_multirange(&name)),
            grants: self.grants(node, TYPE_PRIVILEGES, None),
            name,
        })
    }

    fn sequence(&mut self, name: QualifiedName, node: &Node) -> Sequence {
        let renamed_from = self.former(node, &name, "sequence");
        let data_type = Self::word(node, "type").and_then(DataType::parse).filter(|it| !it.is("bigint"));
        Sequence {
            name,
            renamed_from,
            comment: Self::comment(node),
            data_type,
            options: sequence_options(node),
            owned_by: self.owned_by(node),
            grants: self.grants(node, SEQUENCE_PRIVILEGES, None),
        }
    }

    /// `table.column` or `schema.table.column`.
    fn owned_by(&mut self, node: &Node) -> Option<(QualifiedName, Name)> {
        let value = node.get("owned_by")?;
        let text = value.text()?;
        let Some((table, column)) = QualifiedName::parse_with_column(text) else {
            self.report(value.span, "bad-name", format!("`{text}` is no column"), "write `table.column`");
            return None;
        };
        match self.declared.tables.get(&table) {
            Some(found) if !found.columns.contains(&column) => {
                let known = found.columns.iter().map(Name::as_str);
                self.unknown_column(column.as_str(), value.span, &table.to_string(), known);
            }
            Some(_) => {}
            None if self.declared.incomplete => {}
            None => {
                let message = self.unknown_relation(&table.to_string());
                let help = "declare it, or under `platform` if others own it";
                self.report(value.span, "unknown-table", message, help);
            }
        }
        Some((table, column))
    }

    fn view(&mut self, name: QualifiedName, node: &Node) -> Option<View> {
        let renamed_from = self.former(node, &name, "view");
        Some(View {
            name,
            renamed_from,
            comment: Self::comment(node),
            columns: Self::names(node.get("columns")),
            column_comments: Self::column_comments(node),
            definition: self.query(node.get("definition")?)?,
            options: Self::view_options(node),
            triggers: self.triggers(node, None),
            grants: self.grants(node, RELATION_PRIVILEGES, None),
        })
    }

    fn view_options(node: &Node) -> IndexMap<ViewOption, ViewSetting> {
        let setting = |value: &Node| match value.boolean() {
            Some(on) => Some(ViewSetting::Switch(on)),
            None => Some(ViewSetting::Word(value.text()?.to_owned())),
        };
        let entries = node.map().into_iter().flatten();
        entries.filter_map(|(key, value)| Some((ViewOption::named(&key.text)?, setting(value)?))).collect()
    }

    fn column_comments(node: &Node) -> BTreeMap<Name, String> {
        let entries = node.get("column_comments").and_then(Node::map).into_iter().flatten();
        entries
            .filter_map(|(key, value)| Some((Name::new(key.text.clone()), value.prose()?.to_owned())))
            .collect()
    }

    fn materialized_view(&mut self, name: QualifiedName, node: &Node) -> Option<MaterializedView> {
        let renamed_from = self.former(node, &name, "materialized view");
        let mut body = Body::new(&name, Vec::new());
        let indexes = self.indexes(node, &mut body);
        self.former_parts(node, &["indexes"]);
        self.taken.append(&mut body.taken);
        Some(MaterializedView {
            renamed_from,
            comment: Self::comment(node),
            columns: Self::names(node.get("columns")),
            column_comments: Self::column_comments(node),
            definition: self.query(node.get("definition")?)?,
            with_no_data: node.get("with_data").and_then(Node::boolean) == Some(false),
            indexes,
            storage_parameters: storage_parameters(node),
            grants: self.grants(node, RELATION_PRIVILEGES, None),
            name,
        })
    }
}
