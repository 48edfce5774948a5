//! Columns that are never the same twice: one of them tells the rows apart by itself, or all of them
//! together are the digits of the row's own number.

use super::draft::{Kind, Nulls, Unique};
use super::limits::without;
use super::maker::{Gate, Index, Maker, Span};
use super::reference::Pick;
use super::refusal::{Help, Saying};
use super::settle::Settling;
use super::template::Template;
use super::text;
use crate::model::Name;

/// Fewer rows are possible than are wanted.
#[derive(Clone, Debug)]
pub struct TooFew {
    pub rows: u64,
    /// The key, or the column that counts.
    pub by: Name,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Key,
    /// A unique index with a condition, of which nothing is understood.
    Condition,
    Sequence,
}

impl std::fmt::Display for TooFew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let by = &self.by;
        match self.why {
            Why::Key => write!(f, "{by} permits no more"),
            Why::Condition => write!(
                f,
                "{by} is kept for all rows and then permits no more, since its condition is not understood"
            ),
            Why::Sequence => write!(f, "{by} counts no further"),
        }
    }
}

/// More is as good as endless, and stays within what can be permuted.
const ENDLESS: u64 = 1 << 62;

impl Settling<'_, '_> {
    /// Sees to all keys, the shortest first, and those for a part of the rows last.
    pub fn uniques(&mut self) -> Result<(), TooFew> {
        for at in 0..self.makers.len() {
            if let (Some(Maker::Row { .. }), Some(counting)) = (&self.makers[at], self.counting(at))
                && counting.count < self.draft.rows
            {
                let by = self.draft.columns[at].name.clone();
                return Err(TooFew { rows: counting.count, by, why: Why::Sequence });
            }
        }
        let mut uniques: Vec<&Unique> = self.draft.uniques.iter().collect();
        uniques.sort_by_key(|it| (it.only.is_some(), it.columns.len()));
        for unique in uniques {
            self.unique(unique)?;
        }
        Ok(())
    }

    fn unique(&mut self, unique: &Unique) -> Result<(), TooFew> {
        let places: Vec<usize> = unique.columns.iter().filter_map(|name| self.draft.column(name)).collect();
        // Two NULLs are not the same.
        let is_null = |at: &usize| self.is_always_null(*at);
        if unique.nulls == Nulls::Distinct && places.iter().any(is_null) {
            return Ok(());
        }
        if unique.kind == Kind::Apart {
            return self.apart(unique, places[0]);
        }
        if places.iter().any(|at| self.tells_apart(*at)) || self.link_tells_apart(&places) {
            return Ok(());
        }
        let several = places.len() > 1;
        let refers = places.iter().any(|at| matches!(self.makers[*at], Some(Maker::Link { .. })));
        if refers && self.gated(unique, &places) {
            return Ok(());
        }
        let together = self.together(&places);
        if several && together.is_some_and(|most| most >= self.draft.rows) {
            self.digits(&places);
            return Ok(());
        }
        for at in &places {
            if self.make_apart(*at) {
                return Ok(());
            }
        }
        if together.is_none_or(|most| most < self.draft.rows) && self.gated(unique, &places) {
            return Ok(());
        }
        let why = if unique.only.is_some() { Why::Condition } else { Why::Key };
        let few = |rows: u64| Err(TooFew { rows, by: unique.name.clone(), why });
        match together {
            Some(most) if most >= self.draft.rows => {
                self.digits(&places);
                Ok(())
            }
            Some(most) => few(most),
            None => {
                // The time that others are counted from cannot be spread over its days at will.
                let along = places.iter().find_map(|at| match self.makers[*at] {
                    Some(Maker::Along(span)) => Some(span.count()),
                    _ => None,
                });
                if let Some(rows) = along.filter(|_| !several) {
                    return few(rows);
                }
                self.no_values(unique, &places);
                Ok(())
            }
        }
    }

