//! The platform's database: what the document's own SQL makes, what the first migration makes, and what
//! the migrations after it improve.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use canai_db::diagnostic::Source;
use canai_db::model::Schema;
use canai_db::pg::platform;
use canai_db::pg::server::Throwaway;
use canai_db::seed::{self, Ending, Wanted, folder};
use canai_db::yaml;
use time::OffsetDateTime;

use crate::harness::{TestDatabase, block_on, canai_db, start_server};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
const DOCUMENT: &str = include_str!("canai.sql");
const DIGEST: &str = include_str!("digest.sql");

/// A database with nothing in it but what the platform brings. The roles belong to the whole server,
/// so these tests have one of their own, and make one database after the other.
fn database() -> TestDatabase {
    static SERVER: OnceLock<Throwaway> = OnceLock::new();
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let database = TestDatabase::create_on(SERVER.get_or_init(start_server));
    block_on(async { platform::create(&database.client().await, &schema()).await.unwrap() });
    database
}

/// The project's schema/ as canai-db reads it.
fn schema() -> Schema {
    let mut sources = Vec::new();
    collect(&Path::new(PROJECT).join("schema"), &mut sources);
    let (schema, mistakes) = yaml::read(&sources);
    assert_eq!(mistakes, vec![]);
    schema
}

fn collect(folder: &Path, sources: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|it| it == "yaml") {
            sources.push(Source { text: std::fs::read_to_string(&path).unwrap(), path });
        }
    }
}

/// Runs the program on the project's own migrations; it has to succeed.
fn run(database: &TestDatabase, arguments: &[&str]) {
    let output = canai_db()
        .args(["-C", PROJECT])
        .args(arguments)
        .args(["--database-url", &database.url])
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The project's database, as it is today.
pub fn migrated() -> TestDatabase {
    let database = database();
    run(&database, &["migrate"]);
    database
}

/// What the document's own SQL makes.
pub fn documented() -> TestDatabase {
    let database = database();
    database.execute(DOCUMENT);
    database
}

/// Loads all seeds of the project; how many rows changed.
pub fn load_seeds(database: &TestDatabase) -> u64 {
    load_seeds_of(database, OffsetDateTime::now_utc())
}

/// The same, as they are at a time.
pub fn load_seeds_of(database: &TestDatabase, now: OffsetDateTime) -> u64 {
    let seeds = folder::read(Path::new(PROJECT), &[]).unwrap();
    let wanted = Wanted { only: &[], ending: Ending::Commit, now };
    let done = block_on(async {
        let client = database.client().await;
        seed::load(&client, &seeds, wanted, &|_| {}).await.unwrap()
    });
    done.changed()
}

/// The versions of the project's migrations. The first is the document as it is.
fn versions() -> Vec<String> {
    let files = std::fs::read_dir(Path::new(PROJECT).join("migrations")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let ups = names.filter(|name| name.ends_with(".up.sql"));
    let mut versions: Vec<_> = ups.map(|name| name.split_once('_').unwrap().0.to_owned()).collect();
    versions.sort();
    versions
}

fn digest(database: &TestDatabase) -> Vec<String> {
    database.query(&format!("SET search_path = ''; {DIGEST}"))
}

/// The lines that only one of two digests has.
fn differing<'a>(left: &'a [String], right: &'a [String]) -> Vec<String> {
    let only = |sign: &'static str, these: &'a [String], those: &'a [String]| {
        these.iter().filter(|line| !those.contains(line)).map(move |line| format!("{sign} {line}"))
    };
    only("-", left, right).chain(only("+", right, left)).collect()
}

#[test]
fn the_first_version_is_what_the_document_says() {
    let (document, ours) = (database(), database());
    document.execute(DOCUMENT);
    run(&ours, &["migrate", "--to", &versions()[0]]);
    let (document, ours) = (digest(&document), digest(&ours));
    assert!(document.len() > 500, "the digest sees what is there: {} lines", document.len());
    assert_eq!(differing(&document, &ours), Vec::<String>::new());
    assert_eq!(document, ours);
}

