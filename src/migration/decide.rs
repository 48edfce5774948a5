//! What is to be done, decided from the files and the ledger alone: which migrations to apply, to
//! revert or to record, or every reason not to.

use std::collections::BTreeMap;

use super::statement::check;
use super::{Applied, Cause, Migration, Problem, Script, checksum};

/// What to do with a migration that is below the last applied one and not applied itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Apply it, as sqlx does.
    Any,
    /// Refuse it.
    Strict,
}

/// The migrations that a database still needs, up to and including `to`, in order of version.
pub fn pending<'m>(
    files: &'m [Migration],
    applied: &[Applied],
    order: Order,
    to: Option<i64>,
) -> Result<Vec<&'m Migration>, Vec<Problem>> {
    let mut problems = disagreements(files, applied);
    let newest = applied.iter().map(|row| row.version).max();
    let wanted: Vec<&Migration> = files
        .iter()
        .filter(|file| to.is_none_or(|to| file.version <= to))
        .filter(|file| !applied.iter().any(|row| row.version == file.version))
        .collect();
    for migration in &wanted {
        if let (Order::Strict, Some(newest)) = (order, newest)
            && migration.version < newest
        {
            problems.push(Problem::Late { file: migration.up.file.clone(), newest });
        }
        problems.extend(check(&migration.up));
    }
    if problems.is_empty() { Ok(wanted) } else { Err(problems) }
}

/// The migrations that the ledger names, in the order in which they were applied, and those that are
/// pending.
pub fn in_place<'m>(
    files: &'m [Migration],
    applied: &[Applied],
) -> Result<(Vec<&'m Migration>, Vec<&'m Migration>), Vec<Problem>> {
    let problems = disagreements(files, applied);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut rows: Vec<&Applied> = applied.iter().collect();
    rows.sort_by_key(|row| (row.installed_on, row.version));
    let in_place = rows.iter().filter_map(|row| files.iter().find(|file| file.version == row.version));
    let pending = files.iter().filter(|file| !applied.iter().any(|row| row.version == file.version));
    Ok((in_place.collect(), pending.collect()))
}

/// How far back to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// This many applied migrations.
    Steps(usize),
    /// Everything above this version, which itself stays.
    To(i64),
}

/// The migrations to revert, the newest first, each with its down file.
pub fn to_revert<'m>(
    files: &'m [Migration],
    applied: &[Applied],
    back: Back,
) -> Result<Vec<(&'m Migration, &'m Script)>, Vec<Problem>> {
    let mut problems = disagreements(files, applied);
    let newest_first =
        files.iter().rev().filter(|file| applied.iter().any(|row| row.version == file.version));
    let chosen: Vec<&Migration> = match back {
        Back::Steps(steps) => newest_first.take(steps).collect(),
        Back::To(version) => newest_first.take_while(|file| file.version > version).collect(),
    };
    let mut revertible = Vec::new();
    for migration in chosen {
        let Some(down) = &migration.down else {
            problems.push(Problem::NoDownFile {
                version: migration.version,
                description: migration.description(),
                file: down_file(migration),
            });
            continue;
        };
        match down.irreversible() {
            Some(reason) => {
                problems.push(Problem::Irreversible { file: down.file.clone(), reason: reason.to_owned() });
            }
            None => problems.extend(check(down)),
        }
        revertible.push((migration, down));
    }
    if problems.is_empty() { Ok(revertible) } else { Err(problems) }
}

/// The migrations to record as applied without running them: all up to `version` that the ledger
/// lacks.
pub fn to_record<'m>(
    files: &'m [Migration],
    applied: &[Applied],
    version: i64,
) -> Result<Vec<&'m Migration>, Vec<Problem>> {
    let problems = disagreements(files, applied);
    if !problems.is_empty() {
        return Err(problems);
    }
    let missing = files.iter().filter(|file| !applied.iter().any(|row| row.version == file.version));
    Ok(missing.take_while(|file| file.version <= version).collect())
}

