//! Enums, domains, composite types and sequences.

use super::grant::{Granted, Holder};
use super::raw;
use super::{Name, Object, Reader, Sql, collation, literal, nested, printed};
use crate::model::constraint::{Check, Constraint, ConstraintKind};
use crate::model::sequence::{Sequence, SequenceOptions};
use crate::model::table::ColumnValue;
use crate::model::types::{Attribute, Composite, Domain, Enum, RangeType};
use crate::model::{DataType, QualifiedName};

impl Reader<'_> {
    pub fn user_type(&mut self, it: &raw::Type) -> Option<Object> {
        let name = self.qualified(it.schema, &it.name);
        let label = format!("type {name}");
        let word = match it.kind.as_str() {
            "e" | "d" | "c" | "r" => "",
            "p" => "pseudo-types and shells of types",
            _ => "base types",
        };
        if !word.is_empty() {
            self.note(label, format!("{word} cannot be written in YAML yet"));
            if self.noting {
                self.beyond.types.insert(name);
            }
            return None;
        }
        let grants = self.grants(
            &Holder { label: label.clone(), kind: &Granted::TYPE, owner: it.owner },
            &it.acl,
            &[],
        );
        let comment = self.catalog.comment("pg_type", it.oid, 0);
        Some(match it.kind.as_str() {
            "e" => {
                let values = it.labels.clone().unwrap_or_default();
                Object::Enum(Enum { name, renamed_from: None, comment, values, grants })
            }
            "r" => {
                Object::Range(RangeType { comment, grants, ..self.range(it.range.as_ref()?, name, &label) })
            }
            "d" => Object::Domain(Domain { comment, grants, ..self.domain(it, name) }),
            _ => {
                let comment = comment.or_else(|| self.catalog.comment("pg_class", it.relation, 0));
                let attributes = self.attributes(it, &label);
                Object::Composite(Composite { name, renamed_from: None, comment, attributes, grants })
            }
        })
    }

    fn range(&mut self, it: &raw::Range, name: QualifiedName, label: &str) -> RangeType {
        if it.is_canonical {
            self.note(label, "the CANONICAL function of a range type cannot be written in YAML");
        }
        if it.has_rights {
            self.note(label, "the rights on the functions that make its values cannot be written in YAML");
        }
        let qualified = |it: &raw::Qualified| QualifiedName::new(it.0.as_str(), it.1.as_str());
        let usual = RangeType::usual_multirange(&name);
        RangeType {
            comment: None,
            subtype: self.data_type(&it.subtype, label),
            operator_class: it.operator_class.as_ref().map(qualified),
            collate: it.collation.as_ref().map(qualified),
            subtype_diff: it.difference.as_ref().map(qualified),
            multirange: it.multirange.as_ref().map(qualified).filter(|it| *it != usual),
            grants: crate::model::grant::Grants::default(),
            name,
        }
    }

    fn domain(&mut self, it: &raw::Type, name: QualifiedName) -> Domain {
        let label = format!("domain {name}");
        let printed = it.base.clone().unwrap_or_default();
        let data_type = self.data_type(&printed, &label);
        let bare = printed.split('(').next().unwrap_or(&printed).to_owned();
        let bare = if bare == "character" { "bpchar".to_owned() } else { bare };
        let typed = literal::Typed { data_type: &data_type, printed: &bare };
        let value = it.default.as_deref().map(|text| default_value(&nested::with_between(text), &typed));
        let mut checks = Vec::new();
        for constraint in self.constraints.get(&it.oid).cloned().unwrap_or_default() {
            let check = self.domain_check(constraint, &data_type, &bare);
            checks.push(check);
        }
        Domain {
            renamed_from: None,
            comment: None,
            collate: collation(it.collation.as_ref()),
            value,
            not_null: it.not_null,
            checks,
            grants: crate::model::grant::Grants::default(),
            data_type,
            name,
        }
    }

    fn domain_check(&mut self, it: &raw::Constraint, data_type: &DataType, bare: &str) -> Constraint {
        let subject = super::rule::Subject { column: None, data_type, printed: bare };
        let check: Check = super::constraint::check(it, Some(&subject));
        Constraint {
            not_valid: !it.validated,
            comment: self.catalog.comment("pg_constraint", it.oid, 0),
            ..Constraint::new(Name::new(&it.name), ConstraintKind::Check(check))
        }
    }

    fn attributes(&mut self, it: &raw::Type, label: &str) -> Vec<Attribute> {
        let columns = self.columns.get(&it.relation).cloned().unwrap_or_default();
        let mut attributes = Vec::new();
        for column in columns {
            attributes.push(Attribute {
                name: Name::new(&column.name),
                data_type: self.data_type(&column.data_type, label),
                collate: collation(column.collation.as_ref()),
                comment: self.catalog.comment("pg_class", it.relation, column.number),
            });
        }
        attributes
    }

    /// Since PostgreSQL 15 the sequence of an unlogged table's column is unlogged, as YAML has it.
    pub fn note_persistence(&mut self, it: &raw::Sequence, relation: &raw::Relation, label: &str) {
        let table = it.owner.and_then(|oid| self.relations.get(&oid));
        let follows = table.map_or("p", |it| it.persistence.as_str());
        let old_server = self.catalog.schemas.iter().any(|it| it.create_is_everybodys);
        match relation.persistence.as_str() {
            same if same == follows => {}
            "p" if old_server => {}
            "p" => self.note(label, "that it is logged, unlike its table, cannot be written in YAML"),
            _ => self.note(label, "that it is unlogged, unlike its table, cannot be written in YAML"),
        }
    }

    /// A sequence that stands for itself; one behind an identity column is the column's.
    pub fn sequence(&mut self, relation: &raw::Relation) -> Option<Sequence> {
        let it = *self.sequences.get(&relation.oid)?;
        if it.of_identity {
            return None;
        }
        let name = self.qualified(relation.schema, &relation.name);
        let label = format!("sequence {name}");
        self.note_persistence(it, relation, &label);
        let owned_by = it.owner.zip(it.owner_column).and_then(|(table, number)| {
            let column = self.columns.get(&table)?.iter().find(|it| it.number == number)?;
            Some((self.relation_name(table)?, Name::new(&column.name)))
        });
        let holder = Holder { label: label.clone(), kind: &Granted::SEQUENCE, owner: relation.owner };
        let grants = self.grants(&holder, &relation.acl, &[]);
        let data_type = (it.data_type != "bigint").then(|| self.data_type(&it.data_type, &label));
        Some(Sequence {
            name,
            renamed_from: None,
            comment: self.catalog.comment("pg_class", relation.oid, 0),
            data_type,
            options: sequence_options(it),
            owned_by,
            grants,
        })
    }
}

/// A default as a value where it is one, else as an expression.
pub fn default_value(text: &str, of: &literal::Typed) -> ColumnValue {
    match literal::literal(text, of) {
        Some(literal) => ColumnValue::Literal(literal),
        // In the parentheses in which it was printed: DEFAULT takes no bare `a AND b`.
        None => ColumnValue::Expression(Sql::new(printed::stable(text))),
    }
}

/// What differs from PostgreSQL's own choice.
pub fn sequence_options(it: &raw::Sequence) -> SequenceOptions {
    let (lowest, highest) = match it.data_type.as_str() {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let (min, max) = if it.increment > 0 { (1, highest) } else { (lowest, -1) };
    let start = if it.increment > 0 { it.min } else { it.max };
    let unless = |value: i64, usual: i64| (value != usual).then_some(value);
    SequenceOptions {
        start: unless(it.start, start),
        increment: unless(it.increment, 1),
        min: unless(it.min, min),
        max: unless(it.max, max),
        cache: unless(it.cache, 1),
        cycle: it.cycle,
    }
}
