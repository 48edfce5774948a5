//! Each format as its readers take it.

use std::collections::BTreeSet;

use canai_db::report::REPORTS;

use super::{situation, text};
use crate::harness::TestDatabase;

#[test]
fn prometheus_has_each_series_once() {
    let database = situation();
    let page = text(&database.url, &["--all", "--format", "prometheus"]);
    assert!(page.contains("\ncanai_db_tables_row_count{relation=\"public.customers\"} 2000\n"), "{page}");
    assert!(page.contains("\ncanai_db_sequences_crit_rows 1\n"));
    assert!(page.contains("\ncanai_db_queries_skipped 1\n"));
    let mut seen = BTreeSet::new();
    let mut typed = BTreeSet::new();
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            assert!(typed.insert(rest.split(' ').next().unwrap()), "told twice: {line}");
        } else if !line.starts_with('#') {
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            assert!(seen.insert(series), "twice: {line}");
            let (name, labels) = series.split_once('{').unwrap_or((series, ""));
            assert!(typed.contains(name), "no type: {line}");
            for label in labels.split("\",").filter_map(|it| it.split_once('=')).map(|it| it.0) {
                assert!(["relation", "index", "role", "queryid"].contains(&label), "{line}");
            }
        }
    }
}

#[test]
fn html_is_one_file_and_tells_of_everything() {
    let database = situation();
    database.execute("CREATE TABLE \"<script>alert(1)</script>\" (id int)");
    let page = text(&database.url, &["--all", "--format", "html"]);
    for report in REPORTS {
        assert_eq!(page.matches(&format!("<section id=\"{}\"", report.name)).count(), 1, "{}", report.name);
        assert_eq!(page.matches(&format!("href=\"#{}\"", report.name)).count(), 1, "{}", report.name);
    }
    for outside in ["<script", "src=", "http://", "https://", "@import", "url(", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)"));
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
    let strip = page.split("<nav").nth(1).unwrap();
    let strip = strip.split("</nav>").next().unwrap();
    assert!(strip.find("\"crit\"").unwrap() < strip.find("\"ok\"").unwrap(), "the worst first: {strip}");
    assert!(page.contains("<p class=\"note\">Skipped: the extension pg_stat_statements"));
    assert!(page.contains("<i style=\"width:100.0%\"></i>"), "the largest bar is full");
    for tag in ["section", "table", "tr", "td", "dl", "div", "span", "code", "em", "small"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
}

#[test]
fn csv_and_markdown_are_escaped() {
    let database = TestDatabase::create_on(super::server());
    database.execute("CREATE TABLE \"a,b\"\"c|d\" (id int)");
    let csv = text(&database.url, &["tables", "replication", "queries", "--format", "csv"]);
    assert!(csv.contains("\ntables,ok,\"public.\"\"a,b\"\"\"\"c|d\"\"\","), "{csv}");
    assert!(csv.contains("report,severity,name,kind,"), "an empty report has a head: {csv}");
    assert!(csv.contains("report,skipped\nqueries,\"the extension"), "{csv}");
    let markdown = text(&database.url, &["tables", "--format", "markdown"]);
    let line = markdown.lines().find(|line| line.contains("a,b")).unwrap();
    assert_eq!(line.replace("\\|", "").matches('|').count(), 11, "{line}");
}

#[test]
fn a_table_is_for_people() {
    let database = situation();
    let shown = text(&database.url, &["tables", "invalid", "replication"]);
    assert!(shown.contains("RELATION") && shown.contains("public.customers"), "{shown}");
    assert!(shown.contains("30,000") && shown.contains(" MB"), "{shown}");
    assert!(shown.contains("invalid  3 warn"), "{shown}");
    assert!(shown.contains("replication  nothing"), "{shown}");
    assert!(!shown.contains('\x1b'), "no colour in a pipe");
    let few = text(&database.url, &["tables", "--limit", "1"]);
    assert!(few.contains("3 more rows"), "{few}");
    let sorted = text(&database.url, &["tables", "--limit", "1", "--sort", "row_count"]);
    assert!(sorted.contains("public.jobs"), "{sorted}");
}
