//! Measures the queries of targets/ on a database: each as the role and with the claims that it runs with,
//! in a transaction that is rolled back, again and again in a shuffled order. What comes of it is data;
//! whether a target was met is decided elsewhere.

mod error;
mod explain;
mod person;
mod run;
mod value;

pub use error::BenchError;
pub use run::{Case, Measured, Mode, Options, bench};
