//! Where an erasure or a copy might stop short without a word: triggers, detached partitions, archives that
//! nobody classified, columns and tables with other names than in files, jobs that run meanwhile.

use std::fs;

use serde_json::json;

use super::other::{ROWS, Small, TABLES};
use crate::harness::eventually;

const ONE: [&str; 4] = ["subject", "erase", "--user", "1"];
const JOB: &str = "job: archive-visits\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  visits:\n    into: { files: old }\n";

fn small() -> Small {
    let small = Small::new(&TABLES);
    small.database.execute(ROWS);
    small
}

impl Small {
    /// Runs with the database: exit code, and all that is said.
    fn told(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.run(&[arguments, &["--database-url", &self.database.url]].concat());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    }

    fn job(&self, job: &str) {
        fs::create_dir_all(self.root.join("jobs")).unwrap();
        fs::write(self.root.join("jobs/a.yaml"), job).unwrap();
    }
}

#[test]
fn a_trigger_that_keeps_values_or_rows_is_told() {
    let small = small();
    small.database.execute(
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.\"it's\" := OLD.\"it's\"; RETURN NEW; END $$;
         CREATE TRIGGER keep BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION keep()",
    );
    let left = |found: &serde_json::Value| found["left"].clone();
    assert_eq!(left(&small.call("erase_subject")), json!({ "orders": 1 }));
    small.database.execute("UPDATE orders SET person = 1 WHERE number = 1");
    for _ in 0..2 {
        let (code, said) = small.told(&ONE);
        assert_eq!(code, Some(2), "again it is not done: {said}");
        assert!(
            said.contains("orders: 1 rows still lead to the person, name them, or are as they were"),
            "{said}"
        );
    }
    assert_eq!(
        small.database.query("SELECT count(*) FROM \"People\""),
        ["2"],
        "the person stays to be found by"
    );
    small.database.execute("DROP TRIGGER keep ON orders");
    let (code, said) = small.told(&ONE);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(small.rows("orders")[0], "(a,1,,\"it's\ngone\",\"to be kept: one@example.com\")");

    small.database.execute(
        "CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
         CREATE TRIGGER stay BEFORE DELETE ON \"People\" FOR EACH ROW EXECUTE FUNCTION stay();
         INSERT INTO \"People\" VALUES (1, 'one@example.com') ON CONFLICT DO NOTHING",
    );
    let (code, said) = small.told(&ONE);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("\"People\": 1 rows") || said.contains("People: 1 rows"), "{said}");
}

#[test]
fn a_detached_partition_stops_it() {
    let small = small();
    small.database.execute("ALTER TABLE visits DETACH PARTITION visits_2026");
    let (code, said) = small.told(&ONE);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("is a partition of visits in schema/ and stands by itself in the database"),
        "{said}"
    );
    let refused = crate::harness::block_on(async {
        small.database.client().await.simple_query("SELECT canai_db.erase_subject(1)").await
    });
    let message = refused.unwrap_err().as_db_error().unwrap().message().to_owned();
    assert_eq!(message, "a partition is detached, and its rows would not be found");
}

#[test]
fn an_archive_that_says_nothing_of_persons_fails() {
    let bare = TABLES[5]
        .1
        .replace("subject: { packed: rows, rows_of: visits }\n", "")
        .replace(", pii: none", "")
        .replace(", pii: free_text", "");
    let mut tables = TABLES.to_vec();
    tables[5].1 = &bare;
    let small = Small::new(&tables);
    small.job(&JOB.replace("{ files: old }", "{ table: old_visits, as: chunks }"));
    let output = small.run(&["subject", "verify"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("old_visits gets rows of visits, which are persons', and does not say whose they are"),
        "{said}"
    );
    assert!(said.contains("0 columns and 1 archive not classified"), "{said}");
}

#[test]
fn files_of_what_has_another_name_are_not_passed_over() {
    let small = small();
    small.job(JOB);
    let (code, said) = small.told(&["archive", "--now", "2026-06-01", "--allow-unusual"]);
    assert_eq!(code, Some(0), "{said}");
    // A column.
    small.database.execute("ALTER TABLE visits RENAME person TO owner");
    let visits = TABLES[4].1.replace("person", "owner");
    let partition = TABLES[6].1.replace("person", "owner");
    fs::write(small.root.join("schema/visits.yaml"), visits).unwrap();
    fs::write(small.root.join("schema/visits_2026.yaml"), partition).unwrap();
    for verb in ["export", "erase"] {
        let (code, said) = small.told(&["subject", verb, "--user", "1"]);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("was written before visits had `owner`, by which rows are found, and has `person`"),
            "{said}"
        );
    }
    // A table.
    small.database.execute("ALTER TABLE visits RENAME TO hits");
    let refused = crate::harness::block_on(async {
        small.database.client().await.simple_query("SELECT canai_db.erase_subject(2)").await
    });
    let message = refused.unwrap_err().as_db_error().unwrap().message().to_owned();
    assert!(message.contains("visits") || message.contains("files of an archive"), "{message}");
}

