//! Migration files as data: what their names mean, what their text is worth, and which of them a
//! database still needs.
//!
//! The rules for names and checksums are sqlx's, so that sqlx-cli reads the same folder the same
//! way. Nothing here reads a file, a clock or a database.

pub mod decide;
mod problem;
pub mod statement;

use sha2::{Digest as _, Sha384};
use time::{Date, Duration, Month, OffsetDateTime, Time};

pub use problem::{Cause, Problem, Problems};

/// One version of the database: the SQL that leads to it and, where there is one, the way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    pub version: i64,
    /// The file name between the version and the suffix, e.g. `create_users`.
    pub slug: String,
    pub up: Script,
    pub down: Option<Script>,
}

impl Migration {
    /// The text that the ledger shows: the slug with spaces, as sqlx writes it.
    pub fn description(&self) -> String {
        self.slug.replace('_', " ")
    }
}

/// A file's name and its exact text; the checksum covers every byte of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The file's name inside the migrations folder.
    pub file: String,
    pub text: String,
}

/// What a down file's first line starts with when there is no way back; the reason follows.
pub const IRREVERSIBLE: &str = "-- irreversible:";

/// What a file that may not run in a transaction starts with, at its first byte: sqlx's marker.
pub const NO_TRANSACTION: &str = "-- no-transaction";

impl Script {
    /// SHA-384 of the text, as sqlx stores it.
    pub fn checksum(&self) -> Vec<u8> {
        checksum(&self.text)
    }

    /// Whether the file asks to run outside a transaction: sqlx looks at its very first bytes only.
    pub fn no_transaction(&self) -> bool {
        self.text.starts_with(NO_TRANSACTION)
    }

    /// The reason a down file gives for why its migration cannot be undone.
    pub fn irreversible(&self) -> Option<&str> {
        self.text.lines().next()?.strip_prefix(IRREVERSIBLE).map(str::trim)
    }
}

/// SHA-384 of a text.
pub fn checksum(text: &str) -> Vec<u8> {
    Sha384::digest(text).to_vec()
}

/// A row of the ledger, `_sqlx_migrations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub version: i64,
    pub description: String,
    pub installed_on: OffsetDateTime,
    /// False is sqlx's mark of a migration that did not go through.
    pub success: bool,
    pub checksum: Vec<u8>,
    /// Nanoseconds; -1 where nobody measured.
    pub execution_time: i64,
}

/// Which half of a migration a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// What a file's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    pub version: i64,
    pub slug: String,
    pub direction: Direction,
}

/// Reads a file name of the migrations folder.
///
/// `Ok(None)` is a file that sqlx ignores too. An error is a name that makes sqlx refuse the whole
/// folder, or a version below zero, which refinery has no notion of.
pub fn parse_file_name(file: &str) -> Result<Option<FileName>, Problem> {
    let Some((version, rest)) = file.split_once('_') else { return Ok(None) };
    let Some(stem) = rest.strip_suffix(".sql") else { return Ok(None) };
    let (direction, suffix) = match stem.rsplit_once('.') {
        Some((_, "up")) => (Direction::Up, ".up.sql"),
        Some((_, "down")) => (Direction::Down, ".down.sql"),
        _ => (Direction::Up, ".sql"),
    };
    let slug = rest.trim_end_matches(suffix).to_owned();
    match version.parse::<i64>() {
        Ok(version) if version >= 0 => Ok(Some(FileName { version, slug, direction })),
        _ => Err(Problem::BadName { file: file.to_owned(), write: right_name(version, &slug, direction) }),
    }
}

/// The name a badly named file should have, as far as it can be told from the bad one.
fn right_name(version: &str, slug: &str, direction: Direction) -> String {
    let suffix = match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    };
    let digits = version.trim_start_matches(|character: char| !character.is_ascii_digit());
    let slug = slug.trim_start_matches('_');
    match digits.parse::<i64>() {
        Ok(_) => format!("{digits}_{slug}.{suffix}.sql"),
        Err(_) if version.is_empty() => format!("YYYYMMDDHHMMSS_{slug}.{suffix}.sql"),
        Err(_) => format!("YYYYMMDDHHMMSS_{version}_{slug}.{suffix}.sql"),
    }
}

