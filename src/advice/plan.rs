//! A plan as EXPLAIN (VERBOSE, FORMAT JSON) prints it: its cost, the indexes that it uses, and what each of
//! its scans of a table would have to find in an index.

use serde_json::Value;

use crate::model::sql_text::ComparisonKind;
use crate::model::{Name, QualifiedName, Sql};

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub cost: f64,
    pub indexes: Vec<String>,
    pub needs: Vec<Need>,
}

/// What a scan of a table is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    pub table: QualifiedName,
    /// Held against one value or some, in the order in which they stand.
    pub equal: Vec<Column>,
    /// Held against the end of a range.
    pub range: Vec<Column>,
    /// What its rows are sorted by afterwards.
    pub order: Vec<Order>,
    /// Whether only the first of the sorted rows are wanted.
    pub is_limited: bool,
    /// Whether no index is used at all.
    pub reads_all: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: Name,
    /// The cast says nothing about a varchar, and rules other types out.
    pub is_cast_to_text: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub column: Name,
    pub descending: bool,
    /// Where that is not where PostgreSQL puts them anyway.
    pub nulls_first: Option<bool>,
}

/// What stands above a scan and asks something of its rows.
#[derive(Clone, Copy, Default)]
struct Above<'v> {
    keys: &'v [Value],
    is_limited: bool,
}

/// Reads a plan; none where it is none.
pub fn plan(text: &str) -> Option<Plan> {
    let root: Value = serde_json::from_str(text).ok()?;
    let node = root.get(0)?.get("Plan")?;
    let mut plan = Plan { cost: node.get("Total Cost")?.as_f64()?, ..Plan::default() };
    read(node, Above::default(), &mut plan);
    Some(plan)
}