#[test]
fn no_job_moves_rows_into_files_meanwhile() {
    let small = small();
    small.job(JOB);
    // What a run of the job holds.
    let key = canai_db::job::locks::job("archive-visits");
    let class = canai_db::job::locks::CLASS;
    crate::harness::block_on(async {
        let client = small.database.client().await;
        client.batch_execute(&format!("SELECT pg_advisory_lock({class}, {key})")).await.unwrap();
        let (code, said) = small.told(&ONE);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("archive-visits: a run of the job is at it"), "{said}");
    });
}

const PAYS: [(&str, &str); 3] = [
    TABLES[0],
    (
        "pays",
        "
table: pays
subject: person
on_erase: { retain: The law of payments }
columns:
  id: { type: bigint, primary_key: true, pii: none }
  person: { type: bigint, pii: identifier }
  payer: { type: text, pii: free_text, on_erase: { mask: gone } }
  amount: { type: integer, pii: none }
",
    ),
    (
        "old_pays",
        "
table: old_pays
subject: { packed: rows, rows_of: pays }
columns:
  id: { type: bigint, identity: by_default, primary_key: true, pii: none }
  row_count: { type: integer, pii: none }
  rows: { type: jsonb, not_null: true, pii: free_text }
",
    ),
];

#[test]
fn archived_rows_that_the_law_keeps_are_kept() {
    for by_function in [false, true] {
        let small = Small::new(&PAYS);
        small.database.execute(
            "INSERT INTO \"People\" VALUES (1, 'one@example.com'), (2, 'two@example.com');
             INSERT INTO pays VALUES (1, 1, 'One', 5);
             INSERT INTO old_pays (id, row_count, rows) VALUES
                (1, 2, '[{\"id\": 2, \"person\": 1, \"payer\": \"One\", \"amount\": 7}, {\"id\": 3, \"person\": 2, \"payer\": \"Two\", \"amount\": 8}]')",
        );
        if by_function {
            assert_eq!(small.call("erase_subject")["left"], json!({}));
        } else {
            let (code, said) = small.told(&ONE);
            assert_eq!(code, Some(0), "{said}");
            assert!(said.contains("old_pays") && said.contains("The law of payments"), "{said}");
        }
        assert_eq!(small.rows("pays"), ["(1,1,gone,5)"]);
        assert_eq!(
            small.database.query("SELECT row_count, rows FROM old_pays"),
            [
                "2|[{\"id\": 2, \"payer\": \"gone\", \"amount\": 7, \"person\": 1}, {\"id\": 3, \"payer\": \"Two\", \"amount\": 8, \"person\": 2}]"
            ]
        );
        assert_eq!(small.database.query("SELECT count(*) FROM \"People\""), ["1"]);
    }
}

#[test]
fn a_row_that_somebody_attaches_meanwhile_is_detached() {
    let small = small();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let other = runtime.block_on(small.database.client());
    let attach = "BEGIN; INSERT INTO threads (id, mail, answer_to) VALUES (9, 'two@example.com', 1)";
    runtime.block_on(other.batch_execute(attach)).unwrap();
    std::thread::scope(|scope| {
        let erasing = scope.spawn(|| small.told(&ONE));
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
        eventually("the erasure waits", || small.database.query(waiting) == ["1"]);
        runtime.block_on(other.batch_execute("COMMIT")).unwrap();
        let (code, said) = erasing.join().unwrap();
        assert_eq!(code, Some(0), "{said}");
    });
    assert_eq!(small.database.query("SELECT answer_to FROM threads WHERE id = 9"), [""]);
}

