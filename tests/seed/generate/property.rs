//! Schemas by chance, of all types and rules that rows are made for: PostgreSQL takes every row.

use std::fmt::Write as _;
use std::path::Path;

use canai_db::compile::{self, Allowed};
use canai_db::diagnostic::Source;
use canai_db::generate::{self, Request};
use canai_db::lock::Lock;
use canai_db::seed::direct::Indexes;
use canai_db::seed::{self, Ending};
use canai_db::yaml;
use canai_db::yaml::generate::GenerateFile;
use time::macros::datetime;

use crate::harness::{TestDatabase, block_on};

/// splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'t>(&mut self, items: &[&'t str]) -> &'t str {
        items[self.below(items.len())]
    }
}

const TYPES: &str = "enums:
  mood: [sad, ok, happy]
domains:
  posint: { type: integer, checks: { posint_above: value > 0 }, not_null: true }
  code: { type: text, matches: '^[A-Z]{2}-[0-9]{3}$' }
  short: { type: varchar(9), length: { min: 2 } }
  loose: { type: integer, checks: { loose_known: value is not null and value < 50 } }
  strict: { type: loose }
types:
  place: { attributes: { street: text, number: integer, when: timestamptz } }
";

/// Columns of all kinds.
const COLUMNS: &[&str] = &[
    "type: smallint",
    "type: integer",
    "type: integer, range: { min: -5, below: 5 }",
    "type: bigint, range: { above: 3000000000 }",
    "type: 'numeric(5,2)', range: { min: 0, max: 100 }",
    "type: 'numeric(3,3)', range: { above: 0, below: 0.5 }",
    "type: 'numeric(4,1)', range: { min: -12.55, max: -3.33 }",
    "type: numeric",
    "type: 'numeric(30,4)', range: { max: 10 }",
    "type: real, range: { min: 0.1, max: 0.3 }",
    "type: double precision, range: { above: 0, max: 0.3 }",
    "type: money",
    "type: oid",
    "type: text",
    "type: text, length: { min: 1, max: 3 }",
    "type: text, length: { min: 90 }",
    "type: text, length: { above: 4, below: 6 }",
    "type: varchar(12)",
    "type: varchar(8), length: { min: 3 }",
    "type: char(4)",
    "type: name",
    "type: text, matches: '^[A-Z]{2}-\\d{3}$'",
    "type: varchar(10), matches: '^(ab|cde)+[[:digit:]]*$', length: { min: 4 }",
    "type: text, matches: '[^a-z]{3}'",
    "type: text, one_of: [a, 'b c', \"d'e\", 'f\\g', '']",
    "type: integer, one_of: [3, 5, 8]",
    "type: 'numeric(4,2)', one_of: [1.5, 2.25]",
    "type: mood",
    "type: mood, one_of: [ok, happy]",
    "type: 'mood[]'",
    "type: posint",
    "type: code",
    "type: 'code[]'",
    "type: short",
    "type: place",
    "type: boolean, default: true",
    "type: uuid",
    "type: date",
    "type: date, range: { min: 1950-01-01, max: 2005-12-31 }",
    "type: timestamptz, default_sql: now()",
    "type: timestamptz, check: 'NAME <= now()'",
    "type: timestamp(0)",
    "type: timestamp(3), range: { min: '2020-01-01', below: '2020-01-02' }",
    "type: time",
    "type: time, range: { min: '09:00', max: '17:30' }",
    "type: timetz",
    "type: interval",
    "type: json",
    "type: jsonb, default: { a: 1 }",
    "type: jsonb",
    "type: bytea",
    "type: inet",
    "type: cidr",
    "type: macaddr",
    "type: macaddr8",
    "type: bit(5)",
    "type: varbit(7)",
    "type: xml",
    "type: int4range",
    "type: int8multirange",
    "type: numrange",
    "type: daterange",
    "type: tstzrange",
    "type: tsmultirange",
    "type: point",
    "type: lseg",
    "type: box",
    "type: path",
    "type: polygon",
    "type: circle",
    "type: line",
    "type: 'text[]', default: [x]",
    "type: 'integer[]'",
    "type: 'timestamptz[]'",
    "type: tsvector",
    "type: tsquery",
    "type: jsonpath",
    "type: pg_lsn",
    "type: '\"char\"'",
    "type: text, check: \"NAME <> '' and length(NAME) < 30\"",
    "type: integer, check: 'NAME is null or NAME between 10 and 20'",
    "type: text, check: \"NAME in ('x', 'y')\"",
    "type: integer, check: '0 < NAME'",
    "type: boolean, check: 'NAME is not null'",
    "type: integer, check: 'NAME > -2::int and NAME <> 7 and NAME not in (0, 1)'",
    "type: text, check: \"char_length(NAME) = 7\"",
    "type: text, check: \"NAME like 'a\\_%z'\"",
    "type: varchar(9), check: 'upper(NAME) = NAME'",
    "type: text, matches: '^[A-Za-z]{3}$', check: 'NAME = lower(NAME)'",
    "type: jsonb, check: \"jsonb_typeof(NAME) = 'array'\"",
    "type: date, check: 'NAME <= current_date'",
    "type: 'numeric(3,1)', one_of: [1.0, 2.55, 7, 123.4]",
    "type: text, default: somewhat long, length: { max: 5 }",
    "type: strict",
];

