//! The steps that wait for their turn, and the circles among them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::{Cycle, Graph, Position, Wait};
use crate::plan::step::Step;

/// The steps that are not placed yet.
pub(super) struct Queue<'a> {
    graph: &'a Graph,
    steps: &'a [Step],
    keys: &'a [Position],
    /// What each still waits for: firm and soft waits.
    waiting: Vec<[usize; 2]>,
    done: Vec<bool>,
    pub(super) left: usize,
    /// In a transaction, outside of one.
    pub(super) ready: [BinaryHeap<Reverse<Position>>; 2],
}

impl<'a> Queue<'a> {
    pub(super) fn new(graph: &'a Graph, steps: &'a [Step], keys: &'a [Position]) -> Self {
        let mut waiting = vec![[0, 0]; steps.len()];
        for wait in &graph.waits {
            waiting[wait.then][usize::from(wait.soft)] += 1;
        }
        let (done, left) = (vec![false; steps.len()], steps.len());
        let mut queue = Self { graph, steps, keys, waiting, done, left, ready: Default::default() };
        for at in 0..steps.len() {
            if queue.waiting[at] == [0, 0] {
                queue.push(at);
            }
        }
        queue
    }

    fn push(&mut self, at: usize) {
        self.done[at] = true;
        self.ready[usize::from(self.steps[at].no_transaction)].push(Reverse(self.keys[at]));
    }

    pub(super) fn peek(&self, no_transaction: bool) -> Option<usize> {
        self.ready[usize::from(no_transaction)].peek().map(|Reverse((.., at))| *at)
    }

    pub(super) fn pop(&mut self, no_transaction: bool) {
        self.ready[usize::from(no_transaction)].pop();
        self.left -= 1;
    }

    pub(super) fn put_back(&mut self, at: usize) {
        self.push(at);
        self.left += 1;
    }

    pub(super) fn over(&mut self, wait: Wait) {
        let waiting = &mut self.waiting[wait.then];
        waiting[usize::from(wait.soft)] -= 1;
        if *waiting == [0, 0] && !self.done[wait.then] {
            self.push(wait.then);
        }
    }

    /// Nothing is ready: lets one step go that waits in a circle only because it would like to.
    pub(super) fn break_circle(&mut self) -> Result<(), Cycle> {
        let stuck = |at: &usize| !self.done[*at];
        let mut willing: Vec<usize> =
            (0..self.steps.len()).filter(stuck).filter(|at| self.waiting[*at][0] == 0).collect();
        willing.sort_by_key(|at| self.keys[*at]);
        let chosen = willing.iter().find(|at| self.reaches_itself(**at)).or(willing.first());
        match chosen.copied() {
            Some(at) => {
                self.push(at);
                Ok(())
            }
            None => Err(self.circle()),
        }
    }

    fn reaches_itself(&self, start: usize) -> bool {
        let mut seen = BTreeSet::new();
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            for wait in self.graph.followers[at].iter().map(|wait| self.graph.waits[*wait]) {
                if wait.then == start {
                    return true;
                }
                if !self.done[wait.then] && seen.insert(wait.then) {
                    stack.push(wait.then);
                }
            }
        }
        false
    }

    /// The steps of one circle, each after the one it waits for. Every step that is left waits for another.
    fn circle(&self) -> Cycle {
        let open = |wait: &&Wait| !wait.soft && !self.done[wait.first] && !self.done[wait.then];
        let before = |at: usize| self.graph.waits.iter().filter(open).find(|wait| wait.then == at);
        let mut path: Vec<usize> = Vec::new();
        let mut next = (0..self.steps.len()).find(|at| !self.done[*at]);
        while let Some(at) = next {
            if let Some(start) = path.iter().position(|it| *it == at) {
                path.drain(..start);
                break;
            }
            path.push(at);
            next = before(at).map(|wait| wait.first);
        }
        path.reverse();
        let steps = || path.iter().map(|at| &self.steps[*at]);
        Cycle {
            object: steps().find_map(|it| it.place.owner.clone()),
            summaries: steps().map(|it| it.summary.clone()).collect(),
        }
    }
}
