//! What is said about jobs that do not fit: in their files, against schema/, without a database.

use std::path::PathBuf;

use canai_db::diagnostic::Source;
use canai_db::job::Facts;
use canai_db::yaml;

const SCHEMA: &str = "
table: t
columns:
  id:    { type: bigint, primary_key: true }
  at:    { type: timestamptz, not_null: true }
  late:  { type: timestamptz }
  code:  { type: text, unique: true }
  kind:  { type: text, not_null: true, one_of: [a, b] }
  short: { type: text, length: { max: 10 } }
  ip:    { type: inet }
  other: { type: bigint, references: { table: u, column: id } }
  n:     { type: integer, range: { min: 10, max: 20 } }
  done:  { type: boolean }
  word:  { type: text, matches: '^[a-z]+$' }
  ten:   { type: varchar(10) }
  price: { type: 'numeric(6,2)' }
  day:   { type: date }
indexes:
  i: [at]
row_security: enabled
";
const CHILD: &str = "
table: child
columns:
  id: { type: bigint, primary_key: true }
  t:  { type: bigint, not_null: true, references: { table: t, column: id, on_delete: cascade } }
indexes:
  c: [t]
";
const OTHER: &str = "table: u\ncolumns:\n  id: { type: bigint, primary_key: true }\n";
const ARCHIVE: &str =
    "table: t_archive\ncolumns:\n  id: { type: bigint, primary_key: true }\n  at: { type: timestamptz }\n";

/// Place and message of everything that is said.
fn said(jobs: &[&str]) -> Vec<String> {
    said_of(&[SCHEMA, CHILD, OTHER, ARCHIVE], jobs)
}

fn said_of(tables: &[&str], jobs: &[&str]) -> Vec<String> {
    let source =
        |at: usize, text: &str| Source { path: PathBuf::from(format!("{at}.yaml")), text: text.to_owned() };
    let tables: Vec<Source> = tables.iter().enumerate().map(|(at, text)| source(at, text)).collect();
    let (schema, mistakes) = yaml::read(&tables);
    assert_eq!(mistakes, []);
    let jobs: Vec<Source> = jobs.iter().enumerate().map(|(at, text)| source(at, text)).collect();
    let (_, mistakes) = yaml::job::jobs(&jobs, Some(&Facts::of(&schema)));
    mistakes.iter().map(|it| format!("{}:{} {}", it.span.start.0, it.span.start.1 + 1, it.message)).collect()
}

fn purge(table: &str) -> String {
    format!("job: a\nkind: purge\nby: at\nolder_than: 1 month\ntables:\n  t: {table}\n")
}

fn set(column: &str) -> String {
    format!("job: a\nkind: anonymize\nby: at\nolder_than: 1 month\ntables:\n  t:\n    set: {{ {column} }}\n")
}

#[test]
fn a_job_that_fits_is_let_through() {
    assert_eq!(said(&[&purge("{ cascade_into: [child] }")]), Vec::<String>::new());
    assert_eq!(
        said(&[&set("short: null, ip: { network: { ipv4: 24, ipv6: 48 } }, other: null, kind: b")]),
        Vec::<String>::new()
    );
}

#[test]
fn mistakes_of_the_file_are_told_all_at_once() {
    assert_eq!(
        said(&[
            "job: A b\nkind: purge\nschedule: daily\nby: at\nolder_then: 1 month\ntables:\n  t: { unless: held, keep_last: { rows: 0, per: id }, set: { n: null } }\n"
        ]),
        [
            "1:6 `A b` cannot be a job's name",
            "3:11 `daily` is not a schedule; write minute, hour, day of month, month and day of week: `0 2 1 * *`",
            "5:1 unknown key `older_then`; did you mean `older_than`?",
            "7:16 unknown column `held`",
            "7:41 at least one row has to be kept",
            "7:55 `set` means nothing to a job of kind `purge`",
        ]
    );
    assert_eq!(said(&["job: a\nkind: purge\nby: at\nolder_than: 3 moons\ntables: {}\n"]).len(), 2);
    // Along with those of the file, all that is wrong about the tables whatever the file meant to say.
    assert_eq!(
        said(&[
            "job: a\nkind: purge\nby: att\nolder_then: 1 month\ntables: { t: {}, tt: {} }\n",
            &set("shrt: null").replace("job: a", "job: b")
        ]),
        [
            "4:1 unknown key `older_then`; did you mean `older_than`?",
            "5:11 unknown column `att`; did you mean `at`?",
            "5:18 unknown table `tt`; did you mean `t`?",
            "7:12 unknown column `shrt`; did you mean `short`?",
        ]
    );
    let twice = said(&[&purge("{ cascade_into: [child] }"), &purge("{ cascade_into: [child] }")]);
    assert_eq!(twice, ["1:6 `a` is the name of the job in 0.yaml too"]);
    assert_eq!(said(&[""]), ["1:1 the file is empty"]);
}

