//! Boxes and lines on a sheet. Boxes stand in columns, what is referred to left of what refers to it;
//! lines run upright between the columns and cross a column only in lanes that are kept free, so that no
//! line crosses a box. The same input gives the same sheet.
//!
//! The steps: [`column`] puts boxes into columns, [`lane`] finds the lanes, [`order`] sorts each column so
//! that few lines cross, [`place`] finds the heights, [`channel`] the upright parts between two columns.

mod channel;
mod column;
mod lane;
mod order;
mod place;
#[cfg(test)]
mod tests;

/// A box: its size, and how wide the column may make it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// The end of a line: a box, and how far below its top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Port {
    pub item: usize,
    pub below: f64,
}

/// A line from what is referred to (left, if it can be) to what refers to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    pub parent: Port,
    pub child: Port,
    /// Lines of one bundle have the same parent's port and share their way as far as they can.
    pub bundle: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A box's place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rectangle {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Everything in its place; the corner is 0, 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub width: f64,
    pub height: f64,
    /// As the boxes were given.
    pub boxes: Vec<Rectangle>,
    /// As the lines were given, each from the parent to the child in level and upright parts.
    pub routes: Vec<Vec<Point>>,
}

/// Between two boxes, a box and a lane, two lanes.
const GAP: f64 = 26.0;
const LANE_GAP: f64 = 14.0;
const LANES_APART: f64 = 9.0;
/// Between two upright parts, and from the first to the boxes: room for a crow's foot.
const TRACKS_APART: f64 = 9.0;
const CHANNEL_EDGE: f64 = 26.0;

/// Lays boxes and lines out.
pub fn lay_out(sizes: &[Size], lines: &[Line]) -> Sheet {
    if sizes.is_empty() {
        return Sheet::default();
    }
    let columns = column::columns(sizes, lines);
    let mut lanes = lane::lanes(&columns, sizes, lines);
    order::sort(&mut lanes);
    place::place(&mut lanes);
    channel::sheet(&lanes, sizes, lines)
}