#[test]
fn the_digest_sees_a_difference() {
    let (document, other) = (database(), database());
    document.execute(DOCUMENT);
    other.execute(DOCUMENT);
    other.execute(
        "ALTER TABLE pricing ALTER tier DROP DEFAULT;
         ALTER INDEX idx_pricing_tier RENAME TO pricing_tier;
         COMMENT ON COLUMN pricing.tier IS 'x';
         GRANT SELECT (tier) ON pricing TO anon;
         ALTER POLICY pricing_public_read ON pricing TO anon, authenticated",
    );
    let differing = differing(&digest(&document), &digest(&other));
    for sight in [
        "- column public.pricing.tier",
        "- index public.idx_pricing_tier",
        "+ index public.pricing_tier",
        "+ comment table column public.pricing.tier",
        "+ right column public.pricing.tier",
        "+ policy public.pricing.pricing_public_read",
    ] {
        assert!(differing.iter().any(|line| line.starts_with(sight)), "{sight}: {differing:#?}");
    }
}

#[test]
fn back_and_again_gives_the_same() {
    let database = database();
    let empty = digest(&database);
    run(&database, &["migrate"]);
    let migrated = digest(&database);
    run(&database, &["revert", "--to", &versions()[0]]);
    run(&database, &["migrate"]);
    assert_eq!(differing(&migrated, &digest(&database)), Vec::<String>::new());
    run(&database, &["revert", "--to", "0"]);
    assert_eq!(differing(&empty, &digest(&database)), Vec::<String>::new());
    run(&database, &["migrate"]);
    assert_eq!(differing(&migrated, &digest(&database)), Vec::<String>::new());
}

#[test]
fn one_step_back_from_any_version_is_the_version_before() {
    let database = database();
    for version in versions() {
        let before = digest(&database);
        run(&database, &["migrate", "--to", &version]);
        let after = digest(&database);
        run(&database, &["revert"]);
        // What was proved of a constraint stays proved: a VALIDATE leaves nothing to undo.
        let proved = |lines: Vec<String>| -> Vec<String> {
            let all =
                |line: String| line.replace(" NOT VALID", "").replace("\"valid\": false", "\"valid\": true");
            lines.into_iter().map(all).collect()
        };
        let (before, reverted) = (proved(before), proved(digest(&database)));
        assert_eq!(differing(&before, &reverted), Vec::<String>::new(), "revert of {version}");
        run(&database, &["migrate", "--to", &version]);
        assert_eq!(differing(&after, &digest(&database)), Vec::<String>::new(), "{version} again");
    }
}

#[test]
fn sqlx_makes_the_same() {
    let (ours, theirs) = (database(), database());
    run(&ours, &["migrate"]);
    let output = Command::new(sqlx())
        .args(["migrate", "run", "--source", "migrations", "--no-dotenv"])
        .current_dir(PROJECT)
        .env("DATABASE_URL", &theirs.url)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(differing(&digest(&ours), &digest(&theirs)), Vec::<String>::new());
    run(&theirs, &["migrate", "--dry-run"]);
    run(&theirs, &["revert", "--to", "0"]);
}

fn sqlx() -> PathBuf {
    crate::migrate::tool("SQLX_BIN", "sqlx", "cargo install sqlx-cli --version 0.9.0 --locked")
}

/// Fills the document's tables, as an application of before would have left them.
const OLD_ROWS: &str = "
    INSERT INTO auth.users (id) VALUES ('00000000-0000-0000-0000-00000000000a');
    INSERT INTO pricing (product_track, price, description, created_at)
        VALUES ('site_audit', 79, 'old', NULL), ('site_audit', 80, 'dated', '2024-05-06');
    INSERT INTO session_logs (user_id, session_id, interaction_type, ip_address, created_at)
        SELECT '00000000-0000-0000-0000-00000000000a', 's' || n, 'page_view', '192.0.2.7', NULL
          FROM generate_series(1, 12000) n;
    INSERT INTO initial_prompt_logs (session_id, payload, business_type, primary_challenge, preferred_tone, desired_outcome, created_at)
        VALUES ('s', '{}', 'tech', 'none at all', 'warm', 'grow_customers', NULL)";