/// Rows that became nobody's when the person's own row went are not known to be that person's.
#[test]
fn of_a_person_whose_row_is_gone_not_everything_is_known() {
    let small = small();
    small.job("job: purge-visits\nkind: purge\nby: at\nolder_than: 24 months\ntables:\n  visits: {}\n");
    let (code, said) = small.told(&["subject", "erase", "--user", "9"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("a search for the key alone finds nothing left"), "{said}");
    assert!(said.contains("a row whose foreign key became NULL when it went is nobody's now"), "{said}");
    assert!(
        said.contains("visits: 3 rows name nobody") && said.contains("purge-visits (purge, at 24 months)"),
        "{said}"
    );
    assert!(
        said.contains("lines: 1 rows name nobody, and some may have been this person's; no job ends them"),
        "{said}"
    );
    let answer = |id: u32| -> serde_json::Value {
        let rows = small.database.query(&format!("SELECT canai_db.erase_subject({id})"));
        serde_json::from_str(&rows.concat()).unwrap()
    };
    let unknown = answer(9);
    assert_eq!(
        (&unknown["found"], &unknown["of_nobody"]),
        (&json!(false), &json!({ "lines": 1, "visits": 3 }))
    );
    let known = answer(1);
    assert_eq!((&known["found"], &known["of_nobody"]), (&json!(true), &json!({})));
}

/// Types whose text is another than that in JSON, as the person's key and as what ties rows, in both kinds of
/// archives; and names that are alike as far as PostgreSQL looks.
#[test]
fn archived_values_are_compared_as_what_they_were() {
    let alike = "a".repeat(56);
    let columns = "columns:
  id: { type: bigint, primary_key: true, pii: none }
  at: { type: timestamptz, not_null: true, pii: none }
  person: { type: char(6), pii: identifier }
  session: { type: char(12), pii: network }
  address: { type: inet, pii: network }
";
    let table = |name: &str| {
        format!(
            "table: {name}\nsubject: [person, {{ same: session }}, {{ same: address }}]\n{columns}indexes: {{ at_{}: [at] }}\n",
            &name[name.len() - 4..]
        )
    };
    let old = "table: old_hits\nsubject: { packed: rows, rows_of: hits }\ncolumns:
  id: { type: bigint, identity: by_default, primary_key: true, pii: none }
  lower: { type: timestamptz, pii: none }
  upper: { type: timestamptz, pii: none }
  row_count: { type: integer, pii: none }
  rows: { type: jsonb, not_null: true, pii: free_text }
";
    let people = "table: People\ncolumns: { number: { type: char(6), primary_key: true, pii: identifier }, Mail: { type: text, pii: contact } }\n";
    let (long, longer) = (format!("{alike}b"), format!("{alike}c"));
    let (visits, hits, b, c) = (table("visits"), table("hits"), table(&long), table(&longer));
    let small = Small::new(&[
        ("people", people),
        ("visits", &visits),
        ("hits", &hits),
        ("old_hits", old),
        ("b", &b),
        ("c", &c),
    ]);
    small
        .database
        .execute("INSERT INTO \"People\" VALUES ('ab', 'ab@example.com'), ('cd', 'cd@example.com')");
    for table in ["visits", "hits", &long, &longer] {
        small.database.execute(&format!(
            "INSERT INTO {table} VALUES (1, '2026-01-01', 'ab', 's1', '10.0.0.1'), (2, '2026-01-01', NULL, 's1', NULL),
                (3, '2026-01-01', NULL, NULL, '10.0.0.1'), (4, '2026-01-01', 'cd', 's2', '10.0.0.2')"
        ));
    }
    small.job("job: archive-all\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  visits: { into: { files: old } }\n  hits: { into: { table: old_hits, as: chunks } }\n");
    let (code, said) = small.told(&["archive"]);
    assert_eq!(code, Some(0), "{said}");
    small.database.execute(
        "do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$;
         create table seen (commit text);
         create function see() returns trigger language plpgsql as $$ begin
            insert into public.seen values (current_setting('synchronous_commit')); return new; end $$;
         create trigger see after insert or update on canai_db.archive_files for each row execute function see()",
    );
    let rows = |command: &[&str]| -> serde_json::Value {
        let output = small.run(
            &[command, &["--user", "ab", "--format", "json", "--database-url", &small.database.url]].concat(),
        );
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let copied = rows(&["subject", "export"])["manifest"]["rows"].clone();
    assert_eq!(
        copied,
        json!({ "\"People\"": 1, "visits": 0, "hits": 0, "old_hits": 3, "pg_temp.visits_in_files": 3, long.as_str(): 3, longer.as_str(): 3 })
    );
    // A column that the table has no more is in both forms of a copy.
    small.database.execute("UPDATE old_hits SET rows = jsonb_set(rows, '{0,former}', '\"was here\"')");
    assert!(
        rows(&["subject", "export"])["tables"]["old_hits"].to_string().contains("\"former\":\"was here\"")
    );
    let zip = small.root.join("copy.zip");
    let (code, said) = small.told(&[
        "subject",
        "export",
        "--user",
        "ab",
        "--format",
        "zip",
        "--output",
        zip.to_str().unwrap(),
    ]);
    assert_eq!(code, Some(0), "{said}");
    let mut zip = zip::ZipArchive::new(fs::File::open(zip).unwrap()).unwrap();
    let text = std::io::read_to_string(zip.by_name("old_hits.csv").unwrap()).unwrap();
    assert!(text.starts_with("id,at,person,session,address,columns that are gone\n"), "{text}");
    assert!(text.contains("\"{\"\"former\"\": \"\"was here\"\"}\""), "{text}");
    assert_eq!(rows(&["subject", "erase"])["left"], json!({}));
    assert_eq!(small.database.query("SELECT row_count, rows -> 0 ->> 'id' FROM old_hits"), ["1|4"]);
    assert_eq!(small.database.query("SELECT rows FROM canai_db.archive_files WHERE gone_at IS NULL"), ["1"]);
    assert_eq!(small.database.query("SELECT DISTINCT commit FROM seen"), ["on"], "before the old file goes");
}