    /// Nothing is known that would make a key's values another in each row.
    fn no_values(&mut self, unique: &Unique, places: &[usize]) {
        let columns: Vec<&Name> = unique.columns.iter().collect();
        let reason = "values that are never the same twice cannot be made";
        if let Some(at) = places.iter().find(|at| matches!(self.indexes[**at], Index::Few { .. })) {
            let name = &self.draft.columns[*at].name;
            let help = Help::Do(format!("take `distinct` away from {name} in seeds/generate.yaml"));
            return self.refuse(&columns, Some(&unique.name), reason, &help);
        }
        let texts: Vec<Name> = places
            .iter()
            .filter(|at| self.may_hold_rows(**at) && !self.refers(**at))
            .map(|at| self.draft.columns[*at].name.clone())
            .collect();
        let nullable = places.iter().find(|at| self.nullable(**at) && unique.nulls == Nulls::Distinct);
        let help = match (texts.first(), nullable) {
            (Some(name), _) => Help::Say(vec![(name.clone(), Saying::Rows)]),
            (None, Some(at)) => Help::Say(vec![(self.draft.columns[*at].name.clone(), Saying::Nulls)]),
            (None, None) => Help::LeaveOut,
        };
        self.refuse(&columns, Some(&unique.name), reason, &help);
    }

    fn refers(&self, at: usize) -> bool {
        let name = &self.draft.columns[at].name;
        self.draft.keys.iter().any(|(_, key)| key.columns.contains(name))
    }

    /// Whether a text with the number of the row in it is a value of the column's.
    fn may_hold_rows(&self, at: usize) -> bool {
        let data_type = &self.draft.columns[at].data_type;
        let texts = self.types.may_be_text(data_type) && self.limits[at].one_of.is_none();
        texts || self.types.base(data_type).is("jsonb")
    }

    /// Whether a column is another in each row as it is.
    fn tells_apart(&self, at: usize) -> bool {
        let alone = match self.indexes[at] {
            Index::Few { .. } => return false,
            Index::Digit { divisor, total, size, .. } => divisor == 1 && total <= size,
            Index::Chance { .. } => false,
        };
        match &self.makers[at] {
            Some(Maker::Row { .. } | Maker::Uuid | Maker::Label { .. }) => true,
            Some(Maker::Bytes { least, .. }) => *least >= 8,
            Some(Maker::OneOf { values, .. }) => {
                let texts = self.may_hold_rows(at) || values.iter().all(Template::is_row);
                texts && values.len() == 1 && values.iter().all(Template::tells_rows_apart)
            }
            Some(Maker::MacAddress { long: true }) => true,
            Some(
                Maker::Span(_)
                | Maker::Shapes(_)
                | Maker::Address { .. }
                | Maker::MacAddress { .. }
                | Maker::Bits { .. },
            ) => alone,
            Some(Maker::Along(span)) => span.count() >= self.draft.rows,
            _ => false,
        }
    }

    /// Whether the columns hold all of a foreign key that refers to another row in each row.
    fn link_tells_apart(&self, places: &[usize]) -> bool {
        (0..self.links.len()).any(|link| {
            let alone = match self.links[link].pick {
                Pick::Any(Index::Digit { divisor, total, size, .. }) => divisor == 1 && total <= size,
                Pick::Next => true,
                _ => false,
            };
            alone && !self.of_link(link).is_empty() && self.of_link(link).iter().all(|at| places.contains(at))
        })
    }

    /// The columns of a foreign key.
    fn of_link(&self, link: usize) -> Vec<usize> {
        let is = |at: &usize| matches!(self.makers[*at], Some(Maker::Link { link: it, .. }) if it == link);
        (0..self.makers.len()).filter(is).collect()
    }

