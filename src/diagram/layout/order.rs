//! The order within each column. Each element moves to where its neighbours are, to and fro, and the order
//! with the fewest crossings is kept.

use super::lane::{Element, Lanes, Tie};

/// To and fro so many times.
const ROUNDS: usize = 12;

pub fn sort(lanes: &mut Lanes) {
    stack(lanes);
    let mut best = (cost(lanes), lanes.columns.clone());
    let count = lanes.columns.len();
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            (1..count).for_each(|column| settle(lanes, column, true, round > 1));
        } else {
            (0..count.saturating_sub(1)).rev().for_each(|column| settle(lanes, column, false, round > 1));
        }
        keep_if_better(lanes, &mut best);
    }
    lanes.columns.clone_from(&best.1);
    stack(lanes);
    for _ in 0..4 {
        if !exchange(lanes) {
            break;
        }
        keep_if_better(lanes, &mut best);
    }
    lanes.columns = best.1;
    stack(lanes);
}

fn keep_if_better(lanes: &Lanes, best: &mut (f64, Vec<Vec<usize>>)) {
    let found = cost(lanes);
    if found < best.0 {
        *best = (found, lanes.columns.clone());
    }
}

/// Tops as if everything stood as close as it may.
fn stack(lanes: &mut Lanes) {
    (0..lanes.columns.len()).for_each(|column| stack_column(lanes, column));
}

fn stack_column(lanes: &mut Lanes, column: usize) {
    let mut top = 0.0;
    let mut before: Option<usize> = None;
    for element in lanes.columns[column].clone() {
        if let Some(before) = before {
            top += lanes.gap(before, element);
        }
        lanes.tops[element] = top;
        top += lanes.heights[element];
        before = Some(element);
    }
    // Around one middle, so that a short column stands beside the middle of a high one.
    for element in &lanes.columns[column] {
        lanes.tops[*element] -= top / 2.0;
    }
}

/// Sorts one column by where its neighbours on one side are, or on both.
fn settle(lanes: &mut Lanes, column: usize, by_left: bool, by_both: bool) {
    let mut wanted: Vec<(f64, usize)> = Vec::new();
    for element in &lanes.columns[column] {
        let mut heights = Vec::new();
        if (by_left || by_both) && column > 0 {
            let ties = lanes.ties[column - 1].iter().filter(|tie| tie.right.0 == *element);
            heights.extend(ties.map(|tie| lanes.tops[tie.left.0] + tie.left.1 - tie.right.1));
        }
        if (!by_left || by_both) && column + 1 < lanes.columns.len() {
            let ties = lanes.ties[column].iter().filter(|tie| tie.left.0 == *element);
            heights.extend(ties.map(|tie| lanes.tops[tie.right.0] + tie.right.1 - tie.left.1));
        }
        // What nothing leads to goes below what something leads to.
        let is_alone = heights.is_empty() && is_box_alone(lanes, *element);
        let middle = if heights.is_empty() {
            lanes.tops[*element]
        } else {
            heights.iter().sum::<f64>() / count(heights.len())
        };
        let middle = middle + lanes.heights[*element] / 2.0;
        wanted.push((if is_alone { f64::MAX } else { middle }, *element));
    }
    wanted.sort_by(|a, b| a.0.total_cmp(&b.0));
    lanes.columns[column] = wanted.into_iter().map(|(_, element)| element).collect();
    stack_column(lanes, column);
}

fn is_box_alone(lanes: &Lanes, element: usize) -> bool {
    let touches = |tie: &Tie| tie.left.0 == element || tie.right.0 == element;
    matches!(lanes.elements[element], Element::Box(_)) && !lanes.ties.iter().flatten().any(touches)
}

/// Exchanges neighbours wherever fewer lines cross then; whether any were.
fn exchange(lanes: &mut Lanes) -> bool {
    let mut has_changed = false;
    for column in 0..lanes.columns.len() {
        for at in 1..lanes.columns[column].len() {
            let before = cost_around(lanes, column);
            lanes.columns[column].swap(at - 1, at);
            stack_column(lanes, column);
            if cost_around(lanes, column) + 1e-6 < before {
                has_changed = true;
            } else {
                lanes.columns[column].swap(at - 1, at);
                stack_column(lanes, column);
            }
        }
    }
    has_changed
}

/// Crossings first, the way that lines go up and down second.
fn cost(lanes: &Lanes) -> f64 {
    lanes.ties.iter().map(|ties| cost_of(lanes, ties)).sum()
}

fn cost_around(lanes: &Lanes, column: usize) -> f64 {
    let left = column.checked_sub(1).map_or(0.0, |it| cost_of(lanes, &lanes.ties[it]));
    left + lanes.ties.get(column).map_or(0.0, |ties| cost_of(lanes, ties))
}

fn cost_of(lanes: &Lanes, ties: &[Tie]) -> f64 {
    let mut ends: Vec<(f64, f64)> = ties
        .iter()
        .map(|tie| (lanes.tops[tie.left.0] + tie.left.1, lanes.tops[tie.right.0] + tie.right.1))
        .collect();
    let ways: f64 = ends.iter().map(|(left, right)| (left - right).abs() / 2000.0).sum();
    ways + count(crossings(&mut ends))
}

/// How many pairs of lines cross: from the top left on, each crosses those that came before it and end
/// below it.
fn crossings(ends: &mut [(f64, f64)]) -> usize {
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut before: Vec<f64> = Vec::with_capacity(ends.len());
    let mut crossings = 0;
    for (_, right) in ends {
        let at = before.partition_point(|it| *it <= *right);
        crossings += before.len() - at;
        before.insert(at, *right);
    }
    crossings
}

#[expect(clippy::cast_precision_loss, reason = "nobody draws 2^52 lines")]
fn count(count: usize) -> f64 {
    count as f64
}