fn text<'v>(node: &'v Value, key: &str) -> &'v str {
    node.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(node: &'v Value, key: &str) -> &'v [Value] {
    node.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn read(node: &Value, above: Above<'_>, plan: &mut Plan) {
    let kind = text(node, "Node Type");
    let index = text(node, "Index Name");
    if !index.is_empty() && plan.indexes.iter().all(|it| it != index) {
        plan.indexes.push(index.to_owned());
    }
    if ["Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan"].contains(&kind) {
        plan.needs.extend(need(node, kind == "Seq Scan", above));
    }
    let passed = match kind {
        "Limit" => Above { is_limited: true, keys: &[] },
        "Sort" | "Incremental Sort" => Above { keys: list(node, "Sort Key"), ..above },
        // These hand rows on as they come.
        "Result" | "Gather" | "Gather Merge" | "Subquery Scan" | "LockRows" | "Nested Loop" => above,
        _ => Above::default(),
    };
    for child in list(node, "Plans") {
        let is_outer = text(child, "Parent Relationship") == "Outer";
        read(child, if is_outer { passed } else { Above::default() }, plan);
    }
}

fn need(node: &Value, reads_all: bool, above: Above<'_>) -> Option<Need> {
    let (schema, relation) = (text(node, "Schema"), text(node, "Relation Name"));
    let alias = text(node, "Alias");
    // A catalog has the indexes that it has.
    if relation.is_empty() || schema.starts_with("pg_") || schema == "information_schema" {
        return None;
    }
    let (mut equal, mut range) = (Vec::new(), Vec::new());
    let conditions = ["Index Cond", "Recheck Cond", "Filter"].map(|it| text(node, it));
    for condition in conditions.iter().filter(|it| !it.is_empty()) {
        for it in Sql::new(as_sql(condition)).comparisons() {
            let [of, name] = it.column.as_slice() else { continue };
            let reads_itself = it.reads.iter().any(|path| path.first().is_some_and(|it| it == alias));
            if *of != *alias || reads_itself {
                continue;
            }
            let into: &mut Vec<Column> = match it.kind {
                ComparisonKind::Equality => &mut equal,
                ComparisonKind::Range => &mut range,
            };
            if into.iter().all(|it| it.name != *name) {
                into.push(Column { name: name.clone(), is_cast_to_text: it.is_cast_to_text });
            }
        }
    }
    range.retain(|it| equal.iter().all(|equal| equal.name != it.name));
    // A value that is the same for all rows sorts nothing.
    let order = order(above.keys, alias).unwrap_or_default();
    let order = order.into_iter().filter(|it| equal.iter().all(|equal| equal.name != it.column)).collect();
    let table = QualifiedName::new(schema, relation);
    Some(Need { table, equal, range, order, is_limited: above.is_limited, reads_all })
}

/// The keys of a sort, where all are columns of that table.
fn order(keys: &[Value], alias: &str) -> Option<Vec<Order>> {
    keys.iter().map(|key| sort_key(key.as_str()?, alias)).collect()
}

fn sort_key(text: &str, alias: &str) -> Option<Order> {
    let (text, nulls_first) = match (text.strip_suffix(" NULLS FIRST"), text.strip_suffix(" NULLS LAST")) {
        (Some(text), _) => (text, Some(true)),
        (_, Some(text)) => (text, Some(false)),
        _ => (text, None),
    };
    let (text, descending) = text.strip_suffix(" DESC").map_or((text, false), |text| (text, true));
    let path = Sql::new(text).only_column()?;
    let [of, column] = path.as_slice() else { return None };
    (*of == *alias).then(|| Order { column: column.clone(), descending, nulls_first })
}

/// A condition with a parameter in the place of what only EXPLAIN says: the value of a sub-plan.
fn as_sql(condition: &str) -> String {
    let mut sql = String::with_capacity(condition.len());
    let mut rest = condition;
    while let Some(at) = rest.find('(') {
        sql.push_str(&rest[..at]);
        rest = &rest[at..];
        match plan_words(rest) {
            Some(length) => {
                sql.push_str("$0");
                rest = &rest[length..];
            }
            None => {
                sql.push('(');
                rest = &rest[1..];
            }
        }
    }
    sql + rest
}

/// How long `(SubPlan 1)`, `(hashed SubPlan 1)` or `(InitPlan 1).col1` at the start of a text is.
fn plan_words(text: &str) -> Option<usize> {
    let starts = ["(SubPlan ", "(hashed SubPlan ", "(InitPlan ", "(rescan SubPlan "];
    starts.iter().find(|it| text.starts_with(**it))?;
    let end = text.find(')')? + 1;
    let field = text[end..].strip_prefix(".col").unwrap_or_default();
    let digits = field.len() - field.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    Some(if digits > 0 { end + ".col".len() + digits } else { end })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scan(kind: &str, condition: &str) -> Value {
        json!({
            "Node Type": kind, "Parent Relationship": "Outer", "Schema": "public", "Relation Name": "orders", "Alias": "o",
            "Filter": condition, "Total Cost": 100.0,
        })
    }

    fn above(kind: &str, with: &Value, plan: &Value) -> Value {
        let mut node = json!({ "Node Type": kind, "Parent Relationship": "Outer", "Total Cost": 101.5, "Plans": [plan] });
        node["Sort Key"] = with.clone();
        node
    }

    fn of(node: &Value) -> Plan {
        plan(&json!([{ "Plan": node }]).to_string()).expect("a plan")
    }

    fn columns(columns: &[Column]) -> Vec<&str> {
        columns.iter().map(|it| it.name.as_str()).collect()
    }

    #[test]
    fn a_scan_needs_what_it_is_asked_for() {
        let filter = "((o.region = $1) AND (o.user_id = (InitPlan 1).col1) AND (o.at > $2) AND (NOT (hashed SubPlan 2)))";
        let sorted = above("Sort", &json!(["o.at DESC NULLS LAST", "o.id"]), &scan("Seq Scan", filter));
        let plan = of(&above("Limit", &Value::Null, &sorted));
        assert_eq!((plan.cost, plan.needs.len()), (101.5, 1));
        let need = &plan.needs[0];
        assert_eq!(need.table, QualifiedName::new("public", "orders"));
        assert_eq!((columns(&need.equal), columns(&need.range)), (vec!["region", "user_id"], vec!["at"]));
        let order =
            |column: &str, descending, nulls_first| Order { column: column.into(), descending, nulls_first };
        assert_eq!(need.order, [order("at", true, Some(false)), order("id", false, None)]);
        assert!(need.is_limited && need.reads_all);
    }

    #[test]
    fn an_order_counts_only_where_it_reaches_the_scan() {
        let scan = scan("Seq Scan", "(o.a = $1)");
        let order = |node: &Value| of(node).needs[0].order.len();
        assert_eq!(order(&above("Sort", &json!(["o.b"]), &scan)), 1);
        assert_eq!(order(&above("Sort", &json!(["o.a", "o.b"]), &scan)), 1, "all have the same a");
        assert_eq!(order(&above("Sort", &json!(["o.b", "c.d"]), &scan)), 0);
        assert_eq!(order(&above("Sort", &json!(["lower(o.b)"]), &scan)), 0);
        let hashed = above("Aggregate", &Value::Null, &scan);
        assert_eq!(order(&above("Sort", &json!(["o.b"]), &hashed)), 0);
        let mut inner = scan.clone();
        inner["Parent Relationship"] = "Inner".into();
        let joined = above("Nested Loop", &Value::Null, &inner);
        assert_eq!(order(&above("Sort", &json!(["o.b"]), &joined)), 0);
    }

    #[test]
    fn another_tables_column_is_a_value() {
        let need = |filter: &str| of(&scan("Seq Scan", filter)).needs.remove(0);
        assert_eq!(columns(&need("(o.customer_id = c.id)").equal), ["customer_id"]);
        assert!(need("(o.a = o.b)").equal.is_empty());
        let mut indexed = scan("Index Scan", "(o.b = $2)");
        indexed["Index Cond"] = "(o.a = $1)".into();
        indexed["Index Name"] = "orders_a".into();
        let plan = of(&indexed);
        assert_eq!((columns(&plan.needs[0].equal), plan.needs[0].reads_all), (vec!["a", "b"], false));
        assert_eq!(plan.indexes, ["orders_a"]);
        let mut catalog = scan("Seq Scan", "(o.a = $1)");
        catalog["Schema"] = "pg_catalog".into();
        assert!(of(&catalog).needs.is_empty());
        assert_eq!(super::plan("[]"), None);
    }
}
