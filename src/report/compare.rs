//! What changed between two snapshots: the earlier one is the sample before, or a file that was kept.
//! Rows are the same if what names them is the same.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::definition::{Column, Layout, Report, Role, Unit};
use super::snapshot::{Content, Row, Since, Snapshot, Value};

/// What is kept of an earlier snapshot.
#[derive(Debug)]
pub struct Earlier {
    taken_at: String,
    database: String,
    /// By report and row.
    reports: BTreeMap<String, BTreeMap<String, BTreeMap<String, Value>>>,
}

impl From<&Snapshot> for Earlier {
    fn from(snapshot: &Snapshot) -> Self {
        let rows = |report: &Report, rows: &[Row]| {
            let row = |row: &Row| {
                let names = report.columns.iter().map(|column| column.name.to_owned());
                (row.name(report), names.zip(row.cells.iter().map(|cell| cell.value.clone())).collect())
            };
            rows.iter().map(row).collect()
        };
        let sections = snapshot.sections.iter().filter(|it| matches!(it.content, Content::Rows { .. }));
        Self {
            taken_at: snapshot.taken_at.clone(),
            database: snapshot.database.clone(),
            reports: sections.map(|it| (it.report.name.to_owned(), rows(it.report, it.rows()))).collect(),
        }
    }
}

impl Earlier {
    /// Reads what `--format json` wrote.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let text = |key: &str| json.get(key).and_then(Json::as_str).map(str::to_owned);
        let missing = || "it is not what `canai-db report --format json` writes".to_owned();
        let mut reports = BTreeMap::new();
        for report in json.get("reports").and_then(Json::as_array).ok_or_else(missing)? {
            let name = report.get("name").and_then(Json::as_str).ok_or_else(missing)?;
            let Some(definition) = super::REPORTS.iter().find(|it| it.name == name) else { continue };
            let Some(rows) = report.get("rows").and_then(Json::as_array) else { continue };
            let mut kept = BTreeMap::new();
            for row in rows {
                let values = row.get("values").and_then(Json::as_object).ok_or_else(missing)?;
                let values: BTreeMap<_, _> =
                    values.iter().map(|(column, value)| (column.clone(), value_of(value))).collect();
                kept.insert(name_of(definition, &values), values);
            }
            reports.insert(name.to_owned(), kept);
        }
        let taken_at = text("taken_at").ok_or_else(missing)?;
        Ok(Self { taken_at, database: text("database").ok_or_else(missing)?, reports })
    }

    pub fn database(&self) -> &str {
        &self.database
    }
}

fn name_of(report: &Report, values: &BTreeMap<String, Value>) -> String {
    let named = report.columns.iter().filter(|column| column.is_identity());
    let words = named.filter_map(|column| values.get(column.name)).map(Value::raw);
    words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" / ")
}

fn value_of(json: &Json) -> Value {
    match json {
        Json::Bool(it) => Value::Boolean(*it),
        Json::String(it) => Value::Text(it.clone()),
        Json::Number(it) => {
            it.as_i64().map(Value::Integer).or(it.as_f64().map(Value::Number)).unwrap_or(Value::Null)
        }
        _ => Value::Null,
    }
}

/// Puts the earlier values beside the present ones.
pub fn compare(snapshot: &mut Snapshot, earlier: &Earlier, is_sample: bool) {
    let seconds = seconds_between(&earlier.taken_at, &snapshot.taken_at).unwrap_or_default();
    snapshot.since = Some(Since { taken_at: earlier.taken_at.clone(), seconds, is_sample });
    for section in &mut snapshot.sections {
        let report = section.report;
        let Content::Rows { rows, gone, .. } = &mut section.content else { continue };
        let Some(before) = earlier.reports.get(report.name) else {
            section.notes.push("the earlier snapshot has no such report".to_owned());
            continue;
        };
        let mut left: BTreeMap<&str, _> = before.iter().map(|(name, row)| (name.as_str(), row)).collect();
        for row in rows.iter_mut() {
            let name = row.name(report);
            let Some(values) = left.remove(name.as_str()).or_else(|| before.get(&name)) else {
                row.is_new = true;
                continue;
            };
            for (column, cell) in report.columns.iter().zip(&mut row.cells) {
                cell.before = values.get(column.name).cloned();
                // A counter that shrank was reset: what it was says nothing.
                if column.role == Role::Counter && cell.change().is_some_and(|it| it < 0.0) {
                    cell.before = None;
                }
            }
        }
        if report.layout == Layout::Rows {
            gone.extend(left.into_keys().map(str::to_owned));
        }
    }
}

/// Leaves only the rows that are new or have changed.
pub fn keep_changes(snapshot: &mut Snapshot) {
    for section in &mut snapshot.sections {
        let columns = section.report.columns;
        let counts = columns.iter().any(|it| it.role == Role::Counter);
        // A share moves whenever another row's counters do; its own counters tell what happened here.
        let says = |column: &Column| !(counts && column.role == Role::Bar && column.unit() == Unit::Ratio);
        if let Content::Rows { rows, total, .. } = &mut section.content {
            rows.retain(|row| {
                let cells = columns.iter().zip(&row.cells).filter(|(column, _)| says(column));
                row.is_new
                    || cells
                        .map(|(_, cell)| cell)
                        .any(|it| it.before.as_ref().is_none_or(|was| *was != it.value))
            });
            *total = rows.len();
        }
    }
}

fn seconds_between(from: &str, to: &str) -> Option<f64> {
    let moment = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    Some((moment(to)? - moment(from)?).as_seconds_f64())
}