/// Every way in which the ledger contradicts the files.
fn disagreements(files: &[Migration], applied: &[Applied]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for row in applied {
        if !row.success {
            problems.push(Problem::Dirty { version: row.version, description: row.description.clone() });
            continue;
        }
        match files.iter().find(|file| file.version == row.version) {
            None => {
                problems
                    .push(Problem::Missing { version: row.version, description: row.description.clone() });
            }
            Some(file) if file.up.checksum() != row.checksum => problems
                .push(Problem::Changed { file: file.up.file.clone(), cause: cause(&file.up.text, row) }),
            Some(_) => {}
        }
    }
    problems
}

fn cause(text: &str, row: &Applied) -> Cause {
    let lf = text.replace("\r\n", "\n");
    if text.contains("\r\n") && checksum(&lf) == row.checksum {
        Cause::BecameCrlf
    } else if !text.contains('\r') && checksum(&lf.replace('\n', "\r\n")) == row.checksum {
        Cause::BecameLf
    } else {
        Cause::Edited
    }
}

/// The name that a migration's down file has or should have.
fn down_file(migration: &Migration) -> String {
    let up = &migration.up.file;
    let stem = up.strip_suffix(".up.sql").or_else(|| up.strip_suffix(".sql")).unwrap_or(up);
    format!("{stem}.down.sql")
}

/// Where a version stands between the files and the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Applied,
    Pending,
    /// Applied, and the file is not what was applied.
    Changed,
    /// Applied, and there is no file.
    Missing,
    /// Recorded as failed.
    Dirty,
}

/// One version with what the files and the ledger say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    pub version: i64,
    pub description: String,
    pub state: State,
    pub applied: Option<&'a Applied>,
}

