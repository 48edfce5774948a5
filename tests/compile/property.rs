//! Random pairs of schemas: the migrated database is the one built from nothing, compile is the same
//! to the byte, and the order of what has no order changes nothing.
//!
//! `PAIRS=1000` runs more of them, `SEED=123` the one that failed.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use canai_db::diagnostic::Source;
use canai_db::model::Schema;

use super::oracle::{Worker, prove_migration};
use super::{migrations, schema};

const WORKERS: usize = 2;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

#[test]
fn random_migrations_lead_where_they_should() {
    let (first, last) = match number("SEED") {
        Some(seed) => (seed, seed + 1),
        None => (1, 1 + number("PAIRS").unwrap_or(60)),
    };
    let next = AtomicU64::new(first);
    let (failed, refused) = (Mutex::new(String::new()), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let worker = Worker::start();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= last {
                        break;
                    }
                    match prove(&worker, seed) {
                        Ok(true) => {}
                        Ok(false) => _ = refused.fetch_add(1, Ordering::Relaxed),
                        Err(what) => {
                            let _ = writeln!(failed.lock().unwrap(), "SEED={seed}: {what}\n");
                        }
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "\n{failed}");
    let refused = refused.into_inner();
    assert!(refused * 4 <= last - first, "{refused} of {} pairs were refused", last - first);
}

#[test]
fn compile_is_the_same_to_the_byte_and_order_means_nothing() {
    for seed in 1..=40 {
        let (from, to) = pair(seed, 0);
        let texts = |from: &Schema, to: &Schema| -> Option<Vec<(String, String)>> {
            let (_, migrations) = migrations(from, to).ok()?;
            Some(migrations.into_iter().map(|it| (it.up.text, it.down.unwrap().text)).collect())
        };
        assert_eq!(texts(&from, &to), texts(&from, &to), "SEED={seed}");
        let (_, shuffled) = pair(seed, 1);
        assert_eq!(texts(&to, &shuffled), Some(Vec::new()), "SEED={seed}");
        let count = |to| texts(&from, to).map(|it| it.len());
        assert_eq!(count(&to), count(&shuffled), "SEED={seed}");
    }
}

/// Whether the pair can be migrated at all.
fn prove(worker: &Worker, seed: u64) -> Result<bool, String> {
    let (from, to) = pair(seed, 0);
    Ok(prove_migration(worker, &from, &to, "")?.is_some())
}

/// Two schemas that have much in common; `order` shuffles what has no order.
pub fn pair(seed: u64, order: u64) -> (Schema, Schema) {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut sides = [Side::default(), Side::default()];
    enums(&mut random, &mut sides);
    functions(&mut random, &mut sides);
    let tables = tables(&mut random, &mut sides);
    views(&mut random, &mut sides, &tables);
    let mut shuffle = Random(order);
    sides
        .map(|side| {
            let sources = side.sources(order, &mut shuffle);
            schema(&sources).unwrap_or_else(|mistakes| panic!("SEED={seed}: {mistakes}\n{sources:#?}"))
        })
        .into()
}

/// A small generator of random numbers (splitmix64).
pub(super) struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    /// True `percent` times out of a hundred.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }

    /// What the two sides say: both the same, something else each, or only one of them anything.
    fn twice(&mut self, percent: usize, mut make: impl FnMut(&mut Self) -> String) -> [Option<String>; 2] {
        let one = self.chance(percent).then(|| make(self));
        if self.chance(60) {
            return [one.clone(), one];
        }
        let other = self.chance(percent).then(|| make(self));
        [one, other]
    }
}

/// The files of one schema: lines by section, where the order of sections' lines means nothing.
#[derive(Default)]
struct Side {
    enums: Vec<String>,
    functions: Vec<String>,
    views: Vec<String>,
    materialized_views: Vec<String>,
    tables: Vec<TableFile>,
}

