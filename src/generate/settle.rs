//! Settles one table: what makes the values of each column, so that all its constraints hold by the
//! way they are made. What does not is refused, with the names of the columns to say more about.

use super::check::{self, Demand};
use super::draft::{Draft, Nulls};
use super::gather::Asked;
use super::limits::{Limits, Order};
use super::maker::{Column, Gate, Generated, Index, Maker, Span};
use super::random::{self, Key};
use super::reference::Link;
use super::refusal::{Help, Saying};
use super::sequence::Counting;
use super::types::{About, Types, spaced};
use super::unique::TooFew;
use super::wish::Wished;
use super::{Given, Refusal, Refused, Request, gather, link, narrow, wish};
use crate::diagnostic::Diagnostic;
use crate::model::constraint::ConstraintKind;
use crate::model::data_type::TypeName;
use crate::model::{Name, Object, ObjectId, Sql};
use crate::yaml::generate::ColumnWish;

/// A table on its way.
pub struct Settling<'a, 'r> {
    pub request: &'a Request<'a>,
    pub drafts: &'a [Draft<'a>],
    pub done: &'a [Generated],
    pub at: usize,
    pub draft: &'a Draft<'a>,
    pub refused: &'r mut Refused,
    pub types: Types<'a>,
    pub key: Key,
    pub limits: Vec<Limits>,
    pub orders: Vec<Order>,
    /// Pairs of columns that are not the same.
    pub differing: Vec<(Name, Name)>,
    pub makers: Vec<Option<Maker>>,
    pub indexes: Vec<Index>,
    /// Columns that must not become NULL.
    pub never_null: Vec<bool>,
    pub links: Vec<Link>,
    pub gates: Vec<Gate>,
    pub given: Vec<Given>,
}

