//! How long to wait for locks: a limit for each attempt, growing pauses between attempts, and an end.
//! Nothing ever waits without a limit: a waiting ALTER TABLE blocks every later query on its table.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use crate::migration::statement::Statement;

const ATTEMPTS: u32 = 10;
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A statement that waits without blocking anybody gets this many times the usual limit, and fewer
/// attempts: each may have built half an index.
const GENTLE_FACTOR: u32 = 200;
const GENTLE_ATTEMPTS: u32 = 3;

/// A budget of attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// `lock_timeout` of one attempt.
    pub lock_timeout: Duration,
    pub attempts: u32,
}

impl Patience {
    /// For a statement that holds up others while it waits.
    pub fn usual(lock_timeout: Duration) -> Self {
        Self { lock_timeout, attempts: ATTEMPTS }
    }

    /// For a statement outside a transaction.
    pub fn outside_transaction(lock_timeout: Duration, statement: Option<&Statement>) -> Self {
        if statement.is_some_and(Statement::waits_gently) {
            Self { lock_timeout: lock_timeout.saturating_mul(GENTLE_FACTOR), attempts: GENTLE_ATTEMPTS }
        } else {
            Self::usual(lock_timeout)
        }
    }

    /// The pause after a failed attempt (counted from 1), `None` when it was the last. `jitter` in
    /// 0..=1 spreads runners that started together.
    pub fn pause_after(&self, attempt: u32, jitter: f64) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let longest = LONGEST_PAUSE.min(self.lock_timeout.saturating_mul(5));
        let doubled = (self.lock_timeout / 2).saturating_mul(2_u32.saturating_pow(attempt - 1));
        Some(doubled.min(longest).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0))
    }

    /// The limit as PostgreSQL reads it. Zero would mean "no limit" there, so it is never less than 1 ms.
    pub fn lock_timeout_setting(&self) -> String {
        format!("{}ms", self.lock_timeout.as_millis().clamp(1, 2_147_483_647))
    }
}

/// A number in 0..1 that differs between runs and calls.
pub fn jitter() -> f64 {
    let random = RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(random >> 32).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit_and_end() {
        let patience = Patience::usual(Duration::from_secs(3));
        let pauses: Vec<_> = (1..=10).map(|attempt| patience.pause_after(attempt, 1.0)).collect();
        let seconds = |s: f64| Some(Duration::from_secs_f64(s));
        assert_eq!(pauses[..4], [seconds(1.5), seconds(3.0), seconds(6.0), seconds(10.0)]);
        assert_eq!(pauses[8..], [seconds(10.0), None]);
    }

    #[test]
    fn jitter_takes_away_up_to_half() {
        let patience = Patience::usual(Duration::from_secs(2));
        assert_eq!(patience.pause_after(1, 0.0), Some(Duration::from_millis(500)));
        assert!((0..1000).all(|_| (0.0..1.0).contains(&jitter())));
    }

    #[test]
    fn a_limit_is_never_zero() {
        assert_eq!(Patience::usual(Duration::ZERO).lock_timeout_setting(), "1ms");
        assert_eq!(Patience::usual(Duration::from_secs(3)).lock_timeout_setting(), "3000ms");
    }

    #[test]
    fn a_concurrent_build_waits_longer_than_the_rest() {
        let three = Duration::from_secs(3);
        let drop = Statement::DropIndexConcurrently { index: "i".to_owned() };
        let gentle = Patience::outside_transaction(three, Some(&drop));
        assert_eq!(gentle.lock_timeout, Duration::from_mins(10));
        assert_eq!(Patience::outside_transaction(three, Some(&Statement::Vacuum)), Patience::usual(three));
        assert_eq!(Patience::outside_transaction(three, None), Patience::usual(three));
    }
}