/// Every version that is in the files or in the ledger, in order.
pub fn standings<'a>(files: &[Migration], applied: &'a [Applied]) -> Vec<Standing<'a>> {
    let mut all = BTreeMap::new();
    for row in applied {
        let state = if row.success { State::Missing } else { State::Dirty };
        let description = row.description.clone();
        all.insert(row.version, Standing { version: row.version, description, state, applied: Some(row) });
    }
    for file in files {
        let standing = all.entry(file.version).or_insert_with(|| Standing {
            version: file.version,
            description: file.description(),
            state: State::Pending,
            applied: None,
        });
        if let (State::Missing, Some(row)) = (standing.state, standing.applied) {
            standing.state = if file.up.checksum() == row.checksum { State::Applied } else { State::Changed };
        }
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;

    fn file(version: i64, up: &str, down: Option<&str>) -> Migration {
        Migration {
            version,
            slug: format!("m_{version}"),
            up: Script { file: format!("{version}_m.up.sql"), text: up.to_owned() },
            down: down.map(|text| Script { file: format!("{version}_m.down.sql"), text: text.to_owned() }),
        }
    }

    fn row(version: i64, text: &str) -> Applied {
        Applied {
            version,
            description: format!("m {version}"),
            installed_on: OffsetDateTime::UNIX_EPOCH,
            success: true,
            checksum: checksum(text),
            execution_time: 1,
        }
    }

    fn versions(migrations: &[&Migration]) -> Vec<i64> {
        migrations.iter().map(|migration| migration.version).collect()
    }

    fn reverted(chosen: Result<Vec<(&Migration, &Script)>, Vec<Problem>>) -> Vec<i64> {
        chosen.unwrap().iter().map(|(migration, _)| migration.version).collect()
    }

    fn four() -> Vec<Migration> {
        (1..=4).map(|version| file(version, "select 1;", Some("select 2;"))).collect()
    }

    #[test]
    fn what_is_not_applied_is_pending() {
        let files = four();
        let applied = [row(1, "select 1;")];
        assert_eq!(versions(&pending(&files, &applied, Order::Any, None).unwrap()), [2, 3, 4]);
        assert_eq!(versions(&pending(&files, &applied, Order::Any, Some(3)).unwrap()), [2, 3]);
        assert_eq!(versions(&pending(&files, &[], Order::Strict, None).unwrap()), [1, 2, 3, 4]);
    }

    #[test]
    fn a_late_lower_version_is_applied_unless_the_order_is_strict() {
        let files = four();
        let applied = [row(1, "select 1;"), row(3, "select 1;")];
        assert_eq!(versions(&pending(&files, &applied, Order::Any, None).unwrap()), [2, 4]);
        assert_eq!(
            pending(&files, &applied, Order::Strict, None).unwrap_err(),
            [Problem::Late { file: "2_m.up.sql".into(), newest: 3 }]
        );
    }

    #[test]
    fn every_disagreement_is_told_at_once() {
        let files =
            [file(1, "a", None), file(2, "b\n", None), file(3, "c\r\n", None), file(5, "commit;", None)];
        let mut dirty = row(4, "d");
        dirty.success = false;
        let applied = [row(1, "other"), row(2, "b\r\n"), row(3, "c\n"), dirty, row(6, "f")];
        assert_eq!(
            pending(&files, &applied, Order::Any, None).unwrap_err(),
            [
                Problem::Changed { file: "1_m.up.sql".into(), cause: Cause::Edited },
                Problem::Changed { file: "2_m.up.sql".into(), cause: Cause::BecameLf },
                Problem::Changed { file: "3_m.up.sql".into(), cause: Cause::BecameCrlf },
                Problem::Dirty { version: 4, description: "m 4".into() },
                Problem::Missing { version: 6, description: "m 6".into() },
                Problem::TransactionControl { file: "5_m.up.sql".into(), line: 1, words: "commit".into() },
            ]
        );
    }

    #[test]
    fn an_applied_file_with_windows_line_endings_is_left_alone() {
        let files = [file(1, "select 1;\r\n", None)];
        assert_eq!(pending(&files, &[row(1, "select 1;\r\n")], Order::Any, None), Ok(vec![]));
    }

    #[test]
    fn reverting_goes_from_the_newest_down() {
        let files = four();
        let applied = [row(1, "select 1;"), row(2, "select 1;"), row(3, "select 1;")];
        assert_eq!(reverted(to_revert(&files, &applied, Back::Steps(1))), [3]);
        assert_eq!(reverted(to_revert(&files, &applied, Back::Steps(9))), [3, 2, 1]);
        assert_eq!(reverted(to_revert(&files, &applied, Back::To(1))), [3, 2]);
        assert_eq!(reverted(to_revert(&files, &applied, Back::To(0))), [3, 2, 1]);
    }

    #[test]
    fn nothing_is_reverted_when_one_of_them_cannot_be() {
        let files = [
            file(1, "a", Some("-- irreversible: rows are gone")),
            file(2, "b", None),
            file(3, "c", Some("d")),
        ];
        let applied = [row(1, "a"), row(2, "b"), row(3, "c")];
        assert_eq!(
            to_revert(&files, &applied, Back::Steps(3)).unwrap_err(),
            [
                Problem::NoDownFile { version: 2, description: "m 2".into(), file: "2_m.down.sql".into() },
                Problem::Irreversible { file: "1_m.down.sql".into(), reason: "rows are gone".into() },
            ]
        );
        assert_eq!(reverted(to_revert(&files, &applied, Back::Steps(1))), [3]);
    }

    #[test]
    fn a_baseline_records_what_the_ledger_lacks_and_refuses_what_disagrees() {
        let files = four();
        assert_eq!(versions(&to_record(&files, &[row(1, "select 1;")], 3).unwrap()), [2, 3]);
        assert_eq!(
            to_record(&files, &[row(1, "other")], 3).unwrap_err(),
            [Problem::Changed { file: "1_m.up.sql".into(), cause: Cause::Edited }]
        );
    }

    #[test]
    fn what_is_in_place_stands_in_the_order_it_came_in() {
        let files = four();
        let mut applied = [row(1, "select 1;"), row(2, "select 1;"), row(3, "select 1;")];
        applied[1].installed_on += time::Duration::HOUR;
        let (in_place, pending) = in_place(&files, &applied).unwrap();
        assert_eq!((versions(&in_place), versions(&pending)), (vec![1, 3, 2], vec![4]));
    }

    #[test]
    fn standings_cover_files_and_ledger() {
        let files = [file(1, "a", None), file(2, "b", None), file(3, "c", None), file(4, "d", None)];
        let mut dirty = row(3, "c");
        dirty.success = false;
        let applied = [row(1, "a"), row(2, "other"), dirty, row(9, "gone")];
        let states: Vec<_> = standings(&files, &applied).iter().map(|s| (s.version, s.state)).collect();
        assert_eq!(
            states,
            [
                (1, State::Applied),
                (2, State::Changed),
                (3, State::Dirty),
                (4, State::Pending),
                (9, State::Missing),
            ]
        );
    }
}