/// Columns of which no two are the same.
const UNIQUE: &[&str] = &[
    "type: integer",
    "type: smallint",
    "type: bigint, range: { min: 5 }",
    "type: 'numeric(8,2)'",
    "type: text",
    "type: varchar(3)",
    "type: varchar(40), length: { min: 30 }",
    "type: uuid",
    "type: timestamptz",
    "type: timestamp(0), default_sql: now()",
    "type: bytea",
    "type: text, matches: '^[a-z]{3}[0-9]?$'",
    "type: code",
    "type: short",
    "type: daterange",
    "type: date, range: { min: 1900-01-01, max: 2020-01-01 }",
    "type: real, range: { min: 100000000, max: 100100000 }",
    "type: double precision",
    "type: inet",
    "type: cidr",
    "type: macaddr",
    "type: bit(12)",
    "type: text, matches: '^[A-Za-z]{3}$'",
];

/// The same, but with few values.
const FEW: &[&str] = &[
    "type: numeric, one_of: [1.0, 1.00, 2, 2.5]",
    "type: text, one_of: [a, A, b]",
    "type: boolean",
    "type: char(3), one_of: [a, 'a ', b]",
];

type PrimaryKey = (&'static str, &'static str, &'static [(&'static str, &'static [&'static str])]);

/// Primary keys: columns, the key, and what a foreign key to it names, of types that hold as much or less.
const KEYS: &[PrimaryKey] = &[
    ("id: { type: uuid, primary_key: true }", "", &[("id", &["uuid"])]),
    (
        "id: { type: bigint, identity: always, primary_key: true }",
        "",
        &[("id", &["bigint", "integer", "smallint", "posint"])],
    ),
    (
        "id: { type: smallint, identity: { generated: by_default, start: -5, increment: 7, min: -100 }, primary_key: true }",
        "",
        &[("id", &["bigint", "smallint"])],
    ),
    (
        "id: { type: integer, identity: { generated: always, increment: -3 }, primary_key: true }",
        "",
        &[("id", &["integer", "bigint", "smallint"])],
    ),
    ("id: { type: integer, primary_key: true }", "", &[("id", &["integer", "smallint", "bigint"])]),
    (
        "id: { type: text, primary_key: true, length: { max: 12 } }",
        "",
        &[("id", &["text", "varchar(9)", "varchar(40)", "name"])],
    ),
    (
        "id: { type: varchar(7), primary_key: true, matches: '^[a-f]{3,7}$' }",
        "",
        &[("id", &["varchar(7)", "varchar(6)", "text"])],
    ),
    (
        "id: { type: integer, not_null: true, range: { min: 1, max: 90 } }\n  part: { type: text, not_null: true, one_of: [a, b, c, d, e, f, g, h] }",
        "primary_key: [part, id]\n",
        &[("part", &["text", "varchar(3)"]), ("id", &["integer", "smallint"])],
    ),
    (
        "id: { type: date, not_null: true }\n  part: { type: smallint, not_null: true }",
        "primary_key: [id, part]\n",
        &[("id", &["date"]), ("part", &["smallint", "integer"])],
    ),
];