#[test]
fn ages_that_nobody_can_go_by() {
    let by = |column: &str| purge("{ cascade_into: [child] }").replace("by: at", &format!("by: {column}"));
    assert_eq!(
        said(&[&by("late")]),
        [
            "6:3 `late` of t may be NULL: such a row would never be old",
            "6:3 no index of t begins with `late`: every batch would read the whole table",
        ]
    );
    assert!(said(&[&by("n")])[0].contains("`n` of t is integer, which tells no age"));
    assert_eq!(said(&[&by("att")]), ["6:3 unknown column `att`; did you mean `at`?"]);
}

#[test]
fn rows_of_others_do_not_go_along_unsaid() {
    assert_eq!(
        said(&[&purge("{}")]),
        ["6:3 deleting from t deletes rows of child, whatever their age (t -> child)"]
    );
    assert_eq!(
        said(&[&purge("{ detach: [child] }")]),
        ["6:17 `t` of child is NOT NULL, so its rows cannot be detached"]
    );
    assert_eq!(said(&[&purge("{ cascade_into: [child, u] }")]), ["6:30 no foreign key leads from u to t"]);
}

#[test]
fn columns_that_cannot_become_that() {
    for (column, expected) in [
        ("kind: null", "`kind` is NOT NULL"),
        ("kind: c", "'c' is not allowed for `kind`: it is one of 'a', 'b'"),
        ("short: '[ANONYMIZED]'", "'[ANONYMIZED]' is not allowed for `short`: its length is limited to 10"),
        ("code: x", "`code` is unique, and two rows cannot have the same value"),
        ("other: 5", "`other` refers to another table, where this value need not be"),
        ("n: { network: { ipv4: 24, ipv6: 48 } }", "`n` is integer, and no address"),
        ("n: { generalize: month }", "`n` is integer, and no time"),
        ("ip: { generalize: 10 }", "`ip` is inet, and no number"),
        ("code: { shuffle: true }", "`code` is unique: values that change places would meet"),
        ("n: { hash: KEY }", "`n` is integer, and a hash is text of 64 characters"),
        (
            "short: { hash: KEY }",
            "a hash of 64 characters is not allowed for `short`: its length is limited to 10",
        ),
        ("n: x", "`x` is no value of type integer"),
        ("nn: null", "unknown column `nn`; did you mean `n`?"),
        ("word: '[GONE]'", "'[GONE]' is not allowed for `word`: it has to match ^[a-z]+$"),
        (
            "word: { hash: KEY }",
            "a hash of 64 characters is not allowed for `word`: it has to match ^[a-z]+$",
        ),
        ("ten: '[ANONYMIZED]'", "'[ANONYMIZED]' would be cut: `ten` is varchar(10)"),
        ("ten: { hash: KEY }", "a hash of 64 characters is not allowed for `ten`: it is varchar(10)"),
        ("price: 12345.5", "12345.5 is too large for `price`, which is numeric(6,2)"),
        (
            "n: { generalize: 100 }",
            "a multiple of 100 is not always allowed for `n`: it is limited from 10 to 20",
        ),
        ("day: '2026-13-45'", "`2026-13-45` is no value of type date"),
        ("ip: 10.0.0.0/99", "`10.0.0.0/99` is no value of type inet"),
        ("day: { generalize: hour }", "`day` is a date, which the beginning of its hour does not change"),
    ] {
        let said = said(&[&set(column)]);
        assert!(said.first().is_some_and(|it| it.ends_with(expected)), "{column}: {said:?}");
    }
    assert!(said(&[&set("n: { sql: n + 1 }")])[0].contains("a row does not tell by `n` that it is done"));
}

#[test]
fn what_fits_a_column_is_let_through() {
    assert_eq!(
        said(&[&set(
            "word: gone, ten: '[GONE]', price: 9999.99, n: { generalize: 5 }, day: { generalize: month }"
        )]),
        Vec::<String>::new()
    );
}

