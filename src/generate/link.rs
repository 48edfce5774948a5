//! Foreign keys: which row of the other table a row refers to, so that some are referred to often and
//! most seldom, and those of about the same time where both go on in time.

use super::draft::Draft;
use super::maker::{Column, Generated, Index, Maker};
use super::random::{self, Key};
use super::reference::{Link, Pick};
use super::refusal::{Help, Saying};
use super::settle::Settling;
use super::{Refusal, gather, narrow, wish};
use crate::model::constraint::ForeignKey;
use crate::model::{Name, QualifiedName};

/// What part of the rows is NULL where nothing is said.
pub const NULLS: f64 = 0.2;
/// A table with so many times fewer rows is of people and things; its rows are not the newest ones.
const PEERS: u64 = 50;

impl Settling<'_, '_> {
    /// The links of a table, the keys of most columns first: what they settle holds for the others.
    pub fn links(&mut self) {
        let mut keys = self.draft.keys.clone();
        keys.sort_by_key(|(_, key)| std::cmp::Reverse(key.columns.len()));
        for (name, key) in keys {
            self.link(name, key);
        }
    }

    fn link(&mut self, name: &Name, key: &ForeignKey) {
        let columns: Vec<&Name> = key.columns.iter().collect();
        let refuse = |this: &mut Self, reason: &str, help: &Help| {
            this.refuse(&columns, Some(name), reason, help);
        };
        let own: Option<Vec<usize>> = key.columns.iter().map(|it| self.draft.column(it)).collect();
        let Some(own) = own else {
            return refuse(self, "PostgreSQL computes a column of it", &Help::LeaveOut);
        };
        let nullable: Vec<bool> = own.iter().map(|at| self.nullable(*at)).collect();
        let may = if key.match_full { !nullable.contains(&false) } else { nullable.contains(&true) };
        // What helps where no row to refer to is found.
        let unset: Vec<&Name> = key
            .columns
            .iter()
            .zip(own.iter().zip(&nullable))
            .filter(|(_, (at, nullable))| **nullable && self.makers[**at].is_none())
            .map(|(name, _)| name)
            .collect();
        let help = if may && !unset.is_empty() { Help::each(&unset, Saying::Nulls) } else { Help::LeaveOut };
        let wishes: Vec<_> = own.iter().filter_map(|at| self.wish(*at)).collect();
        for wish in &wishes {
            let mistake = wish::about_a_link(self.request, wish, &key.table.to_string());
            self.refused.diagnostics.extend(mistake);
        }
        // A key with a NULL in it refers to nothing.
        let without =
            |at: &&usize| self.wish(**at).is_some_and(|it| it.nulls == Some(1.0)) && self.nullable(**at);
        let without: Vec<usize> = own.iter().filter(without).copied().collect();
        let unset = if key.match_full { without.len() == own.len() } else { !without.is_empty() };
        let has_rows = |it: &Draft| it.kept.is_none_or(|kept| !kept.rows.is_empty());
        let target = self.drafts.iter().position(|it| *it.name() == key.table && has_rows(it));
        let Some(table) = target.filter(|_| !unset) else {
            // No rows are made there.
            if !may {
                let reason = "no rows are generated in the table that it refers to";
                let help = Help::Do(format!(
                    "let {} have rows, or leave this table out in seeds/generate.yaml: `tables: {{ {}: {{ rows: 0 }} }}`",
                    key.table,
                    self.draft.name()
                ));
                return refuse(self, reason, &help);
            }
            for (at, nullable) in own.iter().zip(&nullable) {
                let wanted = if unset { without.contains(at) } else { *nullable };
                if wanted && !matches!(self.makers[*at], Some(Maker::Link { .. })) {
                    self.makers[*at] = Some(Maker::Null);
                }
            }
            return;
        };
        let theirs: Option<Vec<usize>> =
            key.references.iter().map(|it| self.drafts[table].column(it)).collect();
        let Some(theirs) = theirs else {
            return refuse(self, "PostgreSQL computes what it refers to", &help);
        };
        if let Some(text) = self.misfit(&own, &theirs, table) {
            let reason = format!("{} holds rows already, and `{text}` is none of its values", key.table);
            return refuse(self, &reason, &help);
        }
        let taken = own.iter().filter(|at| self.makers[**at].is_some()).count();
        if taken == own.len() && self.follows(&own, key) {
            return;
        }
        if taken > 0 {
            let reason = "it shares columns with another foreign key, and rows that fit both are not found";
            return refuse(self, reason, &help);
        }
        let nulls = match wishes.iter().find_map(|wish| wish.nulls).unwrap_or(NULLS) {
            _ if !may => 0,
            share => random::threshold(share),
        };
        let skew = wishes.iter().find_map(|wish| wish.skew);
        let rows = if table == self.at { self.draft.rows } else { self.rows_of(table) };
        let pick = match skew {
            _ if table == self.at && self.differs_from(&own, &theirs) => {
                if may {
                    Pick::Earlier
                } else if rows > 1 {
                    Pick::Next
                } else {
                    return refuse(self, "there is no other row that it could refer to", &Help::LeaveOut);
                }
            }
            _ if table == self.at && skew.is_none() => Pick::Before,
            None if self.is_peer(table, rows) => Pick::Near,
            skew => Pick::Any(Index::Chance { skew: skew.unwrap_or(2) }),
        };
        let link = self.links.len();
        self.links.push(Link { table, rows, key: self.key.of(name.as_str()), nulls, pick, late: None });
        for ((at, column), nullable) in own.iter().zip(theirs).zip(nullable) {
            self.makers[*at] = Some(Maker::Link { link, column, nullable });
        }
    }

