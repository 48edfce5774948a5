//! Which column each box stands in: right of everything that it refers to, circles aside, and so that the
//! sheet is about half as wide again as it is high.

use std::collections::BTreeSet;

use super::{GAP, Line, Size};

/// Room that the lines between two columns take, roughly.
const CHANNEL: f64 = 120.0;

/// The width of the sheet by its height that is aimed at.
const ASPECT: f64 = 1.5;

/// The column of each box.
pub fn columns(sizes: &[Size], lines: &[Line]) -> Vec<usize> {
    let graph = Graph::new(sizes.len(), lines);
    let limit = limit(sizes, &graph);
    let mut columns = fill(sizes, &graph, limit);
    pull_right(sizes, &graph, limit, &mut columns);
    columns
}

/// Who refers to whom, each pair once, without the pairs that would close a circle.
struct Graph {
    parents: Vec<BTreeSet<usize>>,
    children: Vec<BTreeSet<usize>>,
    /// How many boxes stand in the longest way on from one, itself included.
    depth: Vec<usize>,
}

impl Graph {
    fn new(count: usize, lines: &[Line]) -> Self {
        let mut children = vec![BTreeSet::new(); count];
        for line in lines.iter().filter(|it| it.parent.item != it.child.item) {
            children[line.parent.item].insert(line.child.item);
        }
        let mut graph = Self { parents: vec![BTreeSet::new(); count], children, depth: vec![0; count] };
        graph.open_circles();
        for (parent, children) in graph.children.iter().enumerate() {
            for child in children {
                graph.parents[*child].insert(parent);
            }
        }
        graph
    }

    /// Walks everything once; a pair that leads to a box on the way to it is left out.
    fn open_circles(&mut self) {
        let count = self.children.len();
        let mut has_parent = vec![false; count];
        self.children.iter().flatten().for_each(|child| has_parent[*child] = true);
        // From those that refer to nothing, so that only real circles are cut.
        let mut starts: Vec<usize> = (0..count).collect();
        starts.sort_by_key(|it| has_parent[*it]);
        let (mut is_open, mut is_done) = (vec![false; count], vec![false; count]);
        for start in starts {
            if is_done[start] {
                continue;
            }
            let mut way: Vec<(usize, Vec<usize>)> =
                vec![(start, self.children[start].iter().copied().collect())];
            is_open[start] = true;
            while let Some((at, left)) = way.last_mut() {
                let at = *at;
                match left.pop() {
                    Some(child) if is_open[child] => {
                        self.children[at].remove(&child);
                    }
                    Some(child) if is_done[child] => {}
                    Some(child) => {
                        is_open[child] = true;
                        way.push((child, self.children[child].iter().copied().collect()));
                    }
                    None => {
                        let deepest = self.children[at].iter().map(|child| self.depth[*child]).max();
                        self.depth[at] = deepest.unwrap_or(0) + 1;
                        (is_open[at], is_done[at]) = (false, true);
                        way.pop();
                    }
                }
            }
        }
    }
}

/// How high a column may become.
fn limit(sizes: &[Size], graph: &Graph) -> f64 {
    let total: f64 = sizes.iter().map(|it| it.height + GAP).sum();
    let widest = sizes.iter().map(|it| it.width).fold(0.0, f64::max) + CHANNEL;
    let tallest = sizes.iter().map(|it| it.height).fold(0.0, f64::max) + GAP;
    // total / limit columns of that width are ASPECT times as wide as limit is high.
    let limit = (total * widest / ASPECT).sqrt();
    let longest = graph.depth.iter().copied().max().unwrap_or(1);
    // A long way needs its columns anyhow: then they need not be as high.
    let least = (1..=longest).fold(0.0, |sum: f64, _| sum + 1.0);
    limit.min((total / least).max(limit * 0.6)).max(tallest)
}

/// Column after column: what may stand there, the longest way on first, until it is full.
fn fill(sizes: &[Size], graph: &Graph, limit: f64) -> Vec<usize> {
    let count = sizes.len();
    let mut columns = vec![usize::MAX; count];
    let mut left = count;
    let mut column = 0;
    while left > 0 {
        let is_ready = |it: &usize| {
            columns[*it] == usize::MAX && graph.parents[*it].iter().all(|parent| columns[*parent] < column)
        };
        let mut ready: Vec<usize> = (0..count).filter(is_ready).collect();
        let is_alone = |it: usize| graph.parents[it].is_empty() && graph.children[it].is_empty();
        ready.sort_by_key(|it| {
            (is_alone(*it), std::cmp::Reverse((graph.depth[*it], graph.children[*it].len())))
        });
        let mut height = 0.0;
        for it in ready {
            let next = height + sizes[it].height + GAP;
            if height > 0.0 && next > limit {
                continue;
            }
            height = next;
            columns[it] = column;
            left -= 1;
        }
        column += 1;
    }
    columns
}

/// What refers to nothing moves next to what refers to it, where there is room.
fn pull_right(sizes: &[Size], graph: &Graph, limit: f64, columns: &mut [usize]) {
    let last = columns.iter().copied().max().unwrap_or(0);
    let mut heights = vec![0.0; last + 1];
    for (size, column) in sizes.iter().zip(columns.iter()) {
        heights[*column] += size.height + GAP;
    }
    for it in 0..sizes.len() {
        if !graph.parents[it].is_empty() {
            continue;
        }
        let Some(nearest) = graph.children[it].iter().map(|child| columns[*child]).min() else { continue };
        let height = sizes[it].height + GAP;
        let free = (columns[it] + 1..nearest).rev().find(|column| heights[*column] + height <= limit * 1.15);
        // One with much that refers to it stands best at the edge.
        if let Some(column) = free.filter(|_| graph.children[it].len() <= 2) {
            heights[columns[it]] -= height;
            heights[column] += height;
            columns[it] = column;
        }
    }
}