#[test]
fn a_job_that_is_to_set_columns_deletes_nothing() {
    assert_eq!(said(&[&set("")]), ["7:10 `set` names no column"]);
    assert_eq!(said(&[&set("beside: x")]), ["7:12 unknown column `beside`"]);
    let expire = set("beside: x").replace("anonymize", "expire");
    assert_eq!(said(&[&expire]), ["7:12 unknown column `beside`"]);
    assert_eq!(
        said(&[&purge("{ cascade_into: [child], keep_last: { rows: 5, per: [] } }")]),
        ["6:42 nobody is named whose rows are kept"]
    );
    // Whatever was said about the file: what is read of it would not delete either.
    for text in [set(""), set("beside: x"), set("beside: x").replace("anonymize", "expire")] {
        let (schema, _) = yaml::read(&[Source { path: PathBuf::from("t.yaml"), text: SCHEMA.to_owned() }]);
        let source = Source { path: PathBuf::from("a.yaml"), text };
        let (jobs, _) = yaml::job::jobs(&[source], Some(&Facts::of(&schema)));
        let rules: Vec<bool> =
            jobs.iter().flat_map(|job| &job.rules).map(canai_db::job::Rule::removes).collect();
        assert_eq!(rules, [false]);
    }
    let archive =
        "job: a\nkind: archive\nby: at\nolder_than: 1 month\ntables:\n  t: { into: { table: a.b.c } }\n";
    let source = Source { path: PathBuf::from("a.yaml"), text: archive.to_owned() };
    let (jobs, mistakes) = yaml::job::jobs(&[source], None);
    assert_eq!(mistakes[0].message, "`a.b.c` is not a table's name");
    assert!(jobs.iter().all(|job| job.rules.is_empty()), "and no DELETE without a place for the rows");
}

const GRANDCHILD: &str = "
table: grandchild
columns:
  id:    { type: bigint, primary_key: true }
  child: { type: bigint, references: { table: child, column: id, on_delete: cascade } }
indexes:
  g: [child]
";
const HOLDER: &str = "
table: holder
columns:
  id: { type: bigint, primary_key: true }
  at: { type: timestamptz, not_null: true }
  t:  { type: bigint, references: { table: t, column: id, on_delete: restrict } }
indexes:
  h: [t]
  a: [at]
";

#[test]
fn foreign_keys_are_followed_as_postgresql_does() {
    let child = CHILD.replace(", not_null: true", "");
    let with = |job: &str| said_of(&[SCHEMA, &child, OTHER, ARCHIVE, GRANDCHILD], &[job]);
    // Behind rows that stay nothing goes.
    assert_eq!(with(&purge("{ detach: [child] }")), Vec::<String>::new());
    assert_eq!(
        with(&purge("{ cascade_into: [child] }")),
        ["6:3 deleting from t deletes rows of grandchild, whatever their age (t -> child -> grandchild)"]
    );
    let with = |job: &str| said_of(&[SCHEMA, OTHER, ARCHIVE, HOLDER], &[job]);
    let blocked =
        "6:3 rows of holder keep what they refer to from going, and a run would fail there (t -> holder)";
    assert_eq!(with(&purge("{}")), [blocked]);
    assert_eq!(with(&purge("{ detach: [holder] }")), Vec::<String>::new());
    assert_eq!(with(&purge("{ unless: exists (select from holder) }")), Vec::<String>::new());
    assert_eq!(with(&format!("{}  holder: {{}}\n", purge("{}"))), Vec::<String>::new());
}

#[test]
fn partitions_do_not_go_from_under_a_foreign_key() {
    let parts = "table: log\ncolumns:\n  id: { type: bigint }\n  at: { type: timestamptz }\nprimary_key: [at, id]\npartition_by: { range: at }\n";
    let note = "table: note\ncolumns:\n  id: { type: bigint, primary_key: true }\n  log: { type: bigint }\n  at: { type: timestamptz }\nforeign_keys:\n  - columns: [at, log]\n    references: { table: log, columns: [at, id], on_delete: cascade }\nindexes:\n  n: [at, log]\n";
    let job = |rule: &str| purge("{}").replace("t: {}", &format!("log: {rule}"));
    let said = said_of(&[parts, note], &[&job("{ partitions: detach, cascade_into: [note] }")]);
    assert_eq!(
        said,
        ["6:3 note refers to log, and PostgreSQL takes no partition away from under a foreign key"]
    );
    let said = said_of(&[parts, note], &[&job("{ cascade_into: [note] }")]);
    assert_eq!(said, Vec::<String>::new(), "rows go instead");
}

