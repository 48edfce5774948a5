//! Heights within the columns: each element as near as it can be to what it is tied to, in the order that
//! it has, with the gaps that it needs. For one column that is a problem with an exact answer (isotonic
//! regression); the columns take turns.

use super::lane::{Element, Lanes};

/// To and fro so many times.
const ROUNDS: usize = 10;

/// How much more a lane wants to be level than a box.
const LANE_WEIGHT: f64 = 3.0;
/// How much everything wants to be at the middle, so that a long chain does not climb off.
const MIDDLE_WEIGHT: f64 = 0.2;
/// How much what nothing leads to wants to stay.
const IDLE_WEIGHT: f64 = 0.01;

pub fn place(lanes: &mut Lanes) {
    let count = lanes.columns.len();
    for round in 0..ROUNDS {
        let columns: Vec<usize> =
            if round % 2 == 0 { (0..count).collect() } else { (0..count).rev().collect() };
        for column in columns {
            level(lanes, column);
        }
    }
    let highest = lanes.tops.iter().copied().fold(f64::MAX, f64::min);
    for top in &mut lanes.tops {
        // Whole numbers keep lines sharp and the text short.
        *top = (*top - highest).round();
    }
    // Rounding may have taken half a unit off a gap.
    for column in lanes.columns.clone() {
        for pair in column.windows(2) {
            let least = lanes.tops[pair[0]] + lanes.heights[pair[0]] + lanes.gap(pair[0], pair[1]);
            lanes.tops[pair[1]] = lanes.tops[pair[1]].max(least.round());
        }
    }
}

/// Places one column, the others staying where they are.
fn level(lanes: &mut Lanes, column: usize) {
    let elements = lanes.columns[column].clone();
    // Without their gaps the elements may stand anywhere, as long as none is above the one before.
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(elements.len());
    for (at, element) in elements.iter().enumerate() {
        if at > 0 {
            offset += lanes.heights[elements[at - 1]] + lanes.gap(elements[at - 1], *element);
        }
        offsets.push(offset);
    }
    let wishes: Vec<(f64, f64)> = elements
        .iter()
        .zip(&offsets)
        .map(|(element, offset)| wish(lanes, column, *element, *offset))
        .collect();
    for ((element, offset), height) in elements.iter().zip(&offsets).zip(isotonic(&wishes)) {
        lanes.tops[*element] = height + offset;
    }
}

/// Where an element wants to be, less its offset, and how much.
fn wish(lanes: &Lanes, column: usize, element: usize, offset: f64) -> (f64, f64) {
    let (mut sum, mut weight) = (0.0, 0.0);
    let is_lane = |element: usize| matches!(lanes.elements[element], Element::Lane(_));
    let mut add = |own: (usize, f64), other: (usize, f64)| {
        let share = if is_lane(own.0) || is_lane(other.0) { LANE_WEIGHT } else { 1.0 };
        sum += share * (lanes.tops[other.0] + other.1 - own.1);
        weight += share;
    };
    if column > 0 {
        let ties = lanes.ties[column - 1].iter().filter(|tie| tie.right.0 == element);
        ties.for_each(|tie| add(tie.right, tie.left));
    }
    if let Some(ties) = lanes.ties.get(column) {
        ties.iter().filter(|tie| tie.left.0 == element).for_each(|tie| add(tie.left, tie.right));
    }
    if weight == 0.0 {
        return (lanes.tops[element] - offset, IDLE_WEIGHT);
    }
    sum += MIDDLE_WEIGHT * -lanes.heights[element] / 2.0;
    weight += MIDDLE_WEIGHT;
    (sum / weight - offset, weight)
}

/// The values that never fall and are as near as can be to the wished ones, by weight: neighbours that are
/// in the wrong order become one block with their mean.
fn isotonic(wishes: &[(f64, f64)]) -> Vec<f64> {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(wishes.len());
    for (value, weight) in wishes {
        let mut block = (*value, *weight, 1);
        while let Some(before) = blocks.last().copied().filter(|before| before.0 > block.0) {
            blocks.pop();
            let weight = before.1 + block.1;
            block = ((before.0 * before.1 + block.0 * block.1) / weight, weight, before.2 + block.2);
        }
        blocks.push(block);
    }
    blocks.into_iter().flat_map(|(value, _, count)| std::iter::repeat_n(value, count)).collect()
}
