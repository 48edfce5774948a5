//! What `seeds/generate.yaml` says of columns, held against the schema and turned into values.

use super::limits::Limits;
use super::maker::Maker;
use super::random::Key;
use super::template::Template;
use super::types::{About, Types};
use super::{Given, Request, computed, gather, pattern};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::constraint::Bounds;
use crate::model::sql_text::quote;
use crate::model::table::{Column, ColumnValue};
use crate::model::{Name, QualifiedName};
use crate::row::table::{self, Kind};
use crate::row::value::{self, Cell};
use crate::yaml::check::unknown;
use crate::yaml::generate::{self, ColumnWish};
use crate::yaml::node::{Node, Value};

/// Tables and columns that are none.
pub fn names(request: &Request<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut report = |span: Span, code: &'static str, message: String, help: String| {
        diagnostics.push(Diagnostic::new(request.path, span, code, message).help(help));
    };
    for wish in &request.wishes.tables {
        let Some(table) = request.schema.table(&wish.name) else {
            let names: Vec<String> = request.schema.tables().map(|it| it.name.to_string()).collect();
            let message = unknown("table", &wish.name.to_string(), names.iter().map(String::as_str));
            report(wish.span, "unknown-table", message, "schema/ declares no such table".to_owned());
            continue;
        };
        let columns = gather::columns(request, table);
        for column in &wish.columns {
            let found = columns.iter().find(|it| it.name == *column.name.text);
            match found.map(|it| &it.value) {
                None => {
                    let known = columns.iter().map(|it| it.name.as_str());
                    let message = unknown("column", &column.name.text, known);
                    let help = format!("table `{}` has no such column", wish.name);
                    report(column.name.span, "unknown-column", message, help);
                }
                Some(Some(ColumnValue::Generated(sql))) => {
                    let message =
                        format!("PostgreSQL computes `{}`, so nothing else can be in it", column.name.text);
                    let inputs: Vec<String> = computed::names(sql).iter().map(ToString::to_string).collect();
                    let help = format!("say what it is computed from holds: {}", inputs.join(", "));
                    report(column.name.span, "wrong-key", message, help);
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether the file gives the values of all these columns.
pub fn all_given(request: &Request<'_>, table: &QualifiedName, columns: &[&Name]) -> bool {
    let wish = request.wishes.table(table);
    let given =
        |name: &&Name| wish.and_then(|it| it.column(name.as_str())).is_some_and(ColumnWish::gives_values);
    !columns.is_empty() && columns.iter().all(given)
}

/// Whether the file leaves a column without values.
pub fn always_null(request: &Request<'_>, table: &QualifiedName, column: &Name) -> bool {
    let wish = request.wishes.table(table).and_then(|it| it.column(column.as_str()));
    wish.is_some_and(|wish| wish.nulls == Some(1.0))
}

/// Weights as sums of all numbers.
pub fn sums(weights: &[u64]) -> Vec<u64> {
    let total: u128 = weights.iter().map(|it| u128::from(*it)).sum::<u128>().max(1);
    let sums = weights.iter().scan(0_u128, |sum, weight| {
        *sum += u128::from(*weight);
        Some(*sum)
    });
    let parts = |sum: u128| {
        // Without the last digits where both together would be too long.
        let shift = 64 - total.leading_zeros().min(64);
        u64::try_from((sum >> shift) * u128::from(u64::MAX) / (total >> shift).max(1)).unwrap_or(u64::MAX)
    };
    sums.map(parts).collect()
}

/// A column that something is said of.
pub struct Wished<'a> {
    pub types: &'a Types<'a>,
    pub request: &'a Request<'a>,
    pub column: &'a Column,
    pub wish: &'a ColumnWish,
    /// How many rows there will be.
    pub rows: u64,
}

impl Wished<'_> {
    fn mistake(&self, span: Span, message: impl Into<String>, help: &str) -> Diagnostic {
        Diagnostic::new(self.request.path, span, "wrong-value", message).help(help)
    }

    /// Takes bounds and lengths into the limits.
    pub fn narrow(&self, limits: &mut Limits) -> Result<(), Diagnostic> {
        let literal = |text: &Option<String>| text.as_ref().map(|it| quote(it));
        if let Some(range) = &self.wish.range {
            let moment = |text: &Option<String>| {
                let kind = self.types.kind(&self.column.data_type);
                let relative = text.as_ref().filter(|_| kind == Kind::Time);
                let at = relative.and_then(|text| crate::row::moment::relative(text, self.now()));
                at.and_then(Result::ok).map(crate::row::moment::written).or_else(|| text.clone())
            };
            let bounds = Bounds {
                min: literal(&moment(&range.min)),
                max: literal(&moment(&range.max)),
                ..Bounds::default()
            };
            limits.ranges.push(bounds);
        }
        if let Some(length) = &self.wish.length {
            let number = |text: &Option<String>| text.as_ref().map(|it| it.parse::<usize>()).transpose();
            let (Ok(min), Ok(max)) = (number(&length.min), number(&length.max)) else {
                return Err(self.mistake(length.span, "a length is a whole number", "write e.g. `max: 80`"));
            };
            limits.least = limits.least.max(min.unwrap_or_default());
            if let Some(max) = max {
                limits.at_most(max);
            }
        }
        Ok(())
    }

    /// What makes the values that are written out, if any are.
    pub fn maker(&self, limits: &Limits, about: About<'_>) -> Result<Option<Maker>, Diagnostic> {
        if let Some(values) = &self.wish.values {
            return self.values(values, limits).map(Some);
        }
        if let Some(examples) = &self.wish.examples {
            return self.examples(examples.list().unwrap_or_default(), limits).map(Some);
        }
        let Some((text, span)) = &self.wish.matches else { return Ok(None) };
        if !self.types.may_be_text(&self.column.data_type) {
            let message = format!("`matches` is for text; the type here is {}", self.column.data_type);
            return Err(self.mistake(*span, message, "write `values` or `range`"));
        }
        let most = limits.most.unwrap_or(4096);
        match pattern::shapes(text, limits.least, most, about.key.draw(u64::MAX)) {
            Ok(shapes) => Ok(Some(Maker::Shapes(shapes))),
            Err(why) => {
                let message = format!("the regular expression cannot be followed: {why}");
                Err(self.mistake(*span, message, "write it in other words, or `examples`"))
            }
        }
    }

    fn now(&self) -> time::OffsetDateTime {
        let micros = i128::from(self.request.until) * 1000;
        time::OffsetDateTime::from_unix_timestamp_nanos(micros).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
    }

    /// The column as values of seeds are written for it.
    fn as_seed(&self) -> table::Column {
        table::Column {
            name: self.column.name.clone(),
            type_name: self.column.data_type.to_string(),
            kind: self.types.kind(&self.column.data_type),
            not_null: self.column.not_null,
            default: None,
            identity_always: false,
            generated: false,
        }
    }

    fn fits(&self, text: &str, limits: &Limits, span: Span) -> Result<(), Diagnostic> {
        let unit = self.types.unit(&self.types.base(&self.column.data_type));
        match limits.objection(text, unit) {
            Some(objection) => {
                Err(self.mistake(span, objection, "the rules of schema/ permit no such value"))
            }
            None => Ok(()),
        }
    }

    fn values(&self, node: &Node, limits: &Limits) -> Result<Maker, Diagnostic> {
        let column = self.as_seed();
        let mut values = Vec::new();
        let mut weights = Vec::new();
        for item in node.list().unwrap_or_default() {
            let text = match value::cell(item, &column, self.now()) {
                Ok(Cell::Text(text) | Cell::WhenNew(text)) => text,
                Ok(Cell::Null) => {
                    return Err(self.mistake(item.span, "no value stands here", "write `nulls: 0.2` beside"));
                }
                Ok(Cell::Ref(_)) => {
                    let help = "write the values of the row that is meant";
                    return Err(self.mistake(item.span, "`!ref` is for seeds", help));
                }
                Err((at, mistake)) => {
                    let what = Diagnostic::new(self.request.path, at.span, mistake.code, mistake.message);
                    return Err(what.help(mistake.help));
                }
            };
            self.fits(&text, limits, item.span)?;
            values.push(Template::literal(text));
        }
        for (key, weight) in node.map().into_iter().flatten() {
            self.fits(&key.text, limits, key.span)?;
            let number = weight.number().and_then(|text| super::number::parts(text, 4));
            let Some(number) = number.filter(|it| (1..=1_000_000_000_000).contains(it)) else {
                return Err(self.mistake(weight.span, "a weight is a number above 0", "write e.g. `3`"));
            };
            values.push(Template::literal(key.text.as_str()));
            weights.push(number.unsigned_abs());
        }
        let sums = if weights.is_empty() { Vec::new() } else { sums(&weights) };
        Ok(Maker::OneOf { sums, values })
    }

    fn examples(&self, nodes: &[Node], limits: &Limits) -> Result<Maker, Diagnostic> {
        let kind = self.types.kind(&self.column.data_type);
        let mut values = Vec::new();
        for node in nodes {
            let template = if kind == Kind::Json {
                let mut out = Template::default();
                self.json(node, &mut out)?;
                out
            } else {
                let Some(text) = node.text() else {
                    let message = format!("{} is no example of {}", node.describe(), self.column.data_type);
                    return Err(self.mistake(node.span, message, "write one text"));
                };
                self.template(text, node.span)?
            };
            if let Some(text) = template.as_literal() {
                self.fits(text, limits, node.span)?;
            }
            let (shortest, longest) = template.lengths(self.rows);
            if shortest < limits.least || limits.most.is_some_and(|most| longest > most) {
                let message = format!("a text like this has {shortest} to {longest} characters");
                let most = limits.most.map_or(String::new(), |most| format!(" and at most {most}"));
                let help = format!("the column permits at least {}{most}", limits.least);
                return Err(self.mistake(node.span, message, &help));
            }
            values.push(template);
        }
        Ok(Maker::OneOf { values, sums: Vec::new() })
    }

    fn template(&self, text: &str, span: Span) -> Result<Template, Diagnostic> {
        Template::read(text).map_err(|why| self.mistake(span, why, "see docs/seeds.md, Generated rows"))
    }

    /// The YAML value as JSON with places to fill in.
    fn json(&self, node: &Node, out: &mut Template) -> Result<(), Diagnostic> {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match &node.value {
            Value::List(items) => {
                out.push_text("[");
                for (at, item) in items.iter().enumerate() {
                    out.push_text(if at > 0 { "," } else { "" });
                    self.json(item, out)?;
                }
                out.push_text("]");
            }
            Value::Map(entries) => {
                out.push_text("{");
                for (at, (key, item)) in entries.iter().enumerate() {
                    out.push_text(if at > 0 { "," } else { "" });
                    out.push_text(&format!("{}:", quoted(&key.text)));
                    self.json(item, out)?;
                }
                out.push_text("}");
            }
            Value::Scalar(_) if node.is_null() => out.push_text("null"),
            Value::Scalar(scalar) => match (node.boolean(), node.number()) {
                (Some(boolean), _) => out.push_text(if boolean { "true" } else { "false" }),
                (None, Some(_)) => match value::cell(node, &self.as_seed(), self.now()) {
                    Ok(Cell::Text(text)) => out.push_text(&text),
                    _ => out.push_text(&quoted(&scalar.text)),
                },
                (None, None) => {
                    let template = self.template(&scalar.text, node.span)?;
                    if template.is_number() {
                        out.push(template);
                    } else {
                        out.push_text("\"");
                        out.push(template.map(|text| {
                            let whole = quoted(text);
                            whole[1..whole.len() - 1].to_owned()
                        }));
                        out.push_text("\"");
                    }
                }
            },
        }
        Ok(())
    }
}

/// How many texts of a template are tried.
const TRIED: u64 = 40;

impl Wished<'_> {
    /// What is said of a column, as values that a database can judge.
    pub fn given(&self, table: &QualifiedName, maker: &Maker) -> Option<Given> {
        let mut key =
            Key::new(self.request.seed).of(&table.sql()).of(self.column.name.as_str()).draw(u64::MAX);
        let mut values = Vec::new();
        let mut text = |write: &mut dyn FnMut(&mut Vec<u8>), span: Span| {
            let mut out = Vec::new();
            write(&mut out);
            values.push((String::from_utf8_lossy(&out).into_owned(), span));
        };
        let listed = |node: &Node| -> Vec<Span> {
            let keys = node.map().into_iter().flatten().map(|(key, _)| key.span);
            node.list().unwrap_or_default().iter().map(|it| it.span).chain(keys).collect()
        };
        match (maker, &self.wish.values, &self.wish.examples, &self.wish.matches) {
            (Maker::OneOf { values, .. }, Some(node), _, _)
            | (Maker::OneOf { values, .. }, None, Some(node), _) => {
                for (template, span) in values.iter().zip(listed(node)) {
                    let count = if template.as_literal().is_some() { 1 } else { TRIED.min(self.rows) };
                    for at in 0..count {
                        // The first rows and the last ones.
                        let row = if at % 2 == 0 { at / 2 } else { self.rows.saturating_sub(1 + at / 2) };
                        text(&mut |out| template.write(out, row, &mut key), span);
                    }
                }
            }
            (Maker::Shapes(shapes), None, None, Some((_, span))) => {
                for shape in shapes {
                    for _ in 0..4 {
                        let write = &mut |out: &mut Vec<u8>| {
                            for place in shape {
                                let c = key.pick(place).copied().unwrap_or(' ');
                                out.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
                            }
                        };
                        text(write, *span);
                    }
                }
            }
            _ => return None,
        }
        Some(Given { table: table.clone(), column: self.column.name.clone(), values })
    }
}

/// What a wish says of a foreign key, whose values are those of another table.
pub fn about_a_link(request: &Request<'_>, wish: &ColumnWish, target: &str) -> Option<Diagnostic> {
    let generate::ColumnWish { values, examples, matches, range, length, distinct, .. } = wish;
    let said = values.is_some()
        || examples.is_some()
        || matches.is_some()
        || range.is_some()
        || length.is_some()
        || distinct.is_some();
    said.then(|| {
        let message = format!("`{}` refers to {target}, whose rows give its values", wish.name.text);
        Diagnostic::new(request.path, wish.name.span, "wrong-key", message)
            .help("`nulls` and `skew` are possible here")
    })
}
