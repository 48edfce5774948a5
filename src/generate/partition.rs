//! Which rows the partitions of a table take, all levels of them: as demands on its columns, so that
//! they are kept as checks are. Bounds of the level below hold for every row, whichever partition of
//! the level above it falls into.

use super::check::Demand;
use super::refusal::{Help, Refusal, Saying};
use super::{Request, wish};
use crate::model::constraint::{Bounds, RuleKind};
use crate::model::table::{PartitionBounds, PartitionBy, PartitionStrategy};
use crate::model::{Name, Schema, Sql, Table};

/// How many levels of partitions are followed.
const DEPTH: usize = 16;

/// The partitions of a table, those of the levels below included.
pub fn below<'a>(schema: &'a Schema, table: &'a Table) -> Vec<&'a Table> {
    let mut found = Vec::new();
    let mut open = vec![(table, 0)];
    while let Some((table, depth)) = open.pop() {
        if table.partition_by.is_some() && depth < DEPTH {
            let own = children(schema, table);
            found.extend(own.iter().copied());
            open.extend(own.into_iter().map(|it| (it, depth + 1)));
        }
    }
    found
}

fn children<'a>(schema: &'a Schema, table: &Table) -> Vec<&'a Table> {
    let is_one = |it: &&Table| it.partition_of.as_ref().is_some_and(|of| of.table == table.name);
    schema.tables().filter(is_one).collect()
}

/// What a row has to be to fall into a partition.
pub fn demands(request: &Request<'_>, root: &Table, refusals: &mut Vec<Refusal>) -> Vec<Demand> {
    let mut found = Vec::new();
    let below = below(request.schema, root);
    for table in std::iter::once(root).chain(below) {
        let Some(by) = &table.partition_by else { continue };
        match level(request, root, table, by) {
            Ok(demands) => found.extend(demands),
            Err(refusal) => refusals.push(refusal),
        }
    }
    found
}

fn level(
    request: &Request<'_>,
    root: &Table,
    table: &Table,
    by: &PartitionBy,
) -> Result<Vec<Demand>, Refusal> {
    let parts = children(request.schema, table);
    let bounds: Vec<&PartitionBounds> =
        parts.iter().filter_map(|it| it.partition_of.as_ref().map(|of| &of.bounds)).collect();
    let keys: Vec<&Name> = by
        .keys
        .iter()
        .flat_map(|key| key.expression_names().columns.iter().filter_map(|path| path.last()))
        .collect();
    let refuse = |reason: String, help: Help| Refusal::of(&root.name, &keys, None, reason, &help);
    if bounds.is_empty() {
        return Err(refuse(format!("{} has no partition that takes a row", table.name), Help::LeaveOut));
    }
    if bounds.iter().any(|it| matches!(it, PartitionBounds::Default)) {
        return Ok(Vec::new());
    }
    let given = wish::all_given(request, &root.name, &keys);
    let column = match by.keys.as_slice() {
        [only] => root.columns.iter().map(|it| &it.name).find(|name| *only == Sql::new(name.to_string())),
        _ => None,
    };
    let limited = match (by.strategy, column) {
        (PartitionStrategy::Hash, _) if takes_every_remainder(&bounds) => return Ok(Vec::new()),
        (PartitionStrategy::Range, Some(column)) if given => {
            Some(Demand::Within(column.clone(), ranges(&bounds)))
        }
        (PartitionStrategy::Range, Some(column)) => {
            covered(&bounds).map(|range| Demand::Rule(Some(column.clone()), RuleKind::Range(range)))
        }
        (PartitionStrategy::List, Some(column)) => {
            listed(&bounds).map(|values| Demand::Rule(Some(column.clone()), RuleKind::OneOf(values)))
        }
        _ => None,
    };
    match limited {
        // NULL would need a partition of its own.
        Some(demand) => Ok(vec![demand, Demand::NotNull(column.cloned())]),
        None if given => Ok(Vec::new()),
        None if by.strategy == PartitionStrategy::Hash => {
            let reason = format!("the hash partitions of {} leave rows out", table.name);
            Err(refuse(
                reason,
                Help::Do(format!(
                    "declare the partitions of {} whose remainders are missing, or leave the table out in \
                 seeds/generate.yaml: `tables: {{ {}: {{ rows: 0 }} }}`",
                    table.name, root.name
                )),
            ))
        }
        None => {
            let reason = format!("which rows the partitions of {} take is not understood", table.name);
            Err(refuse(reason, Help::each(&keys, Saying::Values)))
        }
    }
}

/// Whether each row's hash falls into a partition. Each modulus is a factor of the next larger one.
fn takes_every_remainder(bounds: &[&PartitionBounds]) -> bool {
    let parts: Vec<(u32, u32)> = bounds
        .iter()
        .filter_map(|it| match it {
            PartitionBounds::Hash { modulus, remainder } => Some((*modulus, *remainder)),
            _ => None,
        })
        .collect();
    let most = parts.iter().map(|(modulus, _)| *modulus).max().unwrap_or(1);
    (0..most).all(|at| parts.iter().any(|(modulus, remainder)| at % (*modulus).max(1) == *remainder))
}

fn listed(bounds: &[&PartitionBounds]) -> Option<Vec<String>> {
    let lists = bounds.iter().filter_map(|it| match it {
        PartitionBounds::List { values } => Some(values),
        _ => None,
    });
    let values = lists.flatten().map(|it| it.as_str().to_owned());
    let values: Vec<String> = values.filter(|it| !it.eq_ignore_ascii_case("null")).collect();
    (!values.is_empty()).then_some(values)
}

fn ends(bounds: &PartitionBounds) -> Option<(&str, &str)> {
    match bounds {
        PartitionBounds::Range { from, to } => match (from.as_slice(), to.as_slice()) {
            ([from], [to]) => Some((from.as_str(), to.as_str())),
            _ => None,
        },
        _ => None,
    }
}

fn ranges(bounds: &[&PartitionBounds]) -> Vec<Bounds> {
    bounds.iter().filter_map(|it| ends(it)).map(|(from, to)| range(from, to)).collect()
}

fn range(from: &str, to: &str) -> Bounds {
    let open = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    Bounds {
        min: (!open(from, "minvalue")).then(|| from.to_owned()),
        below: (!open(to, "maxvalue")).then(|| to.to_owned()),
        ..Bounds::default()
    }
}

/// What ranges that lie one behind the other cover: the longest run of them.
fn covered(bounds: &[&PartitionBounds]) -> Option<Bounds> {
    let ranges: Vec<(&str, &str)> = bounds.iter().filter_map(|it| ends(it)).collect();
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
    Some(range(first, end))
}
