//! What came of the probes: for a person what is otherwise than declared, for machines every probe.

use std::fmt;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::json;

use super::proof::Tried;
use crate::access::{Expected, Proof};
use crate::commands::plan::counted;
use crate::markup::html as escape;
use crate::model::QualifiedName;
use crate::ui::{BAD, STRONG, WARN};

impl Tried {
    pub fn proof(&self) -> Proof {
        self.probe.proof(&self.outcome)
    }

    /// What there is to say of it.
    fn said(&self) -> String {
        match &self.probe.open {
            Some(condition) if self.proof() == Proof::Unproved => format!(
                "policies let it where {condition}, which holds for none of the generated rows: declare it, or say in seeds/generate.yaml what columns hold"
            ),
            _ => self.outcome.to_string(),
        }
    }
}

/// A table of which nothing is declared, and who reaches it all the same.
#[derive(Debug)]
pub struct Undeclared {
    pub table: QualifiedName,
    /// `anon may select, delete`.
    pub who: Vec<String>,
}

impl fmt::Display for Undeclared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no `access` is declared, and {}", self.who.join("; "))
    }
}

pub fn table(tried: &[Tried], undeclared: &[Undeclared]) -> String {
    let mut text = String::new();
    let wrong: Vec<&Tried> = tried.iter().filter(|it| it.proof() != Proof::Holds).collect();
    for it in &wrong {
        let (style, word) = if it.proof() == Proof::Broken { (BAD, "not so") } else { (WARN, "not proved") };
        text.push_str(&format!(
            "{style}{word}{style:#}  {STRONG}{}{STRONG:#}: {}; {}\n",
            it.probe.table,
            it.probe,
            it.said()
        ));
    }
    for it in undeclared {
        text.push_str(&format!("{BAD}not declared{BAD:#}  {STRONG}{}{STRONG:#}: {it}\n", it.table));
    }
    if !wrong.is_empty() || !undeclared.is_empty() {
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
    if !undeclared.is_empty() {
        text.push_str(&format!(
            "\n{BAD}Of {} nothing is declared.{BAD:#} What is not declared is refused: write `access:`.\n",
            counted(undeclared.len(), "table")
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

pub fn json(tried: &[Tried], undeclared: &[Undeclared]) -> Result<String, serde_json::Error> {
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
            if let Some(condition) = &it.probe.open {
                entry["open_where"] = json!(condition);
            }
            entry
        })
        .collect();
    let count = |proof| tried.iter().filter(|it| it.proof() == proof).count();
    let whole = json!({
        "probes": tried.len(),
        "broken": count(Proof::Broken),
        "unproved": count(Proof::Unproved),
        "undeclared": undeclared.iter().map(|it| json!({ "table": it.table.to_string(), "who": it.who })).collect::<Vec<_>>(),
        "results": results,
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&whole)?))
}

pub fn tap(tried: &[Tried], undeclared: &[Undeclared]) -> String {
    let mut text = format!("TAP version 13\n1..{}\n", tried.len() + undeclared.len());
    for (at, it) in tried.iter().enumerate() {
        let verdict = if it.proof() == Proof::Holds { "ok" } else { "not ok" };
        // `#` begins a directive.
        let what = format!("{}: {}", it.probe.table, it.probe).replace('#', "\\#").replace('\n', " ");
        text.push_str(&format!("{verdict} {} - {what}\n", at + 1));
        if it.proof() != Proof::Holds {
            let said = serde_json::Value::from(it.said());
            text.push_str(&format!(
                "  ---\n  expected: {}\n  outcome: {}\n  message: {said}\n  ...\n",
                expected(it),
                it.outcome.word()
            ));
        }
    }
    for (at, it) in undeclared.iter().enumerate() {
        let what = format!("{}: {it}", it.table).replace('#', "\\#").replace('\n', " ");
        text.push_str(&format!("not ok {} - {what}\n", tried.len() + at + 1));
    }
    text
}

pub fn junit(tried: &[Tried], undeclared: &[Undeclared]) -> String {
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
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"canai-db access\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
        all.len() + undeclared.len(),
        count(&all, Proof::Broken) + undeclared.len(),
        count(&all, Proof::Unproved)
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
            let said = escape(&it.said());
            text.push_str(&format!(
                "{case}>\n      <{element} type=\"{}\" message=\"{said}\"/>\n    </testcase>\n",
                it.outcome.word()
            ));
        }
        text.push_str("  </testsuite>\n");
    }
    for it in undeclared {
        let (name, said) = (escape(&it.table.to_string()), escape(&it.to_string()));
        text.push_str(&format!(
            "  <testsuite name=\"{name}\" tests=\"1\" failures=\"1\" errors=\"0\">\n    <testcase classname=\"{name}\" name=\"access is declared\">\n      <failure type=\"undeclared\" message=\"{said}\"/>\n    </testcase>\n  </testsuite>\n"
        ));
    }
    text.push_str("</testsuites>\n");
    text
}