#[test]
fn rows_without_a_date_get_one() {
    let database = database();
    run(&database, &["migrate", "--to", &versions()[0]]);
    database.execute(OLD_ROWS);
    run(&database, &["migrate"]);
    let left =
        "SELECT count(*) FROM session_logs WHERE created_at IS NULL OR created_at < now() - interval '1 day'";
    assert_eq!(database.query(left), ["0"]);
    assert_eq!(
        database.query("SELECT created_at::date FROM pricing WHERE description = 'dated'"),
        ["2024-05-06"],
        "a date that was there stays"
    );
    assert_eq!(
        database.query(
            "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid AND relkind = 'r'
              WHERE relnamespace = 'public'::regnamespace AND attname = 'created_at' AND NOT attnotnull"
        ),
        ["0"]
    );
    run(&database, &["revert", "--to", &versions()[0]]);
    assert_eq!(
        database.query("SELECT count(*) FROM session_logs"),
        ["12000"],
        "no row is lost on the way back"
    );
}

/// What a role reads, as `allowed` or the reason why not.
fn as_role(database: &TestDatabase, role: &str, sql: &str) -> Result<(), String> {
    let result = block_on(async {
        let client = database.client().await;
        client.batch_execute(&format!("SET ROLE {role}; {sql}")).await
    });
    result
        .map_err(|error| error.as_db_error().map_or_else(|| error.to_string(), |it| it.message().to_owned()))
}

/// The rows that a role sees.
fn seen(database: &TestDatabase, role: &str, table: &str) -> String {
    database.query(&format!("SET ROLE {role}; SELECT count(*) FROM {table}")).remove(0)
}

#[test]
fn everybody_sees_what_is_meant_for_them() {
    let database = database();
    run(&database, &["migrate"]);
    database.execute(
        // Who may read a table at all the platform says; row security does the rest.
        "INSERT INTO auth.users (id) VALUES ('00000000-0000-0000-0000-00000000000a');
         INSERT INTO pricing (product_track, price, description) VALUES ('site_audit', 79, 'now');
         INSERT INTO pricing (product_track, price, description, active) VALUES ('site_audit', 79, 'not', false);
         INSERT INTO trust_indicators (text) VALUES ('Over 1,200 plans');
         INSERT INTO spark_cache (cache_key, business_type, tone, outcome, cached_sparks)
             VALUES ('k', 'tech', 'warm', 'scale_business', '[]');
         INSERT INTO session_logs (user_id, session_id, interaction_type)
             VALUES ('00000000-0000-0000-0000-00000000000a', 's', 'page_view'), (NULL, 't', 'page_view');
         INSERT INTO error_logs (error_type, error_message) VALUES ('rate_limit', 'slow down');
         INSERT INTO support_requests (subject, description) VALUES ('A subject', 'A description');
         INSERT INTO usage_logs (feature_used) VALUES ('export')",
    );
    for role in ["anon", "authenticated"] {
        assert_eq!(seen(&database, role, "pricing"), "1", "{role}: prices that are valid");
        assert_eq!(seen(&database, role, "trust_indicators"), "1", "{role}");
        assert_eq!(seen(&database, role, "spark_cache"), "1", "{role}");
    }
    for table in ["session_logs", "error_logs"] {
        assert_eq!(seen(&database, "authenticated", table), "0", "nobody else's rows of {table}");
        let refusal = as_role(&database, "anon", &format!("SELECT count(*) FROM {table}")).unwrap_err();
        assert!(refusal.starts_with("permission denied"), "{refusal}");
    }
    let mine =
        "SET \"request.jwt.claim.sub\" = '00000000-0000-0000-0000-00000000000a'; SET ROLE authenticated;";
    assert_eq!(database.query(&format!("{mine} SELECT session_id FROM session_logs")), ["s"]);

    let visit = "INSERT INTO initial_prompt_logs (session_id, payload, business_type, primary_challenge, preferred_tone, desired_outcome)
                 VALUES ('s', '{}', 'tech', 'to be found', 'warm', 'grow_customers')";
    assert_eq!(as_role(&database, "anon", visit), Ok(()), "the first stages need no account");
    for (role, forbidden) in [
        ("anon", "TRUNCATE usage_logs"),
        ("authenticated", "TRUNCATE usage_logs"),
        ("authenticated", "UPDATE payment_logs SET status = 'completed'"),
        ("authenticated", "SELECT internal_notes FROM support_requests"),
        ("authenticated", "SELECT stack_trace FROM error_logs"),
    ] {
        let refusal = as_role(&database, role, forbidden).unwrap_err();
        assert!(refusal.starts_with("permission denied for table"), "{forbidden}: {refusal}");
    }

    for table in ["session_logs", "error_logs", "support_requests"] {
        assert_ne!(seen(&database, "support", table), "0", "support reads {table}");
    }
    assert_eq!(as_role(&database, "support", "UPDATE support_requests SET status = 'resolved'"), Ok(()));
    for forbidden in [
        "UPDATE support_requests SET description = 'something else'",
        "DELETE FROM support_requests",
        "SELECT * FROM payment_logs",
        "UPDATE session_logs SET referrer = ''",
    ] {
        let refusal = as_role(&database, "support", forbidden).unwrap_err();
        assert!(refusal.starts_with("permission denied for table"), "{forbidden}: {refusal}");
    }

    for allowed in [
        "SELECT id, feature_used, created_at FROM usage_logs",
        "SELECT id, interaction_type, created_at FROM session_logs",
        "SELECT * FROM pricing",
    ] {
        assert_eq!(as_role(&database, "analytics", allowed), Ok(()), "{allowed}");
    }
    assert_eq!(database.query("SET ROLE analytics; SELECT feature_used FROM usage_logs"), ["export"]);
    for forbidden in [
        "SELECT user_id FROM usage_logs",
        "SELECT ip_address FROM session_logs",
        "SELECT payload FROM initial_prompt_logs",
        "SELECT * FROM support_requests",
        "DELETE FROM usage_logs",
    ] {
        let refusal = as_role(&database, "analytics", forbidden).unwrap_err();
        assert!(refusal.starts_with("permission denied for table"), "{forbidden}: {refusal}");
    }
}