/// The version for a new migration: the clock as `YYYYMMDDHHMMSS`, or two seconds after the last one
/// if that is later. (sqlx-cli starts to count one by one when the last two versions differ by 1.)
///
/// `None` if the last version leaves no room above it.
pub fn next_version(last: Option<i64>, now: OffsetDateTime) -> Option<i64> {
    let clock = version_at(now);
    let Some(last) = last.filter(|last| last.saturating_add(2) > clock) else { return Some(clock) };
    // Versions of other tools may be no time; above them one can only count.
    match time_of(last) {
        Some(time) => time.checked_add(Duration::seconds(2)).map(version_at),
        None => last.checked_add(2),
    }
}

fn version_at(time: OffsetDateTime) -> i64 {
    i64::from(time.year()) * 10_000_000_000
        + i64::from(u8::from(time.month())) * 100_000_000
        + i64::from(time.day()) * 1_000_000
        + i64::from(time.hour()) * 10_000
        + i64::from(time.minute()) * 100
        + i64::from(time.second())
}

/// The time that a version is, if it is one.
fn time_of(version: i64) -> Option<OffsetDateTime> {
    let part = |divisor: i64| u8::try_from(version / divisor % 100).ok();
    let year = i32::try_from(version / 10_000_000_000).ok()?;
    let month = Month::try_from(part(100_000_000)?).ok()?;
    let date = Date::from_calendar_date(year, month, part(1_000_000)?).ok()?;
    let time = Time::from_hms(part(10_000)?, part(100)?, part(1)?).ok()?;
    Some(OffsetDateTime::new_utc(date, time))
}