    /// Whether a check says that a row does not refer to itself.
    fn differs_from(&self, own: &[usize], theirs: &[usize]) -> bool {
        let is = |at: usize, name: &Name| self.draft.columns[at].name == *name;
        own.len() == 1
            && own.iter().zip(theirs).any(|(own, theirs)| {
                let pair = |(one, other): &(Name, Name)| {
                    is(*own, one) && is(*theirs, other) || is(*own, other) && is(*theirs, one)
                };
                self.differing.iter().any(pair)
            })
    }

    /// A value of rows that are there which a column that would refer to them cannot hold.
    fn misfit(&self, own: &[usize], theirs: &[usize], table: usize) -> Option<String> {
        let Some(Maker::There(_)) = self.done.get(table)?.columns.first().map(|it| &it.maker) else {
            return None;
        };
        own.iter().zip(theirs).find_map(|(own, theirs)| {
            let target = &self.drafts[table].columns[*theirs].data_type;
            let (own_type, target) =
                (self.types.base(&self.draft.columns[*own].data_type), self.types.base(target));
            let mut limits = self.limits[*own].clone();
            let Maker::There(values) = &self.done[table].columns[*theirs].maker else { return None };
            if narrow::to_type(&mut limits, &target, &own_type).is_err() {
                return values.first().cloned();
            }
            let unit = self.types.unit(&own_type);
            values.iter().find(|text| limits.objection(text, unit).is_some()).cloned()
        })
    }

    /// The rows of another table, as far as they are known.
    fn rows_of(&self, table: usize) -> u64 {
        self.done.get(table).map_or(self.drafts[table].rows, |it| it.rows)
    }

    /// Whether the rows of both tables go on in time, and about as many.
    fn is_peer(&self, table: usize, rows: u64) -> bool {
        let along = |it: &Generated| it.columns.iter().any(|it| matches!(it.maker, Maker::Along(_)));
        rows > 64 && self.draft.rows / rows <= PEERS && self.done.get(table).is_some_and(along)
    }

    /// Whether columns that another key settled are a row of this key's table: because the other
    /// table has the same foreign key.
    fn follows(&self, own: &[usize], key: &ForeignKey) -> bool {
        let mut through = None;
        let mut columns = Vec::new();
        for at in own {
            let Some(Maker::Link { link, column, .. }) = self.makers[*at] else { return false };
            if *through.get_or_insert(link) != link {
                return false;
            }
            columns.push(column);
        }
        let Some(link) = through else { return false };
        let other = &self.drafts[self.links[link].table];
        let names: Vec<&Name> = columns.iter().map(|at| &other.columns[*at].name).collect();
        let same = |it: &ForeignKey| {
            it.table == key.table
                && pairs(it) == names.iter().copied().zip(&key.references).collect::<Vec<_>>()
        };
        let itself = *other.name() == key.table && names == key.references.iter().collect::<Vec<_>>();
        itself || other.keys.iter().any(|(_, it)| same(it))
    }