#[test]
fn updated_at_keeps_itself() {
    let database = database();
    run(&database, &["migrate"]);
    let tables = |and: &str| {
        database.query(&format!(
            "SELECT c.relname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid AND relkind = 'r'
              WHERE relnamespace = 'public'::regnamespace AND attname = 'updated_at' {and} ORDER BY 1"
        ))
    };
    let with_trigger = "AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'set_updated_at' AND tgenabled = 'O')";
    assert_eq!(tables("").len(), 9);
    assert_eq!(tables(with_trigger), tables(""));
    database.execute(
        "INSERT INTO pricing (product_track, price, description, updated_at) VALUES ('site_audit', 79, '', '2001-01-01')",
    );
    database.execute("UPDATE pricing SET price = 80");
    assert_eq!(database.query("SELECT updated_at > now() - interval '1 hour' FROM pricing"), ["t"]);
    database.execute("UPDATE pricing SET updated_at = '2001-01-01'");
    assert_eq!(database.query("SELECT updated_at > now() - interval '1 hour' FROM pricing"), ["t"]);
}

#[test]
fn no_index_says_what_another_says() {
    let duplicates = "
        SELECT l.indexrelid::regclass, r.indexrelid::regclass
          FROM pg_index l JOIN pg_index r USING (indrelid, indkey, indclass, indcollation)
         WHERE l.indexrelid < r.indexrelid AND l.indoption = r.indoption
           AND l.indexprs IS NULL AND r.indexprs IS NULL AND l.indpred IS NULL AND r.indpred IS NULL
           AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)";
    let database = database();
    run(&database, &["migrate", "--to", &versions()[0]]);
    assert_eq!(database.query(duplicates).len(), 3, "those of the document");
    run(&database, &["migrate"]);
    assert_eq!(database.query(duplicates), Vec::<String>::new());
}

