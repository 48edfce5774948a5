//! What comes after what within a row: the times of a row belong together, and one column is not
//! above another where a check says so.

use super::maker::{Maker, Span};
use super::number::Unit;
use super::settle::Settling;
use super::text::DAY;
use crate::model::Sql;
use crate::model::constraint::Bounds;
use crate::model::table::ColumnValue;

/// How much later a time has to be at the least: a part more where it has to be another, and where it
/// is kept less precisely, which might round it down.
fn apart(strict: bool, step: i64, before: i64) -> i64 {
    if strict || step > before { step } else { 0 }
}

/// An hour in microseconds: what is at the least between the last row and the end of all times.
const HOUR: i64 = 3_600_000_000;
/// How much later than its row a time of it is, at the most.
const WHILE: i64 = 30 * DAY;

impl Settling<'_, '_> {
    fn span(&self, at: usize) -> Option<Span> {
        match self.makers[at] {
            Some(Maker::Span(span)) => Some(span),
            _ => None,
        }
    }

    /// The times of a row belong together: one goes on with the rows, the others come after it.
    pub fn moments(&mut self) {
        let free = |at: usize| self.span(at).filter(|it| it.unit.is_moment());
        let is_now = |at: usize| match &self.draft.columns[at].value {
            Some(ColumnValue::Expression(sql)) => {
                let known = [
                    "now()",
                    "current_timestamp",
                    "current_date",
                    "clock_timestamp()",
                    "transaction_timestamp()",
                ];
                if known.iter().any(|text| *sql == Sql::new(text)) { Some(true) } else { Some(false) }
            }
            _ => None,
        };
        let places: Vec<usize> = (0..self.makers.len()).filter(|at| free(*at).is_some()).collect();
        let named = |at: usize| {
            let name = self.draft.columns[at].name.as_str();
            !["creat", "insert", "start", "begin"].iter().any(|word| name.contains(word))
        };
        let best = places
            .iter()
            .copied()
            .min_by_key(|at| (is_now(*at) != Some(true), self.nullable(*at), named(*at), *at));
        let Some(anchor) = best else { return };
        let Some(mut span) = self.span(anchor) else { return };
        if span.unit != Unit::Date && span.last.saturating_sub(span.first) > 4 * HOUR {
            span.last = (span.last - HOUR) / span.step * span.step;
        }
        let only_past = |bounds: &Bounds| {
            let now = |it: &Option<String>| it.as_ref().is_none_or(|text| text == "now()");
            bounds.min.is_none() && bounds.above.is_none() && now(&bounds.max) && now(&bounds.below)
        };
        let dates = |it: &Span| it.unit == Unit::Date;
        for at in places.into_iter().filter(|at| *at != anchor) {
            let Some(own) = self.span(at) else { continue };
            let past = !self.limits[at].ranges.is_empty();
            if dates(&own) != dates(&span)
                || !self.limits[at].not.is_empty()
                || !self.limits[at].ranges.iter().all(only_past)
            {
                continue;
            }
            let future = is_now(at) == Some(false) && !past;
            let until = if future { i64::MAX / 4 } else { own.unit.of_micros(self.request.until) };
            let most = if dates(&own) { 30 } else { WHILE };
            let maker =
                Maker::After { column: anchor, least: 0, most, until, unit: own.unit, step: own.step };
            self.makers[at] = Some(maker);
        }
        if self.wish(anchor).is_none_or(|wish| wish.skew.is_none()) {
            self.makers[anchor] = Some(Maker::Along(span));
        }
    }

    /// One column not above another, as checks ask for.
    pub fn in_order(&mut self) {
        for order in std::mem::take(&mut self.orders) {
            let (Some(low), Some(high)) = (self.draft.column(&order.low), self.draft.column(&order.high))
            else {
                continue;
            };
            // A comparison with NULL holds.
            if self.is_always_null(low) || self.is_always_null(high) {
                continue;
            }
            if !self.put_in_order(low, high, order.strict) {
                let sign = if order.strict { "<" } else { "<=" };
                let sql = Sql::new(format!("{} {sign} {}", order.low, order.high));
                self.not_understood(order.check.as_ref(), &sql, &[order.low.clone(), order.high.clone()]);
            }
            self.orders.push(order);
        }
    }

    /// Lets a time not be after a last one, so that there is room for what comes after it.
    fn leave_room(&mut self, at: usize, last: i64) -> bool {
        match &mut self.makers[at] {
            Some(Maker::Along(span)) => {
                span.last = span.last.min(last.div_euclid(span.step).saturating_mul(span.step));
                span.first <= span.last
            }
            Some(Maker::After { column, least, until, .. }) => {
                *until = (*until).min(last);
                let (column, last) = (*column, last.saturating_sub(*least));
                self.leave_room(column, last)
            }
            _ => false,
        }
    }

    fn put_in_order(&mut self, low: usize, high: usize, strict: bool) -> bool {
        let (Some(one), Some(other)) = (self.makers[low].clone(), self.makers[high].clone()) else {
            return false;
        };
        match (one, other) {
            // The one that comes after comes after by a part more.
            (Maker::Along(span), Maker::After { column, least, most, until, unit, step })
                if column == low =>
            {
                let least = least.max(apart(strict, step, span.step));
                self.makers[high] = Some(Maker::After { column, least, most, until, unit, step });
                self.leave_room(low, until.saturating_sub(least))
            }
            (
                Maker::After { column: first, step: before, .. },
                Maker::After { column, least, most, until, unit, step },
            ) if first == column => {
                let least = least.max(apart(strict, step, before));
                self.makers[high] = Some(Maker::After { column: low, least, most, until, unit, step });
                self.leave_room(low, until.saturating_sub(least))
            }
            (Maker::After { unit, step, .. }, Maker::Along(above)) => {
                let year = if unit == Unit::Date { 365 } else { 365 * DAY };
                let less = if strict { step } else { 0 };
                let span = Span { first: above.first - year, last: above.last, step, unit };
                self.makers[low] = Some(Maker::UpTo { column: high, less, span });
                true
            }
            (Maker::Span(mut span), Maker::Span(mut above)) if span.unit == above.unit => {
                let less = if strict { above.step.max(span.step) } else { 0 };
                // The greater one leaves room for the least of the other.
                let needed = span.first.saturating_add(less);
                if needed > above.first {
                    above.first = needed + (above.step - needed.rem_euclid(above.step)) % above.step;
                    above.last = if self.limits[high].ranges.is_empty() {
                        above.last.max(above.first.saturating_add(1000)).min(self.most(high))
                    } else {
                        above.last
                    };
                }
                if above.first > above.last || [low, high].iter().any(|at| !self.limits[*at].not.is_empty()) {
                    return false;
                }
                if self.limits[low].ranges.is_empty() {
                    span.last = span.last.max(above.last.min(self.most(low)));
                }
                self.makers[high] = Some(Maker::Span(above));
                self.makers[low] = Some(Maker::UpTo { column: high, less, span });
                true
            }
            (Maker::Span(span), Maker::UpTo { span: above, .. }) if span.unit == above.unit => {
                let less = if strict { above.step.max(span.step) } else { 0 };
                let fits = span.first.saturating_add(less) <= above.first;
                if fits {
                    self.makers[low] = Some(Maker::UpTo { column: high, less, span });
                }
                fits
            }
            _ => false,
        }
    }
}