const ROWS: u64 = 300;

fn schema(random: &mut Random) -> Vec<String> {
    let count = 2 + random.below(3);
    let keys: Vec<usize> = (0..count).map(|_| random.below(KEYS.len())).collect();
    let mut files = vec![TYPES.to_owned()];
    for table in 0..count {
        let (columns, key, _) = KEYS[keys[table]];
        let mut text = format!("table: t{table}\ncolumns:\n  {columns}\n");
        let mut below = key.to_owned();
        let mut uniques = Vec::new();
        let mut foreign = String::new();
        for at in 0..2 + random.below(9) {
            let column = random.pick(COLUMNS).replace("NAME", &format!("c{at}"));
            let unique = random.chance(20) && !column.contains("check");
            let column = if unique { random.pick(UNIQUE).to_owned() } else { column };
            let not_null = if random.chance(40) { ", not_null: true" } else { "" };
            let mark = if unique { ", unique: true" } else { "" };
            let _ = writeln!(text, "  c{at}: {{ {column}{not_null}{mark} }}");
        }
        // Foreign keys to tables before and behind, and to itself.
        for at in 0..random.below(3) {
            let to = random.below(count);
            let circle = to >= table;
            let not_null = if random.chance(40) && !circle { ", not_null: true" } else { "" };
            let names: Vec<String> =
                KEYS[keys[to]].2.iter().map(|(name, _)| format!("f{at}_{name}")).collect();
            for ((_, data_types), name) in KEYS[keys[to]].2.iter().zip(&names) {
                let data_type = random.pick(data_types);
                let _ = writeln!(text, "  {name}: {{ type: {data_type}{not_null} }}");
            }
            let theirs: Vec<&str> = KEYS[keys[to]].2.iter().map(|(name, _)| *name).collect();
            let full = if names.len() > 1 && random.chance(50) { ", match: full" } else { "" };
            let _ = writeln!(
                foreign,
                "  fk_{table}_{at}: {{ columns: [{}], references: {{ table: t{to}, columns: [{}]{full} }} }}",
                names.join(", "),
                theirs.join(", ")
            );
            if random.chance(30) {
                uniques.push(format!("[{}]", names.join(", ")));
            }
        }
        if !foreign.is_empty() {
            let _ = write!(below, "foreign_keys:\n{foreign}");
        }
        // A key that may be NULL is referred to.
        text.push_str("  alt: { type: text, unique: true }\n");
        if random.chance(40) {
            let to = random.below(table + 1);
            let not_null = if random.chance(50) && to < table { ", not_null: true" } else { "" };
            let _ = writeln!(
                text,
                "  to_alt: {{ type: varchar(20){not_null}, references: {{ table: t{to}, column: alt }} }}"
            );
        }
        // What is computed, and told apart in small letters.
        if random.chance(40) {
            let of = random.pick(&["type: text", "type: text, matches: '^[A-Za-z]{3,5}$'"]);
            let mark = random.pick(&["", ", unique: true"]);
            let _ = write!(
                text,
                "  word: {{ {of} }}\n  small: {{ type: text, generated: lower(word), not_null: true{mark} }}\n  sum: {{ type: integer, generated: n * 2 + m }}\n  n: {{ type: smallint }}\n  m: {{ type: integer, range: {{ min: 1, max: 9 }} }}\n"
            );
        }
        // A row that is another one.
        if let (true, [(id, [data_type, ..])]) = (random.chance(40), KEYS[keys[table]].2) {
            let not_null = random.pick(&["", ", not_null: true"]);
            let _ = writeln!(
                text,
                "  self: {{ type: {data_type}{not_null}, references: {{ table: t{table}, column: {id} }}, check: self <> {id} }}"
            );
        }
        // Columns in order.
        if random.chance(40) {
            let (low, high) = [
                ("integer", "integer"),
                ("smallint", "integer, range: { min: 50000, max: 90000 }"),
                ("'numeric(2)', range: { min: 50 }", "'numeric(2)'"),
                ("timestamptz", "timestamptz"),
                ("timestamptz", "timestamptz(0), check: 'high <= now()'"),
                ("date", "date"),
                ("date", "date, check: 'high <= current_date'"),
                ("'numeric(6,2)'", "'numeric(6,2)'"),
            ][random.below(8)];
            let sign = random.pick(&["<", "<="]);
            let _ = write!(text, "  low: {{ type: {low} }}\n  high: {{ type: {high} }}\n");
            let _ = writeln!(below, "checks: {{ in_order_{table}: low {sign} high }}");
        }
        // Several columns that are never the same twice.
        if random.chance(30) {
            text.push_str("  u1: { type: integer, range: { min: 1, max: 30 } }\n  u2: { type: mood }\n  u3: { type: date }\n");
            uniques.push("[u1, u2, u3]".to_owned());
        }
        if !uniques.is_empty() {
            let _ = writeln!(below, "unique: [{}]", uniques.join(", "));
        }
        // Keys for a part of the rows.
        let mut partial = String::new();
        if let (true, [(id, [data_type, ..])]) = (random.chance(50), KEYS[keys[0]].2) {
            let only =
                random.pick(&["active", "not active", "state = 'b'", "ended is null", "ended is not null"]);
            let _ = write!(
                text,
                "  of: {{ type: {data_type}, references: {{ table: t0, column: {id} }} }}\n  active: {{ type: boolean }}\n  state: {{ type: text, one_of: [a, b] }}\n  ended: {{ type: timestamptz }}\n"
            );
            let _ = write!(
                partial,
                "  t{table}_of: {{ on: [of], unique: true, where: {only} }}\n  t{table}_state: {{ on: [state], unique: true, where: active and state = 'a' }}\n"
            );
        }
        if random.chance(30) {
            let of = random.pick(&["text", "text, matches: '^[a-zA-Z]{4}$'"]);
            let _ = write!(text, "  label: {{ type: {of} }}\n  during: {{ type: tstzrange }}\n");
            let _ = write!(
                below,
                "indexes:\n{partial}  t{table}_label: {{ on: [lower(label)], unique: true }}\nexclude:\n  t{table}_during: {{ using: gist, elements: [{{ on: during, with: '&&' }}] }}\n"
            );
        } else if !partial.is_empty() {
            let _ = write!(below, "indexes:\n{partial}");
        }
        files.push(format!("{text}{below}"));
    }
    if random.chance(50) {
        files.extend(partitions(random, KEYS[keys[0]].2));
    }
    files
}