#[derive(Default)]
struct TableFile {
    /// In their order.
    columns: Vec<String>,
    /// `(section, entry)`.
    entries: Vec<(&'static str, String)>,
    keys: Vec<String>,
}

impl Side {
    fn sources(mut self, order: u64, random: &mut Random) -> Vec<Source> {
        let mut files = Vec::new();
        for table in &mut self.tables {
            if order > 0 {
                random.shuffle(&mut table.entries);
                random.shuffle(&mut table.keys);
            }
            let mut text = format!("{}\ncolumns:\n  {}\n", table.keys.join("\n"), table.columns.join("\n  "));
            for section in ["checks", "indexes", "policies", "triggers", "grants"] {
                let entries: Vec<&str> =
                    table.entries.iter().filter(|it| it.0 == section).map(|it| it.1.as_str()).collect();
                if !entries.is_empty() {
                    let _ = write!(text, "{section}:\n  {}\n", entries.join("\n  "));
                }
            }
            files.push(text);
        }
        let sections = [
            ("enums", self.enums),
            ("functions", self.functions),
            ("views", self.views),
            ("materialized_views", self.materialized_views),
        ];
        for (section, mut entries) in sections {
            if order > 0 {
                random.shuffle(&mut entries);
            }
            if !entries.is_empty() {
                files.push(format!("{section}:\n  {}\n", entries.join("\n  ")));
            }
        }
        if order > 0 {
            random.shuffle(&mut files);
        }
        let named = files.into_iter().enumerate();
        named.map(|(at, text)| Source { path: PathBuf::from(format!("{at}.yaml")), text }).collect()
    }
}

fn enums(random: &mut Random, sides: &mut [Side; 2]) {
    sides[0].enums.push("mood: [sad, ok]".to_owned());
    let more =
        ["mood: [sad, ok]", "mood: [sad, meh, ok, happy]", "mood: { values: [sad, ok, great], comment: C. }"];
    sides[1].enums.push((*random.pick(&more)).to_owned());
}

fn functions(random: &mut Random, sides: &mut [Side; 2]) {
    let touch = "touch: { returns: trigger, language: plpgsql, body: \"begin return new; end\" }";
    let own = random.twice(100, |random| {
        let result = random.pick(&["integer", "bigint"]);
        let name = random.pick(&["a", "b"]);
        format!(
            "f: {{ arguments: {{ {name}: integer }}, returns: {result}, language: sql, volatility: immutable, body: \"select {name}::{result}\" }}"
        )
    });
    for (side, own) in sides.iter_mut().zip(own) {
        side.functions.push(touch.to_owned());
        side.functions.extend(own);
    }
}

const TABLES: &[&str] = &["alpha", "beta", "\"Gamma d\"", "delta"];

/// The types a column can have and what each can become.
const TYPES: &[(&str, &[&str])] = &[
    ("integer", &["bigint", "numeric(10,2)", "text"]),
    ("bigint", &["integer", "text"]),
    ("text", &["varchar(20)", "mood", "integer"]),
    ("varchar(20)", &["text", "varchar(30)"]),
    ("numeric(10,2)", &["numeric(12,2)", "integer"]),
    ("mood", &["text"]),
    ("boolean", &["text"]),
    ("timestamptz", &["timestamp"]),
    ("jsonb", &["text"]),
    ("text[]", &["mood[]"]),
];

#[expect(clippy::explicit_auto_deref, reason = "without it the element's type is not found")]
fn default_of(random: &mut Random, data_type: &str) -> &'static str {
    match data_type {
        "integer" | "bigint" => *random.pick(&["default: 1", "default: 2", "default_sql: f(1)"]),
        "numeric(10,2)" | "numeric(12,2)" => "default: 1.5",
        "mood" => "default: ok",
        "boolean" => "default: true",
        "timestamptz" | "timestamp" => "default_sql: now()",
        "jsonb" => "default: {}",
        "text" | "varchar(20)" | "varchar(30)" => *random.pick(&["default: ok", "default: sad"]),
        _ => "default: [ok]",
    }
}

