//! What came of a probe, and whether that is what is declared. A denial is SQLSTATE 42501 and nothing else:
//! any other error proves nothing, but for a foreign key that keeps a row from a parent.

use std::fmt;

use super::probe::{Expected, Probe, What};

/// What came of trying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It worked, on every row in question.
    Allowed,
    /// It worked on some of them.
    Partly { done: u64, of: u64 },
    /// No error, and no row: policies hide them.
    Filtered,
    /// SQLSTATE 42501.
    Denied { message: String },
    /// SQLSTATE 23503, or 23001 of RESTRICT in PostgreSQL 18: a foreign key does not hold.
    ForeignKey { message: String },
    /// There is no row to try it on.
    NoRows,
    /// Another error.
    Error { code: String, message: String },
}

/// What an outcome says of what is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Holds,
    Broken,
    /// It says nothing.
    Unproved,
}

impl Outcome {
    /// Of the rows that were changed or seen.
    pub fn of_rows(done: u64, of: u64) -> Self {
        match done {
            0 if of > 0 => Self::Filtered,
            done if done >= of => Self::Allowed,
            done => Self::Partly { done, of },
        }
    }

    /// Of an error.
    pub fn of_error(code: &str, message: &str) -> Self {
        let message = message.to_owned();
        match code {
            "42501" => Self::Denied { message },
            "23001" | "23503" => Self::ForeignKey { message },
            code => Self::Error { code: code.to_owned(), message },
        }
    }

    pub fn word(&self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Partly { .. } => "partly",
            Self::Filtered => "filtered",
            Self::Denied { .. } => "denied",
            Self::ForeignKey { .. } => "foreign_key",
            Self::NoRows => "no_rows",
            Self::Error { .. } => "error",
        }
    }

    /// What the server said.
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Denied { message } | Self::ForeignKey { message } | Self::Error { message, .. } => {
                Some(message)
            }
            _ => None,
        }
    }
}

impl Probe {
    pub fn proof(&self, outcome: &Outcome) -> Proof {
        let is_tied = matches!(self.what, What::Attach { .. } | What::GiveAway { .. });
        match (self.expected, outcome) {
            (_, Outcome::NoRows | Outcome::Error { .. }) => Proof::Unproved,
            (Expected::Refused, Outcome::ForeignKey { .. }) if is_tied => Proof::Holds,
            (_, Outcome::ForeignKey { .. }) => Proof::Unproved,
            (Expected::Allowed, Outcome::Allowed) => Proof::Holds,
            (Expected::Allowed, Outcome::Filtered | Outcome::Partly { .. } | Outcome::Denied { .. }) => {
                Proof::Broken
            }
            // None of the rows was one of those that it is open for.
            (Expected::Refused, Outcome::Filtered | Outcome::Denied { .. }) if self.open.is_some() => {
                Proof::Unproved
            }
            (Expected::Refused, Outcome::Filtered | Outcome::Denied { .. }) => Proof::Holds,
            (Expected::Refused, Outcome::Allowed | Outcome::Partly { .. }) => Proof::Broken,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed => f.write_str("it is allowed"),
            Self::Partly { done, of } => write!(f, "it is allowed on {done} of {of} rows"),
            Self::Filtered => f.write_str("policies hide the rows"),
            Self::Denied { message } => write!(f, "denied: {message}"),
            Self::ForeignKey { message } => write!(f, "a foreign key is in the way: {message}"),
            Self::NoRows => f.write_str(
                "there is no such row among the generated ones; seeds/generate.yaml can say what columns hold",
            ),
            Self::Error { code, message } => write!(f, "another error came first: {message} (SQLSTATE {code})"),
        }
    }
}
