//! Computed columns whose type holds only so much: what they are made of stays small enough, or is
//! given by the file.

use super::computed::{Computed, Size};
use super::maker::Maker;
use super::refusal::Saying;
use super::settle::Settling;
use super::{gather, wish};
use crate::model::data_type::TypeName;
use crate::model::{DataType, Name};

impl Settling<'_, '_> {
    /// Two columns that are not the same: a row of the same table that is another one, or NULL.
    pub fn differ(&mut self) {
        for (one, other) in std::mem::take(&mut self.differing) {
            let places = [self.draft.column(&one), self.draft.column(&other)];
            let kept = places.into_iter().flatten().any(|at| {
                let refers = match self.makers[at] {
                    Some(Maker::Link { link, .. }) => self.links[link].never_itself(),
                    _ => false,
                };
                refers || self.is_always_null(at)
            });
            if !kept {
                let sql = crate::model::Sql::new(format!("{one} <> {other}"));
                self.not_understood(None, &sql, &[one, other]);
            }
        }
    }

    /// Refuses computed columns that may not hold what is computed.
    pub fn sizes(&mut self) {
        for it in &self.draft.computed {
            let inputs = it.inputs();
            let all: Vec<&Name> = inputs.iter().collect();
            if self.fits(it, &inputs) || wish::all_given(self.request, self.draft.name(), &all) {
                continue;
            }
            let reason =
                format!("whether {} holds what `{}` gives is not known", it.column.data_type, it.sql);
            let help = gather::help(self.draft, &inputs, Saying::Values);
            self.refuse(&[&it.column.name], None, reason, &help);
        }
    }

    fn fits(&self, it: &Computed<'_>, inputs: &[Name]) -> bool {
        if it.divides() {
            return false;
        }
        let base = self.types.base(&it.column.data_type);
        let Some(mut most) = largest(&base) else { return true };
        let types: Vec<DataType> = inputs
            .iter()
            .filter_map(|name| self.draft.column(name))
            .map(|at| self.types.base(&self.draft.columns[at].data_type))
            .collect();
        // What is computed of small numbers is a small number.
        let integers = types.iter().map(|it| largest(it).filter(|_| it.integer_limits().is_some()));
        if let (Some(integers), Size::Number(limit)) = (integers.collect::<Option<Vec<_>>>(), &mut most) {
            let largest = integers.iter().fold(0.0_f64, |most, it| match it {
                Size::Number(it) => most.max(*it),
                Size::Text(_) => most,
            });
            if largest > 0.0 {
                *limit = limit.min(largest);
            }
        }
        let of = |name: &Name| self.size_of(self.draft.column(name)?);
        match (it.size(&of), most) {
            (Some(Size::Number(size)), Size::Number(most)) => size <= most,
            (Some(Size::Text(size)), Size::Text(most)) => size <= most,
            _ => false,
        }
    }

    /// How large the values of a column get.
    fn size_of(&self, at: usize) -> Option<Size> {
        let base = self.types.base(&self.draft.columns[at].data_type);
        let longest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().map(Size::Text);
        let made = match self.makers[at].as_ref()? {
            #[expect(clippy::cast_precision_loss, reason = "a bound, with room to spare")]
            Maker::Span(span) | Maker::UpTo { span, .. } => {
                let most = span.first.unsigned_abs().max(span.last.unsigned_abs());
                let one = span.unit.one();
                (!span.unit.is_moment()).then(|| Size::Number(most as f64 / one as f64))
            }
            Maker::Words { most, .. } | Maker::Label { most, .. } => Some(Size::Text(*most)),
            Maker::Shapes(shapes) => longest(&mut shapes.iter().map(Vec::len)),
            Maker::OneOf { values, .. } if base.may_be_text() => {
                longest(&mut values.iter().map(|it| it.lengths(self.draft.rows).1))
            }
            _ => None,
        };
        let held = largest(&base);
        match (made, held) {
            (Some(Size::Text(made)), Some(Size::Text(held))) => Some(Size::Text(made.min(held))),
            (made, held) => made.or(held),
        }
    }
}

/// How much a type holds, where that is not as good as anything.
fn largest(base: &DataType) -> Option<Size> {
    let TypeName::Builtin(name) = base.name else { return None };
    if base.array {
        return None;
    }
    let modifier = base.modifier.as_deref();
    match name {
        "smallint" => Some(Size::Number(32_767.0)),
        "integer" => Some(Size::Number(2_147_483_647.0)),
        "bigint" => Some(Size::Number(9.2e18)),
        "numeric" => {
            let (precision, scale) = modifier?.split_once(',').unwrap_or((modifier?, "0"));
            let whole = precision.parse::<i32>().ok()? - scale.parse::<i32>().ok()?;
            Some(Size::Number(10_f64.powi(whole) - 1.0))
        }
        "varchar" | "char" => Some(Size::Text(modifier?.parse().ok()?)),
        "name" => Some(Size::Text(63)),
        _ => None,
    }
}