#[test]
fn what_is_generated_is_generated_in_the_archive_too() {
    let table = |name: &str, twice: &str| {
        format!(
            "table: {name}\ncolumns:\n  id: {{ type: bigint, primary_key: true }}\n  at: {{ type: timestamptz, not_null: true }}\n  n: {{ type: integer }}\n  twice: {{ type: integer{twice} }}\nindexes:\n  i_{name}: [at]\n"
        )
    };
    let generated = ", generated: n * 2";
    let job = "job: a\nkind: archive\nby: at\nolder_than: 1 month\ntables:\n  t: { into: { table: old } }\n";
    assert_eq!(
        said_of(&[&table("t", generated), &table("old", "")], &[job]),
        ["6:23 `twice` of t is generated, and would be NULL in old, where it is not"]
    );
    assert_eq!(said_of(&[&table("t", generated), &table("old", generated)], &[job]), Vec::<String>::new());
}

#[test]
fn an_archive_must_hold_what_it_gets_and_no_longer_than_it_may() {
    let archive = |into: &str| {
        format!(
            "job: b\nkind: archive\nby: at\nolder_than: 1 week\ntables:\n  t: {{ cascade_into: [child], into: {into} }}\n"
        )
    };
    let said_of = said(&[&archive("{ table: t_archive }")]);
    assert_eq!(
        said_of[0],
        "6:46 t_archive has no row security, and t has: the archive would show what the table hides"
    );
    assert_eq!(said_of.len(), 1 + 12, "and the columns that it lacks: {said_of:?}");
    let both = [purge("{ cascade_into: [child] }"), archive("{ files: archive }")];
    let both: Vec<&str> = both.iter().map(String::as_str).collect();
    assert_eq!(said(&both), ["6:46 t is purged at 1 month, and the files would keep its rows longer"]);
    let both = [purge("{ cascade_into: [child] }"), archive("{ files: archive, delete_after: 30 days }")];
    let both: Vec<&str> = both.iter().map(String::as_str).collect();
    assert_eq!(said(&both), Vec::<String>::new());
}

const PAIR: &str = "
table: t
columns:
  id: { type: bigint, primary_key: true }
  at: { type: timestamptz, not_null: true }
  a:  { type: text }
  b:  { type: text }
  c:  { type: integer }
  d:  { type: integer }
unique:
  - { columns: [c], nulls_not_distinct: true }
checks:
  either: a is not null or b is not null
  word: a <> '' and not a = 'gone'
  sum: c + d > 0
indexes:
  i: [at]
";

/// What any row would break is a mistake; what some may break is for `lint` to say.
#[test]
fn checks_that_no_row_set_so_keeps() {
    for (columns, expected) in [
        ("a: null, b: null", "7:12 no row set so keeps either: a is not null or b is not null"),
        ("a: gone", "7:12 no row set so keeps word: a <> '' and not a = 'gone'"),
        ("c: null", "7:12 `c` is unique, NULLS NOT DISTINCT: two rows cannot both be NULL"),
    ] {
        assert_eq!(said_of(&[PAIR], &[&set(columns)]), [expected], "{columns}");
    }
    for columns in ["a: null", "a: other", "b: gone", "d: 5", "d: null"] {
        assert_eq!(said_of(&[PAIR], &[&set(columns)]), Vec::<String>::new(), "{columns}");
    }
    let own = PAIR.replace("  d:  {", "  canai_db_record: {").replace("c + d", "c + canai_db_record");
    assert_eq!(
        said_of(&[&own], &[&set("a: other")]),
        ["6:3 t has a column `canai_db_record`, and names that begin so are canai-db's own"]
    );
}