/// The rows of one table, and what the file gives of them; an error where its constraints permit fewer.
pub fn table(
    request: &Request<'_>,
    drafts: &[Draft<'_>],
    done: &[Generated],
    at: usize,
    draft: &Draft<'_>,
    refused: &mut Refused,
) -> Result<(Generated, Vec<Given>), TooFew> {
    let key = link::key(request.seed, draft.name());
    let count = draft.columns.len();
    let mut it = Settling {
        request,
        drafts,
        done,
        at,
        draft,
        refused,
        types: Types { schema: request.schema, from: request.from, until: request.until },
        key,
        limits: vec![Limits::default(); count],
        orders: Vec::new(),
        differing: Vec::new(),
        makers: vec![None; count],
        indexes: vec![Index::Chance { skew: 1 }; count],
        never_null: vec![false; count],
        links: Vec::new(),
        gates: vec![Gate::Open; count],
        given: Vec::new(),
    };
    it.limit();
    it.links();
    it.values();
    it.moments();
    it.in_order();
    it.differ();
    it.uniques()?;
    it.share();
    it.sizes();
    let given = std::mem::take(&mut it.given);
    Ok((it.finished(), given))
}

impl<'a> Settling<'a, '_> {
    pub fn refuse(
        &mut self,
        columns: &[&Name],
        constraint: Option<&Name>,
        reason: impl Into<String>,
        help: &Help,
    ) {
        self.refused.refusals.push(Refusal::of(self.draft.name(), columns, constraint, reason, help));
    }

    pub fn wish(&self, at: usize) -> Option<&'a ColumnWish> {
        let column = self.draft.columns.get(at)?;
        self.request.wishes.table(self.draft.name())?.column(column.name.as_str())
    }

    pub fn nullable(&self, at: usize) -> bool {
        !self.limits[at].not_null && !self.never_null[at]
    }

    /// Whether no row has a value there.
    pub fn is_always_null(&self, at: usize) -> bool {
        let all = self.wish(at).is_some_and(|it| it.nulls == Some(1.0));
        self.nullable(at) && (all || matches!(self.makers[at], Some(Maker::Null)))
    }

    pub fn is_unique(&self, name: &Name) -> bool {
        self.draft.uniques.iter().any(|it| it.columns.contains(name))
    }

    /// What checks, keys and other tables ask of each column.
    fn limit(&mut self) {
        for name in &self.draft.not_null {
            if let Some(at) = self.draft.column(name) {
                self.limits[at].not_null = true;
            }
        }
        let names = self.draft.uniques.iter().filter(|it| it.nulls == Nulls::Never);
        let mut never: Vec<Name> = names.flat_map(|it| it.columns.clone()).collect();
        // A row that others refer to has what they refer to it by.
        let keys =
            self.drafts.iter().flat_map(|it| &it.keys).filter(|(_, key)| key.table == *self.draft.name());
        never.extend(keys.flat_map(|(_, key)| key.references.clone()));
        never.extend(self.computed());
        for at in never.iter().filter_map(|name| self.draft.column(name)) {
            self.never_null[at] = true;
        }
        for at in 0..self.limits.len() {
            self.by_domain(at);
        }
        for asked in &self.draft.asked {
            for demand in &asked.demands {
                self.demand(asked, demand);
            }
        }
        for at in 0..self.limits.len() {
            self.by_children(at);
        }
    }

    /// Computed columns: what they are made of has a value where they need one.
    fn computed(&mut self) -> Vec<Name> {
        let mut never = Vec::new();
        for it in &self.draft.computed {
            if !self.draft.not_null.contains(&it.column.name) {
                continue;
            }
            let inputs = it.inputs();
            let all: Vec<&Name> = inputs.iter().collect();
            if !it.is_never_null() && !wish::all_given(self.request, self.draft.name(), &all) {
                let reason = format!("whether `{}` is ever NULL is not known", it.sql);
                let help = gather::help(self.draft, &inputs, Saying::Values);
                self.refuse(&[&it.column.name], None, reason, &help);
            }
            never.extend(inputs);
        }
        never
    }

    /// A domain may be NOT NULL, or one that it is made of.
    fn by_domain(&mut self, at: usize) {
        let mut data_type = self.draft.columns[at].data_type.clone();
        while !data_type.array
            && let Some(Object::Domain(domain)) =
                data_type.named().and_then(|name| self.request.schema.find(&ObjectId::Domain(name)))
        {
            let checks = domain.checks.iter().filter_map(|it| match &it.kind {
                ConstraintKind::Check(check) => check::demands(check),
                _ => None,
            });
            let has = checks.flatten().any(|it| matches!(it, Demand::NotNull(_)));
            self.limits[at].not_null |= domain.not_null || has;
            data_type = domain.data_type.clone();
        }
    }

    /// Columns that refer to this one hold its values too.
    fn by_children(&mut self, at: usize) {
        let own = self.types.base(&self.draft.columns[at].data_type);
        let drafts = self.drafts;
        for ((table, column), key) in narrow::referring(drafts, (self.at, at)) {
            let child = &drafts[table].columns[column];
            let base = self.types.base(&child.data_type);
            let mut limits = self.limits[at].clone();
            let mut fits = narrow::to_type(&mut limits, &own, &base);
            if child.data_type != self.draft.columns[at].data_type {
                fits = fits.and_then(|()| self.types.domain(&child.data_type, &mut limits));
            }
            self.limits[at] = limits;
            let mut rules = narrow::of_column(&drafts[table], &child.name);
            if fits.is_ok() && !rules.all(|demand| self.limits[at].demand(demand)) {
                fits = Err("its rules are not handled together with those of what it refers to".to_owned());
            }
            if let Err(reason) = fits {
                let help = gather::help(&drafts[table], std::slice::from_ref(&child.name), Saying::Nulls);
                let name = drafts[table].name();
                let refusal = Refusal::of(name, &[&child.name], Some(key), reason, &help);
                self.refused.refusals.push(refusal);
            }
        }
    }

    pub fn not_understood(&mut self, check: Option<&Name>, sql: &Sql, columns: &[Name]) {
        let refusal = gather::not_understood(self.request, self.draft, check, sql, columns);
        self.refused.refusals.extend(refusal);
    }

    fn demand(&mut self, asked: &Asked<'a>, demand: &Demand) {
        match demand {
            Demand::Order { low, high, strict } => self.orders.push(Order {
                low: low.clone(),
                high: high.clone(),
                strict: *strict,
                check: asked.check.cloned(),
            }),
            Demand::Differ(one, other) => self.differing.push((one.clone(), other.clone())),
            Demand::Rule(name, _)
            | Demand::NotNull(name)
            | Demand::Not(name, _)
            | Demand::Letters(name, _)
            | Demand::Json(name, _) => {
                // A column may be called so.
                let name = name.clone().unwrap_or_else(|| Name::from("value"));
                let at = self.draft.column(&name);
                if !at.is_some_and(|at| self.limits[at].demand(demand)) {
                    self.not_understood(asked.check, &Sql::new(&asked.text), &[name]);
                }
            }
            Demand::Within(name, _) => {
                if let Some(at) = self.draft.column(name) {
                    self.limits[at].demand(demand);
                }
            }
        }
    }

    fn about(&self, at: usize) -> About<'a> {
        let column = self.draft.columns[at];
        let holds = |names: &[Name]| names.contains(&column.name);
        let indexed = self.draft.table.indexes.iter().any(|index| {
            index.keys.iter().any(|key| {
                matches!(&key.on, crate::model::index::IndexedValue::Column(name) if *name == column.name)
            })
        });
        let referred = self.drafts.iter().flat_map(|it| &it.keys);
        let referred = referred.filter(|(_, key)| key.table == *self.draft.name());
        let keyed =
            self.is_unique(&column.name) || referred.into_iter().any(|(_, key)| holds(&key.references));
        About {
            name: column.name.as_str(),
            default: column.value.as_ref(),
            indexed,
            keyed,
            key: self.key.of(column.name.as_str()),
        }
    }

    /// What makes the values of the columns that are no foreign key's.
    fn values(&mut self) {
        for at in 0..self.makers.len() {
            let column = self.draft.columns[at];
            if self.makers[at].is_some() {
                self.never_null_wish(at);
                continue;
            }
            let wish = self.wish(at);
            let mut limits = self.limits[at].clone();
            let about = self.about(at);
            let mut made = Ok(None);
            if let Some(wish) = wish {
                let (types, rows) = (&self.types, self.draft.rows);
                let wished = Wished { types, request: self.request, column, wish, rows };
                made = wished.narrow(&mut limits).and_then(|()| wished.maker(&limits, about));
                self.limits[at] = limits.clone();
                let given = made.as_ref().ok().and_then(Option::as_ref);
                self.given.extend(given.and_then(|maker| wished.given(self.draft.name(), maker)));
            }
            let maker = match made {
                Ok(Some(maker)) => maker,
                Err(mistake) => {
                    self.refused.diagnostics.push(mistake);
                    Maker::Null
                }
                Ok(None) if wish.is_some_and(|wish| wish.nulls == Some(1.0)) && self.nullable(at) => {
                    Maker::Null
                }
                Ok(None) => match self.counting(at) {
                    Some(Counting { first, step, .. }) => Maker::Row { first, step },
                    None => self.typed(at, &limits, about),
                },
            };
            self.never_null_wish(at);
            self.indexes[at] = self.index(at, &maker, &limits);
            self.makers[at] = Some(maker);
        }
    }

    fn typed(&mut self, at: usize, limits: &Limits, about: About<'_>) -> Maker {
        let column = self.draft.columns[at];
        match self.types.maker(&column.data_type, limits, about) {
            Ok(maker) => maker,
            Err(reason) => {
                let help = gather::help(self.draft, std::slice::from_ref(&column.name), Saying::Values);
                self.refuse(&[&column.name], None, reason, &help);
                Maker::Null
            }
        }
    }

    /// `nulls` of a column that always has a value.
    fn never_null_wish(&mut self, at: usize) {
        let Some(wish) = self.wish(at).filter(|wish| wish.nulls.is_some_and(|share| share > 0.0)) else {
            return;
        };
        if self.nullable(at) {
            return;
        }
        let name = &self.draft.columns[at].name;
        let why = if self.limits[at].not_null { "it is NOT NULL" } else { "a key needs its values" };
        let message = format!("`{name}` is never NULL: {why}");
        let mistake = Diagnostic::new(self.request.path, wish.name.span, "wrong-key", message);
        self.refused.diagnostics.push(mistake.help("leave out `nulls`"));
    }

    fn index(&self, at: usize, maker: &Maker, limits: &Limits) -> Index {
        let wish = self.wish(at);
        let bounded = !limits.ranges.is_empty();
        let usual = match maker {
            Maker::OneOf { .. } => 1,
            // What is counted is small most of the time.
            Maker::Span(span) if !span.unit.is_moment() && !bounded => 2,
            _ => 0,
        };
        let skew = wish.and_then(|it| it.skew).unwrap_or(usual);
        match wish.and_then(|it| it.distinct) {
            Some(distinct) => {
                #[expect(
                    clippy::cast_precision_loss,
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a number of values that was asked for roughly"
                )]
                let values = if distinct < 1.0 { self.draft.rows as f64 * distinct } else { distinct } as u64;
                Index::Few { skew, values: values.max(1) }
            }
            None => Index::Chance { skew },
        }
    }

    fn finished(mut self) -> Generated {
        let makers = std::mem::take(&mut self.makers);
        let nulls: Vec<u64> =
            makers.iter().enumerate().map(|(at, maker)| self.nulls(at, maker.as_ref())).collect();
        let columns = self.draft.columns.iter().zip(makers).zip(nulls).enumerate();
        let columns = columns.map(|(at, ((column, maker), nulls))| Column {
            name: column.name.clone(),
            maker: maker.unwrap_or(Maker::Null),
            nulls,
            key: self.key.of(column.name.as_str()),
            index: self.indexes[at],
            gate: std::mem::take(&mut self.gates[at]),
        });
        let columns: Vec<Column> = columns.collect();
        Generated {
            name: self.draft.name().clone(),
            rows: self.draft.rows,
            columns,
            links: std::mem::take(&mut self.links),
            kept: false,
        }
    }

    /// Which rows have no value. A foreign key sees to that itself.
    fn nulls(&self, at: usize, maker: Option<&Maker>) -> u64 {
        let own = matches!(maker, Some(Maker::Link { .. } | Maker::Shared { .. } | Maker::Null))
            || matches!(self.gates[at], Gate::NullFrom(_) | Gate::NullBefore(_));
        if own || !self.nullable(at) {
            return 0;
        }
        let column = self.draft.columns[at];
        let usual = if column.value.is_some() { 0.0 } else { link::NULLS };
        random::threshold(self.wish(at).and_then(|it| it.nulls).unwrap_or(usual))
    }

    /// A span that the type's and the column's bounds leave, wider than usual.
    pub fn widened(&self, at: usize, span: Span, count: u64) -> Span {
        let wished = self.wish(at).is_some_and(|wish| wish.range.is_some());
        if wished || !self.limits[at].ranges.is_empty() || span.unit.is_moment() {
            return span;
        }
        let last = span.first.saturating_add_unsigned(count.saturating_mul(span.step.unsigned_abs()));
        let span = Span { last: span.last.max(last.min(self.most(at))), ..span };
        match self.types.base(&self.draft.columns[at].data_type).name {
            TypeName::Builtin(name) => spaced(name, span),
            TypeName::Named { .. } => span,
        }
    }

    /// The greatest number of parts that a column can hold, and those that refer to it.
    pub fn most(&self, at: usize) -> i64 {
        let base = self.types.base(&self.draft.columns[at].data_type);
        let cap = self.limits[at]
            .cap
            .map(|(_, most)| most.saturating_mul(self.types.unit(&base).map_or(1, super::number::Unit::one)));
        self.types.most(&base).min(cap.unwrap_or(i64::MAX))
    }
}
