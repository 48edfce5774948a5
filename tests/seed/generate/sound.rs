//! Constraints that are easily overlooked: rows that keep them are made, or they are refused before
//! anything is written, with help that helps when it is followed.

use super::Project;

/// Rows are made, and PostgreSQL takes them.
#[track_caller]
fn made(tables: &[&str], wishes: &str, arguments: &[&str]) -> Project {
    let project = Project::new(tables);
    project.write("seeds/generate.yaml", wishes);
    project.generate(arguments);
    project
}

/// Nothing is made, the reason is told; and rows are made once the help is followed.
#[track_caller]
fn refused(tables: &[&str], wishes: &str, said: &[&str], followed: &str) -> Project {
    let project = Project::new(tables);
    project.write("seeds/generate.yaml", wishes);
    let error = project.fails(&["--scale", "300"]);
    assert!(error.contains("cannot be generated"), "{error}");
    for text in said {
        assert!(error.contains(text), "{text}\n{error}");
    }
    assert_eq!(error, project.fails(&["--scale", "300", "--dry-run"]));
    project.write("seeds/generate.yaml", followed);
    project.generate(&["--scale", "300"]);
    project
}

#[test]
fn an_index_may_take_large_letters_for_small_ones() {
    let codes = "table: codes
columns: { code: { type: text, not_null: true, matches: '^[A-Za-z][0-9]$' } }
indexes: { codes_lower: { on: [lower(code)], unique: true } }
";
    let project = made(&[codes], "", &["--table", "codes=260"]);
    assert_eq!(project.query("select count(distinct lower(code)) from codes"), ["260"]);
    let said = project.fails(&["--table", "codes=261"]);
    assert!(said.contains("hold"), "{said}");
    let listed = "table: listed
columns: { code: { type: text, not_null: true, one_of: [A, a, b, B, c] } }
indexes: { listed_upper: { on: [upper(code)], unique: true } }
";
    let project = made(&[listed], "", &["--scale", "1k"]);
    assert_eq!(project.query("select count(*) from listed"), ["3"]);
}

#[test]
fn values_of_a_list_may_be_the_same() {
    let table = "table: t
columns: { a: { type: numeric, primary_key: true, one_of: [1.0, 1.00, 2] } }
";
    assert_eq!(made(&[table], "", &["--scale", "9"]).query("select count(*) from t"), ["2"]);
}

#[test]
fn what_is_referred_to_is_never_null() {
    let people = "table: people
columns:
  id: { type: bigint, identity: always, primary_key: true }
  email: { type: text, unique: true }
";
    let letters = "table: letters
columns:
  author_email: { type: text, not_null: true, references: { table: people, column: email } }
";
    let project = made(&[people, letters], "", &["--scale", "300"]);
    assert_eq!(project.query("select count(*) from letters"), ["300"]);
    let project = Project::new(&[people, letters]);
    project.write("seeds/generate.yaml", "tables: { people: { columns: { email: { nulls: 0.5 } } } }");
    let said = project.fails(&["--scale", "300"]);
    assert!(said.contains("`email` is never NULL: a key needs its values"), "{said}");
}

#[test]
fn computed_columns_are_what_they_are_made_of() {
    let names = "table: names
columns:
  name: { type: text }
  low: { type: text, generated: lower(name), not_null: true, unique: true }
  price: { type: 'numeric(8,2)', not_null: true }
  count: { type: smallint, not_null: true }
  total: { type: 'numeric(10,2)', generated: price * count, not_null: true, check: total >= 0 }
";
    refused(
        &[names],
        "",
        &[
            "names, names_total_check: rows that keep `total >= 0` cannot be made by it alone",
            "what count and price hold",
            "count: { values: [...] }, price: { values: [...] }",
        ],
        "tables: { names: { columns: { price: { range: { min: 0, max: 100 } }, count: { range: { min: 1, max: 9 } } } } }",
    );
    let small = "table: small
columns:
  a: { type: integer, not_null: true }
  b: { type: integer, not_null: true }
  sum: { type: smallint, generated: a * b }
  word: { type: text, not_null: true }
  short: { type: varchar(5), generated: lower(word) }
  maybe: { type: integer, generated: 'nullif(a, b)', not_null: true }
  part: { type: integer, generated: a / b }
";
    refused(
        &[small],
        "",
        &[
            "small.sum: whether smallint holds what `a * b` gives is not known",
            "small.short: whether varchar(5) holds what `lower(word)` gives is not known",
            "small.maybe: whether `nullif(a, b)` is ever NULL is not known",
            "small.part: ",
        ],
        "tables: { small: { columns: { a: { values: [1, 2] }, b: { values: [3, 4] }, word: { length: { min: 1, max: 5 }, values: [abc] } } } }",
    );
}

