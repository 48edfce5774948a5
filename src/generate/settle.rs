//! Settles one table: what makes the values of each column, so that all its constraints hold by the
//! way they are made. What does not is refused, with the names of the columns to say more about.

use super::check::{self, Demand};
use super::draft::{Draft, Nulls};
use super::limits::{Limits, Order};
use super::maker::{Column, Generated, Index, Link, Maker, Span};
use super::random::{self, Key};
use super::types::{About, Types};
use super::unique::TooFew;
use super::wish::Wished;
use super::{Refusal, Refused, Request, link};
use crate::model::constraint::{Bounds, ConstraintKind};
use crate::model::table::{self, ColumnValue, PartitionBounds, PartitionStrategy};
use crate::model::{Name, Sql};
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
    pub makers: Vec<Option<Maker>>,
    pub indexes: Vec<Index>,
    /// Columns that must not become NULL.
    pub never_null: Vec<bool>,
    pub links: Vec<Link>,
}

/// The rows of one table; an error where its constraints permit fewer.
pub fn table(
    request: &Request<'_>,
    drafts: &[Draft<'_>],
    done: &[Generated],
    at: usize,
    draft: &Draft<'_>,
    refused: &mut Refused,
) -> Result<Generated, TooFew> {
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
        makers: vec![None; count],
        indexes: vec![Index::Chance { skew: 1 }; count],
        never_null: vec![false; count],
        links: Vec::new(),
    };
    it.limit();
    it.partitioned();
    it.links();
    it.values();
    it.moments();
    it.in_order();
    it.uniques()?;
    it.share();
    Ok(it.finished())
}

/// Whether a sequence gives the column's values.
pub fn counts(column: &table::Column) -> bool {
    match &column.value {
        Some(ColumnValue::Identity(_)) => true,
        Some(ColumnValue::Expression(sql)) => {
            sql.expression_names().calls.iter().any(|path| path.last().is_some_and(|it| *it == *"nextval"))
        }
        _ => false,
    }
}

