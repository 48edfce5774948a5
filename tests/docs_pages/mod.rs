//! `canai-db docs`: what the pages say, that they are kept up to date, and that nothing in a name or
//! comment becomes a part of a page.

use std::fs;
use std::path::Path;

use canai_db::diagnostic::Source;
use canai_db::job::{Facts as JobFacts, Job};
use canai_db::model::Schema;
use canai_db::pages::{Facts, INDEX, MARK, Page, Seeded, pages};
use canai_db::yaml;

use crate::connect::programs::Folder;
use crate::harness::canai_db;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

fn read(schema: &[&str], jobs: &[&str]) -> (Schema, Vec<Job>) {
    let sources = |texts: &[&str]| -> Vec<Source> {
        let source = |(at, text): (usize, &&str)| Source {
            path: format!("{at}.yaml").into(),
            text: (*text).to_owned(),
        };
        texts.iter().enumerate().map(source).collect()
    };
    let (schema, mistakes) = yaml::read(&sources(schema));
    assert_eq!(mistakes, vec![]);
    let (jobs, mistakes) = yaml::job::jobs(&sources(jobs), Some(&JobFacts::of(&schema)));
    assert_eq!(mistakes, vec![]);
    (schema, jobs)
}

fn page(pages: &[Page], file: &str) -> String {
    pages.iter().find(|it| it.file == file).unwrap_or_else(|| panic!("{file}")).text.clone()
}

const ORDERS: &str = r#"
table: orders
comment: What customers ordered.
columns:
  id:       { type: uuid, primary_key: true, default_sql: gen_random_uuid(), pii: none }
  customer: { type: text, not_null: true, length: { min: 3, max: 40 }, pii: contact, comment: Who pays. }
  state:    { type: text, not_null: true, default: new, one_of: [new, paid] }
  total:    { type: "numeric(8,2)", range: { above: 0 }, check: "total < 9e5 or state = 'paid' || ''" }
  code:     { type: text, unique: true, matches: '^[A-Z|]+$' }
  at:       { type: timestamptz, not_null: true, default_sql: now() }
indexes:
  orders_age: at
  orders_at: { on: [at desc], include: [state], where: state = 'new', comment: For the queue. }
row_security: enabled
policies:
  own:    { for: all, to: [clerk], using: customer = current_user, with_check: total > 1 }
  shown:  { for: select, using: true }
  append: { for: insert, to: [clerk, boss], with_check: true }
  never:  { as: restrictive, for: delete, to: [boss], using: state = 'paid' }
triggers:
  touch: { before: [insert, update of total], for_each: row, execute: touch }
grants:
  clerk: [select, { update: [state] }]
audit: [insert, { select: [customer] }]
"#;
const ITEMS: &str = "table: items\ncolumns:\n  id: { type: bigint, primary_key: true, identity: always }\n  order: { type: uuid, references: { table: orders, on_delete: cascade } }\nindexes: { items_order: order }\n\
    relations: { stocks: { references: shelves } }\n";
const SHELVES: &str = "table: shelves\ncolumns: { id: { type: int, primary_key: true } }\n";
const OTHERS: &str = "roles: { clerk: {}, boss: {} }\nfunctions:\n  touch: { returns: trigger, language: plpgsql, body: \"begin return new; end\" }\n";
const PURGE: &str = "job: old-orders\nkind: purge\nby: at\nolder_than: 2 years\nschedule: 0 3 * * *\ntables:\n  orders: { where: \"state = 'paid'\", cascade_into: [items] }\n";

fn shop() -> Vec<Page> {
    let (schema, jobs) = read(&[ORDERS, ITEMS, SHELVES, OTHERS], &[PURGE]);
    let seeds = [Seeded {
        set: "demo".to_owned(),
        table: canai_db::model::QualifiedName::new("public", "orders"),
        file: "seeds/demo/orders.yaml".to_owned(),
        rows: Some(2),
    }];
    pages(&Facts { schema: &schema, jobs: &jobs, seeds: &seeds })
}