#[test]
fn a_column_that_refers_may_hold_less() {
    let big = "table: big
columns: { id: { type: bigint, identity: always, primary_key: true }, name: { type: text, not_null: true, unique: true } }
";
    let small = "table: small
columns:
  big_id: { type: smallint, not_null: true, references: { table: big, column: id }, check: big_id > 5 }
  big_name: { type: varchar(5), not_null: true, references: { table: big, column: name } }
";
    let project = Project::new(&[big, small]);
    let output = project.run(&["--scale", "40k"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert_eq!(project.query("select count(*), min(big_id) > 5 from small"), ["40000|t"]);
    let unlike = "table: unlike
columns: { day: { type: date, references: { table: moments, column: at } } }
";
    let moments = "table: moments
columns: { at: { type: timestamp, primary_key: true } }
";
    refused(
        &[unlike, moments],
        "",
        &["unlike.day, unlike_day_fkey: its type date does not hold every value of timestamp", "nulls: 1"],
        "tables: { unlike: { rows: 0 } }",
    );
}

#[test]
fn a_sequence_goes_as_far_as_it_does() {
    let table = "table: t
columns: { id: { type: smallint, identity: always, primary_key: true } }
";
    let project = Project::new(&[table]);
    let said = project.fails(&["--table", "t=40k"]);
    assert!(said.contains("t, id: it permits 32767 rows at the most, and 40000 are wanted"), "{said}");
    assert!(said.contains("`--table t=32767` makes fewer"), "{said}");
    let output = project.run(&["--scale", "40k"]);
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("t gets 32767 rows: id counts no further"),
        "{output:?}"
    );
    let up = "table: up
columns:
  id: { type: bigint, identity: { generated: by_default, start: 100, increment: 10, max: 200 }, primary_key: true }
  a: { type: integer }
";
    let down = "table: down
columns: { id: { type: bigint, identity: { generated: by_default, increment: -1 }, primary_key: true }, a: { type: integer } }
";
    let project = made(&[up, down], "", &["--scale", "300"]);
    assert_eq!(project.query("select count(*), min(id), max(id) from up"), ["11|100|200"]);
    assert_eq!(project.query("insert into down (a) values (1) returning id"), ["-301"]);
    let serial = "sequences: { s: { start: 5, increment: 2 } }\n";
    let counted = "table: counted
columns: { id: { type: integer, primary_key: true, default_sql: \"nextval('s')\" }, a: { type: integer } }
";
    let project = made(&[serial, counted], "", &["--scale", "10"]);
    assert_eq!(project.query("select min(id), max(id) from counted"), ["5|23"]);
    assert_eq!(project.query("insert into counted (a) values (1) returning id"), ["25"]);
}

#[test]
fn rows_fall_into_partitions_of_every_level() {
    let columns = "columns:
  region: { type: text, not_null: true }
  at: { type: date, not_null: true }
  a: { type: integer }
";
    let strict = columns.replace("a: { type: integer }", "a: { type: integer, not_null: true }");
    let files = [
        format!("table: sales\n{columns}partition_by: {{ list: region }}\n"),
        format!(
            "table: eu\n{columns}partition_of: {{ table: sales, in: [eu] }}\npartition_by: {{ range: at }}\n"
        ),
        format!(
            "table: us\n{columns}partition_of: {{ table: sales, in: [us, ca] }}\npartition_by: {{ range: at }}\n"
        ),
        format!(
            "table: eu_24\n{columns}partition_of: {{ table: eu, from: ['2024-01-01'], to: ['2025-01-01'] }}\n"
        ),
        format!(
            "table: eu_25\n{strict}partition_of: {{ table: eu, from: ['2025-01-01'], to: ['2026-01-01'] }}\n"
        ),
        format!(
            "table: us_25\n{columns}partition_of: {{ table: us, from: ['2024-07-01'], to: ['2025-07-01'] }}\nchecks: {{ us_25_a: a between 3 and 9 }}\nunique: [[region, at, a]]\n"
        ),
    ];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let project = made(&files, "", &["--scale", "300"]);
    assert_eq!(
        project.query("select count(*), min(at) >= '2024-07-01', max(at) < '2025-07-01', count(distinct region), count(distinct tableoid), min(a) >= 3, count(a) from sales"),
        ["300|t|t|3|3|t|300"]
    );
}

#[test]
fn partitions_may_leave_rows_out() {
    let whole = "table: h\ncolumns: { id: { type: integer, not_null: true } }\npartition_by: { hash: id }\n";
    let part = |modulus: u32, at: u32| {
        format!(
            "table: h{at}\ncolumns: {{ id: {{ type: integer, not_null: true }} }}\npartition_of: {{ table: h, modulus: {modulus}, remainder: {at} }}\n"
        )
    };
    let other = "table: other\ncolumns: { id: { type: integer, primary_key: true } }\n";
    refused(
        &[whole, &part(3, 0), &part(3, 1), other],
        "",
        &["h.id: the hash partitions of h leave rows out", "remainders are missing"],
        "tables: { h: { rows: 0 } }",
    );
    let project = made(&[whole, &part(2, 0), &part(4, 1), &part(4, 3)], "", &["--scale", "300"]);
    assert_eq!(project.query("select count(*) from h"), ["300"]);
    let none =
        "table: empty\ncolumns: { id: { type: integer, not_null: true } }\npartition_by: { range: id }\n";
    refused(
        &[none, other],
        "",
        &["empty has no partition that takes a row", "`tables: { empty: { rows: 0 } }`"],
        "tables: { empty: { rows: 0 } }",
    );
    let two = "table: two\ncolumns: { a: { type: integer, not_null: true }, b: { type: integer, not_null: true } }\npartition_by: { range: [a, b] }\n";
    let below = "table: two_1\ncolumns: { a: { type: integer, not_null: true }, b: { type: integer, not_null: true } }\npartition_of: { table: two, from: [1, 1], to: [9, 9] }\n";
    refused(
        &[two, below],
        "",
        &[
            "which rows the partitions of two take is not understood",
            "a: { values: [...] }, b: { values: [...] }",
        ],
        "tables: { two: { columns: { a: { values: [3, 4] }, b: { values: [1, 2] } } } }",
    );
    // Values that the file gives are held against the bounds.
    let one = "table: one\ncolumns: { a: { type: integer, not_null: true } }\npartition_by: { range: a }\n";
    let first = "table: one_1\ncolumns: { a: { type: integer, not_null: true } }\npartition_of: { table: one, from: [1], to: [9] }\n";
    let third = "table: one_3\ncolumns: { a: { type: integer, not_null: true } }\npartition_of: { table: one, from: [20], to: [29] }\n";
    let project = Project::new(&[one, first, third]);
    project.write("seeds/generate.yaml", "tables: { one: { columns: { a: { values: [3, 25, 12] } } } }");
    let said = project.fails(&["--scale", "9"]);
    assert!(said.contains("`12` falls into no partition") && said.contains("generate.yaml:1:"), "{said}");
    project.write("seeds/generate.yaml", "tables: { one: { columns: { a: { values: [3, 25] } } } }");
    project.generate(&["--scale", "9"]);
}

#[test]
fn numbers_are_told_apart_where_they_are_kept_less_precisely() {
    let table = "table: t
columns:
  a: { type: real, primary_key: true, range: { min: 100000000, max: 100200000 } }
  b: { type: numeric, check: 'b > 2.6::numeric and b < 5' }
";
    let project = made(&[table], "", &["--scale", "20k"]);
    let rows: u64 = project.query("select count(*) from t")[0].parse().unwrap();
    assert!(rows > 10_000, "{rows}");
    let cast = "table: c\ncolumns: { c: { type: numeric, check: 'c > 2.6::int and c < 5' } }\n";
    refused(
        &[cast],
        "",
        &["rows that keep `c > 2.6::int and c < 5` cannot be made"],
        "tables: { c: { columns: { c: { values: [4] } } } }",
    );
}

#[test]
fn the_number_of_the_row_has_to_be_found_again() {
    let table = "table: t\ncolumns: { a: { type: text, primary_key: true }, b: { type: inet, not_null: true, unique: true } }\n";
    for example in ["{1..99}{row}", "{a|a1}{row}", "{hex 12}", "{uuid}"] {
        refused(
            &[table],
            &format!("tables: {{ t: {{ columns: {{ a: {{ examples: ['{example}'] }} }} }} }}"),
            &["t.a, t_pkey: values that are never the same twice cannot be made", "examples: [\"...{row}\"]"],
            "tables: { t: { columns: { a: { examples: ['{hex 12}{row}'] } } } }",
        );
    }
}

#[test]
fn help_is_of_the_kind_that_helps() {
    let tree = "table: tree
columns:
  id: { type: bigint, identity: always, primary_key: true }
  parent_id: { type: bigint, references: { table: tree, column: id }, check: parent_id <> id }
  a_id: { type: bigint, references: { table: tree, column: id } }
  b_id: { type: bigint, references: { table: tree, column: id } }
checks: { in_order: a_id < b_id }
";
    let project = refused(
        &[tree],
        "",
        &["rows that keep `a_id < b_id` cannot be made by it alone", "a_id: { nulls: 1 }"],
        "tables: { tree: { columns: { a_id: { nulls: 1 } } } }",
    );
    assert_eq!(project.query("select count(parent_id) > 200, count(a_id) from tree"), ["t|0"]);
    let tenants = "table: tenants\ncolumns: { id: { type: integer, primary_key: true } }\n";
    let people = "table: people
columns: { tenant: { type: integer, not_null: true, references: { table: tenants, column: id } }, id: { type: integer, not_null: true } }
primary_key: [tenant, id]
";
    let tasks = "table: tasks
columns: { tenant: { type: integer, not_null: true }, owner: { type: integer }, helper: { type: integer } }
foreign_keys:
  tasks_owner: { columns: [tenant, owner], references: { table: people, columns: [tenant, id] } }
  tasks_helper: { columns: [tenant, helper], references: { table: people, columns: [tenant, id] } }
";
    refused(
        &[tenants, people, tasks],
        "",
        &["it shares columns with another foreign key", "helper: { nulls: 1 }"],
        "tables: { tasks: { columns: { helper: { nulls: 1 } } } }",
    );
    let child = "table: child\ncolumns: { tenant: { type: integer, not_null: true, references: { table: tenants, column: id } } }\n";
    refused(
        &[tenants, child],
        "tables: { tenants: { rows: 0 } }",
        &["child.tenant", "let tenants have rows, or leave this table out", "child: { rows: 0 }"],
        "tables: { tenants: { rows: 5 } }",
    );
    let keys = "table: keys
columns: { a: { type: text, not_null: true }, b: { type: text, not_null: true } }
indexes: { keys_both: { on: ['(a || b)'], unique: true } }
exclude: { keys_apart: { using: btree, elements: [{ on: '(b || a)', with: '=' }] } }
";
    refused(
        &[keys],
        "",
        &[
            "keys, keys_both: what makes it another in each row is not understood",
            "keys, keys_apart",
            "examples: [\"...{row}\"]",
        ],
        "tables: { keys: { columns: { a: { examples: ['a{row}'] }, b: { examples: ['b'] } } } }",
    );
}

#[test]
fn a_key_for_a_part_of_the_rows() {
    let users = "table: users\ncolumns: { id: { type: bigint, identity: always, primary_key: true } }\n";
    let subs = "table: subs
columns:
  user_id: { type: bigint, not_null: true, references: { table: users, column: id } }
  active: { type: boolean, not_null: true }
  status: { type: text, not_null: true, one_of: [a, b, c] }
  ended_at: { type: timestamptz }
indexes:
  one_active: { on: [user_id], unique: true, where: active }
  one_status: { on: [status], unique: true, where: status = 'a' }
  one_open: { on: [user_id, status], unique: true, where: ended_at is null }
";
    let project = made(&[users, subs], "tables: { users: { rows: 10 } }", &["--scale", "1000"]);
    assert_eq!(project.query("select count(*), count(*) filter (where active) from subs"), ["1000|10"]);
    assert_eq!(project.query("select count(*) from subs where status = 'a'"), ["1"]);
    let open = "select count(*) > 0 and count(*) < 1000 from subs where ended_at is null";
    assert_eq!(project.query(open), ["t"]);
    let heavy = "select count(*) > 150 from subs group by user_id order by count(*) desc limit 1";
    assert_eq!(project.query(heavy), ["t"]);
    let unknown = "table: unknown
columns: { user_id: { type: bigint, not_null: true, references: { table: users, column: id } }, a: { type: integer } }
indexes: { by_a: { on: [user_id], unique: true, where: a > 5 } }
";
    let project = Project::new(&[users, unknown]);
    project.write("seeds/generate.yaml", "tables: { users: { rows: 10 } }");
    let output = project.run(&["--scale", "100"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("unknown gets 10 rows: by_a is kept for all rows and then permits no more, since its condition is not understood"),
        "{said}"
    );
}

#[test]
fn circles_that_have_no_beginning() {
    let a = "table: a
columns: { id: { type: integer, primary_key: true }, b_id: { type: integer, not_null: true, references: { table: b, column: id } } }
";
    let b = "table: b
columns: { id: { type: integer, primary_key: true }, a_id: { type: integer, not_null: true, references: { table: a, column: id } } }
";
    let project = made(&[a, b], "", &["--scale", "300"]);
    assert_eq!(project.query("select (select count(*) from a), (select count(*) from b)"), ["300|300"]);
    let put_back = "select count(*) from pg_constraint where condeferrable";
    assert_eq!(project.query(put_back), ["0"]);
}

#[test]
fn what_is_inherited_is_kept() {
    let base = "table: base
columns: { id: { type: integer, not_null: true }, n: { type: integer } }
checks: { base_n: n between 5 and 8 }
";
    let heir = "table: heir
inherits: [base]
columns: { id: { type: integer, not_null: true }, n: { type: integer, not_null: true }, m: { type: integer } }
primary_key: [id]
";
    let project =
        made(&[base, heir], "tables: { heir: { columns: { m: { values: [1] } } } }", &["--scale", "300"]);
    assert_eq!(project.query("select count(*), min(n), max(n), max(m) from heir"), ["300|5|8|1"]);
}

#[test]
fn common_checks_are_understood() {
    let table = "table: t
columns:
  a: { type: text, not_null: true, check: char_length(a) = 3 }
  b: { type: integer, not_null: true, check: b <> 0 }
  c: { type: text, not_null: true, check: \"c like 'a\\\\_%z'\" }
  d: { type: text, not_null: true, check: upper(d) = d }
  e: { type: text, not_null: true, check: e = lower(e) }
  f: { type: jsonb, not_null: true, check: \"jsonb_typeof(f) = 'object'\" }
  g: { type: jsonb, not_null: true, check: \"jsonb_typeof(g) = 'array'\" }
  value: { type: integer, not_null: true, check: value > 5 }
  h: { type: text, not_null: true, one_of: [x, y, z], check: \"h <> 'y'\" }
  i: { type: date, not_null: true, check: i <= current_date }
";
    let project = made(&[table], "", &["--scale", "300"]);
    assert_eq!(project.query("select count(*), count(distinct b) > 20 from t"), ["300|t"]);
}