    /// Makes a column another in each row, if it can be.
    fn make_apart(&mut self, at: usize) -> bool {
        let rows = self.draft.rows;
        let ordered = |name: &Name| self.orders.iter().any(|it| it.low == *name || it.high == *name);
        let name = &self.draft.columns[at].name;
        if ordered(name) || matches!(self.indexes[at], Index::Few { .. } | Index::Digit { .. }) {
            return false;
        }
        let key = self.key.of(name.as_str());
        let apart = |size: u64| Index::Digit { key, total: size, divisor: 1, size };
        match self.makers[at].clone() {
            Some(Maker::Words { least, most }) => {
                let most = self.limits[at].most.or(self.length_of_type(at)).unwrap_or(most.max(32));
                let digits = text::digits(rows, 36);
                if most < digits {
                    return false;
                }
                let least = self.limits[at].least.max(if self.limits[at].least > 0 { least } else { 0 });
                let email = "@example.com";
                let fits = name.as_str().contains("email") && most >= digits + 9 + email.len();
                let end = if fits && least <= digits + email.len() { email } else { "" };
                self.makers[at] = Some(Maker::Label { least, most, end });
                true
            }
            Some(Maker::Span(span) | Maker::Along(span)) if !self.anchors(at) => {
                let span = self.widened(at, span, rows.saturating_mul(4));
                let Ok(span) = without(span, &self.limits[at].not) else { return false };
                if span.count() < rows {
                    return false;
                }
                self.makers[at] = Some(Maker::Span(span));
                self.indexes[at] = apart(span.count().min(ENDLESS));
                true
            }
            Some(Maker::After { until, unit, step, .. }) => {
                let last = unit.of_micros(self.types.until).min(until);
                let first = unit.of_micros(self.types.from);
                let span = Span { first: first / step * step, last: last / step * step, step, unit };
                if span.count() < rows || self.anchors(at) {
                    return false;
                }
                self.makers[at] = Some(Maker::Span(span));
                self.indexes[at] = apart(span.count().min(ENDLESS));
                true
            }
            Some(Maker::Range { span, length, multi }) if span.count() >= rows => {
                self.makers[at] = Some(Maker::Range { span, length, multi });
                self.indexes[at] = apart(span.count().min(ENDLESS));
                true
            }
            Some(Maker::Address { network }) => {
                let size = if network { 1 << 16 } else { 1 << 24 };
                self.indexes[at] = apart(size);
                size >= rows
            }
            Some(Maker::MacAddress { .. }) => {
                self.indexes[at] = apart(1 << 48);
                rows <= 1 << 48
            }
            Some(Maker::Bits { most, .. }) => {
                let size = 1_u64 << most.min(62);
                self.makers[at] = Some(Maker::Bits { least: most, most });
                self.indexes[at] = apart(size);
                size >= rows
            }
            Some(Maker::Shapes(mut shapes)) => {
                if self.is_folded(at) {
                    shapes.iter_mut().flatten().for_each(fold);
                }
                let room = |shape: &Vec<Vec<char>>| {
                    shape.iter().fold(1_u64, |all, place| all.saturating_mul(place.len() as u64))
                };
                shapes.sort_by_key(|shape| std::cmp::Reverse(room(shape)));
                let most = shapes.first().map_or(0, room).min(ENDLESS);
                if most < rows {
                    return false;
                }
                self.makers[at] = Some(Maker::Shapes(shapes));
                self.indexes[at] = apart(most);
                true
            }
            _ => false,
        }
    }

    /// Whether another time of the row is counted from this one.
    fn anchors(&self, at: usize) -> bool {
        self.makers.iter().any(|maker| match maker {
            Some(Maker::After { column, .. } | Maker::UpTo { column, .. }) => *column == at,
            _ => false,
        })
    }

    fn length_of_type(&self, at: usize) -> Option<usize> {
        let base = self.types.base(&self.draft.columns[at].data_type);
        base.modifier.filter(|_| !base.array).and_then(|it| it.parse().ok())
    }

    /// How many different values a column has that can be counted.
    fn count(&self, at: usize) -> Option<u64> {
        if matches!(self.indexes[at], Index::Few { .. } | Index::Digit { .. }) {
            return None;
        }
        match &self.makers[at] {
            Some(Maker::OneOf { .. }) => self.different(at).map(|places| places.len() as u64),
            Some(Maker::Boolean { .. }) => Some(2),
            Some(Maker::Span(span)) => Some(span.count()),
            Some(Maker::Along(span)) if !self.anchors(at) => Some(span.count()),
            _ => None,
        }
    }

