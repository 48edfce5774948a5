//! Indexes that would serve a scan, and which of them are worth having beside those that there are.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Column, Need, Order};
use crate::model::constraint::ConstraintKind;
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::name::MAX_NAME_BYTES;
use crate::model::{Name, QualifiedName, Table};

/// How many different values a column has, as far as ANALYZE knows.
pub type Distinct = BTreeMap<(QualifiedName, Name), f64>;

/// More columns than this pay for nothing.
const MOST_COLUMNS: usize = 4;

/// Types that no B-tree sorts.
const UNSORTED: [&str; 10] =
    ["json", "xml", "point", "box", "polygon", "line", "lseg", "path", "circle", "tsquery"];

/// A B-tree: first what rows have to equal, in any order, then a range or a sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub table: QualifiedName,
    pub equal: Vec<Name>,
    pub then: Vec<Key>,
}

/// A column of an index that sorts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub column: Name,
    pub descending: bool,
    pub nulls_first: Option<bool>,
}

impl Key {
    fn plain(column: Name) -> Self {
        Self { column, descending: false, nulls_first: None }
    }

    /// Where NULLs go in fact.
    fn has_nulls_first(&self) -> bool {
        self.nulls_first.unwrap_or(self.descending)
    }

    /// Whether reading from the other end gives the same order.
    fn is_mirrored(&self, other: &Self) -> bool {
        self.descending != other.descending && self.has_nulls_first() != other.has_nulls_first()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.descending == other.descending && self.has_nulls_first() == other.has_nulls_first()
    }
}

impl Candidate {
    pub fn keys(&self) -> Vec<Key> {
        self.equal.iter().cloned().map(Key::plain).chain(self.then.iter().cloned()).collect()
    }

    /// Whether an index with these keys does the same.
    pub fn is_served_by(&self, keys: &[Key]) -> bool {
        let Some((equal, then)) = keys.split_at_checked(self.equal.len()) else { return false };
        let has = |name: &Name| equal.iter().any(|key| key.column == *name);
        let in_order = |fits: fn(&Key, &Key) -> bool| {
            then.len() >= self.then.len()
                && self
                    .then
                    .iter()
                    .zip(then)
                    .all(|(one, other)| one.column == other.column && fits(one, other))
        };
        self.equal.iter().all(has) && (in_order(Key::is_same) || in_order(Key::is_mirrored))
    }

    /// As an index under a name that is not taken.
    pub fn index(&self, taken: &mut BTreeSet<Name>) -> Index {
        let columns: Vec<String> = self.keys().iter().map(|key| key.column.as_str().to_owned()).collect();
        let wanted = format!("idx_{}_{}", self.table.name.as_str(), columns.join("_"));
        let name = (1_u32..).find_map(|attempt| {
            let number = if attempt == 1 { String::new() } else { format!("_{attempt}") };
            let end = wanted.floor_char_boundary(MAX_NAME_BYTES - number.len());
            let name = Name::new(format!("{}{number}", &wanted[..end]));
            taken.insert(name.clone()).then_some(name)
        });
        let key = |key: Key| IndexKey {
            on: IndexedValue::Column(key.column),
            collate: None,
            operator_class: None,
            descending: key.descending,
            nulls_first: key.nulls_first,
        };
        Index {
            name: name.unwrap_or_else(|| Name::new(wanted)),
            renamed_from: None,
            comment: None,
            unique: false,
            nulls_not_distinct: false,
            using: "btree".to_owned(),
            keys: self.keys().into_iter().map(key).collect(),
            include: Vec::new(),
            predicate: None,
            storage_parameters: indexmap::IndexMap::new(),
        }
    }
}

/// What could serve a scan, the most promising first. Nothing for a table that others would have to answer
/// for: a partition's index is its parent's.
pub fn candidates(need: &Need, table: &Table, distinct: &Distinct) -> Vec<Candidate> {
    if table.partition_of.is_some() {
        return Vec::new();
    }
    let is_sorted = |name: &Name| {
        let column = table.column(name);
        column.is_some_and(|it| !UNSORTED.iter().any(|unsorted| it.data_type.is(unsorted)))
    };
    let fits = |it: &&Column| {
        let column = table.column(&it.name);
        let is_varchar = column.is_some_and(|it| it.data_type.is("varchar"));
        is_sorted(&it.name) && (is_varchar || !it.is_cast_to_text)
    };
    let mut equal: Vec<Name> = need.equal.iter().filter(fits).map(|it| it.name.clone()).collect();
    let count = |name: &Name| distinct.get(&(table.name.clone(), name.clone())).copied().unwrap_or(f64::MAX);
    // What has the most values finds the fewest rows, and serves others best alone.
    equal.sort_by(|a, b| count(b).total_cmp(&count(a)));
    equal.truncate(MOST_COLUMNS);
    let room = MOST_COLUMNS - equal.len();
    let range = need.range.iter().find(fits).map(|it| vec![Key::plain(it.name.clone())]);
    let sorts = !need.order.is_empty() && need.order.len() <= room;
    let sorts = sorts && need.order.iter().all(|it| is_sorted(&it.column));
    // A whole table is read in the order of an index only where few rows of it are wanted.
    let order = (sorts && (need.is_limited || !equal.is_empty()))
        .then(|| need.order.iter().map(key).collect::<Vec<_>>());
    let mut thens: Vec<Vec<Key>> = order.into_iter().chain(range.filter(|_| room > 0)).collect();
    if !need.is_limited {
        thens.reverse();
    }
    if !equal.is_empty() {
        thens.push(Vec::new());
    }
    let of = |then| Candidate { table: table.name.clone(), equal: equal.clone(), then };
    thens.into_iter().map(of).collect()
}

