//! The reports, one query and one description each, in the order in which they are shown.

use super::definition::Report;

mod health;
mod cache_hit;
pub(super) mod queries;
mod targets;
mod long_running;
mod blocking;
mod locks;
mod connections;
mod tables;
mod indexes;
mod unused_indexes;
mod duplicate_indexes;
mod invalid;
mod seq_scans;
mod bloat;
mod vacuum;
mod wraparound;
mod sequences;
mod replication;
mod wal;
mod settings;
mod roles;
mod grants;
mod extensions;

/// All of them. The help, the documentation and the tests read this list.
pub static REPORTS: &[&Report] = &[
    &health::REPORT,
    &cache_hit::REPORT,
    &queries::REPORT,
    &targets::REPORT,
    &long_running::REPORT,
    &blocking::REPORT,
    &locks::REPORT,
    &connections::REPORT,
    &tables::REPORT,
    &indexes::REPORT,
    &unused_indexes::REPORT,
    &duplicate_indexes::REPORT,
    &invalid::REPORT,
    &seq_scans::REPORT,
    &bloat::REPORT,
    &vacuum::REPORT,
    &wraparound::REPORT,
    &sequences::REPORT,
    &replication::REPORT,
    &wal::REPORT,
    &settings::REPORT,
    &roles::REPORT,
    &grants::REPORT,
    &extensions::REPORT,
];
