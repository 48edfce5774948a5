//! JSON: raw values in an envelope that tells where they come from and what they were judged by.

use serde_json::{Map, Value as Json, json};

use crate::report::definition::Limits;
use crate::report::snapshot::{Content, Row, Section, Severity, Snapshot};

pub fn json(snapshot: &Snapshot) -> Result<String, serde_json::Error> {
    let since = snapshot.since.as_ref().map(|it| json!({ "taken_at": it.taken_at, "seconds": it.seconds }));
    let envelope = json!({
        "server_version": snapshot.server_version,
        "database": snapshot.database,
        "role": snapshot.role,
        "taken_at": snapshot.taken_at,
        "stats_reset": snapshot.stats_reset,
        "since": since,
        "severity": snapshot.severity(),
        "reports": snapshot.sections.iter().map(section).collect::<Vec<_>>(),
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&envelope)?))
}

fn section(section: &Section) -> Json {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(section.report.name));
    object.insert("notes".to_owned(), json!(section.notes));
    object.insert("is_whole".to_owned(), json!(section.is_whole));
    let limits = |limits: &Limits| json!({ "warn": limits.warn, "crit": limits.crit });
    let thresholds: Map<_, _> =
        section.limits.iter().map(|(column, it)| ((*column).to_owned(), limits(it))).collect();
    object.insert("thresholds".to_owned(), Json::Object(thresholds));
    match &section.content {
        Content::Skipped { reason } => {
            object.insert("skipped".to_owned(), json!(reason));
        }
        Content::Rows { rows, gone, .. } => {
            object.insert("severity".to_owned(), json!(section.severity()));
            object.insert("rows".to_owned(), rows.iter().map(|it| row(section, it)).collect());
            object.insert("rows_left_out".to_owned(), json!(section.left_out()));
            if !gone.is_empty() {
                object.insert("gone".to_owned(), json!(gone));
            }
        }
    }
    Json::Object(object)
}

fn row(section: &Section, row: &Row) -> Json {
    let cells = || section.report.columns.iter().map(|it| it.name.to_owned()).zip(&row.cells);
    let values: Map<_, _> = cells().map(|(name, cell)| (name, json!(cell.value))).collect();
    let marked: Map<_, _> = cells()
        .filter(|(_, cell)| cell.severity > Severity::Ok)
        .map(|(name, cell)| (name, json!(cell.severity)))
        .collect();
    let before: Map<_, _> = cells()
        .filter_map(|(name, cell)| Some((name, cell.before.as_ref().filter(|it| **it != cell.value)?)))
        .map(|(name, before)| (name, json!(before)))
        .collect();
    let mut object = Map::new();
    object.insert("severity".to_owned(), json!(row.severity()));
    object.insert("values".to_owned(), Json::Object(values));
    for (key, map) in [("marked", marked), ("before", before)] {
        if !map.is_empty() {
            object.insert(key.to_owned(), Json::Object(map));
        }
    }
    if row.is_new {
        object.insert("new".to_owned(), json!(true));
    }
    Json::Object(object)
}
