//! Looks at a live server, changes nothing and says what deserves attention. A report is data: a query
//! and the meaning of its columns; its result is data, too, and renderers know nothing of reports.

pub mod advise;
pub mod compare;
pub mod definition;
mod docs;
mod facts;
pub mod judge;
mod planner;
pub mod read;
pub mod render;
mod reports;
pub mod snapshot;
pub mod targets;

pub use docs::docs;
pub use reports::REPORTS;

/// `; did you mean ...`, where a name is close enough.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let close = names.map(|it| (strsim::damerau_levenshtein(it, name), it)).min();
    match close {
        Some((distance, it)) if distance <= 3 => format!("; did you mean `{it}`?"),
        _ => String::new(),
    }
}
