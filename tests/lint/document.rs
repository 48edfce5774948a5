//! The data-model document's own database and jobs: what is known to be wrong with them is found, and the
//! repository's own schema, which improves on them, is clean.

use std::collections::BTreeSet;

use canai_db::access::grid;
use canai_db::diagnostic::{Source, to_text};
use canai_db::import::{self, Selection};
use canai_db::lint::{Check, Files, Finding, Live, RULES, Rule, lint_files};
use canai_db::model::access::Command;
use canai_db::model::{Name, QualifiedName, Schema};
use canai_db::yaml;

use crate::harness::{block_on, canai_db};

/// The document's cron entries, said as jobs; `BEGIN DELETE ...`, which is no SQL, left aside.
const JOBS: [(&str, &str); 4] = [
    (
        "purge-old-data.yaml",
        "job: purge-old-data
kind: purge
schedule: 0 2 1 * *
by: created_at
older_than: 24 months
tables:
  session_logs: {}
  initial_prompt_logs: {}
  error_logs: {}
  usage_logs: {}
  share_logs: {}
",
    ),
    (
        "cleanup-expired-cache.yaml",
        "job: cleanup-expired-cache
kind: expire
schedule: 0 1 * * *
by: expires_at
tables:
  spark_cache: {}
",
    ),
    (
        "anonymize-old-feedback.yaml",
        "job: anonymize-old-feedback
kind: anonymize
schedule: 0 3 1 * *
by: created_at
older_than: 12 months
tables:
  feedback_logs:
    set: { comments: '[ANONYMIZED]', improvement_suggestions: '[ANONYMIZED]' }
    mark: anonymized
",
    ),
    (
        "compress-old-logs.yaml",
        "job: compress-old-logs
kind: archive
schedule: 0 4 1 */3 *
by: created_at
older_than: 12 months
tables:
  session_logs: { into: { table: session_logs_archive } }
",
    ),
];

/// The document's database, as a schema.
fn documented() -> Schema {
    let database = crate::document::documented();
    database.execute("CREATE TABLE IF NOT EXISTS session_logs_archive AS SELECT * FROM session_logs");
    block_on(async { import::read(&database.client().await, &Selection::default()).await.unwrap() }).schema
}

/// What is found in it.
fn found() -> Vec<Finding> {
    let schema = yaml::write(&documented(), None);
    let jobs = JOBS.map(|(name, text)| Source { path: name.into(), text: text.to_owned() });
    let rules: Vec<&'static Rule> =
        RULES.iter().filter(|rule| !matches!(rule.check, Check::Live { .. })).copied().collect();
    let files = Files { schema: &schema, jobs: &jobs, migrations: &[] };
    let found = lint_files(&files, &rules, &Live::new());
    found.unwrap_or_else(|mistakes| panic!("{}", to_text(&mistakes, &schema, false))).findings
}

/// The messages of one rule's findings.
fn of<'f>(found: &'f [Finding], rule: &str) -> Vec<&'f str> {
    found.iter().filter(|it| it.rule.name == rule).map(|it| it.message.as_str()).collect()
}