impl<'a> Settling<'a, '_> {
    pub fn refuse(&mut self, columns: &[&Name], constraint: Option<&Name>, reason: impl Into<String>) {
        self.refused.refusals.push(Refusal::of(self.draft.name(), columns, constraint, reason));
    }

    pub fn wish(&self, at: usize) -> Option<&'a ColumnWish> {
        let column = self.draft.columns.get(at)?;
        self.request.wishes.table(self.draft.name())?.column(column.name.as_str())
    }

    pub fn nullable(&self, at: usize) -> bool {
        let not_null = self.draft.columns[at].not_null || self.limits[at].not_null || self.never_null[at];
        !not_null
    }

    pub fn is_unique(&self, name: &Name) -> bool {
        self.draft.uniques.iter().any(|it| it.columns.contains(name))
    }

    /// Whether the file of wishes gives the values of all these columns.
    pub fn all_given(&self, columns: &[&Name]) -> bool {
        !columns.is_empty()
            && columns.iter().all(|name| {
                let at = self.draft.column(name);
                at.and_then(|at| self.wish(at)).is_some_and(ColumnWish::gives_values)
            })
    }

    /// What the checks and keys ask of each column.
    fn limit(&mut self) {
        for unique in self.draft.uniques.iter().filter(|it| it.nulls == Nulls::Never) {
            for at in unique.columns.iter().filter_map(|name| self.draft.column(name)) {
                self.never_null[at] = true;
            }
        }
        for constraint in &self.draft.checks {
            let ConstraintKind::Check(check) = &constraint.kind else { continue };
            let demands = check::demands(check);
            let understood = demands.is_some_and(|demands| {
                demands.into_iter().all(|demand| self.demand(&constraint.name, demand))
            });
            if !understood {
                self.not_understood(&constraint.name, &check.expression);
            }
        }
    }

    fn not_understood(&mut self, name: &Name, expression: &Sql) {
        let paths = &expression.expression_names().columns;
        let columns: Vec<&Name> = paths.iter().filter_map(|path| path.last()).collect();
        if !self.all_given(&columns) {
            let reason = format!("rows that keep `{expression}` cannot be made by it alone");
            self.refuse(&columns, Some(name), reason);
        }
    }

    fn demand(&mut self, check: &Name, demand: Demand) -> bool {
        match demand {
            Demand::Rule(Some(name), rule) => match self.draft.column(&name) {
                Some(at) => self.limits[at].add(&rule),
                None => false,
            },
            Demand::NotNull(Some(name)) => match self.draft.column(&name) {
                Some(at) => {
                    self.limits[at].not_null = true;
                    true
                }
                None => false,
            },
            Demand::Order { low, high, strict } => {
                let known = self.draft.column(&low).is_some() && self.draft.column(&high).is_some();
                self.orders.push(Order { low, high, strict, check: check.clone() });
                known
            }
            Demand::Rule(None, _) | Demand::NotNull(None) => false,
        }
    }

    /// Rows have to fall into a partition that is there.
    fn partitioned(&mut self) {
        let Some(by) = &self.draft.table.partition_by else { return };
        let bounds: Vec<&PartitionBounds> = self.draft.partitions.iter().map(|it| &it.bounds).collect();
        if bounds.iter().any(|it| matches!(it, PartitionBounds::Default | PartitionBounds::Hash { .. })) {
            return;
        }
        let column =
            |sql: &Sql| self.draft.columns.iter().position(|it| *sql == Sql::new(it.name.to_string()));
        let found = match by.keys.as_slice() {
            [only] => column(only),
            _ => None,
        };
        let names: Vec<&Name> = found.iter().map(|at| &self.draft.columns[*at].name).collect();
        if self.all_given(&names) {
            return;
        }
        let limited = found.is_some_and(|at| match by.strategy {
            PartitionStrategy::Range => match covered(&bounds) {
                Some(range) => {
                    self.limits[at].ranges.push(range);
                    true
                }
                None => false,
            },
            PartitionStrategy::List => {
                let lists = bounds.iter().filter_map(|it| match it {
                    PartitionBounds::List { values } => Some(values),
                    _ => None,
                });
                let values = lists.flatten().map(|it| it.as_str().to_owned());
                let values = values.filter(|it| !it.eq_ignore_ascii_case("null")).collect::<Vec<_>>();
                self.limits[at].not_null = true;
                !values.is_empty() && self.limits[at].add(&crate::model::constraint::RuleKind::OneOf(values))
            }
            PartitionStrategy::Hash => false,
        });
        if !limited {
            self.refuse(&names, None, "which rows its partitions take is not understood");
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
                if !self.limits[at].is_empty() {
                    self.refuse(
                        &[],
                        None,
                        format!(
                            "the rules of `{}`, which refers to another table, are not handled",
                            column.name
                        ),
                    );
                }
                continue;
            }
            let wish = self.wish(at);
            let mut limits = self.limits[at].clone();
            let about = self.about(at);
            let mut made = Ok(None);
            if let Some(wish) = wish {
                let wished = Wished { types: &self.types, request: self.request, column, wish };
                made = wished.narrow(&mut limits).and_then(|()| wished.maker(&limits, about));
                self.limits[at] = limits.clone();
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
                Ok(None) if counts(column) && limits.is_empty() => {
                    let start = match &column.value {
                        Some(ColumnValue::Identity(identity)) => identity.sequence.start,
                        _ => None,
                    };
                    Maker::Row { first: start.unwrap_or(1) }
                }
                Ok(None) => match self.types.maker(&column.data_type, &limits, about) {
                    Ok(maker) => maker,
                    Err(reason) => {
                        self.refuse(&[&column.name], None, reason);
                        Maker::Null
                    }
                },
            };
            let base = self.types.base(&column.data_type);
            if !base.array
                && let Some(crate::model::Object::Domain(domain)) = column
                    .data_type
                    .named()
                    .and_then(|name| self.request.schema.find(&crate::model::ObjectId::Domain(name)))
                && domain.not_null
            {
                self.limits[at].not_null = true;
            }
            self.indexes[at] = self.index(at, &maker, &limits);
            self.makers[at] = Some(maker);
        }
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
        });
        Generated {
            name: self.draft.name().clone(),
            rows: self.draft.rows,
            columns: columns.collect(),
            links: std::mem::take(&mut self.links),
        }
    }

    /// Which rows have no value. A foreign key sees to that itself.
    fn nulls(&self, at: usize, maker: Option<&Maker>) -> u64 {
        let own = matches!(maker, Some(Maker::Link { .. } | Maker::Shared { .. } | Maker::Null));
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
        let base = self.types.base(&self.draft.columns[at].data_type);
        let most = match base.integer_limits() {
            Some((_, most)) => most,
            None => self.types.most(&base).unwrap_or(i64::MAX / 4),
        };
        Span { last: span.last.max(last.min(most)), ..span }
    }
}

/// What ranges that lie one behind the other cover: the longest run of them.
fn covered(bounds: &[&PartitionBounds]) -> Option<Bounds> {
    let mut ranges: Vec<(&str, &str)> = Vec::new();
    for it in bounds {
        if let PartitionBounds::Range { from, to } = it
            && let ([from], [to]) = (from.as_slice(), to.as_slice())
        {
            ranges.push((from.as_str(), to.as_str()));
        }
    }
    let mut best: Option<(usize, &str, &str)> = None;
    for (first, start) in &ranges {
        let (mut end, mut length) = (*start, 1);
        while let Some((_, next)) = ranges.iter().find(|(from, _)| *from == end && length < ranges.len()) {
            (end, length) = (*next, length + 1);
        }
        if best.is_none_or(|(longest, ..)| length > longest) {
            best = Some((length, *first, end));
        }
    }
    let (_, first, end) = best?;
    let open = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    Some(Bounds {
        min: (!open(first, "minvalue")).then(|| first.to_owned()),
        below: (!open(end, "maxvalue")).then(|| end.to_owned()),
        ..Bounds::default()
    })
}
