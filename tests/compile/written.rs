//! What is written as YAML is read back as the same schema: every case, random schemas, this project.

use std::path::{Path, PathBuf};

use canai_db::diagnostic::{self, Source};
use canai_db::model::{Name, Object, Schema};
use canai_db::yaml;

use super::{cases, property, schema};

/// The schema with everything that has no order in one.
fn in_order(mut schema: Schema) -> Schema {
    for object in schema.objects.values_mut().chain(schema.platform.values_mut()) {
        match object {
            Object::Table(it) => {
                it.constraints.sort_by(|a, b| a.name.cmp(&b.name));
                it.indexes.sort_by(|a, b| a.name.cmp(&b.name));
                it.policies.sort_by(|a, b| a.name.cmp(&b.name));
                it.triggers.sort_by(|a, b| a.name.cmp(&b.name));
                it.statistics.sort_by(|a, b| a.name.cmp(&b.name));
            }
            Object::Additions(it) => {
                it.policies.sort_by(|a, b| a.name.cmp(&b.name));
                it.triggers.sort_by(|a, b| a.name.cmp(&b.name));
            }
            Object::Domain(it) => it.checks.sort_by(|a, b| a.name.cmp(&b.name)),
            Object::MaterializedView(it) => it.indexes.sort_by(|a, b| a.name.cmp(&b.name)),
            Object::View(it) => it.triggers.sort_by(|a, b| a.name.cmp(&b.name)),
            _ => {}
        }
    }
    schema
}

fn prove(schema: Schema) -> Result<(), String> {
    let schema = in_order(schema);
    let sources = yaml::write(&schema, None);
    let (read, mistakes) = yaml::read(&sources);
    let files =
        || sources.iter().map(|it| format!("== {}\n{}", it.path.display(), it.text)).collect::<String>();
    if !mistakes.is_empty() {
        return Err(format!("{}\n{}", diagnostic::to_text(&mistakes, &sources, false), files()));
    }
    let read = in_order(read);
    for (side, other, what) in [(&schema, &read, "lost"), (&read, &schema, "invented")] {
        for (id, object) in side.objects.iter().chain(&side.platform) {
            if other.find(id) != Some(object) {
                return Err(format!("{what}: {object:#?}\nfound: {:#?}\n{}", other.find(id), files()));
            }
        }
    }
    assert_eq!(read, schema);
    if yaml::write(&read, None) != sources {
        return Err(format!("written otherwise the second time\n{}", files()));
    }
    Ok(())
}

#[test]
fn every_case_is_written_as_it_was_read() {
    for case in cases() {
        for (side, schema) in [("from", case.from), ("to", case.to)] {
            prove(schema).unwrap_or_else(|error| panic!("{}/{side}: {error}", case.name));
        }
    }
}

#[test]
fn random_schemas_are_written_as_they_were_read() {
    for seed in 1..=200 {
        let (from, to) = property::pair(seed, 0);
        for schema in [from, to] {
            prove(schema).unwrap_or_else(|error| panic!("SEED={seed}: {error}"));
        }
    }
}

/// Sources that begin, end and go on with blanks of every kind.
#[test]
fn the_source_of_a_function_is_written_as_it_was_read() {
    const PIECES: &[&str] = &[
        "begin", "x := 1;", "end", " ", "  ", "\t", "\n", "\n\n", "\n", "\r\n", "\r", "--", "- ", ": ", "#",
        "'", "\"", "\\", "|", "null", "1", "---", "\u{a0}", "\u{7}", "\u{2028}", "é", "$$",
    ];
    let text = "functions: { f: { returns: void, language: plpgsql, body: '' } }\n\
                procedures: { p: { language: plpgsql, body: '' } }\n";
    let some = schema(&[Source { path: "f.yaml".into(), text: text.to_owned() }]).unwrap();
    let mut random = property::Random(7);
    for _ in 0..300 {
        let mut many = some.clone();
        for (number, object) in (0..10).flat_map(|number| some.objects.values().map(move |it| (number, it))) {
            let Object::Routine(routine) = object else { panic!("{object:?}") };
            let mut routine = routine.clone();
            routine.name.name = Name::new(format!("{}{number}", routine.name.name.as_str()));
            routine.body = (0..random.below(9)).map(|_| *random.pick(PIECES)).collect();
            many.insert(Object::Routine(routine));
        }
        prove(many).unwrap();
    }
}

#[test]
fn this_project_is_written_as_it_was_read() {
    prove(project()).unwrap();
}

