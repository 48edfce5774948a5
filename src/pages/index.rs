//! The page that leads to all others.

use super::{Book, MARK, counted, retention};
use crate::diagram::{Diagram, mermaid};
use crate::markup::markdown;
use crate::model::table::RowSecurity;

pub fn index(book: &Book) -> String {
    let mut text = format!(
        "{MARK}\n\n# Tables\n\n| Table | Columns | Personal | Row security | Kept | What it is |\n|---|--:|--:|---|---|---|\n"
    );
    for table in book.tables() {
        let personal = table.columns.iter().filter(|it| it.is_personal()).count();
        let security = match (table.row_security, table.policies.len()) {
            (RowSecurity::Disabled | RowSecurity::DisabledButForced, _) => "off".to_owned(),
            (_, count) => match count {
                0 => "no policy".to_owned(),
                1 => "1 policy".to_owned(),
                count => format!("{count} policies"),
            },
        };
        let comment = table.comment.as_deref().map(markdown).unwrap_or_default();
        text.push_str(&format!(
            "| {} | {} | {} | {security} | {} | {comment} |\n",
            book.link(&table.name),
            table.columns.len(),
            if personal == 0 { String::new() } else { personal.to_string() },
            retention::short(book, &table.name)
        ));
    }
    let diagram = Diagram::of(book.schema, &[]).without_attributes();
    let lines = counted(diagram.edges.len(), "line");
    text.push_str(&format!(
        "\n## Diagram\n\n{lines}; a broken one is a relation that no foreign key keeps. `canai-db diagram --format html` has the columns.\n\n\
         ```mermaid\n{}```\n",
        mermaid(&diagram)
    ));
    text
}
