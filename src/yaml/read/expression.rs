//! The names in SQL: whether the columns, functions, tables and types that a fragment speaks of
//! exist. Where the files cannot know (extensions, functions in FROM), nothing is reported.

use std::collections::BTreeSet;

use super::table::Body;
use super::{DataType, Name, Node, QualifiedName, Reader, Sql};
use crate::model::sql_text::{Fragment, FragmentKind, NameKind, NamePlace, Range};
use crate::yaml::check::{closest, unknown};

/// What the bare names of an expression mean.
#[derive(Clone, Copy)]
pub enum Reads<'b> {
    /// The columns of a row of the table.
    Row(&'b Body<'b>),
    /// `new` and `old`, rows of the table.
    Trigger(&'b Body<'b>),
    /// `value` of a domain.
    Value,
    /// Nothing: no column may be read. The words say where: `a default`.
    Nothing(&'static str),
    /// The columns of the query's own tables, and these names: a function's arguments.
    Query(&'b [Name]),
    /// Whatever there is: nobody looks.
    Anything,
}

/// Whether an expression may look into tables.
#[derive(Clone, Copy)]
pub enum Subquery {
    Allowed,
    /// Forbidden by PostgreSQL there: `a check`.
    Forbidden(&'static str),
}

/// The columns that every table has.
pub const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"];

impl Reader<'_> {
    /// An expression, checked for what it may read.
    pub fn expression(&mut self, node: &Node, reads: Reads, subquery: Subquery) -> Option<Sql> {
        let text = node.text()?;
        let fragment = self.checker.memo.fragment(FragmentKind::Expression, text);
        self.names_exist(node, 0, &fragment, reads, subquery);
        Some(Sql::read(text, &fragment))
    }

    /// A query without the semicolon that people write out of habit.
    pub fn query(&mut self, node: &Node) -> Option<Sql> {
        let text = node.text()?;
        let fragment = self.checker.memo.fragment(FragmentKind::Query, text);
        self.names_exist(node, 0, &fragment, Reads::Query(&[]), Subquery::Allowed);
        let text = text.trim_end();
        Some(Sql::read(text.strip_suffix(';').unwrap_or(text), &fragment))
    }

    /// Reports the names in a fragment that do not exist; it begins at `base` in the node's text.
    pub fn names_exist(
        &mut self,
        node: &Node,
        base: usize,
        fragment: &Fragment,
        reads: Reads,
        subquery: Subquery,
    ) {
        // What does not parse has been reported, and its names may be none.
        if fragment.mistake.is_some() {
            return;
        }
        if let (Subquery::Forbidden(place), Some(at)) = (subquery, fragment.subquery) {
            let span = node.span_within(self.checker.source, base + at.offset, at.length);
            let help = "it sees one row alone; use a foreign key, a trigger or a function".to_owned();
            let message = format!("{place} cannot contain a sub-query");
            return self.report(span, "sql-meaning", message, help);
        }
        for place in &fragment.places {
            let found = match place.kind {
                NameKind::Column => self.column_in(place, fragment, reads),
                NameKind::Call => self.call(place),
                NameKind::Relation => self.relation(place, fragment),
                NameKind::Type => self.type_in(place),
                NameKind::RelationText => None,
            };
            if let Some(Mistake { at, code, message, help }) = found {
                let span = node.span_within(self.checker.source, base + at.offset, at.length);
                self.report(span, code, message, help);
            }
        }
    }

    fn column_in(&self, place: &NamePlace, fragment: &Fragment, reads: Reads) -> Option<Mistake> {
        match reads {
            Reads::Row(body) => self.column_of_row(place, fragment, body),
            Reads::Trigger(body) => trigger_column(place, body),
            Reads::Value => match place.parts.as_slice() {
                [(name, at)] if *name != "value" && !place.in_subquery => Some(Mistake {
                    at: *at,
                    code: "unknown-column",
                    message: format!("unknown name `{name}`"),
                    help: "a domain's check speaks of `value`; text stands in single quotes".to_owned(),
                }),
                _ => None,
            },
            Reads::Nothing(what) if !place.in_subquery => Some(Mistake {
                at: place.range(),
                code: "sql-meaning",
                message: format!("`{}` would be a column, and {what} cannot read one", dotted(place)),
                help:
                    "text stands in single quotes; what depends on other columns is `generated` or a trigger"
                        .to_owned(),
            }),
            Reads::Query(others) => self.column_of_query(place, fragment, others),
            Reads::Nothing(_) | Reads::Anything => None,
        }
    }

    fn column_of_row(&self, place: &NamePlace, fragment: &Fragment, body: &Body) -> Option<Mistake> {
        // The columns of a materialised view are not known here.
        if body.columns.is_empty() {
            return None;
        }
        match place.parts.as_slice() {
            [(column, at)] => {
                if *column == body.name.name || body.columns.contains(column) {
                    return None;
                }
                let known = body.columns.iter().map(Name::as_str);
                let unknown = || missing_column(column, *at, &body.name.to_string(), known);
                if place.in_subquery { self.in_no_table(column, fragment).then(unknown)? } else { unknown() }
            }
            [.., (table, table_at), (column, at)] => {
                if fragment.introduced.contains(table) {
                    let of_row = body.columns.contains(column);
                    return (!of_row).then(|| self.column_of_no_table(column, *at, fragment)).flatten();
                }
                if *table == body.name.name {
                    let known = body.columns.iter().map(Name::as_str);
                    return missing_column(column, *at, &body.name.to_string(), known);
                }
                let read = fragment.places.iter().find(|it| {
                    it.kind == NameKind::Relation && it.parts.last().is_some_and(|(name, _)| name == table)
                });
                match read {
                    Some(read) => {
                        let name = qualified(read)?;
                        let found = self.declared.tables.get(&name)?;
                        missing_column(column, *at, &name.to_string(), found.columns.iter().map(Name::as_str))
                    }
                    None if place.in_subquery || place.parts.len() > 2 => None,
                    None => Some(Mistake {
                        at: *table_at,
                        code: "unknown-table",
                        message: format!("there is no row of `{table}` here"),
                        help: format!("write a column of `{}`, or a sub-query", body.name),
                    }),
                }
            }
            [] => None,
        }
    }

    fn column_of_query(&self, place: &NamePlace, fragment: &Fragment, others: &[Name]) -> Option<Mistake> {
        match place.parts.as_slice() {
            // `c`; `t.c`, or `a.c` under an alias.
            [(column, at)] | [_, (column, at)] if !others.contains(column) => {
                self.column_of_no_table(column, *at, fragment)
            }
            _ => None,
        }
    }

    /// The mistake of reading a column that none of the fragment's tables has.
    fn column_of_no_table(&self, column: &Name, at: Range, fragment: &Fragment) -> Option<Mistake> {
        let tables: BTreeSet<QualifiedName> = relations(fragment).filter_map(qualified).collect();
        if tables.is_empty() || !self.in_no_table(column, fragment) {
            return None;
        }
        let known = tables.iter().filter_map(|table| self.declared.tables.get(table));
        let known = known.flat_map(|table| table.columns.iter().map(Name::as_str));
        let names: Vec<String> = tables.iter().map(ToString::to_string).collect();
        missing_column(column, at, &names.join("` or `"), known)
    }

    /// Whether no table that the fragment reads can have the column: certain only where all of
    /// them are declared tables.
    fn in_no_table(&self, column: &Name, fragment: &Fragment) -> bool {
        if fragment.opaque_source || fragment.introduced.contains(column) || self.declared.incomplete {
            return false;
        }
        relations(fragment).all(|place| match place.parts.as_slice() {
            [(name, _)] if fragment.introduced.contains(name) => true,
            [.., (name, _)] if name == column => false,
            _ => qualified(place)
                .and_then(|name| self.declared.tables.get(&name))
                .is_some_and(|table| !table.columns.contains(column)),
        })
    }

    fn call(&self, place: &NamePlace) -> Option<Mistake> {
        let [(schema, _), (name, _)] = place.parts.as_slice() else { return None };
        let written = QualifiedName::new(schema.clone(), name.clone());
        if is_builtin_schema(schema) || self.declared.routines.contains(&written) {
            return None;
        }
        let has_routines = self.declared.routines.iter().any(|routine| routine.schema == *schema);
        let known = self.declared.knows_all_of(schema);
        let beside =
            has_routines && !self.declared.incomplete && !self.declared.extension_schemas.contains(schema);
        (known || beside).then(|| {
            let names: Vec<String> = self.declared.routines.iter().map(ToString::to_string).collect();
            Mistake {
                at: place.range(),
                code: "unknown-function",
                message: unknown("function", &written.to_string(), names.iter().map(String::as_str)),
                help: "declare it under `functions`, or under `platform` if others own it".to_owned(),
            }
        })
    }

    fn relation(&self, place: &NamePlace, fragment: &Fragment) -> Option<Mistake> {
        let name = qualified(place)?;
        let introduced = place.parts.len() == 1 && fragment.introduced.contains(&name.name);
        let of_postgres = is_builtin_schema(&name.schema) || name.name.as_str().starts_with("pg_");
        let declared = self.declared.tables.contains_key(&name) || self.declared.relations.contains(&name);
        if introduced || of_postgres || declared || !self.declared.knows_all_of(&name.schema) {
            return None;
        }
        Some(Mistake {
            at: place.range(),
            code: "unknown-table",
            message: self.unknown_relation(&dotted(place)),
            help: "declare it, or under `platform` if others own it".to_owned(),
        })
    }

    pub fn unknown_relation(&self, written: &str) -> String {
        let known = self.declared.tables.keys().chain(&self.declared.relations);
        let known: Vec<String> = known.map(ToString::to_string).collect();
        unknown("table", written, known.iter().map(String::as_str))
    }

    fn type_in(&self, place: &NamePlace) -> Option<Mistake> {
        // `integer` is a keyword that quoting would turn into a name.
        let builtin = |name: &Name| DataType::parse(name.as_str()).is_some_and(|it| it.named().is_none());
        if matches!(place.parts.as_slice(), [(name, _)] if builtin(name)) {
            return None;
        }
        let data_type = DataType::parse(&dotted(place))?;
        let name = data_type.named()?;
        let known = is_builtin_schema(&name.schema)
            || self.declared.types.contains(&name)
            || self.declared.relations.contains(&name);
        if known || !self.declared.knows_all_of(&name.schema) {
            return None;
        }
        // PostgreSQL has more types than are listed here.
        let qualified = place.parts.len() > 1;
        let meant = self.closest_type(&name.to_string());
        (qualified || meant.is_some()).then(|| Mistake {
            at: place.range(),
            code: "unknown-type",
            message: self.unknown_type(&name.to_string()),
            help: "declare it under `enums`, `domains` or `types`, or the extension it comes from".to_owned(),
        })
    }

    fn closest_type(&self, written: &str) -> Option<String> {
        let declared: Vec<String> = self.declared.types.iter().map(ToString::to_string).collect();
        let builtin = crate::model::data_type::builtin_names().map(|name| -> &str { name });
        closest(written, declared.iter().map(String::as_str).chain(builtin)).map(str::to_owned)
    }

    pub fn unknown_type(&self, written: &str) -> String {
        match self.closest_type(written) {
            Some(meant) => format!("unknown type `{written}`; did you mean `{meant}`?"),
            None => format!("unknown type `{written}`"),
        }
    }
}

/// The tables and the like that a fragment reads.
fn relations(fragment: &Fragment) -> impl Iterator<Item = &NamePlace> {
    fragment.places.iter().filter(|place| place.kind == NameKind::Relation)
}

/// A name that does not exist, at its place in the fragment.
struct Mistake {
    at: Range,
    code: &'static str,
    message: String,
    help: String,
}

/// The mistake of reading the column, unless it is known or every table's own.
fn missing_column<'k>(
    column: &Name,
    at: Range,
    table: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<Mistake> {
    if known.clone().any(|it| it == column.as_str()) || SYSTEM_COLUMNS.contains(&column.as_str()) {
        return None;
    }
    let (message, help) = unknown_column_words(column.as_str(), table, known);
    Some(Mistake { at, code: "unknown-column", message, help })
}

/// Message and help for a column that SQL names and the table does not have.
pub fn unknown_column_words<'k>(
    column: &str,
    table: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> (String, String) {
    let folded = known.clone().find(|it| *it != column && it.to_lowercase() == column);
    match folded {
        Some(meant) => (
            format!("unknown column `{column}`; did you mean `\"{meant}\"`?"),
            format!("SQL reads a name without double quotes in lower case; write `\"{meant}\"`"),
        ),
        None => (unknown("column", column, known), format!("table `{table}` has no such column")),
    }
}

fn trigger_column(place: &NamePlace, body: &Body) -> Option<Mistake> {
    match place.parts.as_slice() {
        [(row, _), (column, at)] if *row == "new" || *row == "old" => {
            missing_column(column, *at, &body.name.to_string(), body.columns.iter().map(Name::as_str))
        }
        [(row, _)] if *row == "new" || *row == "old" => None,
        _ => Some(Mistake {
            at: place.range(),
            code: "unknown-column",
            message: format!("`{}` is no name that a trigger knows", dotted(place)),
            help: "write `new.column` or `old.column`".to_owned(),
        }),
    }
}

fn is_builtin_schema(schema: &Name) -> bool {
    *schema == "information_schema" || schema.as_str().starts_with("pg_")
}

fn qualified(place: &NamePlace) -> Option<QualifiedName> {
    match place.parts.as_slice() {
        [(name, _)] => Some(QualifiedName::new(crate::model::name::PUBLIC, name.clone())),
        [(schema, _), (name, _)] => Some(QualifiedName::new(schema.clone(), name.clone())),
        _ => None,
    }
}

fn dotted(place: &NamePlace) -> String {
    place.parts.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>().join(".")
}
