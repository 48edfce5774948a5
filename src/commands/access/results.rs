//! What came of the probes: for a person what is otherwise than declared, for machines every probe.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::json;

use super::proof::Tried;
use crate::access::{Expected, Proof};
use crate::commands::plan::counted;
use crate::markup::html as escape;
use crate::ui::{BAD, STRONG, WARN};

impl Tried {
    fn proof(&self) -> Proof {
        self.probe.proof(&self.outcome)
    }
}

pub fn table(tried: &[Tried]) -> String {
    let mut text = String::new();
    let wrong: Vec<&Tried> = tried.iter().filter(|it| it.proof() != Proof::Holds).collect();
    for it in &wrong {
        let (style, word) = if it.proof() == Proof::Broken { (BAD, "not so") } else { (WARN, "not proved") };
        text.push_str(&format!(
            "{style}{word}{style:#}  {STRONG}{}{STRONG:#}: {}; {}\n",
            it.probe.table, it.probe, it.outcome
        ));
    }
    if !wrong.is_empty() {
        text.push('\n');
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["table", "probes", "not so", "not proved"]);
    let mut names: Vec<_> = tried.iter().map(|it| &it.probe.table).collect();
    names.sort();
    names.dedup();
    for name in names {
        let own: Vec<Proof> = tried.iter().filter(|it| it.probe.table == *name).map(Tried::proof).collect();
        let count = |proof| own.iter().filter(|it| **it == proof).count();
        let (broken, unproved) = (count(Proof::Broken), count(Proof::Unproved));
        let shown = |count: usize, style: anstyle::Style| match count {
            0 => String::new(),
            count => format!("{style}{count}{style:#}"),
        };
        table.add_row([name.to_string(), own.len().to_string(), shown(broken, BAD), shown(unproved, WARN)]);
    }
    for column in 1..4 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if !wrong.is_empty() {
        text.push_str(&format!(
            "\n{BAD}{} of {} otherwise than declared.{BAD:#}\n",
            wrong.len(),
            counted(tried.len(), "probe")
        ));
    }
    text
}

fn expected(tried: &Tried) -> &'static str {
    match tried.probe.expected {
        Expected::Allowed => "allowed",
        Expected::Refused => "refused",
    }
}

pub fn json(tried: &[Tried]) -> Result<String, serde_json::Error> {
    let results: Vec<_> = tried
        .iter()
        .map(|it| {
            let mut entry = json!({
                "table": it.probe.table.to_string(),
                "role": it.probe.role.as_str(),
                "command": it.probe.what.command().word(),
                "what": it.probe.what.to_string(),
                "expected": expected(it),
                "outcome": it.outcome.word(),
                "proof": match it.proof() {
                    Proof::Holds => "holds",
                    Proof::Broken => "broken",
                    Proof::Unproved => "unproved",
                },
            });
            if let Some(message) = it.outcome.message() {
                entry["message"] = json!(message);
            }
            entry
        })
        .collect();
    let count = |proof| tried.iter().filter(|it| it.proof() == proof).count();
    let whole = json!({
        "probes": tried.len(),
        "broken": count(Proof::Broken),
        "unproved": count(Proof::Unproved),
        "results": results,
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&whole)?))
}

pub fn tap(tried: &[Tried]) -> String {
    let mut text = format!("TAP version 13\n1..{}\n", tried.len());
    for (at, it) in tried.iter().enumerate() {
        let verdict = if it.proof() == Proof::Holds { "ok" } else { "not ok" };
        // `#` begins a directive.
        let what = format!("{}: {}", it.probe.table, it.probe).replace('#', "\\#").replace('\n', " ");
        text.push_str(&format!("{verdict} {} - {what}\n", at + 1));
        if it.proof() != Proof::Holds {
            let said = serde_json::Value::from(it.outcome.to_string());
            text.push_str(&format!(
                "  ---\n  expected: {}\n  outcome: {}\n  message: {said}\n  ...\n",
                expected(it),
                it.outcome.word()
            ));
        }
    }
    text
}

pub fn junit(tried: &[Tried]) -> String {
    let count = |tried: &[&Tried], proof| tried.iter().filter(|it| it.proof() == proof).count();
    let suite = |name: &str, tried: &[&Tried]| {
        format!(
            "name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\"",
            escape(name),
            tried.len(),
            count(tried, Proof::Broken),
            count(tried, Proof::Unproved)
        )
    };
    let all: Vec<&Tried> = tried.iter().collect();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n",
        suite("canai-db access", &all)
    );
    let mut names: Vec<_> = tried.iter().map(|it| &it.probe.table).collect();
    names.sort();
    names.dedup();
    for name in names {
        let own: Vec<&Tried> = all.iter().copied().filter(|it| it.probe.table == *name).collect();
        text.push_str(&format!("  <testsuite {}>\n", suite(&name.to_string(), &own)));
        for it in own {
            let case = format!(
                "    <testcase classname=\"{}.{}\" name=\"{}\"",
                escape(&name.to_string()),
                escape(it.probe.role.as_str()),
                escape(&it.probe.to_string())
            );
            let element = match it.proof() {
                Proof::Holds => {
                    text.push_str(&format!("{case}/>\n"));
                    continue;
                }
                Proof::Broken => "failure",
                Proof::Unproved => "error",
            };
            let said = escape(&it.outcome.to_string());
            text.push_str(&format!(
                "{case}>\n      <{element} type=\"{}\" message=\"{said}\"/>\n    </testcase>\n",
                it.outcome.word()
            ));
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}