fn key(order: &Order) -> Key {
    // What PostgreSQL does anyway is not written.
    let nulls_first = order.nulls_first.filter(|first| *first != order.descending);
    Key { column: order.column.clone(), descending: order.descending, nulls_first }
}

/// The keys of the indexes that a table has over all of its rows, as far as they are columns.
pub fn existing(table: &Table) -> Vec<Vec<Key>> {
    let keys = table.constraints.iter().filter_map(|it| match &it.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            Some(key.columns.iter().cloned().map(Key::plain).collect())
        }
        _ => None,
    });
    let indexes = table.indexes.iter().filter(|it| it.using == "btree" && it.predicate.is_none());
    let indexes = indexes.map(|index| {
        let columns = index.keys.iter().map_while(|key| match &key.on {
            IndexedValue::Column(name) => {
                Some(Key { column: name.clone(), descending: key.descending, nulls_first: key.nulls_first })
            }
            IndexedValue::Expression(_) => None,
        });
        columns.collect()
    });
    keys.chain(indexes).collect()
}

/// Leaves out what another of them does as well, whose columns are put in an order in which it does.
pub fn drop_redundant(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept: Vec<Kept> = Vec::new();
    for candidate in candidates {
        if kept.iter_mut().any(|it| it.takes_over(&candidate, 0)) {
            continue;
        }
        let mut new = Kept { candidate, relied_on: 0 };
        kept.retain(|it| !new.takes_over(&it.candidate, it.relied_on));
        kept.push(new);
    }
    kept.into_iter().map(|it| it.candidate).collect()
}

struct Kept {
    candidate: Candidate,
    /// So many of its first columns have to stay the first, since it stands in for others.
    relied_on: usize,
}

impl Kept {
    /// Whether it does what the other does, and those for which that stands in, if need be in another order.
    fn takes_over(&mut self, other: &Candidate, relied_on: usize) -> bool {
        let equal = &mut self.candidate.equal;
        if self.candidate.table != other.table {
            return false;
        }
        let has_all = other.equal.iter().all(|name| equal.contains(name));
        let keeps = equal[..self.relied_on].iter().all(|name| other.equal.contains(name));
        if has_all && keeps && relied_on == 0 && other.then.is_empty() {
            // Those that were first among these stay so.
            equal.sort_by_key(|name| !other.equal.contains(name));
        }
        let takes_over = relied_on == 0 && other.is_served_by(&self.candidate.keys());
        if takes_over {
            self.relied_on = self.relied_on.max(other.equal.len());
        }
        takes_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        let source = crate::diagnostic::Source { path: "t.yaml".into(), text: text.to_owned() };
        let (schema, mistakes) = crate::yaml::read(&[source]);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        schema.tables().next().expect("a table").clone()
    }

    fn t() -> Table {
        table(
            "table: t\ncolumns:\n  id: { type: bigint, primary_key: true }\n  a: { type: text }\n  b: { type: text }\n  v: { type: varchar(10) }\n  u: { type: uuid }\n  j: { type: json }\n  at: { type: timestamptz }\nindexes:\n  t_a_at: [a, at desc]\n  t_b: { on: [b], where: a is null }\n  t_lower: ['lower(b)']\n",
        )
    }

    fn shown(candidates: &[Candidate]) -> Vec<String> {
        let key = |key: &Key| {
            let nulls = key.nulls_first.map_or("", |first| if first { " first" } else { " last" });
            format!("{}{}{nulls}", key.column.as_str(), if key.descending { " desc" } else { "" })
        };
        candidates.iter().map(|it| it.keys().iter().map(key).collect::<Vec<_>>().join(", ")).collect()
    }

    fn need(equal: &[&str], range: &[&str], order: &[(&str, bool)], is_limited: bool) -> Need {
        let column = |name: &&str| Column { name: Name::new(*name), is_cast_to_text: false };
        let order = order.iter().map(|(column, descending)| Order {
            column: Name::new(*column),
            descending: *descending,
            nulls_first: None,
        });
        Need {
            table: QualifiedName::new("public", "t"),
            equal: equal.iter().map(column).collect(),
            range: range.iter().map(column).collect(),
            order: order.collect(),
            is_limited,
            reads_all: true,
        }
    }