/// A column of both sides that have the table: `(text, type)` of each, `None` where it is missing.
fn column(random: &mut Random, name: &str, kept: bool) -> [Option<(String, String)>; 2] {
    let (first, becomes) = *random.pick(TYPES);
    let second = if random.chance(25) { *random.pick(becomes) } else { first };
    let defaults = random.chance(50);
    let not_null = random.twice(40, |_| "not_null: true".to_owned());
    let comments = random.twice(30, |random| format!("comment: {}", random.pick(&["One.", "Two."])));
    let same_default = default_of(random, first);
    let mut sides = [first, second].into_iter().zip(not_null.into_iter().zip(comments));
    let mut text = |random: &mut Random| {
        let (data_type, (not_null, comment)) = sides.next().unwrap();
        let mut parts = vec![format!("type: '{data_type}'")];
        if defaults {
            let keep = data_type == first && random.chance(70);
            parts.push(if keep { same_default } else { default_of(random, data_type) }.to_owned());
        }
        // A required column that is new or may hold NULLs says what to fill in.
        let fills = defaults || not_null.is_none();
        parts.extend(not_null.filter(|_| fills));
        parts.extend(comment);
        (format!("{name}: {{ {} }}", parts.join(", ")), data_type.to_owned())
    };
    let one = text(random);
    let two = text(random);
    let missing = !kept && random.chance(30);
    if missing && random.chance(50) {
        [None, Some(two)]
    } else if missing {
        [Some(one), None]
    } else {
        [Some(one), Some(two)]
    }
}

