//! Which row a foreign key refers to: a function of the row's number, like everything.

use super::maker::Index;
use super::random::{self, Key};

/// A foreign key.
#[derive(Clone, Debug)]
pub struct Link {
    /// The place of the table it refers to.
    pub table: usize,
    pub rows: u64,
    pub key: Key,
    pub nulls: u64,
    pub pick: Pick,
    /// How the rows from one on pick instead.
    pub late: Option<(u64, Index)>,
}

/// Which row a foreign key refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Any; the first ones are the heavy ones.
    Any(Index),
    /// One that is about as old, some of them often.
    Near,
    /// One that comes before it in the same table.
    Before,
    /// The same, and none in the first row.
    Earlier,
    /// The next one of the same table, round.
    Next,
}

impl Link {
    /// Whether a row of the table it belongs to never refers to itself.
    pub fn never_itself(&self) -> bool {
        matches!(self.pick, Pick::Earlier | Pick::Next)
    }

    /// The row that is referred to; `None` for NULL.
    pub fn parent(&self, row: u64, rows: u64) -> Option<u64> {
        if self.rows == 0 || self.key.at(row) < self.nulls {
            return None;
        }
        if let Some((from, index)) = self.late
            && row >= from
        {
            return Some(index.of(self.key, row, self.rows));
        }
        Some(match self.pick {
            Pick::Any(index) => index.of(self.key, row, self.rows),
            Pick::Near => {
                let mut draw = self.key.draw(row);
                let here = u128::from(row) * u128::from(self.rows) / u128::from(rows.max(1));
                let here = u64::try_from(here).unwrap_or(u64::MAX).min(self.rows - 1);
                // The one right here may be a little younger.
                let back = 1 + random::skewed(draw.number(), 64, 3);
                let at = here.saturating_sub(back);
                // Every eighth gets a third of the rows around it.
                if draw.below(3) == 0 { at & !7 } else { at }
            }
            Pick::Before if row == 0 => 0,
            Pick::Earlier if row == 0 => return None,
            Pick::Before | Pick::Earlier => random::skewed(self.key.draw(row).number(), row, 1),
            Pick::Next => (row + 1) % self.rows,
        })
    }
}
