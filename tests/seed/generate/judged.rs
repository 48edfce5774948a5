//! What the database knows and schema/ does not: values that are none, rows that are there, triggers,
//! indexes that are put off.

use super::{AUTHORS, Project};

#[test]
fn values_that_are_none_are_told_with_their_place() {
    let table = "table: t
columns:
  id: { type: integer, primary_key: true }
  i: { type: integer }
  m: { type: mood }
  n: { type: 'numeric(3,2)' }
  v: { type: varchar(3) }
  d: { type: date }
  b: { type: boolean }
  u: { type: uuid }
  a: { type: 'integer[]' }
  p: { type: text, matches: '^[0-9]+$' }
  q: { type: text, matches: '^[0-9]+$' }
  r: { type: text, check: \"r ~ '^[0-9]+$' and length(r) < 9\" }
  e: { type: mood }
  f: { type: integer, not_null: true }
  g: { type: integer, generated: i + 1 }
";
    let project = Project::new(&["enums: { mood: [sad, ok] }\n", table]);
    let wishes = |columns: &str| {
        project.write("seeds/generate.yaml", &format!("tables:\n  t:\n    columns:\n{columns}"));
    };
    wishes(
        "      i: { values: [7, abc] }
      m: { values: [nope] }
      n: { values: [123.45] }
      v: { values: [abcd] }
      d: { values: [2026-02-30] }
      b: { values: { maybe: 1 } }
      u: { values: [x] }
      a: { values: ['1'] }
      p: { values: [abc] }
      q: { examples: ['a{row}'] }
      r: { matches: '^[a-z]+$' }
",
    );
    for dry in [&["--scale", "9", "--dry-run"][..], &["--scale", "9"]] {
        let said = project.fails(dry);
        for (line, text) in [
            (4, "`abc` is no value of t.i: invalid input syntax for type integer"),
            (5, "`nope` is no value of t.m"),
            (6, "`123.45` is no value of t.n: numeric field overflow"),
            (7, "`abcd` is no value of t.v: value too long"),
            (8, "`2026-02-30` is no value of t.d"),
            (9, "`maybe` is no value of t.b"),
            (10, "`x` is no value of t.u"),
            (11, "`1` is no value of t.a"),
            (12, "`abc` is no value of t.p: it breaks the check t_p_check"),
            (13, "is no value of t.q: it breaks the check t_q_check"),
            (14, "is no value of t.r: it breaks the check t_r_check"),
        ] {
            assert!(said.contains(text), "{text}\n{said}");
            assert!(said.contains(&format!("seeds/generate.yaml:{line}:")), "{line}\n{said}");
        }
    }
    wishes("      e: { matches: '^s' }\n      f: { nulls: 0.5 }\n      g: { values: [1] }\n");
    let said = project.fails(&["--scale", "9"]);
    for text in [
        "`matches` is for text; the type here is mood",
        "`f` is never NULL: it is NOT NULL",
        "PostgreSQL computes `g`, so nothing else can be in it",
    ] {
        assert!(said.contains(text), "{text}\n{said}");
    }
    assert_eq!(project.query("select count(*) from t"), ["0"]);
    wishes("      i: { values: [7] }\n      q: { examples: ['{row}'] }\n");
    project.generate(&["--scale", "9"]);
}

#[test]
fn rows_that_are_there_are_referred_to() {
    let posts = "table: posts
columns:
  author_id: { type: bigint, not_null: true, references: { table: authors, column: id } }
  author: { type: varchar(20), not_null: true, references: { table: authors, column: email } }
";
    let project = Project::new(&[AUTHORS, posts]);
    project.database.execute(
        "insert into authors (id, email, name) values (70, 'a@example.com', 'a'), (71, 'b@example.com', 'b')",
    );
    let output = project.run(&["--scale", "300"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("authors holds rows already and is left as it is"), "{said}");
    assert_eq!(
        project
            .query("select count(*), count(distinct author_id), (select count(*) from authors) from posts"),
        ["300|2|2"]
    );
    project.database.execute("delete from posts; update authors set email = repeat('x', 30) || id");
    let said = project.fails(&["--scale", "300"]);
    assert!(said.contains("authors holds rows already, and `xxxx"), "{said}");
    assert!(said.contains("posts: { rows: 0 }"), "{said}");
}

#[test]
fn a_row_that_is_refused_after_all_is_told_in_full() {
    // What a trigger knows is known to nobody else.
    let table = "table: t\ncolumns: { id: { type: integer, primary_key: true }, a: { type: integer } }\n";
    let project = Project::new(&[table]);
    project.database.execute(
        "create function no() returns trigger language plpgsql as
           $$ begin raise exception 'not this one' using errcode = '23514', column = 'a', detail = 'because'; end $$;
         create trigger no before insert on t for each row execute function no()",
    );
    let said = project.fails(&["--scale", "9"]);
    let kept = "table: kept\ncolumns: { a: { type: integer, not_null: true }, b: { type: integer, not_null: true } }\nchecks: { kept_sum: a + b = 5 }\n";
    let other = Project::new(&[kept]);
    other.write(
        "seeds/generate.yaml",
        "tables: { kept: { columns: { a: { values: [3, 4] }, b: { values: [2] } } } }",
    );
    let about = other.fails(&["--scale", "9"]);
    assert!(about.contains("what a and b hold: `tables: { kept:"), "{about}");
    for text in [
        "PostgreSQL refused a generated row of t, and nothing was written",
        "say in seeds/generate.yaml what a holds: `tables: { t: { columns: { a: { values: [...] } } } }`",
        "not this one",
        "because",
        "23514",
    ] {
        assert!(said.contains(text), "{text}\n{said}");
    }
}

#[test]
fn an_index_that_is_put_off_is_made_as_it_was() {
    let table = "table: t\ncolumns: { id: { type: integer, primary_key: true }, a: { type: text } }\nindexes: { t_low: { on: [lower(a), '(length(a) + 1)'] } }\n";
    let project = Project::new(&[table]);
    project
        .database
        .execute("alter index t_low alter column 2 set statistics 500; comment on index t_low is 'low'");
    project.generate(&["--scale", "9", "--defer-indexes"]);
    let kept = "select string_agg(coalesce(attstattarget, -1)::text, ' ' order by attnum), obj_description('t_low'::regclass)
                  from pg_attribute where attrelid = 't_low'::regclass";
    assert_eq!(project.query(kept), ["-1 500|low"]);
}

#[test]
fn numbers_of_rows_that_mean_nothing() {
    let project = Project::new(&[AUTHORS]);
    let said = project.fails(&["--scale", "0"]);
    assert!(said.contains("0 rows are none"), "{said}");
    let said = project.fails(&["--table", "authors=5", "--table", "authors=6"]);
    assert!(said.contains("--table names authors twice"), "{said}");
    let said = project.generate(&["--scale", "9", "--dry-run"]);
    assert!(said.contains("random seed 1, times before"), "{said}");
}
