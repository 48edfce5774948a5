//! Names and comments that try to become a part of what shows them: in no format do they.

use canai_db::diagram::{Diagram, Format};
use canai_db::model::table::{Column, Table};
use canai_db::model::{DataType, Name, Object, QualifiedName, Schema};

use super::programs::{chromium_dom, dot_to_svg};
use super::{FORMATS, schema};
use crate::connect::programs::Folder;

/// Each with `pwn` in it, so that it is found again.
const NAMES: [&str; 14] = [
    "<script>alert('pwn')</script>",
    "\"><img src=x onerror=pwn>",
    "pwn\" } table evil { \"x\" int",
    "pwn' ] Note: 'evil",
    "pwn`|`|pwn",
    "pwn\\",
    "pwn]]>--><!--",
    "pwn&lt;b&gt;&quot;#quot;",
    "pwn\nnew line\ttab",
    "pwn % ; { } [ ] ( ) # \u{7f}\u{1}",
    "名前pwn\u{202e}",
    "</title></style></svg>pwn",
    "class",
    "pwn*/{body:x}",
];

/// A schema in which everything that somebody can name is named like that. No YAML comes between.
fn hostile() -> Schema {
    let mut schema = schema([
        "table: parent\ncomment: c\ncolumns: { id: { type: int, primary_key: true, comment: c } }\nrow_security: enabled\n\
         policies: { p: { for: select, to: [public], using: id > 0 } }\n",
        "table: child\ncolumns: { id: { type: int, primary_key: true }, parent: { type: int, references: { table: parent } } }\n\
         relations: { knows: { references: parent, columns: [id] } }\n",
    ]);
    let take = |schema: &mut Schema, name: &str| -> Table {
        let id = canai_db::model::ObjectId::Table(QualifiedName::new("public", name));
        let Some(Object::Table(table)) = schema.objects.remove(&id) else { panic!("{name}") };
        table
    };
    let (parent, child) = (take(&mut schema, "parent"), take(&mut schema, "child"));
    for (at, hostile) in NAMES.iter().enumerate() {
        let schema_name = if at % 2 == 0 { "public" } else { hostile };
        let name = |what: &str| QualifiedName::new(schema_name, Name::new(format!("{hostile} {what}")));
        let mut table = parent.clone();
        table.name = name("parent");
        table.comment = Some((*hostile).to_owned());
        table.columns[0].comment = Some((*hostile).to_owned());
        table.policies[0].name = Name::from(*hostile);
        table.policies[0].to = vec![Name::from(*hostile)];
        table.policies[0].using = Some(canai_db::model::Sql::new(format!("x <> '{hostile}'")));
        table.columns.push(Column {
            name: Name::from(*hostile),
            data_type: DataType::parse("\"<script>pwn</script>\"").unwrap(),
            ..table.columns[0].clone()
        });
        schema.insert(Object::Table(table));
        let mut table = child.clone();
        table.name = name("child");
        for constraint in &mut table.constraints {
            if let canai_db::model::constraint::ConstraintKind::ForeignKey(key) = &mut constraint.kind {
                key.table = name("parent");
            }
        }
        table.relations[0].table = name("parent");
        (*hostile).clone_into(&mut table.relations[0].label);
        schema.insert(Object::Table(table));
    }
    schema
}

fn drawn(format: Format) -> String {
    let diagram = Diagram::of(&hostile(), &[]);
    assert_eq!((diagram.entities.len(), diagram.edges.len()), (28, 28));
    diagram.render(format, NAMES[0])
}

#[test]
fn no_format_repeats_markup() {
    for (format, name) in FORMATS {
        if format == Format::Dbml {
            // Its strings are no markup; what could end them is looked at below.
            continue;
        }
        let text = drawn(format);
        assert!(text.contains("pwn"), "{name}");
        for markup in ["<script>alert", "<script>pwn", "<img", "</title></style>", "]]>", "<!--"] {
            assert!(!text.contains(markup), "{name} has {markup}");
        }
    }
}

/// What stands outside of strings is the language's own, whatever the names are.
#[test]
fn strings_end_where_they_should() {
    let mermaid = drawn(Format::Mermaid);
    for line in mermaid.lines() {
        let outside: String = line.split('"').step_by(2).collect();
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
        let is_own = |c: char| c.is_ascii_alphanumeric() || " _[](){}|.:,-".contains(c);
        assert!(outside.chars().all(is_own), "{line}");
    }
    let dbml = drawn(Format::Dbml);
    let mut outside = String::new();
    let mut until: Option<char> = None;
    let mut characters = dbml.chars();
    while let Some(character) = characters.next() {
        match (until, character) {
            (None, '"' | '\'') => until = Some(character),
            (None, _) => outside.push(character),
            (Some('\''), '\\') => _ = characters.next(),
            (Some(end), _) if end == character => until = None,
            (Some(_), _) => assert!(!character.is_control(), "a string goes over a line"),
        }
    }
    assert_eq!(until, None);
    assert_eq!(outside.matches("Table").count(), 28);
    assert!(!outside.contains("evil") && !outside.contains("pwn"), "{outside}");
}

#[test]
fn graphviz_reads_them() {
    let svg = dot_to_svg(&drawn(Format::Dot));
    assert_eq!(svg.matches("class=\"node\"").count(), 28);
    assert_eq!(svg.matches("class=\"edge\"").count(), 28);
    assert!(svg.contains("名前pwn"));
}

#[test]
fn a_browser_shows_them_as_text() {
    let folder = Folder::create("hostile");
    let page = folder.path().join("page.html");
    std::fs::write(&page, drawn(Format::Html)).unwrap();
    let shown = chromium_dom(&page);
    // The page's own script ran: it fitted the drawing into the window.
    assert!(shown.contains("<g id=\"view\" transform=\"translate("), "{}", &shown[..2000]);
    assert_eq!(shown.matches("<script").count(), 1, "the page's own");
    assert!(!shown.contains("<img"));
    assert_eq!(shown.matches("<article ").count(), 28);
    let picture = folder.path().join("picture.svg");
    std::fs::write(&picture, drawn(Format::Svg)).unwrap();
    let shown = chromium_dom(&picture);
    assert!(!shown.contains("parsererror"), "{}", &shown[..3000]);
    assert_eq!(shown.matches("class=\"er-table\"").count(), 28);
}