#[test]
fn every_table_can_be_purged_by_age() {
    let database = database();
    run(&database, &["migrate"]);
    // The tables that the document purges or anonymises by created_at.
    for table in
        ["session_logs", "initial_prompt_logs", "error_logs", "usage_logs", "share_logs", "feedback_logs"]
    {
        let indexed = format!(
            "SELECT count(*) > 0 FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
              WHERE indrelid = '{table}'::regclass AND attname = 'created_at'"
        );
        assert_eq!(database.query(&indexed), ["t"], "{table}");
    }
}

#[test]
fn the_seeds_fit() {
    let database = database();
    run(&database, &["migrate"]);
    let load = || load_seeds(&database);
    assert!(load() > 40);
    assert_eq!(load(), 0, "a second run changes nothing");
    let prices = "SELECT product_track, price FROM pricing WHERE tier = 'standard' ORDER BY 1";
    assert_eq!(database.query(prices), ["business_builder|99.00", "site_audit|79.00", "social_email|49.00"]);
    // Every table has rows, and the way from a visit to what somebody said about it is whole.
    for file in std::fs::read_dir(Path::new(PROJECT).join("schema/tables")).unwrap() {
        let table = file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        // The archive fills itself.
        let filled = if table == "session_logs_archive" { "f" } else { "t" };
        assert_eq!(database.query(&format!("SELECT count(*) > 0 FROM {table}")), [filled], "{table}");
    }
    let way = "SELECT u.email, f.overall_rating FROM feedback_logs f
        JOIN comparisons c ON c.id = f.comparison_id JOIN prompt_logs p ON p.id = c.prompt_log_id
        JOIN spark_logs s ON s.id = p.spark_log_id JOIN initial_prompt_logs i ON i.id = s.initial_prompt_id
        JOIN session_logs v ON v.session_id = i.session_id AND v.interaction_type IN ('form_submit', 'pricing_view')
        JOIN auth.users u ON u.id = f.user_id AND u.id = i.user_id ORDER BY 1";
    assert_eq!(database.query(way), ["ana@example.com|5", "ben@example.com|2"]);
}

/// What happened in the demo data happened in an order, and for a reason.
#[test]
fn the_demo_tells_a_story() {
    let database = migrated();
    load_seeds(&database);
    for (what, wrong) in [
        (
            "a comparison is made from a prompt that is complete",
            "SELECT c.id FROM comparisons c JOIN prompt_logs p ON p.id = c.prompt_log_id
              WHERE p.validation_status <> 'ready_for_generation' OR p.completion_percentage < 100 OR c.created_at < p.created_at",
        ),
        (
            "a spark is paid for once it was selected, for its product",
            "SELECT p.id FROM payment_logs p JOIN spark_logs s ON s.id = p.spark_log_id
              WHERE s.status <> 'selected' OR s.selected_spark IS NULL OR s.product_track IS DISTINCT FROM p.product_track
                 OR p.created_at < s.created_at",
        ),
        (
            "sparks come after their prompt, and prices are looked at after the sparks",
            "SELECT s.id FROM spark_logs s JOIN initial_prompt_logs i ON i.id = s.initial_prompt_id
               LEFT JOIN session_logs v ON v.session_id = i.session_id AND v.page_context = 'spark_selection'
              WHERE s.created_at < i.created_at OR v.created_at < s.created_at",
        ),
        (
            "who speaks of texts has got them",
            "SELECT t.id FROM support_requests t JOIN comparisons c ON c.user_id = t.user_id
              WHERE t.description LIKE '%texts%' AND t.created_at < c.created_at",
        ),
        (
            "feedback comes after its comparison",
            "SELECT f.id FROM feedback_logs f JOIN comparisons c ON c.id = f.comparison_id WHERE f.created_at < c.created_at",
        ),
    ] {
        assert_eq!(database.query(wrong), Vec::<String>::new(), "{what}");
    }
    for table in [
        "comparisons",
        "feedback_logs",
        "initial_prompt_logs",
        "payment_logs",
        "prompt_logs",
        "spark_logs",
        "support_requests",
    ] {
        let wrong = format!(
            "SELECT id FROM {table} WHERE updated_at < created_at OR updated_at > now() - interval '1 hour'"
        );
        assert_eq!(database.query(&wrong), Vec::<String>::new(), "{table}: updated_at is of its time");
    }
}