    fn of(need: &Need) -> Vec<String> {
        shown(&candidates(need, &t(), &Distinct::new()))
    }

    #[test]
    fn equalities_lead_then_one_range_or_the_order() {
        assert_eq!(of(&need(&["a", "b"], &["at"], &[], false)), ["a, b, at", "a, b"]);
        assert_eq!(of(&need(&["a"], &["at"], &[("id", true)], true)), ["a, id desc", "a, at", "a"]);
        assert_eq!(of(&need(&["a"], &["at"], &[("id", true)], false)), ["a, at", "a, id desc", "a"]);
        assert_eq!(of(&need(&[], &[], &[("at", true)], true)), ["at desc"]);
        assert!(of(&need(&[], &[], &[("at", true)], false)).is_empty(), "all rows are sorted faster");
        assert!(of(&need(&[], &[], &[], true)).is_empty());
        assert!(of(&need(&["j", "nothing"], &[], &[], false)).is_empty(), "json has no order");
        assert_eq!(of(&need(&["a", "b", "v", "u", "id"], &["at"], &[], false)), ["a, b, v, u"]);
    }

    #[test]
    fn what_has_the_most_values_leads() {
        let table = t();
        let distinct = |name: &str, count: f64| ((table.name.clone(), Name::new(name)), count);
        let known = Distinct::from([distinct("a", 3.0), distinct("b", 1000.0)]);
        assert_eq!(shown(&candidates(&need(&["a", "b"], &[], &[], false), &table, &known)), ["b, a"]);
    }

    #[test]
    fn a_cast_leaves_a_varchar_as_it_is() {
        let mut need = need(&["v", "u"], &[], &[], false);
        need.equal.iter_mut().for_each(|it| it.is_cast_to_text = true);
        assert_eq!(of(&need), ["v"]);
    }

    fn candidate(equal: &[&str], then: &[(&str, bool)]) -> Candidate {
        let key = |(column, descending): &(&str, bool)| Key {
            column: Name::new(*column),
            descending: *descending,
            nulls_first: None,
        };
        Candidate {
            table: QualifiedName::new("public", "t"),
            equal: equal.iter().map(|it| Name::new(*it)).collect(),
            then: then.iter().map(key).collect(),
        }
    }

    #[test]
    fn what_there_is_serves() {
        let keys = existing(&t());
        let is_served = |it: &Candidate| keys.iter().any(|keys| it.is_served_by(keys));
        assert!(is_served(&candidate(&["id"], &[])));
        assert!(is_served(&candidate(&["a"], &[])));
        assert!(is_served(&candidate(&["a"], &[("at", true)])));
        assert!(is_served(&candidate(&["a"], &[("at", false)])), "it is read backwards");
        assert!(is_served(&candidate(&["at", "a"], &[])), "equalities have no order");
        assert!(!is_served(&candidate(&["at"], &[])));
        assert!(!is_served(&candidate(&["b"], &[])), "not all rows are in it");
        assert!(!is_served(&candidate(&["a"], &[("at", true), ("id", true)])));
        let two = [("a", true), ("b", false)];
        assert!(!candidate(&[], &two).is_served_by(&candidate(&[], &[("a", true), ("b", true)]).keys()));
        assert!(candidate(&[], &two).is_served_by(&candidate(&[], &[("a", false), ("b", true)]).keys()));
    }

    #[test]
    fn one_index_does_for_several() {
        let kept = |all: &[Candidate]| shown(&drop_redundant(all.to_vec()));
        let user = candidate(&["u"], &[]);
        let latest = candidate(&["u"], &[("at", true)]);
        assert_eq!(kept(&[user.clone(), latest.clone()]), ["u, at desc"]);
        assert_eq!(kept(&[latest.clone(), user.clone()]), ["u, at desc"]);
        let both = candidate(&["a", "u"], &[]);
        assert_eq!(kept(&[both.clone(), user.clone()]), ["u, a"], "put first, it does for both");
        assert_eq!(kept(&[both, user, candidate(&["a"], &[])]), ["u, a", "a"], "but not for a third");
        assert_eq!(kept(&[latest.clone(), candidate(&["a"], &[])]), ["u, at desc", "a"]);
        assert_eq!(kept(&[latest.clone(), latest]), ["u, at desc"]);
    }

    #[test]
    fn a_name_is_free_and_fits() {
        let mut taken = BTreeSet::from([Name::new("idx_t_u")]);
        assert_eq!(candidate(&["u"], &[]).index(&mut taken).name.as_str(), "idx_t_u_2");
        assert_eq!(candidate(&["u"], &[]).index(&mut taken).name.as_str(), "idx_t_u_3");
        let long = "x".repeat(60);
        let name = candidate(&[&long, "u"], &[]).index(&mut taken).name;
        assert_eq!(name.as_str().len(), MAX_NAME_BYTES);
        let index = candidate(&["u"], &[("at", true)]).index(&mut taken);
        assert!(index.keys[1].descending && index.name == "idx_t_u_at");
    }
}
