//! The advisory locks of jobs: the same for whoever runs one, this program or a procedure.

/// The class of all of them: `cana`.
pub const CLASS: i32 = 0x6361_6e61;

/// Held while a job runs.
pub fn job(name: &str) -> i32 {
    key(&format!("job {name}"))
}

/// Held while a job works on a table: two would only wait for each other's rows.
pub fn table(name: &str) -> i32 {
    key(&format!("table {name}"))
}

fn key(what: &str) -> i32 {
    i32::from_ne_bytes(crc32fast::hash(what.as_bytes()).to_ne_bytes())
}