/// They have every key of the format.
#[test]
fn the_examples_of_the_format_are_written_as_they_were_read() {
    let page = include_str!("../../docs/format.md");
    let blocks = page.split("```yaml\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    let named = |text: &str| Source {
        path: text.lines().next().unwrap().trim_start_matches("# ").into(),
        text: text.to_owned(),
    };
    let sources: Vec<Source> = blocks.map(named).collect();
    assert!(sources.len() > 10);
    prove(schema(&sources).unwrap()).unwrap();
}

fn project() -> Schema {
    let mut paths = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schema"), &mut paths);
    let sources: Vec<Source> = paths
        .into_iter()
        .map(|path| Source { text: std::fs::read_to_string(&path).unwrap(), path })
        .collect();
    schema(&sources).unwrap()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|it| it == "yaml") {
            paths.push(path);
        }
    }
}

/// The files are written as they are here, to the byte.
#[track_caller]
fn as_it_is(files: &[(&str, &str)]) {
    let sources = files.iter().map(|(path, text)| Source { path: path.into(), text: (*text).to_owned() });
    let mut sources: Vec<Source> = sources.collect();
    let mut found = yaml::write(&schema(&sources).unwrap(), None);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    for (source, found) in sources.iter().zip(&found) {
        assert_eq!((&found.path, found.text.as_str()), (&source.path, source.text.as_str()));
    }
    assert_eq!(sources, found);
}

#[test]
fn a_table_is_written_as_a_person_writes_it() {
    as_it_is(&[(
        "tables/orders.yaml",
        r#"table: orders
comment: One row per order.
columns:
  id:       { type: bigint, identity: always, primary_key: true }
  buyer:    { type: text, not_null: true, unique: true, matches: '^[^@\s]+@[^@\s]+$' }
  parent:   { type: bigint, references: { table: orders, column: id, on_delete: cascade } }
  region:   { type: text, not_null: true, default: eu, one_of: [eu, us, "no"] }
  price:    { type: "numeric(10,2)", default: 0.50, range: { above: 0, max: 9999.99 }, collate: C }
  lines:    { type: jsonb, not_null: true, default: [] }
  settings: { type: jsonb, default: { theme: dark, "no": [1, "1", null] } }
  tags:     { type: "text[]", default: [a, b c] }
  since:    { type: date, default: "2026-01-01" }
  zip:      { type: text, default: "01234", length: { max: 5 } }
  note:
    type: text
    default: 'now()'
    check: [note <> '', lower(note) = note]
    comment: |
      What was said.

        And what was not: #.
  discount: { type: integer, check: discount < 100 }
  a_name_that_is_longer_than_all_the_others_of_the_table:
    type: timestamptz
    not_null: true
    default_sql: now()
    backfill_sql: "'2020-01-01'"
    comment: For which all the others do not move.
unique:
  - [id, buyer]
  - [region, price]
checks:
  - discount < price
foreign_keys:
  - columns: [parent, buyer]
    references: { table: orders, columns: [id, buyer] }
    comment: A comment that is long enough for it to take several lines.
indexes:
  orders_search: { using: gin, on: ["to_tsvector('english', note)"] }
  orders_since:  { on: [since desc nulls last, (price || region)], where: "note = 'a, b'" }
row_security: forced
policies:
  orders_of_region: { for: select, using: region = current_setting('app.region') }
  orders_read:
    as: restrictive
    for: all
    using: |
      region = 'eu'
        or region = 'us'
    with_check: region in (select region from public.orders where region is not null and price > 0 and discount > 0)
grants:
  public:
    - select
    - update: [region, price, lines, settings]
with: { fillfactor: 90, autovacuum_enabled: false }
"#,
    )]);
}

#[test]
fn names_are_left_out_where_postgresql_chooses_them() {
    as_it_is(&[
        // The check of `b_c` would be PostgreSQL's choice, but for the other table.
        (
            "tables/a.yaml",
            "table: a\n\
             columns:\n\
             \x20 id:  { type: integer }\n\
             \x20 b_c: { type: text, length: { max: 3 } }\n\
             \x20 d:   { type: text, check: [d <> '', d <> 'a'], one_of: [x, y] }\n\
             primary_key: { name: a_key, columns: [id] }\n\
             unique:\n\
             \x20 a_b_c_unique: [b_c]\n\
             checks:\n\
             \x20 a_b_c_check5: b_c <> 'z'\n\
             \x20 a_id_check1:  id > 0\n",
        ),
        (
            "tables/a_b.yaml",
            "table: a_b\n\
             columns:\n\
             \x20 id: { type: integer, references: { name: a_b_to_a, table: a, column: id } }\n\
             \x20 d:  { type: text }\n\
             checks:\n\
             \x20 a_d_check3: d <> ''\n",
        ),
        (
            "types.yaml",
            "domains:\n\
             \x20 d:     { type: text, length: { max: 3 }, checks: [value <> ''] }\n\
             \x20 email: { type: text, checks: { email_at: value like '%@%' } }\n",
        ),
    ]);
}

