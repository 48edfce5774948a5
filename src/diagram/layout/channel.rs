//! The upright parts of lines between two columns: each strand has a track there, ordered so that few
//! lines cross and none lies upon another, and the routes that come of it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::lane::{Element, Lanes, Strand};
use super::{CHANNEL_EDGE, Line, Point, Rectangle, Sheet, Size, TRACKS_APART};

/// A strand's part in the channel left of a column, or right of the last.
#[derive(Clone, Debug, Default)]
struct Part {
    strand: usize,
    /// The heights at which it goes to the left and to the right.
    left: Vec<f64>,
    right: Vec<f64>,
    top: f64,
    bottom: f64,
}

impl Part {
    fn spans(&self, height: f64) -> bool {
        height > self.top - NEAR && height < self.bottom + NEAR
    }
}

/// So near, two level lines are taken for one.
const NEAR: f64 = 4.0;
/// How many crossings one line upon another is worth.
const OVERLAP: f64 = 40.0;
/// How far apart lines are that end in one row.
const ROW_SPREAD: f64 = 6.0;

/// Finds the tracks, and everything's place.
pub fn sheet(lanes: &Lanes, sizes: &[Size], lines: &[Line]) -> Sheet {
    let ports = spread(lanes, lines);
    let count = lanes.columns.len();
    let parts: Vec<Vec<Part>> = (0..=count).map(|channel| parts(lanes, lines, &ports, channel)).collect();
    let tracks: Vec<Tracks> = parts.iter().map(|parts| Tracks::of(parts)).collect();
    let mut x = 0.0;
    let (mut channel_x, mut column_x, mut widths) = (Vec::new(), Vec::new(), Vec::new());
    for (channel, tracks) in tracks.iter().enumerate() {
        channel_x.push(x);
        x += tracks.width(channel == 0 || channel == count);
        if let Some(column) = lanes.columns.get(channel) {
            let boxes = column.iter().filter_map(|element| match lanes.elements[*element] {
                Element::Box(item) => Some(sizes[item].width),
                Element::Lane(_) => None,
            });
            let width = boxes.fold(0.0, f64::max);
            column_x.push(x);
            widths.push(width);
            x += width;
        }
    }
    let boxes: Vec<Rectangle> = (0..sizes.len())
        .map(|item| {
            let column = lanes.column_of[item];
            let (x, y) = (column_x[column], lanes.tops[item]);
            Rectangle { x, y, width: widths[column], height: sizes[item].height }
        })
        .collect();
    let mut routes = vec![Vec::new(); lines.len()];
    for (at, strand) in lanes.strands.iter().enumerate() {
        let track_x = |channel: usize| channel_x[channel] + tracks[channel].x(at);
        for line in &strand.lines {
            routes[*line] = route(lanes, strand, &lines[*line], &boxes, ports[*line], &track_x);
        }
    }
    let bottom = boxes.iter().map(|it| it.y + it.height).fold(0.0, f64::max);
    let lowest = routes.iter().flatten().map(|it: &Point| it.y).fold(bottom, f64::max);
    Sheet { width: x, height: lowest, boxes, routes }
}