#[test]
fn a_page_says_everything_in_words() {
    let pages = shop();
    let orders = page(&pages, "orders.md");
    for line in [
        "# orders\n\nWhat customers ordered.\n",
        "| `customer` | `text` |  |  | contact | Who pays. |",
        "| `state` | `text` |  | `'new'` |  |  |",
        "| `total` | `numeric(8,2)` | yes |  |  |  |",
        "- `id` is the primary key",
        "- `code` is unique",
        "- [`items`](items.md) refers to it",
        "- `customer` has `3` to `40` characters",
        "- `state` is one of `new` or `paid`",
        "- `total` is more than `0`",
        "- `total < 9e5 or state = 'paid' || ''`",
        "- `code` matches `^[A-Z|]+$`",
        "- `orders_at` on `at desc`, with `state` inside, only where `state = 'new'`. For the queue.",
        "Row security is on; the owner is not bound by it.",
        "- `own`: `clerk` may read and write rows where `customer = current_user`; new rows must have `total > 1`",
        "- `shown`: everybody may read every row",
        "- `append`: `boss` and `clerk` may insert any row",
        "- `never`: `boss` may delete only what other policies allow and is also within rows where `state = 'paid'`",
        "- `clerk` is granted select, update (`state`)",
        "- `old-orders` (purge at `0 3 * * *`): rows are deleted, 24 months after `at`, where `state = 'paid'`",
        "- the set `demo` has 2 rows, in `seeds/demo/orders.yaml`",
        "- `touch` runs `touch` before insert or update of `total`, for each row",
        "- each insert is in the audit log; reading `customer` is logged by pgaudit",
        "```mermaid\nerDiagram\n    orders |o--o{ items : \"order\"\n",
    ] {
        assert!(orders.contains(line), "no {line} in\n{orders}");
    }
    let items = page(&pages, "items.md");
    for line in [
        "| `id` | `bigint` |  | numbered, always |  |  |",
        "- `order` refers to [`orders`](orders.md) (`id`) and goes with the other row",
        "- a row belongs to [`shelves`](shelves.md), which stocks it, without a key of its own",
        "Row security is off: whoever has the privilege sees every row.",
        "- `old-orders` (purge at `0 3 * * *`): rows go with those of [`orders`](orders.md), 24 months after `at`",
        "- a row goes when its row of [`orders`](orders.md) does (`order`)",
    ] {
        assert!(items.contains(line), "no {line} in\n{items}");
    }
    let shelves = page(&pages, "shelves.md");
    assert!(shelves.contains("- for ever: no job deletes rows, and no key takes them along"), "{shelves}");
    let index = page(&pages, INDEX);
    assert!(
        index
            .contains("| [`orders`](orders.md) | 6 | 1 | 4 policies | 24 months | What customers ordered. |"),
        "{index}"
    );
    assert!(index.contains("    shelves |o..o{ items : \"stocks\"\n"), "{index}");
}

#[test]
fn every_link_leads_to_a_page() {
    let (schema, jobs) = project();
    let pages = pages(&Facts { schema: &schema, jobs: &jobs, seeds: &[] });
    assert!(pages.len() > 15);
    let mut links = 0;
    for page in &pages {
        assert!(page.text.starts_with(MARK) && page.text.ends_with('\n'), "{}", page.file);
        for target in page.text.split("](").skip(1).filter_map(|it| it.split(')').next()) {
            assert!(pages.iter().any(|it| it.file == target), "{} leads to {target}", page.file);
            links += 1;
        }
    }
    assert!(links > 30, "{links}");
}

fn project() -> (Schema, Vec<Job>) {
    fn collect(folder: &Path, texts: &mut Vec<String>) {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                collect(&path, texts);
            } else if path.extension().is_some_and(|it| it == "yaml") {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    let texts = |folder: &str| {
        let mut texts = Vec::new();
        collect(&Path::new(PROJECT).join(folder), &mut texts);
        texts
    };
    let (schema, jobs) = (texts("schema"), texts("jobs"));
    let borrowed = |texts: &[String]| -> Vec<&'static str> {
        texts.iter().map(|it| &*Box::leak(it.clone().into_boxed_str())).collect()
    };
    read(&borrowed(&schema), &borrowed(&jobs))
}