#[test]
fn what_would_be_lost_later_is_told_at_once() {
    let archive =
        SCHEMA.replace("table: t\n", "table: t_archive\nunlogged: true\n").replace("  i: [at]", "  ia: [at]");
    let job = "job: b\nkind: archive\nby: at\nolder_than: 1 week\ntables:\n  t: { cascade_into: [child], into: { table: t_archive } }\n";
    assert_eq!(
        said_of(&[SCHEMA, CHILD, OTHER, &archive], &[job]),
        ["6:46 t_archive is unlogged, and empty after a crash"]
    );
    // Rows on hold would go along with their parents.
    let child = CHILD
        .replace(
            "columns:\n",
            "columns:\n  at: { type: timestamptz, not_null: true }\n  hold: { type: boolean }\n",
        )
        .replace("  c: [t]", "  c: [t]\n  a: [at]");
    let job = "job: a\nkind: purge\nby: at\nolder_than: 1 month\ntables:\n  t: { cascade_into: [child] }\n  child: { unless: hold }\n";
    assert_eq!(
        said_of(&[SCHEMA, &child, OTHER], &[job]),
        ["6:23 rows of child that its own rule keeps would go along"]
    );
    // Held as well, as the help says; and a rule that only changes rows keeps none.
    let held = "t: { cascade_into: [child], unless: exists (select from child as kept where kept.c = t.id and kept.hold) }";
    let job = format!(
        "job: a\nkind: purge\nby: at\nolder_than: 1 month\ntables:\n  {held}\n  child: {{ unless: hold }}\n"
    );
    assert_eq!(said_of(&[SCHEMA, &child, OTHER], &[&job]), Vec::<String>::new());
    // What goes along in a tree would be in no archive.
    let tree = "table: tree\ncolumns:\n  id: { type: bigint, primary_key: true }\n  at: { type: timestamptz, not_null: true }\n  up: { type: bigint, references: { table: tree, column: id, on_delete: cascade } }\nindexes:\n  tree_at: [at]\n  tree_up: [up]\n";
    let job = "job: a\nkind: archive\nby: at\nolder_than: 1 month\ntables:\n  tree: { cascade_into: [tree], into: { files: archive/tree } }\n";
    assert_eq!(
        said_of(&[tree], &[job]),
        ["6:3 rows of tree would go along with those above them and be in no archive (tree -> tree)"]
    );
    assert_eq!(said_of(&[tree], &[&job.replace("cascade_into", "detach")]), Vec::<String>::new());
}

const ALIKE: &str = "
table: t
columns:
  id:   { type: bigint, primary_key: true }
  at:   { type: timestamptz, not_null: true }
  a:    { type: text }
  b:    { type: text }
  c:    { type: text }
  d:    { type: text }
  e:    { type: text }
  four: { type: char(4), one_of: ['x   ', y] }
  uuid: { type: uuid }
  span: { type: interval }
  size: { type: numeric, one_of: [1, 2] }
  n:    { type: integer, one_of: [1, 2] }
unique:
  t_ab: [a, b]
checks:
  four_or: four = 'x   ' or four = 'zz'
  uuid_is: uuid = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'
  span_is: span = '24 hours'
  e_is: e = 'E' or e = '1'
indexes:
  i: [at]
  cd: { on: [c, d], unique: true }
  de: { on: [d, lower(e)], unique: true }
  le: { on: [lower(e)], unique: true }
";

#[test]
fn a_unique_whose_other_column_becomes_null_lets_rows_be_alike() {
    let meets = "7:12 `b` is in a UNIQUE with other columns, and rows that differ in it alone would meet";
    assert_eq!(said_of(&[ALIKE], &[&set("b: x")]), [meets]);
    assert_eq!(said_of(&[ALIKE], &[&set("b: x, a: null")]), Vec::<String>::new());
    let strict = ALIKE.replace("  t_ab: [a, b]", "  t_ab: { columns: [a, b], nulls_not_distinct: true }");
    assert!(said_of(&[&strict], &[&set("b: x, a: null")]).contains(&meets.to_owned()));
}

#[test]
fn an_index_of_an_expression_says_nothing_of_the_columns_beside_it() {
    // Not that `d` alone is unique, nor that no rows at all can meet.
    let meets = "7:12 `c` is in a UNIQUE with other columns, and rows that differ in it alone would meet";
    assert_eq!(said_of(&[ALIKE], &[&set("c: x")]), [meets]);
    let alone = ALIKE.replace("  cd: { on: [c, d], unique: true }\n", "");
    assert_eq!(said_of(&[&alone], &[&set("d: x")]), Vec::<String>::new());
}

#[test]
fn a_value_in_another_form_is_let_through() {
    for columns in [
        "four: x",
        "uuid: a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "span: 1 day",
        "size: 1.0",
        "n: 1",
        "e: '1'",
    ] {
        assert_eq!(said_of(&[ALIKE], &[&set(columns)]), Vec::<String>::new(), "{columns}");
    }
    for columns in ["n: 3", "e: e", "e: '2'"] {
        assert_eq!(said_of(&[ALIKE], &[&set(columns)]).len(), 1, "{columns}");
    }
}
