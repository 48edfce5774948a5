//! Columns that are never the same twice: one of them tells the rows apart by itself, or all of them
//! together are the digits of the row's own number.

use super::draft::{Kind, Unique};
use super::maker::{Index, Maker, Pick, Span};
use super::settle::Settling;
use super::template::Template;
use super::text;
use crate::model::Name;

/// A key permits fewer rows than are wanted.
#[derive(Clone, Debug)]
pub struct TooFew {
    pub rows: u64,
    pub unique: Name,
}

/// More is as good as endless, and stays within what can be permuted.
const ENDLESS: u64 = 1 << 62;

impl Settling<'_, '_> {
    /// Sees to all keys, the shortest first.
    pub fn uniques(&mut self) -> Result<(), TooFew> {
        let mut uniques: Vec<&Unique> = self.draft.uniques.iter().collect();
        uniques.sort_by_key(|it| it.columns.len());
        for unique in uniques {
            self.unique(unique)?;
        }
        Ok(())
    }

    fn unique(&mut self, unique: &Unique) -> Result<(), TooFew> {
        let places: Option<Vec<usize>> = unique.columns.iter().map(|name| self.draft.column(name)).collect();
        let Some(places) = places else {
            self.refuse(&[], Some(&unique.name), "PostgreSQL computes a column of it");
            return Ok(());
        };
        if unique.kind == Kind::Apart {
            return self.apart(unique, places[0]);
        }
        if places.iter().any(|at| self.tells_apart(*at)) || self.link_tells_apart(&places) {
            return Ok(());
        }
        let several = places.len() > 1;
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
        match together {
            Some(most) if most >= self.draft.rows => {
                self.digits(&places);
                Ok(())
            }
            Some(most) => Err(TooFew { rows: most, unique: unique.name.clone() }),
            None => {
                // The time that others are counted from cannot be spread over its days at will.
                let along = places.iter().find_map(|at| match self.makers[*at] {
                    Some(Maker::Along(span)) => Some(span.count()),
                    _ => None,
                });
                if let Some(rows) = along.filter(|_| !several) {
                    return Err(TooFew { rows, unique: unique.name.clone() });
                }
                let columns: Vec<&Name> = unique.columns.iter().collect();
                self.refuse(
                    &columns,
                    Some(&unique.name),
                    "values that are never the same twice cannot be made",
                );
                Ok(())
            }
        }
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
                values.len() == 1 && values.iter().all(Template::tells_rows_apart)
            }
            Some(Maker::Span(_) | Maker::Shapes(_)) => alone,
            Some(Maker::Along(span)) => span.count() >= self.draft.rows,
            _ => false,
        }
    }

    /// Whether the columns hold all of a foreign key that refers to another row in each row.
    fn link_tells_apart(&self, places: &[usize]) -> bool {
        (0..self.links.len()).any(|link| {
            let alone = match self.links[link].pick {
                Pick::Any(Index::Digit { divisor, total, size, .. }) => divisor == 1 && total <= size,
                _ => false,
            };
            alone && self.of_link(link).iter().all(|at| places.contains(at))
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
            Some(Maker::Shapes(mut shapes)) => {
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
            Some(Maker::OneOf { values, .. }) => {
                values.iter().all(|it| it.as_literal().is_some()).then_some(values.len() as u64)
            }
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
            !digit && !columns.is_empty() && columns.iter().all(|at| places.contains(at))
        };
        let links = (0..self.links.len()).filter(free).collect();
        let columns = places.iter().copied().filter(|at| self.count(*at).is_some()).collect();
        (links, columns)
    }

    /// How many rows the columns tell apart together.
    fn together(&self, places: &[usize]) -> Option<u64> {
        let (links, columns) = self.parts(places);
        if links.is_empty() && columns.is_empty() {
            return None;
        }
        let links = links.iter().map(|link| self.links[*link].rows);
        let columns = columns.iter().filter_map(|at| self.count(*at));
        Some(links.chain(columns).fold(1_u64, u64::saturating_mul).min(ENDLESS))
    }

    /// Makes the columns digits of the row's number.
    fn digits(&mut self, places: &[usize]) {
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
            match &mut self.makers[at] {
                Some(Maker::OneOf { sums, .. }) => sums.clear(),
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
            self.refuse(
                &[&self.draft.columns[at].name],
                Some(&unique.name),
                "values that have nothing in common cannot be made",
            );
            return Ok(());
        };
        let rows = self.draft.rows.max(1);
        let parts = span.last.abs_diff(span.first) + 1;
        // In whole numbers there is no end to them but the type's.
        let wide =
            if span.unit.is_moment() { parts } else { parts.max(rows.saturating_mul(100)).min(1 << 30) };
        let step = i64::try_from(wide / rows).unwrap_or(i64::MAX);
        if step < 2 {
            return Err(TooFew { rows: wide / 2, unique: unique.name.clone() });
        }
        let last = span.first.saturating_add(step.saturating_mul(i64::try_from(rows - 1).unwrap_or(0)));
        let span = Span { last, step, ..span };
        self.makers[at] = Some(Maker::Range { span, length: step - 1, multi });
        let key = self.key.of(self.draft.columns[at].name.as_str());
        self.indexes[at] = Index::Digit { key, total: span.count(), divisor: 1, size: span.count() };
        Ok(())
    }
}
