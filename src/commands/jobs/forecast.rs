//! Shows what a job would do.

use std::time::Duration;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::commands::Format;
use crate::duration::format_duration;
use crate::job::Kind;
use crate::jobs::dry_run::Forecast;
use crate::ui::Ui;

pub fn show(forecasts: &[Forecast], format: Format, ui: &Ui) -> anyhow::Result<()> {
    if format == Format::Json {
        ui.line(serde_json::to_string_pretty(forecasts)?);
        return Ok(());
    }
    for forecast in forecasts {
        if forecast.kind == Kind::Refresh {
            ui.line(format!("{} (refresh)", forecast.job));
            ui.line(views(forecast).to_string());
            continue;
        }
        ui.line(format!("{} ({}), older than {}", forecast.job, forecast.kind.word(), forecast.cutoff));
        ui.line(table(forecast).to_string());
        for it in &forecast.tables {
            for partition in &it.partitions {
                let what = if partition.is_kept { "detached" } else { "dropped" };
                ui.line(format!(
                    "{}: the partition {} would be {what} as a whole, {} rows",
                    it.table, partition.name, partition.rows
                ));
            }
            for (other, rows) in &it.in_the_way {
                ui.line(format!(
                    "{}: the run would fail: {rows} rows of {other} refer to rows that would go",
                    it.table
                ));
            }
        }
    }
    ui.line("Nothing was changed.");
    Ok(())
}

fn views(forecast: &Forecast) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["view", "rows now", "meanwhile", "about"]);
    for it in &forecast.views {
        let about = it.estimated_seconds.map(|it| format_duration(Duration::from_secs_f64(it)));
        table.add_row([
            it.view.clone(),
            it.rows.map_or_else(|| "never filled".to_owned(), |rows| rows.to_string()),
            if it.is_concurrent { "readers go on" } else { "readers wait" }.to_owned(),
            about.unwrap_or_default(),
        ]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn table(forecast: &Forecast) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["table", "rows", "oldest", "newest", "takes along", "leaves behind", "about"]);
    let counted = |counts: &std::collections::BTreeMap<String, i64>| {
        counts.iter().map(|(table, rows)| format!("{rows} {table}")).collect::<Vec<_>>().join(", ")
    };
    for it in &forecast.tables {
        let mut along = counted(&it.cascades);
        if !it.files.is_empty() {
            let comma = if along.is_empty() { "" } else { ", " };
            along.push_str(&format!("{comma}rows of {} files that came of age", it.files.len()));
        }
        let about = it.estimated_seconds.map(|it| format_duration(Duration::from_secs_f64(it)));
        table.add_row([
            it.table.clone(),
            it.rows.to_string(),
            it.oldest.clone().unwrap_or_default(),
            it.newest.clone().unwrap_or_default(),
            along,
            counted(&it.detached),
            about.unwrap_or_default(),
        ]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
