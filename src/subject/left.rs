//! What an erasure looks for at its end: rows that still lead to the person, values that it was to change,
//! and texts that name whom it was about.

use super::erase::{kept_as, queue_key};
use super::select::{Values, Words, is_text, keys_name, type_sql};
use super::{Graph, Member, Treatment};
use crate::model::data_type::ValueKind;
use crate::model::sql_text::quote;
use crate::model::subject::{ColumnErasure, Selector};
use crate::model::table::Column;
use crate::model::{DataType, Name, Table};

/// What is shorter stands in too many texts to tell anything.
const SHORTEST: usize = 5;

impl Graph<'_> {
    /// What is left of the person: places, each a table or a column, with the number of rows. The ways to
    /// the person are gone once more, then every text is searched for what the person is known by.
    pub fn left(&self, words: Words) -> String {
        let again = self.collected().filter(|it| leaves_no_way(it)).map(|member| {
            let name = &member.table.name;
            format!("SELECT {} AS place, count(*) AS n FROM {}", quote(&name.to_string()), keys_name(name))
        });
        let kept = self.collected().filter_map(|member| {
            let queue = format!(
                "q.request = {} AND q.table_name = {} AND {}",
                words.request,
                quote(&kept_as(member)),
                queue_key(member.table, "t", "q")
            );
            Some(format!(
                "SELECT {} AS place, count(*) AS n FROM {} AS t, canai_db.subject_queue AS q WHERE {queue} AND ({})",
                quote(&member.table.name.to_string()),
                member.table.name.sql(),
                unchanged(member)?
            ))
        });
        let again = again.chain(kept);
        let searched = self.classified().filter_map(|table| self.search(table));
        let places: Vec<String> = again.chain(searched).collect();
        if places.is_empty() {
            return "SELECT NULL::text AS place, 0::bigint AS n WHERE false".to_owned();
        }
        let others = self.identifiers().into_iter().enumerate().map(|(at, name)| {
            format!(
                ", (SELECT lower(r.{name}::text) FROM {} AS r WHERE r.{} = {} AND length(btrim(r.{name}::text)) >= {SHORTEST}) AS n{}",
                self.root.name.sql(),
                self.key.name,
                words.person,
                at + 1
            )
        });
        let patterns =
            (0..=self.identifiers().len()).map(|at| format!(", {} AS p{at}", whole(&format!("i.n{at}"))));
        format!(
            "{},\nidentifiers AS MATERIALIZED (\n    SELECT i.*{}\n    FROM (SELECT {} AS n0{}) AS i\n)\nSELECT l.place, l.n FROM (\n    {}\n) AS l\nWHERE l.n > 0",
            self.keys(words, Values::Saved),
            patterns.collect::<String>(),
            self.known_key(words),
            others.collect::<String>(),
            places.join("\n    UNION ALL ")
        )
    }

    /// Whether the person's own row is still there, or as it was, after the last steps.
    pub fn root_left(&self, words: Words) -> String {
        let root = self.members.first();
        let is_left = root.and_then(|root| match &root.treatment {
            Treatment::Delete => Some("true".to_owned()),
            Treatment::Keep { .. } => unchanged(root),
        });
        format!(
            "SELECT l.place, l.n FROM (\n    SELECT {} AS place, count(*) AS n FROM {} AS t WHERE t.{} = {} AND ({})\n) AS l\nWHERE l.n > 0",
            quote(&self.root.name.to_string()),
            self.root.name.sql(),
            self.key.name,
            words.person,
            is_left.as_deref().unwrap_or("false")
        )
    }

    /// The rows that name nobody, in tables whose rows may name a person: where their foreign key became NULL
    /// when the person's own row went, nothing tells whose they were.
    pub fn of_nobody(&self) -> String {
        let tables = self.collected().filter(|it| it.packed.is_none()).filter_map(|member| {
            let owners = member.owners();
            let is_fixed = |name: &&Name| member.table.column(name).is_none_or(|it| it.not_null);
            if owners.is_empty() || owners.iter().any(is_fixed) {
                return None;
            }
            let name = &member.table.name;
            let nobody: Vec<String> = owners.iter().map(|owner| format!("t.{owner} IS NULL")).collect();
            Some(format!(
                "SELECT {} AS place, count(*) AS n FROM {} AS t WHERE {}",
                quote(&name.to_string()),
                name.sql(),
                nobody.join(" AND ")
            ))
        });
        let tables: Vec<String> = tables.collect();
        if tables.is_empty() {
            return "SELECT NULL::text AS place, 0::bigint AS n WHERE false".to_owned();
        }
        format!("SELECT l.place, l.n FROM (\n    {}\n) AS l\nWHERE l.n > 0", tables.join("\n    UNION ALL "))
    }

    /// Whether the person's own row is there.
    pub fn is_known(&self, words: Words) -> String {
        format!(
            "SELECT count(*) FROM {} AS t WHERE t.{} = {}",
            self.root.name.sql(),
            self.key.name,
            words.person
        )
    }

    /// The person's key as a text to search for.
    fn known_key(&self, words: Words) -> String {
        let text = format!("lower(({})::text)", words.person);
        if self.key.data_type.is("uuid") {
            return text;
        }
        format!("CASE WHEN length(({})::text) >= {SHORTEST} THEN {text} END", words.person)
    }

    /// The columns of a table that hold what the person is known by.
    fn search(&self, table: &Table) -> Option<String> {
        let member = self.member(&table.name);
        let columns: Vec<&Name> = table
            .columns
            .iter()
            .filter(|it| is_searched(&it.data_type, &self.key.data_type) && !is_retained(member, it))
            .map(|it| &it.name)
            .collect();
        // A number is found in any text.
        let first = usize::from(self.key.data_type.integer_limits().is_some());
        let identifiers = first..=self.identifiers().len();
        if identifiers.is_empty() {
            return None;
        }
        let counts = columns.iter().enumerate().map(|(at, column)| {
            let found: Vec<String> = identifiers
                .clone()
                .map(|it| {
                    let text = format!("lower(t.{column}::text)");
                    let is_there = format!("strpos({text}, w.n{it}) > 0");
                    // A uuid is part of nothing else, whatever stands beside it.
                    let is_alone = it == 0 && self.key.data_type.is("uuid");
                    if is_alone { is_there } else { format!("{is_there} AND {text} ~ w.p{it}") }
                })
                .collect();
            format!("count(*) FILTER (WHERE {}) AS c{at}", found.join(" OR "))
        });
        let places = columns
            .iter()
            .enumerate()
            .map(|(at, column)| format!("({}, s.c{at})", quote(&format!("{}.{column}", table.name))));
        let (counts, places): (Vec<String>, Vec<String>) = (counts.collect(), places.collect());
        (!columns.is_empty()).then(|| {
            format!(
                "SELECT v.place, v.n FROM (SELECT {} FROM {} AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES {}) AS v(place, n)",
                counts.join(", "),
                table.name.sql(),
                places.join(", ")
            )
        })
    }
}

