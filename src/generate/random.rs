//! Numbers that look like chance and are none: each is a function of a key and a place, in whole
//! numbers alone, so that any machine finds the same one without the ones before it.

/// The golden ratio's digits, which splitmix64 counts by.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of splitmix64. No two numbers give the same.
pub fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// What makes the numbers of one column its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    pub fn new(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(STEP)))
    }

    /// The key of something within: a table, a column.
    #[must_use]
    pub fn of(self, name: &str) -> Self {
        let hashed = name.bytes().fold(self.0, |hash, byte| mix(hash.wrapping_add(STEP) ^ u64::from(byte)));
        Self(mix(hashed.wrapping_add(STEP)))
    }

    /// The number at a place.
    pub fn at(self, place: u64) -> u64 {
        mix(self.0.wrapping_add(place.wrapping_mul(STEP)))
    }

    /// As many numbers as one likes for one place.
    pub fn draw(self, place: u64) -> Draw {
        Draw(self.at(place))
    }

    /// A bijection of all numbers.
    pub fn scattered(self, place: u64) -> u64 {
        mix(place ^ self.0)
    }

    /// The number that takes the place of one below `size`; no two give the same.
    pub fn permuted(self, index: u64, size: u64) -> u64 {
        if size < 2 {
            return 0;
        }
        // A Feistel network over the next power of four; what falls outside goes round again.
        let half = (64 - (size - 1).leading_zeros()).div_ceil(2);
        let mask = (1_u64 << half) - 1;
        let mut at = index;
        loop {
            let (mut left, mut right) = (at >> half, at & mask);
            for round in 0..3 {
                let turned = mix(right ^ self.0.rotate_left(round * 16)) & mask;
                (left, right) = (right, left ^ turned);
            }
            at = (left << half) | right;
            if at < size {
                return at;
            }
        }
    }
}

/// The numbers for one place, one after the other.
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        below(self.number(), limit)
    }

    /// One of these.
    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> Option<&'t T> {
        items.get(usize::try_from(self.below(items.len() as u64)).unwrap_or_default())
    }
}

fn times(a: u64, b: u64) -> u64 {
    u64::try_from((u128::from(a) * u128::from(b)) >> 64).unwrap_or(u64::MAX)
}

/// A number below the limit, all of them as likely.
pub fn below(number: u64, limit: u64) -> u64 {
    times(number, limit)
}

/// A number below the limit, the lower the likelier: with a skew of 2 the first hundredth of them
/// takes a fifth of all, with 0 all are as likely. (A power, not Zipf's law itself: that would need
/// logarithms, which machines do not agree on to the last digit.)
pub fn skewed(number: u64, limit: u64, skew: u32) -> u64 {
    below((0..skew).fold(number, |power, _| times(power, number)), limit)
}

/// What a share of all numbers lies below: `at(row) < threshold(0.25)` for a quarter of the rows.
pub fn threshold(share: f64) -> u64 {
    if share >= 1.0 {
        return u64::MAX;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and a million, and the same on every machine"
    )]
    let parts = (share.max(0.0) * 1e6).round() as u64;
    u64::MAX / 1_000_000 * parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permutation_takes_every_place_once() {
        for size in [1, 2, 3, 7, 64, 65, 1000, 4097] {
            for seed in 0..3 {
                let key = Key::new(seed);
                let mut found: Vec<u64> = (0..size).map(|index| key.permuted(index, size)).collect();
                found.sort_unstable();
                assert_eq!(found, (0..size).collect::<Vec<_>>(), "{size}");
            }
        }
    }

    #[test]
    fn the_numbers_stay_what_they_were() {
        // Written down once: rows that were generated with a seed are generated again.
        let key = Key::new(1).of("public.t").of("a");
        assert_eq!(
            [key.at(0), key.at(1), key.permuted(5, 1000), skewed(key.at(2), 1000, 2)],
            [12_247_572_175_466_846_824, 6_041_082_726_138_856_177, 839, 272]
        );
    }

    #[test]
    fn the_first_are_the_heavy_ones() {
        let key = Key::new(7);
        let count = |skew| (0..100_000).filter(|row| skewed(key.at(*row), 10_000, skew) < 100).count();
        assert!((800..1200).contains(&count(0)), "{}", count(0));
        assert!((20_000..23_000).contains(&count(2)), "{}", count(2));
        let quarter = (0..100_000).filter(|row| key.at(*row) < threshold(0.25)).count();
        assert!((24_000..26_000).contains(&quarter), "{quarter}");
    }
}