/// The tables that one rule's findings lie in.
fn tables(found: &[Finding], rule: &str) -> BTreeSet<String> {
    let spots = found.iter().filter(|it| it.rule.name == rule).filter_map(|it| it.spot.as_ref());
    spots.map(|spot| spot.path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[test]
fn everything_known_of_the_document_is_found() {
    let found = found();
    let of = |rule: &str| of(&found, rule);

    // A policy that forgot one of the two roles.
    assert_eq!(tables(&found, "role_gap"), names(["pricing", "trust_indicators", "spark_cache"]));
    assert!(
        of("role_gap")
            .iter()
            .any(|it| it.contains("`pricing_public_read`") && it.ends_with("lets authenticated"))
    );
    assert!(of("role_gap").iter().any(|it| it.contains("`spark_cache_read`") && it.ends_with("lets anon")));

    // A customer may set and delete his payments, and read what is not for him.
    assert_eq!(
        tables(&found, "log_writable"),
        names(["payment_logs", "session_logs", "error_logs", "usage_logs", "share_logs"])
    );
    let payments = "policy `payment_logs_rls` lets authenticated update rows of payment_logs, a log or ledger by its name";
    assert!(of("log_writable").contains(&payments), "{:#?}", of("log_writable"));
    assert_eq!(
        of("internal_column_readable"),
        [
            "`stack_trace` of error_logs is internal by its name, and authenticated may read it",
            "`internal_notes` of support_requests is internal by its name, and authenticated may read it"
        ]
    );

    // 5 MB in one row by somebody who did not sign in.
    assert_eq!(of("anon_write").len(), 1);
    assert!(of("anon_write")[0].contains("interaction_details"), "{:?}", of("anon_write"));

    // Three indexes that a UNIQUE constraint has already.
    assert_eq!(of("duplicate_index").len(), 3);
    for table in ["payment_logs_stripe_session_id", "support_requests_ticket_id", "spark_cache_cache_key"] {
        assert!(of("duplicate_index").iter().any(|it| it.contains(table)), "{table}");
    }

    // Ages without an index that begins with them.
    let unindexed = of("purge_column_unindexed");
    for table in ["initial_prompt_logs", "usage_logs", "share_logs", "feedback_logs"] {
        assert!(unindexed.iter().any(|it| it.contains(&format!("of {table} begins"))), "{table}");
    }
    assert_eq!(unindexed.len(), 4, "{unindexed:#?}");

    // Rows that are never old.
    let undated = of("retention_nullable_timestamp");
    for (table, column) in [
        ("session_logs", "created_at"),
        ("initial_prompt_logs", "created_at"),
        ("error_logs", "created_at"),
        ("usage_logs", "created_at"),
        ("share_logs", "created_at"),
        ("feedback_logs", "created_at"),
        ("spark_cache", "expires_at"),
    ] {
        let wanted = format!("`{column}` of {table} may be NULL");
        assert!(undated.iter().any(|it| it.starts_with(&wanted)), "{wanted}");
    }

    // 80 columns with a default that may be NULL, every created_at among them.
    let nullable = of("default_but_nullable");
    assert_eq!(nullable.len(), 80);
    assert_eq!(nullable.iter().filter(|it| it.starts_with("`created_at`")).count(), 14);

    assert_eq!(of("updated_at_without_trigger").len(), 9);

    // The purge of prompts takes payments along.
    let cascades = of("cascade_into_ledger");
    for table in ["spark_logs", "payment_logs", "prompt_logs", "comparisons", "feedback_logs"] {
        assert!(cascades.iter().any(|it| it.contains(&format!("deletes rows of {table}"))), "{table}");
    }
    assert!(cascades.iter().any(|it| it.contains("spark_logs -> payment_logs")), "{cascades:#?}");

    // The archive that CREATE TABLE AS makes.
    assert_eq!(of("archive_without_rls").len(), 1);
    assert_eq!(of("archive_outlives_retention").len(), 1);
    assert_eq!(of("no_primary_key"), ["session_logs_archive has no primary key"]);
    assert_eq!(of("rls_disabled_in_public").len(), 1);

    // Two tickets of one transaction.
    assert_eq!(
        of("default_collides"),
        [
            "`ticket_id` of support_requests is unique, and its default is the same for all rows of a transaction"
        ]
    );

    // Full-text search as anon takes 545 ms.
    let search = of("rls_nonleakproof_index");
    assert!(search.iter().any(|it| it.contains("`idx_trust_indicators_text_search`")), "{search:#?}");

    // Wishes and bugs, in the customers' words, stay.
    assert_eq!(
        of("anonymize_leaves_free_text"),
        ["feedback_logs is anonymised and keeps feature_requests, bugs_reported"]
    );
}

/// Who is meant to see and write what, rules can only guess by names (docs/comparison.md): a customer's own
/// row is a payment here and a note there. The grid shows each, and `access test` holds it against what is
/// declared.
#[test]
fn what_is_a_question_of_intent_stands_in_the_grid() {
    let schema = documented();
    let cell = |table: &str, role: &str, command: Command| {
        let table = QualifiedName::parse(table).unwrap();
        let grid = grid(&schema, &[table], &[Name::from(role)]);
        grid.tables[0].roles[0].commands[&command].words(grid.tables[0].columns)
    };
    for command in [Command::Insert, Command::Update, Command::Delete] {
        let payments = cell("payment_logs", "authenticated", command);
        assert_eq!((payments.rows.as_str(), payments.columns), ("own", None), "{command:?}");
    }
    // internal_notes, status and assigned_to; stack_trace.
    for (table, command) in [
        ("support_requests", Command::Select),
        ("support_requests", Command::Update),
        ("error_logs", Command::Select),
    ] {
        let all = cell(table, "authenticated", command);
        assert_eq!((all.rows.as_str(), all.columns), ("own", None), "{table}");
    }
    // Visitors are let through the first stages and may write none of this.
    for table in ["initial_prompt_logs", "error_logs"] {
        assert_eq!(cell(table, "anon", Command::Insert).rows, "-", "{table}");
    }
}

#[test]
fn this_repository_is_clean() {
    let output =
        canai_db().args(["-C", env!("CARGO_MANIFEST_DIR"), "lint", "--fail-on", "info"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.starts_with("Nothing found"), "{said}");
}
