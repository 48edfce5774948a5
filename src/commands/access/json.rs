//! The grid for a script: one entry for each table, role and command, with every kind of row and column.

use serde_json::{Value, json};

use crate::access::{Grid, Reach, Rows, TableGrid};
use crate::model::Name;
use crate::model::table::RowSecurity;

pub fn json(grid: &Grid) -> Result<String, serde_json::Error> {
    let tables: Vec<Value> = grid.tables.iter().map(table).collect();
    Ok(format!("{}\n", serde_json::to_string_pretty(&json!({ "tables": tables }))?))
}

fn table(grid: &TableGrid) -> Value {
    let roles = grid.roles.iter().map(|role| {
        let commands = role.commands.iter().map(|(command, it)| (command.word().to_owned(), reach(it)));
        let commands: serde_json::Map<String, Value> = commands.collect();
        json!({ "role": role.role.as_str(), "bypasses_policies": role.bypasses, "commands": commands })
    });
    json!({
        "table": grid.table.to_string(),
        "owner": grid.owner.as_ref().map(Name::as_str),
        "row_security": match grid.row_security {
            RowSecurity::Disabled | RowSecurity::DisabledButForced => "disabled",
            RowSecurity::Enabled => "enabled",
            RowSecurity::Forced => "forced",
        },
        "roles": roles.collect::<Vec<_>>(),
    })
}

fn reach(reach: &Reach) -> Value {
    let rows = reach.cells.iter().map(|cell| {
        let value = match &cell.rows {
            Rows::Denied => json!("denied"),
            Rows::Filtered => json!("filtered"),
            Rows::All => json!("all"),
            Rows::Some(condition) => json!({ "where": condition }),
        };
        (cell.scope.word().to_owned(), value)
    });
    let mut entry = json!({ "rows": rows.collect::<serde_json::Map<_, _>>() });
    if let Some(columns) = &reach.columns {
        entry["columns"] = json!(columns.iter().map(Name::as_str).collect::<Vec<_>>());
    }
    if !reach.gives_to.is_empty() {
        entry["gives_to"] = json!(reach.gives_to.iter().map(|it| it.word()).collect::<Vec<_>>());
    }
    entry
}