/// The heights of each line's ends. Lines of several strands that end in one row are spread over it.
fn spread(lanes: &Lanes, lines: &[Line]) -> Vec<(f64, f64)> {
    // By box, side and row: the strands that end there, sorted by where they come from.
    let mut rows: BTreeMap<(usize, bool, i64), Vec<(usize, f64)>> = BTreeMap::new();
    let row = |item: usize, is_left: bool, below: f64| (item, is_left, key(below));
    for (at, strand) in lanes.strands.iter().enumerate() {
        for line in &strand.lines {
            let (parent, child) = (lines[*line].parent, lines[*line].child);
            let (from, to) = (lanes.column_of[parent.item], lanes.column_of[child.item]);
            let others = [
                (row(parent.item, to < from, parent.below), child),
                (row(child.item, to > from, child.below), parent),
            ];
            for (row, other) in others {
                let strands = rows.entry(row).or_default();
                if !strands.iter().any(|(strand, _)| *strand == at) {
                    strands.push((at, lanes.tops[other.item] + other.below));
                }
            }
        }
    }
    for strands in rows.values_mut() {
        strands.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    }
    let shift = |row: &(usize, bool, i64), strand: usize| {
        let Some(strands) = rows.get(row).filter(|it| it.len() > 1) else { return 0.0 };
        let at = strands.iter().position(|(it, _)| *it == strand).unwrap_or(0);
        let step = ROW_SPREAD.min(16.0 / number(strands.len() - 1));
        (number(at) - number(strands.len() - 1) / 2.0) * step
    };
    let mut heights = vec![(0.0, 0.0); lines.len()];
    for (at, strand) in lanes.strands.iter().enumerate() {
        for line in &strand.lines {
            let (parent, child) = (lines[*line].parent, lines[*line].child);
            let (from, to) = (lanes.column_of[parent.item], lanes.column_of[child.item]);
            let height = |port: super::Port, is_left: bool| {
                lanes.tops[port.item] + port.below + shift(&row(port.item, is_left, port.below), at)
            };
            heights[*line] = (height(parent, to < from), height(child, to > from));
        }
    }
    heights
}

/// The parts of all strands in one channel.
fn parts(lanes: &Lanes, lines: &[Line], ports: &[(f64, f64)], channel: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, strand) in lanes.strands.iter().enumerate() {
        let mut part = Part { strand: at, ..Part::default() };
        let mut add = |is_left: bool, height: f64| {
            let side = if is_left { &mut part.left } else { &mut part.right };
            if !side.contains(&height) {
                side.push(height);
            }
        };
        for line in &strand.lines {
            let (from, to) =
                (lanes.column_of[lines[*line].parent.item], lanes.column_of[lines[*line].child.item]);
            let (first, last) = if to < from { (from, to + 1) } else { (from + 1, to.max(from + 1)) };
            if channel < first.min(last) || channel > first.max(last) {
                continue;
            }
            let lane = |column: usize| strand.lanes.get(&column).map(|lane| lanes.tops[*lane]);
            // What is on either side: the lane there, or the end of the line.
            let left = channel.checked_sub(1);
            if left == Some(from) {
                add(true, ports[*line].0);
            }
            if left == Some(to) && to <= from {
                add(true, ports[*line].1);
            }
            if channel == from && to < from {
                add(false, ports[*line].0);
            }
            if channel == to && to > from {
                add(false, ports[*line].1);
            }
            let (low, high) = (from.min(to), from.max(to));
            if let Some(height) = left.filter(|it| *it > low && *it < high).and_then(lane) {
                add(true, height);
            }
            if let Some(height) = Some(channel).filter(|it| *it > low && *it < high).and_then(lane) {
                add(false, height);
            }
        }
        let heights = || part.left.iter().chain(&part.right).copied();
        if heights().next().is_some() {
            let (top, bottom) = (heights().fold(f64::MAX, f64::min), heights().fold(f64::MIN, f64::max));
            (part.top, part.bottom) = (top, bottom);
            parts.push(part);
        }
    }
    parts
}

/// The track of each strand in a channel.
struct Tracks {
    of_strand: BTreeMap<usize, usize>,
    count: usize,
}

impl Tracks {
    fn of(parts: &[Part]) -> Self {
        let order = ordered(parts);
        // A track may be shared by parts that are not beside each other.
        let mut tracks: Vec<usize> = vec![0; parts.len()];
        for (at, part) in order.iter().enumerate() {
            let meet = |other: &usize| {
                let (one, two) = (&parts[*part], &parts[*other]);
                one.top < two.bottom + 2.0 * NEAR && two.top < one.bottom + 2.0 * NEAR
            };
            let next = order[..at].iter().filter(|it| meet(it)).map(|it| tracks[*it] + 1).max();
            tracks[*part] = next.unwrap_or(0);
        }
        let count = tracks.iter().map(|it| it + 1).max().unwrap_or(0);
        let of_strand = parts.iter().zip(tracks).map(|(part, track)| (part.strand, track)).collect();
        Self { of_strand, count }
    }

