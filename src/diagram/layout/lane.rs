//! What stands in each column beside boxes: lanes, one for each bundle that goes on to a farther column.
//! A bundle with lines to both sides of its parent is two.

use std::collections::BTreeMap;

use super::{GAP, LANE_GAP, LANES_APART, Line, Size};

/// Something with a place in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    Box(usize),
    /// A way through, of that strand.
    Lane(usize),
}

/// The lines of a bundle that leave their parent on one side.
#[derive(Clone, Debug)]
pub struct Strand {
    /// Places among the lines.
    pub lines: Vec<usize>,
    /// Where its lanes are, by column: places among the elements.
    pub lanes: BTreeMap<usize, usize>,
}

/// What ties an element of a column to one of the next: two elements and how far below their tops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    pub left: (usize, f64),
    pub right: (usize, f64),
}

/// The columns with boxes and lanes in them.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    pub elements: Vec<Element>,
    /// Boxes first, so that box `n` is element `n`.
    pub heights: Vec<f64>,
    /// The tops; the last step but one finds them.
    pub tops: Vec<f64>,
    /// The elements of each column, from the top.
    pub columns: Vec<Vec<usize>>,
    /// The column of each element.
    pub column_of: Vec<usize>,
    pub strands: Vec<Strand>,
    /// What ties column `n` to column `n + 1`.
    pub ties: Vec<Vec<Tie>>,
}

impl Lanes {
    /// The least distance between two elements that stand one below the other.
    pub fn gap(&self, above: usize, below: usize) -> f64 {
        match (self.elements[above], self.elements[below]) {
            (Element::Box(_), Element::Box(_)) => GAP,
            (Element::Lane(_), Element::Lane(_)) => LANES_APART,
            _ => LANE_GAP,
        }
    }
}

/// Finds the lanes that the lines need.
pub fn lanes(columns: &[usize], sizes: &[Size], lines: &[Line]) -> Lanes {
    let count = columns.iter().copied().max().unwrap_or(0) + 1;
    let mut lanes = Lanes {
        elements: (0..sizes.len()).map(Element::Box).collect(),
        heights: sizes.iter().map(|it| it.height).collect(),
        columns: vec![Vec::new(); count],
        column_of: columns.to_vec(),
        ties: vec![Vec::new(); count.saturating_sub(1)],
        ..Lanes::default()
    };
    for (item, column) in columns.iter().enumerate() {
        lanes.columns[*column].push(item);
    }
    let mut bundles: BTreeMap<(usize, bool), Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let goes_left = columns[line.child.item] < columns[line.parent.item];
        bundles.entry((line.bundle, goes_left)).or_default().push(at);
    }
    for (at, ((_, goes_left), members)) in bundles.into_iter().enumerate() {
        let start = columns[lines[members[0]].parent.item];
        let ends = members.iter().map(|line| columns[lines[*line].child.item]);
        let between = if goes_left {
            ends.min().unwrap_or(start) + 1..start
        } else {
            start + 1..ends.max().unwrap_or(start)
        };
        let mut own = BTreeMap::new();
        for column in between {
            let element = lanes.elements.len();
            lanes.elements.push(Element::Lane(at));
            lanes.heights.push(0.0);
            lanes.column_of.push(column);
            lanes.columns[column].push(element);
            own.insert(column, element);
        }
        tie(&mut lanes, &members, &own, lines, columns);
        lanes.strands.push(Strand { lines: members, lanes: own });
    }
    lanes.tops = vec![0.0; lanes.elements.len()];
    lanes
}

/// Notes what a strand ties together, column by column.
fn tie(
    lanes: &mut Lanes,
    members: &[usize],
    own: &BTreeMap<usize, usize>,
    lines: &[Line],
    columns: &[usize],
) {
    let parent = lines[members[0]].parent;
    let start = columns[parent.item];
    let element_at = |column: usize| match own.get(&column) {
        Some(lane) => Some((*lane, 0.0)),
        None if column == start => Some((parent.item, parent.below)),
        None => None,
    };
    let mut ties: Vec<(usize, Tie)> = Vec::new();
    for column in own.keys() {
        let before = if *column > start { column - 1 } else { column + 1 };
        if let (Some(from), Some(to)) = (element_at(before), element_at(*column)) {
            ties.push(between(*column, before, to, from));
        }
    }
    for line in members {
        let child = lines[*line].child;
        let column = columns[child.item];
        if column == start {
            continue;
        }
        let before = if column > start { column - 1 } else { column + 1 };
        if let Some(from) = element_at(before) {
            ties.push(between(column, before, (child.item, child.below), from));
        }
    }
    for (column, tie) in ties {
        lanes.ties[column].push(tie);
    }
}

/// A tie with the left column first, and which column that is.
fn between(column: usize, other: usize, here: (usize, f64), there: (usize, f64)) -> (usize, Tie) {
    if other < column {
        (other, Tie { left: there, right: here })
    } else {
        (column, Tie { left: here, right: there })
    }
}