/// Pairs up and down files, ordered by version; or every problem with the set.
pub fn assemble(files: Vec<(FileName, Script)>) -> Result<Vec<Migration>, Vec<Problem>> {
    let mut problems = Vec::new();
    let (mut ups, mut downs): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(name, _)| name.direction == Direction::Up);
    ups.sort_by(|(a, left), (b, right)| (a.version, &left.file).cmp(&(b.version, &right.file)));
    downs.sort_by(|(a, left), (b, right)| (a.version, &left.file).cmp(&(b.version, &right.file)));
    for side in [&ups, &downs] {
        for same in side.chunk_by(|(a, _), (b, _)| a.version == b.version).filter(|same| same.len() > 1) {
            let files = same.iter().map(|(_, script)| script.file.clone()).collect();
            problems.push(Problem::Duplicate { version: same[0].0.version, files });
        }
    }
    let mut migrations: Vec<Migration> = ups
        .into_iter()
        .map(|(name, up)| Migration { version: name.version, slug: name.slug, up, down: None })
        .collect();
    for (name, down) in downs {
        match migrations.binary_search_by_key(&name.version, |migration| migration.version) {
            Ok(at) => migrations[at].down = Some(down),
            Err(_) => problems.push(Problem::DownWithoutUp { file: down.file, version: name.version }),
        }
    }
    if problems.is_empty() { Ok(migrations) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn name(version: i64, slug: &str, direction: Direction) -> FileName {
        FileName { version, slug: slug.to_owned(), direction }
    }

    fn file(file: &str) -> (FileName, Script) {
        let name = parse_file_name(file).unwrap().unwrap();
        (name, Script { file: file.to_owned(), text: String::new() })
    }

    #[test]
    fn names_that_sqlx_reads() {
        for (file, expected) in [
            ("20260101000000_create_users.up.sql", name(20_260_101_000_000, "create_users", Direction::Up)),
            (
                "20260101000000_create_users.down.sql",
                name(20_260_101_000_000, "create_users", Direction::Down),
            ),
            ("0001_init.sql", name(1, "init", Direction::Up)),
            ("0_zero.sql", name(0, "zero", Direction::Up)),
            ("1_add-users v2.sql", name(1, "add-users v2", Direction::Up)),
            ("1_twice.sql.sql", name(1, "twice", Direction::Up)),
            ("1_up.sql", name(1, "up", Direction::Up)),
        ] {
            assert_eq!(parse_file_name(file), Ok(Some(expected)), "{file}");
        }
    }

    #[test]
    fn names_that_sqlx_ignores() {
        for file in
            ["README.md", "foo.sql", "1_x.sql~", "1_x.SQL", "canai-db.lock", ".gitkeep", "1_x.sql.orig", ""]
        {
            assert_eq!(parse_file_name(file), Ok(None), "{file}");
        }
    }

    #[test]
    fn names_that_sqlx_refuses_come_with_the_right_name() {
        for (file, right) in [
            ("V9__x.sql", "9_x.up.sql"),
            ("foo_bar.sql", "YYYYMMDDHHMMSS_foo_bar.up.sql"),
            ("foo_bar.down.sql", "YYYYMMDDHHMMSS_foo_bar.down.sql"),
            (".9_dot.sql", "9_dot.up.sql"),
            ("_x.sql", "YYYYMMDDHHMMSS_x.up.sql"),
            ("-1_x.sql", "1_x.up.sql"),
            ("99999999999999999999_x.sql", "YYYYMMDDHHMMSS_99999999999999999999_x.up.sql"),
        ] {
            let problem = Problem::BadName { file: file.to_owned(), write: right.to_owned() };
            assert_eq!(parse_file_name(file), Err(problem), "{file}");
        }
    }

    #[test]
    fn the_checksum_is_sha_384_of_every_byte() {
        let hex = |text| checksum(text).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!(
            hex(""),
            "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"
        );
        assert_ne!(hex("select 1;\n"), hex("select 1;\r\n"));
    }

    #[test]
    fn the_no_transaction_mark_counts_at_the_first_byte_only() {
        let script = |text: &str| Script { file: "1_x.sql".to_owned(), text: text.to_owned() };
        assert!(script("-- no-transaction\nvacuum;").no_transaction());
        assert!(!script("\n-- no-transaction\nvacuum;").no_transaction());
        assert!(!script("\u{feff}-- no-transaction\nvacuum;").no_transaction());
    }

    #[test]
    fn an_irreversible_down_file_says_why() {
        let script = |text: &str| Script { file: "1_x.down.sql".to_owned(), text: text.to_owned() };
        assert_eq!(script("-- irreversible: data is gone\nselect 1;").irreversible(), Some("data is gone"));
        assert_eq!(script("drop table x;").irreversible(), None);
    }

    #[test]
    fn the_next_version_is_the_clock_or_two_seconds_after_the_last() {
        let now = datetime!(2026-03-04 05:06:07 UTC);
        assert_eq!(next_version(None, now), Some(20_260_304_050_607));
        assert_eq!(next_version(Some(20_260_304_050_605), now), Some(20_260_304_050_607));
        assert_eq!(next_version(Some(20_260_304_050_606), now), Some(20_260_304_050_608));
        assert_eq!(next_version(Some(20_270_101_000_000), now), Some(20_270_101_000_002));
        assert_eq!(next_version(Some(20_270_101_235_959), now), Some(20_270_102_000_001));
        assert_eq!(next_version(Some(20_270_101_000_099), now), Some(20_270_101_000_101), "no time");
        assert_eq!(next_version(Some(i64::MAX), now), None);
    }

    #[test]
    fn up_and_down_are_paired_by_version() {
        let migrations =
            assemble(vec![file("2_b.down.sql"), file("2_b.up.sql"), file("10_c.sql"), file("1_a.up.sql")])
                .unwrap();
        let shape: Vec<_> = migrations.iter().map(|m| (m.version, m.down.is_some())).collect();
        assert_eq!(shape, [(1, false), (2, true), (10, false)]);
    }

    #[test]
    fn duplicates_and_orphans_are_told_together() {
        let problems = assemble(vec![
            file("1_a.up.sql"),
            file("01_b.sql"),
            file("2_c.down.sql"),
            file("3_d.up.sql"),
            file("3_d.down.sql"),
            file("3_e.down.sql"),
        ])
        .unwrap_err();
        assert_eq!(
            problems,
            [
                Problem::Duplicate { version: 1, files: vec!["01_b.sql".into(), "1_a.up.sql".into()] },
                Problem::Duplicate { version: 3, files: vec!["3_d.down.sql".into(), "3_e.down.sql".into()] },
                Problem::DownWithoutUp { file: "2_c.down.sql".into(), version: 2 },
            ]
        );
    }
}