    fn width(&self, is_outside: bool) -> f64 {
        match self.count {
            0 if is_outside => 0.0,
            count => 2.0 * CHANNEL_EDGE + number(count.saturating_sub(1)) * TRACKS_APART,
        }
    }

    fn x(&self, strand: usize) -> f64 {
        CHANNEL_EDGE + number(self.of_strand.get(&strand).copied().unwrap_or(0)) * TRACKS_APART
    }
}

/// The parts from left to right: each is moved to where it crosses least, until nothing moves.
fn ordered(parts: &[Part]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let costs: Vec<Vec<f64>> =
        parts.iter().map(|left| parts.iter().map(|right| cost(left, right)).collect()).collect();
    for _ in 0..8 {
        let mut has_moved = false;
        for (part, own) in costs.iter().enumerate() {
            let Some(from) = order.iter().position(|it| *it == part) else { continue };
            order.remove(from);
            // At the very left it stands left of all others.
            let mut sum: f64 = order.iter().map(|other| own[*other]).sum();
            let mut best = (sum, 0);
            let mut stay = sum;
            for (at, other) in order.iter().enumerate() {
                sum += costs[*other][part] - own[*other];
                if sum + 1e-9 < best.0 {
                    best = (sum, at + 1);
                }
                if at + 1 == from {
                    stay = sum;
                }
            }
            let to = if best.0 + 1e-9 < stay { best.1 } else { from };
            has_moved |= to != from;
            order.insert(to, part);
        }
        if !has_moved {
            break;
        }
    }
    order
}

/// What it costs to have one part's track left of another's.
fn cost(left: &Part, right: &Part) -> f64 {
    let crossings = left.right.iter().filter(|it| right.spans(**it)).count()
        + right.left.iter().filter(|it| left.spans(**it)).count();
    let upon = |height: &f64| right.left.iter().any(|other| (height - other).abs() < NEAR);
    number(crossings) + OVERLAP * number(left.right.iter().filter(|it| upon(it)).count())
}

/// A line from its parent, through the lanes of its strand, to its child.
fn route(
    lanes: &Lanes,
    strand: &Strand,
    line: &Line,
    boxes: &[Rectangle],
    (start, end): (f64, f64),
    track_x: &impl Fn(usize) -> f64,
) -> Vec<Point> {
    let (parent, child) = (boxes[line.parent.item], boxes[line.child.item]);
    let (from, to) = (lanes.column_of[line.parent.item], lanes.column_of[line.child.item]);
    let lane = |column: usize| strand.lanes.get(&column).map_or(end, |lane| lanes.tops[*lane]);
    let right = |it: Rectangle| it.x + it.width;
    let (first_x, channels, last_x): (f64, Vec<usize>, f64) = match to.cmp(&from) {
        Ordering::Less => (parent.x, (to + 1..=from).rev().collect(), right(child)),
        Ordering::Equal => (right(parent), vec![from + 1], right(child)),
        Ordering::Greater => (right(parent), (from + 1..=to).collect(), child.x),
    };
    let mut points = vec![Point { x: first_x, y: start }];
    let mut height = start;
    for channel in channels {
        let x = track_x(channel);
        // What comes behind the channel.
        let column = if to < from { channel - 1 } else { channel };
        let next = if column == to || to == from { end } else { lane(column) };
        points.push(Point { x, y: height });
        points.push(Point { x, y: next });
        height = next;
    }
    points.push(Point { x: last_x, y: end });
    without_turns_of_nothing(points)
}

/// Drops points that lie on the way between their neighbours.
fn without_turns_of_nothing(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., one, two] = kept.as_slice() {
            let (is_level, is_upright) = (
                is_same(one.y, two.y) && is_same(two.y, point.y),
                is_same(one.x, two.x) && is_same(two.x, point.x),
            );
            if is_level || is_upright {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

fn is_same(one: f64, two: f64) -> bool {
    (one - two).abs() < 1e-6
}

/// A height as a key: in tenths.
#[expect(clippy::cast_possible_truncation, reason = "a box is not that high")]
fn key(height: f64) -> i64 {
    (height * 10.0).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "nobody draws 2^52 lines")]
fn number(count: usize) -> f64 {
    count as f64
}