/// A regular expression that finds a value as a whole: `al@x.io` is not in `pal@x.io`, and is in
/// `al@x.io.`. In JSON and in a URL what stands before it may be written as an escape.
fn whole(value: &str) -> String {
    let escapes = r"\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}";
    let address = (
        format!("(^|{escapes}|[^[:alnum:]._%+-]|(^|[^[:alnum:]])[._%+-])"),
        "($|[^[:alnum:]._-]|[._-]+([^[:alnum:]._-]|$))",
    );
    let other = (format!("(^|{escapes}|[^[:alnum:]])"), "($|[^[:alnum:]])");
    let escaped = format!(r"regexp_replace({value}, '([^[:alnum:][:space:]])', '\\\1', 'g')");
    let around = |(before, after): (String, &str)| format!("'{before}' || {escaped} || '{after}'");
    format!("CASE WHEN strpos({value}, '@') > 0 THEN {} ELSE {} END", around(address), around(other))
}

/// Whether a row `t` that stays has a value still that an erasure changes: a trigger may have kept it. None
/// where nobody can tell.
pub fn unchanged(member: &Member) -> Option<String> {
    let Treatment::Keep { changes, .. } = &member.treatment else { return None };
    let differs = changes.iter().filter_map(|(name, erasure)| {
        let column = member.table.column(name)?;
        match erasure {
            ColumnErasure::Mask(literal) => Some(format!(
                "t.{name}::text IS DISTINCT FROM ({literal}::{})::text",
                type_sql(&column.data_type)
            )),
            ColumnErasure::SetDefault if column.value.is_some() => None,
            _ => Some(format!("t.{name} IS NOT NULL")),
        }
    });
    let differs: Vec<String> = differs.collect();
    (!differs.is_empty()).then(|| differs.join(" OR "))
}

/// Whether nothing leads to the person from the rows once they are erased.
fn leaves_no_way(member: &Member) -> bool {
    if let Some(packed) = &member.packed
        && let Treatment::Keep { changes, .. } = &packed.treatment
    {
        let changed = |selector: &Selector| changes.iter().any(|(name, _)| *name == selector.column());
        return packed.selectors.iter().all(changed);
    }
    match &member.treatment {
        Treatment::Delete => true,
        Treatment::Keep { changes, .. } => {
            let changed = |selector: &Selector| changes.iter().any(|(name, _)| *name == selector.column());
            member.selectors.iter().all(changed)
        }
    }
}

/// Whether the column keeps its value on a legal ground.
fn is_retained(member: Option<&Member>, column: &Column) -> bool {
    if let Some(packed) = member.and_then(|it| it.packed.as_ref())
        && let Treatment::Keep { ground: Some(_), .. } = &packed.treatment
        && column.name == *packed.column
    {
        return true;
    }
    match member.map(|it| &it.treatment) {
        Some(Treatment::Keep { ground, changes }) => {
            let changed = changes.iter().any(|(name, _)| **name == column.name);
            !changed && (ground.is_some() || matches!(column.on_erase, Some(ColumnErasure::Retain(_))))
        }
        _ => false,
    }
}

/// Whether values of the type can hold an identifier somewhere inside.
fn is_searched(data_type: &DataType, key: &DataType) -> bool {
    let json = data_type.value_kind() == ValueKind::Json;
    let element = DataType { array: false, ..data_type.clone() };
    json || is_text(&element) || data_type.named().is_some() || data_type.is("xml") || element == *key
}
