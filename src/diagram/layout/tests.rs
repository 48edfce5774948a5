//! No box upon another, no line through a box, the same each time: for circles, hubs and many tables.

use super::{Line, Point, Port, Rectangle, Sheet, Size, lay_out};

fn tables(count: usize) -> Vec<Size> {
    (0..count)
        .map(|at| Size { width: 150.0 + number(at * 37 % 90), height: 70.0 + number(at * 53 % 280) })
        .collect()
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

fn line(parent: usize, child: usize, row: usize) -> Line {
    Line {
        parent: Port { item: parent, below: 40.0 },
        child: Port { item: child, below: 15.0 + 20.0 * number(row) },
        bundle: parent,
    }
}

/// Whatever is wrong with a sheet.
fn faults(sheet: &Sheet, lines: &[Line]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, one) in sheet.boxes.iter().enumerate() {
        for (other_at, other) in sheet.boxes[..at].iter().enumerate() {
            if one.x < other.x + other.width
                && other.x < one.x + one.width
                && one.y < other.y + other.height
                && other.y < one.y + one.height
            {
                faults.push(format!("box {at} lies upon box {other_at}"));
            }
        }
    }
    for (at, (route, line)) in sheet.routes.iter().zip(lines).enumerate() {
        let (parent, child) = (sheet.boxes[line.parent.item], sheet.boxes[line.child.item]);
        if !is_at_side(route[0], parent) || !is_at_side(*route.last().unwrap(), child) {
            faults.push(format!("line {at} does not end at its boxes"));
        }
        for part in route.windows(2) {
            if (part[0].x - part[1].x).abs() > 1e-6 && (part[0].y - part[1].y).abs() > 1e-6 {
                faults.push(format!("line {at} is neither level nor upright"));
            }
            for (item, it) in sheet.boxes.iter().enumerate() {
                if crosses(part[0], part[1], *it) {
                    faults.push(format!("line {at} crosses box {item}"));
                }
            }
            let inside = |point: &Point| {
                point.x >= -1e-6 && point.y >= -1e-6 && point.x <= sheet.width && point.y <= sheet.height
            };
            if !part.iter().all(inside) {
                faults.push(format!("line {at} leaves the sheet"));
            }
        }
    }
    faults
}

fn is_at_side(point: Point, it: Rectangle) -> bool {
    let at_side = (point.x - it.x).abs() < 1e-6 || (point.x - it.x - it.width).abs() < 1e-6;
    at_side && point.y >= it.y && point.y <= it.y + it.height
}

fn crosses(one: Point, two: Point, it: Rectangle) -> bool {
    let (left, right) = (one.x.min(two.x), one.x.max(two.x));
    let (top, bottom) = (one.y.min(two.y), one.y.max(two.y));
    left < it.x + it.width - 1e-6
        && it.x + 1e-6 < right.max(left + 2e-6)
        && top < it.y + it.height - 1e-6
        && it.y + 1e-6 < bottom.max(top + 2e-6)
}

#[track_caller]
fn prove(sizes: &[Size], lines: &[Line]) -> Sheet {
    let sheet = lay_out(sizes, lines);
    assert_eq!(faults(&sheet, lines), Vec::<String>::new());
    assert_eq!(lay_out(sizes, lines), sheet, "the same each time");
    sheet
}

#[test]
fn the_faults_are_found() {
    let sheet = Sheet {
        width: 300.0,
        height: 100.0,
        boxes: vec![
            Rectangle { x: 0.0, y: 0.0, width: 100.0, height: 50.0 },
            Rectangle { x: 90.0, y: 10.0, width: 20.0, height: 50.0 },
            Rectangle { x: 200.0, y: 0.0, width: 100.0, height: 50.0 },
        ],
        routes: vec![vec![Point { x: 100.0, y: 20.0 }, Point { x: 200.0, y: 20.0 }]],
    };
    assert_eq!(faults(&sheet, &[line(0, 2, 0)]), ["box 1 lies upon box 0", "line 0 crosses box 1"]);
}

#[test]
fn nothing_and_one() {
    assert_eq!(lay_out(&[], &[]), Sheet::default());
    prove(&tables(1), &[]);
    prove(&tables(1), &[line(0, 0, 2)]);
}

#[test]
fn a_chain_goes_to_the_right() {
    let sheet = prove(&tables(4), &[line(0, 1, 0), line(1, 2, 0), line(2, 3, 0), line(0, 3, 1)]);
    assert!(sheet.boxes.windows(2).all(|pair| pair[0].x + pair[0].width < pair[1].x));
}

#[test]
fn circles_are_drawn() {
    prove(
        &tables(4),
        &[line(0, 1, 0), line(1, 2, 0), line(2, 0, 0), line(2, 3, 0), line(3, 3, 1), line(3, 1, 2)],
    );
}

#[test]
fn a_hub_of_two_hundred() {
    let lines: Vec<Line> = (1..200).map(|at| line(0, at, at % 3)).collect();
    let sheet = prove(&tables(200), &lines);
    assert!(
        sheet.width < 4.0 * sheet.height && sheet.height < 4.0 * sheet.width,
        "{} x {}",
        sheet.width,
        sheet.height
    );
}

#[test]
fn many_with_lines_at_random() {
    // A fixed sequence; any would do.
    let mut state = 12345_usize;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for count in [2, 3, 5, 14, 60, 200] {
        let lines: Vec<Line> = (0..count * 3 / 2).map(|_| line(next(count), next(count), next(2))).collect();
        prove(&tables(count), &lines);
    }
}
