//! Whether a target was met. On a noisy machine nobody can tell, and nothing is claimed.

use std::time::Duration;

/// What was measured of one way to run a query, as a client sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Figures {
    pub runs: u64,
    pub p50_us: u64,
    pub p95_us: u64,
    pub p99_us: u64,
    pub max_us: u64,
}

/// How even the machine was: a statement of fixed work, again and again between the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Noise {
    pub p50_us: u64,
    pub p95_us: u64,
}

impl Noise {
    /// Whether the same work took so unevenly long that a 95th percentile says more of the machine than of
    /// the query: half as long again.
    pub fn is_too_much(self) -> bool {
        self.p95_us * 2 > self.p50_us * 3
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Met,
    /// The 95th percentile is above the limit.
    TooSlow,
    /// Fast enough, and its plan will not stay so with more rows.
    BadPlan,
    /// The machine was too noisy to tell.
    Unknown,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::TooSlow => "too slow",
            Self::BadPlan => "bad plan",
            Self::Unknown => "unknown",
        }
    }

    pub fn is_missed(self) -> bool {
        matches!(self, Self::TooSlow | Self::BadPlan)
    }
}

/// The verdict on all ways to run one query. Half the median beyond the limit is slow on any machine, and
/// a plan does not depend on noise.
pub fn verdict(figures: &[Figures], limit: Duration, has_bad_plan: bool, noise: Noise) -> Verdict {
    let limit = u64::try_from(limit.as_micros()).unwrap_or(u64::MAX);
    let is_slow = |of: fn(&Figures) -> u64| figures.iter().any(|it| of(it) > limit);
    if is_slow(|it| it.p50_us / 2) {
        Verdict::TooSlow
    } else if noise.is_too_much() {
        Verdict::Unknown
    } else if is_slow(|it| it.p95_us) {
        Verdict::TooSlow
    } else if has_bad_plan {
        Verdict::BadPlan
    } else {
        Verdict::Met
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Noise = Noise { p50_us: 1000, p95_us: 1100 };
    const NOISY: Noise = Noise { p50_us: 1000, p95_us: 1600 };

    fn figures(p50_us: u64, p95_us: u64) -> Figures {
        Figures { runs: 200, p50_us, p95_us, p99_us: p95_us, max_us: p95_us }
    }

    #[test]
    fn the_95th_percentile_decides() {
        let limit = Duration::from_millis(10);
        let judge = |it: &[Figures], bad, noise| verdict(it, limit, bad, noise);
        assert_eq!(judge(&[figures(5000, 9999)], false, QUIET), Verdict::Met);
        assert_eq!(judge(&[figures(500, 900), figures(500, 10_001)], false, QUIET), Verdict::TooSlow);
        assert_eq!(judge(&[figures(500, 900)], true, QUIET), Verdict::BadPlan);
        assert_eq!(judge(&[], false, QUIET), Verdict::Met);
    }

    #[test]
    fn noise_leaves_no_verdict_but_on_what_is_far_off() {
        let limit = Duration::from_millis(10);
        assert_eq!(verdict(&[figures(500, 900)], limit, false, NOISY), Verdict::Unknown);
        assert_eq!(verdict(&[figures(500, 90_000)], limit, true, NOISY), Verdict::Unknown);
        assert_eq!(verdict(&[figures(20_002, 90_000)], limit, false, NOISY), Verdict::TooSlow);
        assert!(!Noise::default().is_too_much());
    }
}