    /// Lets `user_id` be that of the order, where the order's `user_id` refers to the same table.
    pub fn share(&mut self) {
        for at in 0..self.makers.len() {
            let Some(Maker::Link { link, column: of, nullable }) = self.makers[at] else { continue };
            let name = &self.draft.columns[at].name;
            let single = self.draft.keys.iter().filter(|(_, key)| key.columns == [name.clone()]);
            let Some((_, key)) = single.into_iter().next() else { continue };
            let plain =
                !matches!(self.links[link].pick, Pick::Any(Index::Digit { .. }) | Pick::Earlier | Pick::Next)
                    && self.links[link].late.is_none()
                    && self.wish(at).is_none_or(|wish| wish.nulls.is_none() && wish.skew.is_none())
                    && !self.is_unique(name);
            // Of tables that are settled, so that none is made of itself.
            let via = (0..self.links.len()).filter(|via| *via != link && self.links[*via].table < self.at);
            let found = via.filter(|_| plain).find_map(|via| {
                let other = &self.drafts[self.links[via].table];
                let same = |it: &ForeignKey| {
                    it.columns == [name.clone()] && it.table == key.table && it.references == key.references
                };
                let column = other.column(name)?;
                let fits = other.keys.iter().any(|(_, it)| same(it));
                let never_null = other.columns[column].not_null;
                (fits && (nullable || never_null)).then_some((via, column))
            });
            if let Some((via, column)) = found {
                self.makers[at] = Some(Maker::Shared { via, column, link, of, nullable });
            }
        }
    }
}

fn pairs(key: &ForeignKey) -> Vec<(&Name, &Name)> {
    key.columns.iter().zip(&key.references).collect()
}

/// Links to tables that were settled later learn how many rows there are; keys that are made of
/// themselves are refused.
pub fn finish(tables: &mut [Generated], drafts: &[Draft], refusals: &mut Vec<Refusal>) {
    let rows: Vec<u64> = tables.iter().map(|it| it.rows).collect();
    for table in tables.iter_mut() {
        for link in &mut table.links {
            let digit = matches!(link.pick, Pick::Any(Index::Digit { .. })) || link.late.is_some();
            if digit && link.rows > rows[link.table] {
                let other = drafts[link.table].name();
                let reason = format!("each of its rows refers to another one of {other}, which has too few");
                let help = Help::Do(format!("`--table {}={}` makes fewer", table.name, rows[link.table]));
                refusals.push(Refusal::of(&table.name, &[], None, reason, &help));
            }
            if !digit {
                link.rows = rows[link.table];
            }
        }
    }
    for (at, table) in tables.iter().enumerate() {
        for (column, it) in table.columns.iter().enumerate() {
            if circles(tables, (at, column)) {
                let reason = "its values would be made of themselves, through foreign keys";
                let help = gather::help(&drafts[at], std::slice::from_ref(&it.name), Saying::Nulls);
                refusals.push(Refusal::of(drafts[at].name(), &[&it.name], None, reason, &help));
            }
        }
    }
}

/// Whether a column's value leads back to itself.
fn circles(tables: &[Generated], from: (usize, usize)) -> bool {
    let next = |(table, column): (usize, usize)| -> Vec<(usize, usize)> {
        let it: &Generated = &tables[table];
        let at = |link: usize, column: usize| (it.links[link].table, column);
        match it.columns.get(column).map(|it: &Column| &it.maker) {
            Some(Maker::Link { link, column, .. }) => vec![at(*link, *column)],
            Some(Maker::Shared { via, column, link, of, .. }) => vec![at(*via, *column), at(*link, *of)],
            _ => Vec::new(),
        }
    };
    let mut open = next(from);
    let mut seen = Vec::new();
    while let Some(place) = open.pop() {
        if place == from {
            return true;
        }
        if !seen.contains(&place) {
            seen.push(place);
            open.extend(next(place));
        }
    }
    false
}

/// The key of a table's values.
pub fn key(seed: u64, table: &QualifiedName) -> Key {
    Key::new(seed).of(&table.sql())
}