    /// The links that lie within these columns and may refer to any row, and the columns that are
    /// counted: what the row's number is divided among.
    fn parts(&self, places: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let free = |link: &usize| {
            let digit = matches!(self.links[*link].pick, Pick::Any(Index::Digit { .. }));
            let columns = self.of_link(*link);
            let late = self.links[*link].late.is_some();
            let other = self.links[*link].never_itself();
            !digit && !late && !other && !columns.is_empty() && columns.iter().all(|at| places.contains(at))
        };
        let links = (0..self.links.len()).filter(free).collect();
        let columns = places.iter().copied();
        let columns =
            columns.filter(|at| self.gates[*at] == Gate::Open && self.count(*at).is_some()).collect();
        (links, columns)
    }

    /// How many rows the columns tell apart together.
    pub fn together(&self, places: &[usize]) -> Option<u64> {
        let (links, columns) = self.parts(places);
        if links.is_empty() && columns.is_empty() {
            return None;
        }
        let links = links.iter().map(|link| self.links[*link].rows);
        let columns = columns.iter().filter_map(|at| self.count(*at));
        Some(links.chain(columns).fold(1_u64, u64::saturating_mul).min(ENDLESS))
    }

    /// Makes the columns digits of the row's number.
    pub fn digits(&mut self, places: &[usize]) {
        let (links, columns) = self.parts(places);
        let total = self.together(places).unwrap_or(1);
        let key = self.key.of("together");
        let mut divisor = 1_u64;
        // The most even ones first: a key of few values would else go on in step with the rows.
        for link in links {
            let size = self.links[link].rows.max(1);
            self.links[link].pick = Pick::Any(Index::Digit { key, total, divisor, size });
            divisor = divisor.saturating_mul(size);
        }
        for at in columns {
            let size = self.count(at).unwrap_or(1);
            let different = self.different(at);
            match &mut self.makers[at] {
                Some(Maker::OneOf { sums, values }) => {
                    let places = different.unwrap_or_default();
                    *values = places.iter().filter_map(|at| values.get(*at).cloned()).collect();
                    sums.clear();
                }
                Some(Maker::Along(span)) => self.makers[at] = Some(Maker::Span(*span)),
                _ => {}
            }
            self.indexes[at] = Index::Digit { key, total, divisor, size };
            divisor = divisor.saturating_mul(size);
        }
    }

    /// Ranges one behind the other.
    fn apart(&mut self, unique: &Unique, at: usize) -> Result<(), TooFew> {
        let Some(Maker::Range { span, multi, .. }) = self.makers[at].clone() else {
            let name = self.draft.columns[at].name.clone();
            let nullable = self.nullable(at) && !self.refers(at);
            let help = if nullable { Help::each(&[&name], Saying::Nulls) } else { Help::LeaveOut };
            let reason = "values that have nothing in common cannot be made";
            self.refuse(&[&name], Some(&unique.name), reason, &help);
            return Ok(());
        };
        let rows = self.draft.rows.max(1);
        let parts = span.last.abs_diff(span.first) + 1;
        // In whole numbers there is no end to them but the type's.
        let wide =
            if span.unit.is_moment() { parts } else { parts.max(rows.saturating_mul(100)).min(1 << 30) };
        let step = i64::try_from(wide / rows).unwrap_or(i64::MAX);
        if step < 2 {
            return Err(TooFew { rows: wide / 2, by: unique.name.clone(), why: Why::Key });
        }
        let last = span.first.saturating_add(step.saturating_mul(i64::try_from(rows - 1).unwrap_or(0)));
        let span = Span { last, step, ..span };
        self.makers[at] = Some(Maker::Range { span, length: step - 1, multi });
        let key = self.key.of(self.draft.columns[at].name.as_str());
        self.indexes[at] = Index::Digit { key, total: span.count(), divisor: 1, size: span.count() };
        Ok(())
    }
}

/// Leaves one of the characters that differ in their case alone; of others than ASCII, whose small
/// letters a locale decides on, one at all.
fn fold(place: &mut Vec<char>) {
    let mut seen: Vec<char> = Vec::new();
    if !place.iter().all(char::is_ascii) {
        place.truncate(1);
    }
    place.retain(|c| {
        let small = c.to_ascii_lowercase();
        let new = !seen.contains(&small);
        seen.push(small);
        new
    });
}