fn tables(random: &mut Random, sides: &mut [Side; 2]) -> Vec<(&'static str, [bool; 2])> {
    let mut made: Vec<(&'static str, [bool; 2])> = Vec::new();
    for name in &TABLES[..2 + random.below(3)] {
        let present = match random.below(8) {
            0 => [true, false],
            1 => [false, true],
            _ => [true, true],
        };
        made.push((name, present));
    }
    for (name, present) in &made {
        table(random, sides, (name, *present), &made);
    }
    made
}

fn table(
    random: &mut Random,
    sides: &mut [Side; 2],
    (name, present): (&str, [bool; 2]),
    made: &[(&'static str, [bool; 2])],
) {
    let id = "id: { type: integer, primary_key: true }".to_owned();
    let mut files = [TableFile::default(), TableFile::default()];
    let mut appended = Vec::new();
    let mut types: [Vec<(String, String)>; 2] = Default::default();
    for file in &mut files {
        file.columns.push(id.clone());
    }
    for column_name in ["a", "b", "\"C d\"", "e"] {
        let sides = column(random, column_name, false);
        match &sides {
            [Some((one, _)), Some((two, _))] => {
                files[0].columns.push(one.clone());
                files[1].columns.push(two.clone());
            }
            [Some((one, _)), None] => files[0].columns.push(one.clone()),
            [None, Some((two, _))] => appended.push(two.clone()),
            [None, None] => {}
        }
        for (types, column) in types.iter_mut().zip(&sides) {
            types.extend(column.iter().map(|(_, data_type)| (column_name.to_owned(), data_type.clone())));
        }
    }
    // New columns come last.
    files[1].columns.extend(appended);
    let target = made.iter().filter(|it| it.1 == [true, true]).collect::<Vec<_>>();
    if !target.is_empty() {
        let references = random.twice(60, |random| {
            let action = random.pick(&["", ", on_delete: cascade"]);
            format!("ref: {{ type: integer, references: {{ table: '{}'{action} }} }}", random.pick(&target).0)
        });
        if let [Some(_), Some(_)] = &references {
            // Third: before what is appended.
            for (file, reference) in files.iter_mut().zip(references) {
                file.columns.insert(1, reference.unwrap());
            }
        }
    }
    for (file, types) in files.iter_mut().zip(&types) {
        file.keys.push(format!("table: '{name}'"));
        if random.chance(50) {
            file.keys.push(format!("comment: {}", random.pick(&["First.", "Second."])));
        }
        if random.chance(30) {
            file.keys.push(format!("with: {{ fillfactor: {} }}", random.pick(&["70", "80"])));
        }
        file.keys
            .push(format!("row_security: {}", random.pick(&["disabled", "enabled", "enabled", "forced"])));
        parts(random, file, types);
    }
    for ((side, file), present) in sides.iter_mut().zip(files).zip(present) {
        if present {
            side.tables.push(file);
        }
    }
}

/// Checks, indexes, policies, triggers and grants over the columns that are there.
fn parts(random: &mut Random, file: &mut TableFile, types: &[(String, String)]) {
    let mut add = |section, entry: String| file.entries.push((section, entry));
    let quoted = |text: String| text.replace('\'', "''");
    for (at, (column, data_type)) in types.iter().enumerate() {
        let sql = match data_type.as_str() {
            "integer" | "bigint" => format!("{column} > 0"),
            "text" | "varchar(20)" | "varchar(30)" => format!("{column} in ('sad', 'ok')"),
            "mood" => format!("{column} = 'ok'"),
            _ => format!("{column} is not null"),
        };
        let sql = quoted(sql);
        if random.chance(25) {
            add("checks", format!("check_{at}: '{sql}'"));
        }
        if random.chance(25) && data_type != "jsonb" {
            add("indexes", format!("{{name}}_{at}: {{ on: ['{column}', id desc] }}"));
        }
        if random.chance(15) {
            add("indexes", format!("{{name}}_part_{at}: {{ on: [id], where: '{sql}', comment: Some. }}"));
        }
        if random.chance(25) {
            add("policies", format!("policy_{at}: {{ using: '{sql}', comment: P. }}"));
        }
        if random.chance(20) {
            let event = column.trim_matches('"');
            let event = if event.contains(' ') { "update".to_owned() } else { format!("update of {event}") };
            let when = quoted(format!("new.{column} is not null"));
            add(
                "triggers",
                format!("trigger_{at}: {{ before: {event}, for_each: row, when: '{when}', execute: touch }}"),
            );
        }
        if random.chance(20) {
            let column = column.trim_matches('"');
            let privilege = random.pick(&["select", "update"]);
            add("grants", format!("public: [{{ {privilege}: [\"{column}\"] }}]"));
        }
    }
    if random.chance(20) {
        add("checks", "check_f: f(id) > 0".to_owned());
    }
    if random.chance(20) {
        add("indexes", "{name}_f: [f(id)]".to_owned());
    }
    // An index's name must differ from every other's; a role has one entry.
    let table: String = file.keys[0].chars().filter(char::is_ascii_lowercase).collect();
    let mut granted = false;
    file.entries.retain_mut(|(section, entry)| {
        *entry = entry.replace("{name}", &table);
        *section != "grants" || !std::mem::replace(&mut granted, true)
    });
}

fn views(random: &mut Random, sides: &mut [Side; 2], tables: &[(&'static str, [bool; 2])]) {
    let stay: Vec<&str> = tables.iter().filter(|it| it.1 == [true, true]).map(|it| it.0).collect();
    if stay.is_empty() {
        return;
    }
    let queries = random.twice(80, |random| {
        let columns = random.pick(&["id", "*", "f(id) as x, id", "id, 1 as one"]);
        let table = random.pick(&stay);
        format!("definition: 'select {columns} from {table}', comment: {}", random.pick(&["V.", "W."]))
    });
    let over = random.twice(60, |random| {
        format!("definition: 'select {} from v'", random.pick(&["id", "*", "id + 1 as n"]))
    });
    let stored = random.twice(50, |random| {
        let indexes = random.pick(&[
            "",
            ", indexes: { m_id: [id] }",
            ", indexes: { m_id: { on: [id], unique: true, comment: K. } }",
        ]);
        format!("definition: 'select id from v'{indexes}")
    });
    for (side, ((query, over), stored)) in sides.iter_mut().zip(queries.into_iter().zip(over).zip(stored)) {
        let Some(query) = query else { continue };
        side.views.push(format!("v: {{ {query} }}"));
        side.views.extend(over.map(|it| format!("w: {{ {it} }}")));
        side.materialized_views.extend(stored.map(|it| format!("m: {{ {it} }}")));
    }
}
