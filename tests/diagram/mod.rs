//! `canai-db diagram`: what is drawn, that nothing in a name becomes a part of the drawing, and that the
//! real programs read each format.

mod hostile;
mod programs;

use std::path::Path;

use canai_db::diagnostic::Source;
use canai_db::diagram::{Diagram, Format, contradictions};
use canai_db::model::{QualifiedName, Schema};
use canai_db::yaml;

use crate::connect::programs::Folder;
use crate::harness::canai_db;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
pub const FORMATS: [(Format, &str); 5] = [
    (Format::Mermaid, "mermaid"),
    (Format::Dot, "dot"),
    (Format::Dbml, "dbml"),
    (Format::Svg, "svg"),
    (Format::Html, "html"),
];

/// A schema of files that are named by numbers.
fn schema<'t>(files: impl IntoIterator<Item = &'t str>) -> Schema {
    let source =
        |(at, text): (usize, &str)| Source { path: format!("{at}.yaml").into(), text: text.to_owned() };
    let sources: Vec<Source> = files.into_iter().enumerate().map(source).collect();
    let (schema, mistakes) = yaml::read(&sources);
    assert_eq!(mistakes, vec![]);
    schema
}

fn draw(arguments: &[&str]) -> String {
    let output = canai_db().args(["-C", PROJECT, "diagram"]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The table and column of the child, the table of the parent, and `fk` or the verb of a relation.
fn edges(diagram: &Diagram) -> Vec<String> {
    let edge = |edge: &canai_db::diagram::Edge| {
        let (child, parent) = (&diagram.entities[edge.child], &diagram.entities[edge.parent]);
        let columns: Vec<&str> = edge.columns.iter().map(|at| child.attributes[*at].name.as_str()).collect();
        let kind = if edge.is_logical { "logical" } else { "key" };
        format!(
            "{}({}) -> {} {kind} {}",
            child.name,
            columns.join(","),
            parent.name,
            edge.label.as_deref().unwrap_or("-")
        )
    };
    diagram.edges.iter().map(edge).collect()
}

const SHOP: [&str; 4] = [
    "table: customers\ncolumns: { id: { type: bigint, primary_key: true }, email: { type: text, unique: true } }\n",
    "table: orders\ncolumns:\n  id: { type: bigint, primary_key: true }\n  \
     customer_id: { type: bigint, not_null: true, references: { table: customers } }\n  total: { type: \"numeric(10,2)\" }\n",
    "table: invoices\ncolumns:\n  order_id: { type: bigint, primary_key: true, references: { table: orders } }\n\
     relations: { settles: { references: orders }, prints: { references: forms } }\n",
    "table: forms\ncolumns: { name: { type: text, primary_key: true } }\n",
];

#[test]
fn keys_and_relations_become_edges() {
    let diagram = Diagram::of(&schema(SHOP), &[]);
    assert_eq!(
        edges(&diagram),
        [
            "invoices(order_id) -> orders key settles",
            "invoices() -> forms logical prints",
            "orders(customer_id) -> customers key -"
        ]
    );
    let cardinality: Vec<(bool, bool)> =
        diagram.edges.iter().map(|edge| (edge.is_optional, edge.is_one_to_one)).collect();
    assert_eq!(cardinality, [(false, true), (true, false), (false, false)]);
}

#[test]
fn mermaid_is_as_the_documents_write_it() {
    let text = Diagram::of(&schema(SHOP), &[]).render(Format::Mermaid, "shop");
    let expected = "\
erDiagram
    orders ||--o| invoices : \"settles\"
    forms |o..o{ invoices : \"prints\"
    customers ||--o{ orders : \"customer_id\"
    customers {
        bigint id PK \"not null\"
        text email UK
    }
    forms {
        text name PK \"not null\"
    }
    invoices {
        bigint order_id PK,FK \"not null\"
    }
    orders {
        bigint id PK \"not null\"
        bigint customer_id FK \"not null\"
        numeric(10_2) total \"numeric(10,2)\"
    }
";
    assert_eq!(text, expected);
}

/// Its readers refuse a file that ties the same columns twice.
#[test]
fn dbml_ties_the_same_columns_once() {
    let schema = schema([
        "table: a\ncolumns: { id: { type: bigint, primary_key: true } }\n",
        "table: b\ncolumns: { id: { type: bigint, primary_key: true }, a_id: { type: bigint } }\n\
         foreign_keys:\n  one: { columns: [a_id], references: { table: a } }\n  two: { columns: [a_id], references: { table: a } }\n",
        "table: c\ncolumns: { id: { type: bigint, primary_key: true } }\n\
         relations: { has: { columns: [id], references: { table: d, columns: [c_id] } } }\n",
        "table: d\ncolumns:\n  id: { type: bigint, primary_key: true }\n  c_id: { type: bigint, references: { table: c } }\n",
    ]);
    let dbml = Diagram::of(&schema, &[]).render(Format::Dbml, "");
    let tied: Vec<&str> = dbml.lines().filter(|it| it.starts_with("Ref")).collect();
    assert_eq!(tied, ["Ref: \"b\".\"a_id\" > \"a\".\"id\"", "Ref: \"d\".\"c_id\" > \"c\".\"id\""]);
    assert_eq!(dbml.matches("// the same columns again: Ref").count(), 2, "{dbml}");
    assert_eq!(contradictions(&schema).len(), 1);
}

#[test]
fn dbml_is_as_its_documentation_has_it() {
    let text = Diagram::of(&schema(SHOP), &[]).render(Format::Dbml, "shop");
    for line in [
        "Table \"customers\" {\n  \"id\" \"bigint\" [pk, not null]\n  \"email\" \"text\" [unique]\n}",
        "  Note: 'Without a key: forms prints it.'",
        "Ref \"settles\": \"invoices\".\"order_id\" - \"orders\".\"id\"\n",
        "Ref: \"orders\".\"customer_id\" > \"customers\".\"id\"\n",
    ] {
        assert!(text.contains(line), "no {line} in\n{text}");
    }
}

#[test]
fn some_tables_come_with_their_neighbours() {
    let only = [QualifiedName::new("public", "orders")];
    let diagram = Diagram::of(&schema(SHOP), &only);
    let shown: Vec<String> = diagram
        .entities
        .iter()
        .map(|it| format!("{} {}+{}", it.name, it.attributes.len(), it.hidden))
        .collect();
    assert_eq!(shown, ["customers 1+1", "invoices 1+0", "orders 3+0"]);
    assert_eq!(diagram.edges.len(), 2);
}

#[test]
fn a_key_of_several_columns_and_one_to_itself() {
    let schema = schema([
        "table: a\ncolumns: { x: { type: int }, y: { type: int } }\nprimary_key: [x, y]\n",
        "table: b\ncolumns: { id: { type: int, primary_key: true, references: { table: b } }, x: { type: int }, y: { type: int } }\n\
         foreign_keys: [{ columns: [y, x], references: { table: a, columns: [y, x] } }]\n",
    ]);
    let diagram = Diagram::of(&schema, &[]);
    assert_eq!(edges(&diagram), ["b(id) -> b key -", "b(y,x) -> a key -"]);
    let dbml = diagram.render(Format::Dbml, "");
    assert!(dbml.contains("Ref: \"b\".(\"y\", \"x\") > \"a\".(\"y\", \"x\")"), "{dbml}");
    assert!(dbml.contains("    (\"x\", \"y\") [pk]"), "{dbml}");
}

/// The fourteen edges of the platform's document, as it draws them: who has one of whom.
const DOCUMENTED: [(&str, &str, &str); 14] = [
    ("auth.users", "session_logs", "logs"),
    ("auth.users", "initial_prompt_logs", "creates"),
    ("auth.users", "prompt_logs", "owns"),
    ("initial_prompt_logs", "spark_logs", "generates"),
    ("spark_logs", "payment_logs", "triggers"),
    ("prompt_logs", "comparisons", "compares"),
    ("comparisons", "feedback_logs", "receives"),
    ("trust_indicators", "session_logs", "displays"),
    ("pricing", "payment_logs", "applies"),
    ("error_logs", "session_logs", "tracks"),
    ("spark_cache", "spark_logs", "caches"),
    ("usage_logs", "auth.users", "monitors"),
    ("share_logs", "feedback_logs", "tracks"),
    ("support_requests", "auth.users", "assists"),
];

fn project() -> Vec<Source> {
    fn collect(folder: &Path, sources: &mut Vec<Source>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, sources);
            } else if path.extension().is_some_and(|it| it == "yaml") {
                sources.push(Source { text: std::fs::read_to_string(&path).unwrap(), path });
            }
        }
    }
    let mut sources = Vec::new();
    collect(&Path::new(PROJECT).join("schema"), &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

#[test]
fn of_the_documents_edges_seven_are_keys_and_two_are_the_wrong_way_round() {
    let (mut schema, mistakes) = yaml::read(&project());
    assert_eq!(mistakes, vec![]);
    let mut declared = schema.clone();
    let tables = declared.objects.values_mut().chain(declared.platform.values_mut());
    for object in tables {
        let canai_db::model::Object::Table(table) = object else { continue };
        table.relations = DOCUMENTED
            .iter()
            .filter(|(_, child, _)| *child == table.name.to_string())
            .map(|(parent, _, label)| canai_db::model::relation::Relation {
                label: (*label).to_owned(),
                columns: Vec::new(),
                table: QualifiedName::parse(parent).unwrap(),
                references: Vec::new(),
            })
            .collect();
    }
    let wrong: Vec<String> =
        contradictions(&declared).into_iter().map(|it| format!("{}.{}", it.table, it.label)).collect();
    assert_eq!(wrong, ["auth.users.monitors", "auth.users.assists"]);
    let diagram = Diagram::of(&declared, &[]);
    let labelled = |is_logical: bool| {
        diagram.edges.iter().filter(|it| it.label.is_some() && it.is_logical == is_logical).count()
    };
    assert_eq!((labelled(false), labelled(true)), (7, 7), "five have no key, and two a key the other way");
    assert_eq!(diagram.edges.iter().filter(|it| !it.is_logical).count(), 16);
    // The project declares the five without a key, and contradicts none.
    assert_eq!(contradictions(&schema), []);
    let logical = |it: &&canai_db::diagram::Edge| it.is_logical;
    assert_eq!(Diagram::of(&schema, &[]).edges.iter().filter(logical).count(), 5);
    // They are no part of the database.
    let text = |schema: &Schema| canai_db::lock::to_text(&std::collections::BTreeMap::new(), schema).unwrap();
    let before = text(&schema);
    for object in schema.objects.values_mut() {
        if let canai_db::model::Object::Table(table) = object {
            table.relations.clear();
        }
    }
    assert_eq!(text(&schema), before);
}

#[test]
fn relations_are_written_as_they_were_read() {
    let mut sources = vec![
        "table: a\ncolumns: { id: { type: int, primary_key: true } }\nrelations:\n  \"shows: it\": { references: b }\n  \
         finds: { columns: [id], references: { table: b, columns: [id] } }\n",
        "table: b\ncolumns: { id: { type: int, primary_key: true } }\n",
    ];
    sources.push("platform:\n  schemas: { auth: {} }\n  tables:\n    auth.users:\n      columns: { id: { type: uuid, primary_key: true } }\n      relations: { watches: { references: a } }\n");
    let read = schema(sources);
    let written = yaml::write(&read, None);
    assert_eq!(yaml::read(&written).0, read, "{written:#?}");
}

#[test]
fn the_same_twice_and_into_a_file() {
    for (_, format) in FORMATS {
        let text = draw(&["--format", format, "--title", "Shop"]);
        assert_eq!(draw(&["--format", format, "--title", "Shop"]), text, "{format}");
        let folder = Folder::create("diagram");
        let file = folder.file("it");
        assert_eq!(draw(&["--format", format, "--title", "Shop", "--output", &file]), "");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "{format}");
        assert!(text.contains("session_logs") && text.ends_with('\n'), "{format}");
    }
}

#[test]
fn mistakes_are_told() {
    let folder = Folder::create("diagram-mistakes");
    let schema = folder.path().join("schema");
    std::fs::create_dir(&schema).unwrap();
    let run = |arguments: &[&str]| {
        let output = canai_db().arg("-C").arg(folder.path()).arg("diagram").args(arguments).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    std::fs::write(schema.join("a.yaml"), "table: accounts\ncolumns: { id: { type: int, primary_key: true } }\nrelations: { has: { references: visits } }\n").unwrap();
    std::fs::write(
        schema.join("b.yaml"),
        "table: visits\ncolumns: { account: { type: int, references: { table: accounts } } }\n",
    )
    .unwrap();
    let (code, drawn, said) = run(&[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("schema/a.yaml:3:14")
            && said.contains("the foreign key of visits.account says the reverse"),
        "{said}"
    );
    assert!(drawn.contains("visits |o..o{ accounts : \"has\""), "drawn as declared: {drawn}");
    let (code, _, said) = run(&["acounts"]);
    assert_eq!(code, Some(64), "{said}");
    assert!(said.contains("no table `acounts`; did you mean `accounts`?"), "{said}");
    let (code, _, said) = run(&["--output", "/nowhere/at/all.svg"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("cannot write /nowhere/at/all.svg"), "{said}");
    std::fs::write(schema.join("c.yaml"), "table: c\ncolumns: { id: { type: int, primry_key: true } }\n")
        .unwrap();
    let (code, drawn, said) = run(&[]);
    assert_eq!((code, drawn.as_str()), (Some(1), ""), "{said}");
    assert!(said.contains("primry_key"), "{said}");
}