/// A table with two levels of partitions, some of which ask for more than the whole.
fn partitions(random: &mut Random, to: &[(&str, &[&str])]) -> Vec<String> {
    let extra = random.pick(COLUMNS).replace("NAME", "extra");
    let key: String =
        to.iter().map(|(name, types)| format!("  to_{name}: {{ type: {} }}\n", types[0])).collect();
    let columns = |not_null: &str| {
        format!(
            "columns:\n  region: {{ type: text, not_null: true }}\n  at: {{ type: date }}\n  n: {{ type: integer{not_null} }}\n  extra: {{ {extra} }}\n{key}"
        )
    };
    // A check of a column is written once, at the whole.
    let plain = |not_null: &str| {
        let type_of = extra.split(", ").next().unwrap();
        columns(not_null).replace(&extra, type_of)
    };
    let names: Vec<String> = to.iter().map(|(name, _)| format!("to_{name}")).collect();
    let theirs: Vec<&str> = to.iter().map(|(name, _)| *name).collect();
    let whole = format!(
        "table: whole\n{}partition_by: {{ list: region }}\nforeign_keys:\n  whole_to: {{ columns: [{}], references: {{ table: t0, columns: [{}] }} }}\n",
        columns(""),
        names.join(", "),
        theirs.join(", ")
    );
    let mut files = vec![whole];
    for (region, values) in [("eu", "[eu]"), ("us", "[us, ca]")] {
        let more = random.pick(&["", ", not_null: true"]);
        files.push(format!(
            "table: {region}\n{}partition_of: {{ table: whole, in: {values} }}\npartition_by: {{ range: at }}\n",
            plain(more)
        ));
        let month = 1 + random.below(6);
        let check = random.pick(&["", "checks: { LEAF_n: n between 3 and 900 }\n", "unique: [[at, n]]\n"]);
        for (at, (from, to)) in
            [(format!("2024-0{month}-01"), "2024-12-01"), ("2024-12-01".to_owned(), "2026-01-01")]
                .into_iter()
                .enumerate()
        {
            let leaf = format!("{region}_{at}");
            files.push(format!(
                "table: {leaf}\n{}partition_of: {{ table: {region}, from: ['{from}'], to: ['{to}'] }}\n{}",
                plain(if more.is_empty() { random.pick(&["", ", not_null: true"]) } else { more }),
                check.replace("LEAF", &leaf)
            ));
        }
    }
    files
}

