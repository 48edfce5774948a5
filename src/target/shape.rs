//! What a plan's shape says, whatever it took this time: reads that grow with the table, rows that are read
//! to be thrown away, an index that a policy keeps from being used, estimates that are far off.

use serde_json::Value;

/// A scan of so many rows grows with the table.
const MANY_ROWS: f64 = 10_000.0;
/// So many times more rows thrown away than given, and so many at least.
const WASTE: f64 = 100.0;
const WASTED_ROWS: f64 = 1_000.0;
/// So many times more or fewer rows than the planner thought.
const MISJUDGED: f64 = 100.0;

/// What EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) told of one run.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Explained {
    pub planning_ms: f64,
    pub execution_ms: f64,
    /// Pages found in the server's memory, and read from outside of it.
    pub hit_pages: u64,
    pub read_pages: u64,
    pub rows: u64,
    pub remarks: Vec<String>,
}

/// Reads what EXPLAIN ANALYZE printed for the role, and EXPLAIN for a role without policies; none where it
/// is no plan.
pub fn explained(analyzed: &str, without_policies: Option<&str>) -> Option<Explained> {
    let root: Value = serde_json::from_str(analyzed).ok()?;
    let root = root.get(0)?;
    let plan = root.get("Plan")?;
    let free: Option<Value> = without_policies.and_then(|text| serde_json::from_str(text).ok());
    let free = free.as_ref().and_then(|it| it.get(0)?.get("Plan"));
    let count = |key: &str| plan.get(key).and_then(Value::as_u64).unwrap_or(0);
    let mut remarks = Vec::new();
    remark(plan, free, false, &mut remarks);
    remarks.dedup();
    Some(Explained {
        planning_ms: number(root, "Planning Time"),
        execution_ms: number(root, "Execution Time"),
        hit_pages: count("Shared Hit Blocks"),
        read_pages: count("Shared Read Blocks"),
        rows: count("Actual Rows"),
        remarks,
    })
}

fn number(node: &Value, key: &str) -> f64 {
    node.get(key).and_then(Value::as_f64).unwrap_or(0.0)
}

fn text<'v>(node: &'v Value, key: &str) -> &'v str {
    node.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn children(node: &Value) -> impl Iterator<Item = &Value> {
    node.get("Plans").and_then(Value::as_array).into_iter().flatten()
}

fn remark(node: &Value, free: Option<&Value>, is_cut_short: bool, remarks: &mut Vec<String>) {
    let kind = text(node, "Node Type");
    let relation = text(node, "Relation Name");
    let loops = number(node, "Actual Loops").max(1.0);
    let given = number(node, "Actual Rows") * loops;
    let removed =
        (number(node, "Rows Removed by Filter") + number(node, "Rows Removed by Index Recheck")) * loops;
    let is_scan = !relation.is_empty();
    if kind == "Seq Scan" && given + removed > MANY_ROWS {
        let by_index = free.is_some_and(|free| uses_index(free, relation));
        remarks.push(if by_index {
            format!(
                "reads all {:.0} rows of {relation}; without policies an index is used: its operator is not leakproof",
                given + removed
            )
        } else {
            format!("reads all {:.0} rows of {relation}", given + removed)
        });
    } else if is_scan && removed > WASTED_ROWS && removed > WASTE * given.max(1.0) {
        remarks.push(format!("reads {:.0} rows of {relation} to give {given:.0}", given + removed));
    }
    let (thought, found) = (number(node, "Plan Rows"), number(node, "Actual Rows"));
    // What was not run, or stopped early by a LIMIT above it, says nothing of too few rows.
    let too_many = found > MISJUDGED * thought.max(1.0);
    let too_few = thought > MISJUDGED * found.max(1.0) && !is_cut_short;
    if is_scan && number(node, "Actual Loops") > 0.0 && (too_many || too_few) {
        remarks.push(format!("expects {thought:.0} rows of {relation} and finds {found:.0}"));
    }
    // A sort or an aggregate reads everything below it, whatever is above.
    let reads_all = ["Sort", "Aggregate", "Hash", "Materialize", "WindowAgg"].contains(&kind);
    let is_cut_short = kind == "Limit" || is_cut_short && !reads_all;
    for child in children(node) {
        remark(child, free, is_cut_short, remarks);
    }
}

/// Whether a plan reaches a relation through an index.
fn uses_index(node: &Value, relation: &str) -> bool {
    let by_index = ["Index Scan", "Index Only Scan", "Bitmap Heap Scan"].contains(&text(node, "Node Type"));
    by_index && text(node, "Relation Name") == relation || children(node).any(|it| uses_index(it, relation))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(node: &Value, free: Option<&Value>) -> Explained {
        let analyzed = json!([{ "Plan": node, "Planning Time": 0.5, "Execution Time": 12.0 }]).to_string();
        let free = free.map(|plan| json!([{ "Plan": plan }]).to_string());
        explained(&analyzed, free.as_deref()).expect("a plan")
    }

    fn scan(kind: &str, thought: u64, found: u64, removed: u64) -> Value {
        json!({
            "Node Type": kind, "Relation Name": "t", "Plan Rows": thought, "Actual Rows": found, "Actual Loops": 1,
            "Rows Removed by Filter": removed, "Shared Hit Blocks": 7,
        })
    }

    #[test]
    fn what_grows_is_told() {
        let small = of(&scan("Seq Scan", 10, 10, 500), None);
        assert_eq!((small.remarks.len(), small.hit_pages, small.rows), (0, 7, 10));
        let large = scan("Seq Scan", 100, 100, 99_900);
        assert_eq!(of(&large, None).remarks, ["reads all 100000 rows of t"]);
        let free = json!({ "Node Type": "Limit", "Plans": [scan("Bitmap Heap Scan", 1, 1, 0)] });
        assert!(of(&large, Some(&free)).remarks[0].contains("not leakproof"));
        let nested =
            json!({ "Node Type": "Limit", "Actual Rows": 1, "Plans": [scan("Index Scan", 20, 20, 3_000)] });
        assert_eq!(of(&nested, None).remarks, ["reads 3020 rows of t to give 20"]);
        assert_eq!(of(&scan("Index Scan", 5, 600, 0), None).remarks, ["expects 5 rows of t and finds 600"]);
        assert_eq!(
            of(&scan("Index Scan", 5000, 20, 0), None).remarks,
            ["expects 5000 rows of t and finds 20"]
        );
        let under = |kind: &str, plan: Value| json!({ "Node Type": kind, "Plans": [plan] });
        let cut = under("Limit", scan("Index Scan", 5000, 20, 0));
        assert!(of(&cut, None).remarks.is_empty(), "the limit stopped it");
        let sorted = under("Limit", under("Sort", scan("Index Scan", 5000, 20, 0)));
        assert_eq!(of(&sorted, None).remarks.len(), 1);
    }

    #[test]
    fn what_is_no_plan_is_none() {
        assert_eq!(explained("no", None), None);
        assert_eq!(explained("[]", None), None);
    }
}