/// Cells and markup of hostile names stay text.
#[test]
fn names_are_no_markup() {
    let hostile =
        ["<script>x</script>", "a|b", "`x`", "[l](http://x)", "a\\|b", "*_~", "``", "&lt;", "../../up"];
    let files: Vec<String> = hostile
        .iter()
        .map(|it| {
            let name = serde_json::to_string(&format!("\"{it}\"")).unwrap();
            let text = serde_json::to_string(it).unwrap();
            format!(
                "table: {name}\ncomment: {text}\ncolumns:\n  {text}: {{ type: text, default: {text}, comment: {text}, primary_key: true }}\n\
                 indexes: {{ {}: {{ on: [{}], comment: {text} }} }}\nrow_security: enabled\n\
                 policies: {{ {text}: {{ for: select, using: \"true\", comment: {text} }} }}\n",
                serde_json::to_string(&format!("{it} index")).unwrap(),
                serde_json::to_string(&format!("lower(\"{it}\")")).unwrap(),
            )
        })
        .collect();
    let texts: Vec<&str> = files.iter().map(String::as_str).collect();
    let (schema, _) = read(&texts, &[]);
    let pages = pages(&Facts { schema: &schema, jobs: &[], seeds: &[] });
    assert_eq!(pages.len(), hostile.len() + 1);
    for page in &pages {
        assert!(!page.file.contains('/') && !page.file.contains('<'), "{}", page.file);
        // The diagram at the end is looked at by its own tests.
        let text = page.text.split("```mermaid").next().unwrap();
        for line in text.lines() {
            let outside = outside_of_code(line).replace("<code>", "").replace("</code>", "");
            let is_own = line == MARK || !outside.contains('<');
            assert!(is_own, "{}: {line}", page.file);
            assert!(!outside.replace("\\]", "").contains("](http"), "{}: {line}", page.file);
            if line.starts_with("| ") {
                let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
                assert_eq!(bars, 7, "{}: {line}", page.file);
            }
        }
    }
}

/// A line of markdown without what stands between equal runs of backticks.
fn outside_of_code(line: &str) -> String {
    let mut outside = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        if rest[..at].ends_with('\\') {
            outside.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        }
        outside.push_str(&rest[..at]);
        let fence = rest[at..].chars().take_while(|it| *it == '`').count();
        let inside = &rest[at + fence..];
        let mut end = None;
        let mut from = 0;
        while let Some(next) = inside[from..].find('`').map(|it| it + from) {
            let run = inside[next..].chars().take_while(|it| *it == '`').count();
            if run == fence {
                end = Some(next);
                break;
            }
            from = next + run;
        }
        let end = end.unwrap_or_else(|| panic!("code that does not end: {line}"));
        rest = &inside[end + fence..];
    }
    outside + rest
}

#[test]
fn pages_are_kept_up_to_date() {
    let folder = Folder::create("pages");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let run = |arguments: &[&str]| {
        let output = canai_db().arg("-C").arg(folder.path()).arg("docs").args(arguments).output().unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code(), said)
    };
    write("schema/a.yaml", "table: a\ncolumns: { id: { type: int, primary_key: true } }\n");
    write("schema/b.yaml", SHELVES);
    write("seeds/demo/a.yaml", "table: a\nrows:\n  - { id: 1 }\n");
    assert_eq!(run(&["--check"]).0, Some(2), "nothing is there yet");
    assert!(!folder.path().join("docs").exists(), "--check writes nothing");
    let (code, said) = run(&[]);
    assert_eq!((code, said.contains("Changed 3 of 3 pages in docs/schema")), (Some(0), true), "{said}");
    assert_eq!(run(&["--check"]).0, Some(0));
    assert!(run(&[]).1.contains("were right already"));
    let page = folder.path().join("docs/schema/a.md");
    assert!(
        fs::read_to_string(&page).unwrap().contains("- the set `demo` has 1 row, in `seeds/demo/a.yaml`")
    );
    // Another schema: one page is stale, one has no table any more, and a page of one's own stays.
    write("schema/a.yaml", "table: a\ncolumns: { id: { type: bigint, primary_key: true } }\n");
    fs::remove_file(folder.path().join("schema/b.yaml")).unwrap();
    write("docs/schema/notes.md", "# Notes\n");
    let (code, said) = run(&["--check"]);
    assert_eq!(code, Some(2), "{said}");
    for line in ["docs/schema/a.md is stale", "docs/schema/shelves.md has no table any more"] {
        assert!(said.contains(line), "no {line}: {said}");
    }
    assert!(!said.contains("notes.md"), "{said}");
    assert_eq!(run(&[]).0, Some(0));
    assert_eq!(run(&["--check"]).0, Some(0));
    assert!(!folder.path().join("docs/schema/shelves.md").exists());
    assert!(folder.path().join("docs/schema/notes.md").exists());
    // What somebody wrote under a table's name is not written over.
    write("docs/schema/a.md", "# Mine\n");
    let (code, said) = run(&[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("was not written by `canai-db docs`"), "{said}");
    assert_eq!(fs::read_to_string(&page).unwrap(), "# Mine\n");
    let other = folder.file("elsewhere");
    assert_eq!(run(&["--output", &other]).0, Some(0));
    assert!(Path::new(&other).join(INDEX).is_file());
}