#[test]
fn every_row_of_any_schema_is_taken() {
    let only = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds: Vec<u64> = only.map_or_else(|| (0..40).collect(), |seed| vec![seed]);
    for seed in seeds {
        let files = schema(&mut Random(seed.wrapping_mul(0x1234_5678_9ABC_DEF1)));
        prove(seed, &files);
    }
}

/// Every column once, so that none is left to chance.
#[test]
fn every_row_of_every_type_is_taken() {
    let mut files = vec![TYPES.to_owned()];
    for (at, column) in COLUMNS.iter().enumerate() {
        let column = column.replace("NAME", "c");
        files.push(format!(
            "table: t{at}\ncolumns:\n  id: {{ type: uuid, primary_key: true }}\n  c: {{ {column} }}\n"
        ));
    }
    for (at, column) in UNIQUE.iter().enumerate() {
        files.push(format!(
            "table: u{at}\ncolumns:\n  c: {{ {column}, unique: true }}\n  d: {{ {column} }}\n"
        ));
    }
    for (at, column) in FEW.iter().enumerate() {
        files.push(format!("table: v{at}\ncolumns:\n  c: {{ {column}, primary_key: true }}\n"));
    }
    prove(1, &files);
}

fn prove(seed: u64, files: &[String]) {
    let named = files.iter().enumerate();
    let sources: Vec<Source> =
        named.map(|(at, text)| Source { path: format!("{at}.yaml").into(), text: text.clone() }).collect();
    let (schema, mistakes) = yaml::read(&sources);
    let shown = || files.join("---\n");
    assert!(mistakes.is_empty(), "SEED={seed}: {mistakes:#?}\n{}", shown());
    let allowed = Allowed::parse(&["all".to_owned()]).unwrap();
    let now = datetime!(2026-01-01 00:00:00 UTC);
    let compiled = compile::compile(&Lock::default(), &schema, &[], None, &allowed, now);
    let compiled = compiled.unwrap_or_else(|refusal| panic!("SEED={seed}: {refusal:?}\n{}", shown()));
    let database = TestDatabase::create();
    let wishes = GenerateFile::default();
    let micros = |days: i64| (20_454 + days) * 86_400_000_000;
    let request = Request {
        schema: &schema,
        wishes: &wishes,
        path: Path::new("seeds/generate.yaml"),
        seed,
        scale: Some(ROWS),
        rows: &[],
        kept: &[],
        from: micros(-900),
        until: micros(0),
    };
    let plan =
        generate::plan(&request).unwrap_or_else(|refused| panic!("SEED={seed}: {refused:#?}\n{}", shown()));
    let filled = block_on(async {
        let client = database.client().await;
        for migration in &compiled.migrations {
            let done = client.batch_execute(&migration.up.text).await;
            done.unwrap_or_else(|error| panic!("SEED={seed}: {error:?}\n{}", shown()));
        }
        let tell = |_: seed::Event<'_>| {};
        let indexes = if seed.is_multiple_of(2) { Indexes::Kept } else { Indexes::Deferred };
        let filled = seed::generate::fill(&client, &plan, indexes, Ending::Commit, &tell).await;
        filled.unwrap_or_else(|error| panic!("SEED={seed}: {error}: {error:?}\n{}", shown()))
    });
    for it in filled {
        let found = database.query(&format!("select count(*) from {}", it.table));
        assert_eq!(found, [it.rows.to_string()], "SEED={seed}, {}", it.table);
        assert!(it.rows == ROWS || !plan.notes.is_empty(), "SEED={seed}, {}: {}", it.table, it.rows);
    }
}
