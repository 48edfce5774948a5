//! How many rows at a time: as many as a batch of the wanted duration holds, within limits. A batch
//! that is too long holds up whoever wants one of its rows; one that is too short pays for its
//! transaction more than for its rows.

use std::time::Duration;

/// The rows of the first batch, and of the smallest and the largest.
pub const FIRST: u64 = 1_000;
pub const LEAST: u64 = 100;
pub const MOST: u64 = 100_000;

/// The size of the next batch.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    target: Duration,
    rows: u64,
    least: u64,
    most: u64,
}

impl Pace {
    /// Begins at a thousand rows.
    pub fn new(target: Duration) -> Self {
        Self { target, rows: FIRST, least: LEAST, most: MOST }
    }

    /// For batches that each end in a file: fewer and larger.
    pub fn for_files(target: Duration) -> Self {
        Self { target: target * 5, rows: 10_000, least: 1_000, most: 200_000 }
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// A batch of this size took so long: the next one grows by half, or shrinks to half.
    pub fn took(&mut self, duration: Duration) {
        let next = if duration > self.target.mul_f64(1.2) {
            self.rows / 2
        } else if duration < self.target.mul_f64(0.8) {
            self.rows + self.rows / 2
        } else {
            self.rows
        };
        self.rows = next.clamp(self.least, self.most);
    }

    /// A batch could not get its locks or came too late.
    pub fn failed(&mut self) {
        self.rows = (self.rows / 2).max(self.least);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_follows_the_target_within_limits() {
        let target = Duration::from_millis(200);
        let mut pace = Pace::new(target);
        for _ in 0..20 {
            pace.took(Duration::from_millis(10));
        }
        assert_eq!(pace.rows(), 100_000);
        pace.took(Duration::from_millis(200));
        assert_eq!(pace.rows(), 100_000, "as wanted");
        pace.took(Duration::from_millis(900));
        assert_eq!(pace.rows(), 50_000);
        for _ in 0..20 {
            pace.failed();
        }
        assert_eq!(pace.rows(), 100);
    }
}