#[test]
fn objects_are_written_as_a_person_writes_them() {
    as_it_is(&[
        (
            "roles.yaml",
            "roles:\n\x20 clerk: { login: true, inherit: false, member_of: [staff] }\n\x20 staff:\n",
        ),
        (
            "functions.yaml",
            r"functions:
  total(integer):
    arguments: [integer]
    returns: integer
    language: sql
    body: select $1

  total(text, integer):
    comment: Two of them.
    arguments: { of: text, at: { type: integer, default_sql: 1 } }
    returns: integer
    language: sql
    volatility: stable
    security: definer
    set: { search_path: '', statement_timeout: 5s }
    body: |2
        -- indented

      select 1
    grants:
      public: [execute]
",
        ),
        (
            "views.yaml",
            "views:\n\x20 one:\n\x20   security_invoker: true\n\x20   definition: |\n\x20     select 1 as id,\n\x20       ': #' as text\n",
        ),
        (
            "platform/platform.yaml",
            "platform:\n\
             \x20 schemas:\n\
             \x20   auth:\n\
             \n\
             \x20 tables:\n\
             \x20   auth.users:\n\
             \x20     columns:\n\
             \x20       id:   { type: uuid }\n\
             \x20       part: { type: integer, not_null: true }\n\
             \x20     primary_key: [id, part]\n",
        ),
    ]);
}

#[test]
fn the_source_of_a_function_is_written_as_a_person_can_read_it() {
    as_it_is(&[(
        "functions.yaml",
        r#"functions:
  an_empty_line_at_its_end:
    returns: trigger
    language: plpgsql
    body: |+
      begin
        return new;
      end

  begins_at_once:
    returns: trigger
    language: plpgsql
    body: "\
      declare\n\
      \  n integer;\n\
      begin\n\
      \  n := 1;\n\
      \n\
      \  return new;\n\
      end"

  between_blanks:
    returns: integer
    language: sql
    body: " select 1 "

  indented_at_its_end:
    returns: trigger
    language: plpgsql
    body: |2-
        begin
          return new;
        end
        @
  nothing:
    returns: integer
    language: sql
    body: ''

  one_line:
    returns: integer
    language: sql
    body: select 1
"#
        // Blanks that no editor shows.
        .replace('@', "\n")
        .as_str(),
    )]);
}

#[test]
fn files_tell_the_editor_where_the_json_schema_is() {
    let sources = yaml::write(&project(), Some("schema.json"));
    let first = |path: &str| {
        let file = sources.iter().find(|it| it.path == Path::new(path)).unwrap();
        file.text.lines().next().unwrap().to_owned()
    };
    assert_eq!(first("roles.yaml"), "# yaml-language-server: $schema=schema.json");
    assert_eq!(first("tables/pricing.yaml"), "# yaml-language-server: $schema=../schema.json");
}

#[test]
fn a_name_that_two_tables_have_is_written() {
    // PostgreSQL would choose it for either, and may choose it for neither.
    let table = |name: &str, column: &str| {
        format!(
            "table: {name}\ncolumns:\n  {column}: {{ type: text }}\nchecks:\n  a_b_c_check: {column} <> ''\n"
        )
    };
    let (one, two) = (table("a", "b_c"), table("a_b", "c"));
    as_it_is(&[("tables/a.yaml", &one), ("tables/a_b.yaml", &two)]);
}

/// The servers of the tests do not know it: PostgreSQL 17 does.
#[test]
fn maintain_is_no_part_of_all() {
    let path = "tables/notes.yaml";
    let file = (
        path,
        "table: notes
columns:
  id: { type: bigint, primary_key: true }
grants:
  app:    [all]
  keeper: [all, maintain]
  vacuum: [maintain]
",
    );
    let roles = ("platform/platform.yaml", "platform:\n  roles:\n    app:\n    keeper:\n    vacuum:\n");
    as_it_is(&[file, roles]);
    let sources = [file, roles].map(|(path, text)| Source { path: path.into(), text: text.to_owned() });
    let (_, files) = super::migrations(&Schema::default(), &schema(&sources).unwrap()).unwrap();
    let granted = files[0].up.text.lines().filter(|line| line.starts_with("GRANT"));
    assert_eq!(
        granted.collect::<Vec<_>>(),
        [
            "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.notes TO app;",
            "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.notes TO keeper;",
            "GRANT MAINTAIN ON TABLE public.notes TO vacuum;",
        ]
    );
}
