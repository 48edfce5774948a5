//! Advice as YAML that goes into the tables' files, and as JSON.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Advice, Reason, What};
use crate::duration::format_duration;
use crate::yaml;

/// How much of a statement is shown.
const QUERY: usize = 300;

/// `indexes:` for each table, what each index is for above it.
pub fn to_yaml(advice: &[Advice]) -> String {
    let mut text = String::new();
    let mut tables: Vec<_> = advice.iter().map(|it| &it.table).collect();
    tables.sort_unstable();
    tables.dedup();
    for table in tables {
        let of_table: Vec<&Advice> = advice.iter().filter(|it| it.table == *table).collect();
        let file = of_table.iter().find_map(|it| it.path.as_ref());
        let place = file.map_or_else(|| format!("table: {table}"), |path| path.display().to_string());
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("# {place}\nindexes:\n"));
        for it in of_table {
            for reason in &it.reasons {
                text.push_str(&comment(reason));
            }
            text.push_str(&yaml::index_text(&it.index));
        }
    }
    text
}

fn comment(reason: &Reason) -> String {
    let said = match &reason.what {
        What::Statement(it) => format!(
            "{} calls as {}, {} in all, {} on average",
            it.calls,
            it.role,
            milliseconds(it.total_ms),
            milliseconds(mean(it.total_ms, it.calls))
        ),
        What::Policy(name) => format!("policy {name} holds every row against whoever asks"),
        What::ForeignKey(name, table) => {
            format!("{name}: whenever a row of {table} goes, those that refer to it are looked for")
        }
    };
    let cost = match reason.cost {
        Some(cost) => format!("; cost {:.0} -> {:.0}", cost.before, cost.after),
        None => "; not verified".to_owned(),
    };
    let mut text = format!("  # {said}{cost}\n");
    if let What::Statement(it) = &reason.what {
        text.push_str(&format!("  #   {}\n", on_one_line(&it.query)));
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn mean(total_ms: f64, calls: i64) -> f64 {
    total_ms / calls.max(1) as f64
}

fn milliseconds(it: f64) -> String {
    if it < 10.0 {
        format!("{it:.2} ms")
    } else {
        format_duration(Duration::try_from_secs_f64(it / 1000.0).unwrap_or_default())
    }
}

/// A statement without its line breaks, and not all of it where it is long.
fn on_one_line(query: &str) -> String {
    let line = query.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.len() <= QUERY { line } else { format!("{}…", &line[..line.floor_char_boundary(QUERY)]) }
}

/// The same for programs; `notes` say what was not looked at.
pub fn to_json(advice: &[Advice], is_verified: bool, notes: &[String]) -> Value {
    let reason = |it: &Reason| {
        let mut value = match &it.what {
            What::Statement(it) => json!({
                "kind": "statement",
                "queryid": it.id,
                "role": it.role,
                "call_count": it.calls,
                "total_ms": it.total_ms,
                "mean_ms": mean(it.total_ms, it.calls),
                "query": it.query,
            }),
            What::Policy(name) => json!({ "kind": "policy", "name": name }),
            What::ForeignKey(name, table) => {
                json!({ "kind": "foreign_key", "name": name, "references": table.to_string() })
            }
        };
        value["cost_before"] = json!(it.cost.map(|it| it.before));
        value["cost_after"] = json!(it.cost.map(|it| it.after));
        value
    };
    let one = |it: &Advice| {
        json!({
            "table": it.table.to_string(),
            "file": it.path,
            "index": it.index.name.as_str(),
            "yaml": yaml::index_text(&it.index).trim(),
            "saved_ms": it.saved_ms(),
            "is_verified": it.is_verified(),
            "reasons": it.reasons.iter().map(reason).collect::<Vec<_>>(),
        })
    };
    json!({
        "is_verified": is_verified,
        "advice": advice.iter().map(one).collect::<Vec<_>>(),
        "notes": notes,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::advice::{Candidate, Cost, Key, Statement};
    use crate::model::{Name, QualifiedName};

    #[test]
    fn yaml_to_paste() {
        let table = QualifiedName::new("public", "orders");
        let then = vec![Key { column: Name::new("at"), descending: true, nulls_first: None }];
        let candidate = Candidate { table: table.clone(), equal: vec![Name::new("user_id")], then };
        let statement = Statement {
            id: "1".to_owned(),
            role: "app".to_owned(),
            calls: 200,
            total_ms: 5000.0,
            query: "select id\n  from orders where user_id = $1".to_owned(),
        };
        let cost = Some(Cost { before: 1834.4, after: 8.2 });
        let key = What::ForeignKey("orders_user_id_fkey".to_owned(), QualifiedName::new("public", "users"));
        let advice = Advice {
            table,
            path: Some("schema/orders.yaml".into()),
            index: candidate.index(&mut BTreeSet::new()),
            reasons: vec![
                Reason { what: What::Statement(statement), cost },
                Reason { what: key, cost: None },
            ],
        };
        let wanted = "# schema/orders.yaml
indexes:
  # 200 calls as app, 5 s in all, 25 ms on average; cost 1834 -> 8
  #   select id from orders where user_id = $1
  # orders_user_id_fkey: whenever a row of users goes, those that refer to it are looked for; not verified
  idx_orders_user_id_at: [user_id, at desc]
";
        assert_eq!(to_yaml(std::slice::from_ref(&advice)), wanted);
        let json = to_json(&[advice], true, &[]);
        assert_eq!(json["advice"][0]["yaml"], "idx_orders_user_id_at: [user_id, at desc]");
        assert_eq!(json["advice"][0]["is_verified"], false);
        assert!((json["advice"][0]["saved_ms"].as_f64().unwrap_or_default() - 4977.6).abs() < 1.0);
    }
}
