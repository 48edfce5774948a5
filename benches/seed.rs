//! `canai-db seed --table T --from FILE` beside `psql \copy` of the same file, then rows that are made up
//! beside `\copy` of the very same rows from the disk, and what all of them take of memory:
//! `cargo bench --bench seed [-- ROWS]`. `psql` is the one in PATH.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failure ends the benchmark")]

mod measure;

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use canai_db::pg::server::{Binaries, Throwaway};
use measure::{Cost, median, milliseconds, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_canai-db");
const RUNS: usize = 3;

/// A log of visits: eleven columns, and the indexes that one reads it by.
const TABLE: &str = "create table visits (
    id uuid primary key, user_id uuid, session_id text not null, kind text not null check (kind in ('page_view', 'button_click', 'form_submit')),
    details jsonb default '{}', page text, agent text, ip inet, referrer text, source text, created_at timestamptz not null default now())";
const INDEXES: &str =
    "create index on visits (user_id, created_at desc); create index on visits (session_id, created_at desc);
    create index on visits (kind, created_at desc); create index on visits (created_at desc)";

fn main() {
    let rows = measure::number(1_000_000);
    let server = Throwaway::start(&Binaries::find(None).unwrap(), Path::new(PROGRAM)).unwrap();
    let url = server.url("postgres");
    let folder = Folder(std::env::temp_dir().join(format!("canai-db-bench-seed-{}", std::process::id())));
    fs::create_dir_all(folder.0.join("seeds")).unwrap();
    let sql =
        |text: &str| run(Command::new("psql").args(["-qX", "-v", "ON_ERROR_STOP=1", "-d", &url, "-c", text]));
    sql(TABLE);
    let file = |rows: usize| write(&folder.0, rows);
    let whole = file(rows);
    let tenth = file((rows / 10).max(1));
    let seed = |file: &Path, flags: &[&str]| {
        sql("truncate visits");
        let mut command = Command::new(PROGRAM);
        command.arg("-C").arg(&folder.0).args(["seed", "--database-url", &url, "--table", "visits"]);
        run(command.args(flags).arg("--from").arg(file))
    };
    let ours = |file: &Path| seed(file, &[]);
    let theirs = |file: &Path| {
        sql("truncate visits");
        let copy = format!("\\copy visits from '{}' with (format csv, header)", file.display());
        run(Command::new("psql").args(["-qX", "-v", "ON_ERROR_STOP=1", "-d", &url, "-c", &copy]))
    };

    generated(&server, rows);
    println!("\n{rows} rows over a socket; medians of {RUNS} interleaved runs");
    println!("{:<34} {:>12} {:>12} {:>12} {:>8}", "", "wall", "rows/s", "CPU", "peak");
    for (what, prepare) in [("primary key only", ""), ("all indexes", INDEXES)] {
        if !prepare.is_empty() {
            sql(prepare);
        }
        let (ours, theirs): (Vec<Cost>, Vec<Cost>) =
            (0..RUNS).map(|_| (ours(&whole), theirs(&whole))).unzip();
        let (ours, theirs) = (median(&ours), median(&theirs));
        line(&format!("canai-db seed, {what}"), rows, ours);
        line(&format!("psql \\copy, {what}"), rows, theirs);
        println!("{:<34} {:>11.2}x", "rows/s, ours to theirs", theirs.wall.div_duration_f64(ours.wall));
    }
    let deferred: Vec<Cost> = (0..RUNS).map(|_| seed(&whole, &["--defer-indexes"])).collect();
    line("canai-db seed, --defer-indexes", rows, median(&deferred));
    line("canai-db seed, a tenth of the rows", (rows / 10).max(1), ours(&tenth));
}

/// The log of this repository's database, with the table that it refers to.
fn generated(server: &Throwaway, rows: usize) {
    let url = server.url("generated");
    let folder = Folder(std::env::temp_dir().join(format!("canai-db-bench-generate-{}", std::process::id())));
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [
        "schema/platform/supabase.yaml",
        "schema/roles.yaml",
        "schema/tables/session_logs.yaml",
        "seeds/generate.yaml",
    ] {
        let to = folder.0.join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        let text = fs::read_to_string(project.join(file)).unwrap();
        // The wishes for the other tables would be for none.
        let text = if file.ends_with("generate.yaml") { wishes(&text) } else { text };
        fs::write(to, text).unwrap();
    }
    let ours = |arguments: &[&str]| run(Command::new(PROGRAM).arg("-C").arg(&folder.0).args(arguments));
    let psql = |url: &str, text: &str| {
        run(Command::new("psql").args(["-qX", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", text]))
    };
    psql(&server.url("postgres"), "create database generated");
    let sources = canai_db::project::Project::find(Some(&folder.0)).unwrap().sources().unwrap();
    let (schema, mistakes) = canai_db::yaml::read(&sources);
    assert_eq!(mistakes, []);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = server.config("generated").connect(tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        canai_db::pg::platform::create(&client, &schema).await.unwrap();
    });
    ours(&["compile", "--name", "all"]);
    ours(&["migrate", "--database-url", &url]);
    let users = (rows / 100).max(1);
    let generate = |rows: usize, more: &[&str]| {
        psql(&url, "truncate session_logs, auth.users");
        let (count, users) = (format!("session_logs={rows}"), format!("auth.users={users}"));
        ours(
            &[&["seed", "--generate", "--database-url", &url, "--table", &count, "--table", &users], more]
                .concat(),
        )
    };
    generate(rows, &[]);
    // The same rows from the disk, the referred ones first.
    let file = |table: &str| folder.0.join(format!("{table}.copy"));
    for table in ["auth.users", "session_logs"] {
        psql(&url, &format!("\\copy {table} to '{}'", file(table).display()));
    }
    let theirs = || {
        psql(&url, "truncate session_logs, auth.users");
        let copy = |table: &str| format!("\\copy {table} from '{}'", file(table).display());
        let mut command = Command::new("psql");
        command.args(["-qX1", "-v", "ON_ERROR_STOP=1", "-d", &url, "-c", &copy("auth.users")]);
        run(command.args(["-c", &copy("session_logs"), "-c", "analyze auth.users; analyze session_logs"]))
    };
    println!("{rows} rows of session_logs made up, and {users} users; medians of {RUNS} interleaved runs");
    println!("{:<34} {:>12} {:>12} {:>12} {:>8}", "", "wall", "rows/s", "CPU", "peak");
    let (made, read): (Vec<Cost>, Vec<Cost>) = (0..RUNS).map(|_| (generate(rows, &[]), theirs())).unzip();
    let (made, read) = (median(&made), median(&read));
    line("canai-db seed --generate", rows, made);
    line("psql \\copy of the same rows", rows, read);
    println!("{:<34} {:>11.2}x", "rows/s, ours to theirs", read.wall.div_duration_f64(made.wall));
    let deferred: Vec<Cost> = (0..RUNS).map(|_| generate(rows, &["--defer-indexes"])).collect();
    line("--generate --defer-indexes", rows, median(&deferred));
    line("--generate, a tenth of the rows", (rows / 10).max(1), generate((rows / 10).max(1), &[]));
}

/// The wishes for the tables of the benchmark alone.
fn wishes(text: &str) -> String {
    let start = text.find("  session_logs:\n").unwrap();
    let end = start + text[start..].find("  usage_logs:\n").unwrap();
    format!("tables:\n{}", &text[start..end])
}

fn line(name: &str, rows: usize, cost: Cost) {
    #[expect(clippy::cast_precision_loss, reason = "a speed for people")]
    let speed = rows as f64 / cost.wall.as_secs_f64();
    let megabytes = cost.memory.div_ceil(1 << 20);
    let (wall, cpu) = (milliseconds(cost.wall), milliseconds(cost.cpu));
    println!("{name:<34} {wall:>12} {speed:>12.0} {cpu:>12} {megabytes:>5} MB");
}

/// A file of CSV, the same on every run.
fn write(folder: &Path, rows: usize) -> PathBuf {
    let path = folder.join(format!("{rows}.csv"));
    let mut file = BufWriter::new(fs::File::create(&path).unwrap());
    writeln!(file, "id,user_id,session_id,kind,details,page,agent,ip,referrer,source,created_at").unwrap();
    for n in 0..rows {
        let kind = ["page_view", "button_click", "form_submit"][n % 3];
        let user = if n % 4 == 0 {
            format!("00000000-0000-4000-8000-{:012x}", n * 7919 % 5000)
        } else {
            String::new()
        };
        let (day, second) = (n * 31 % 28 + 1, n % 60);
        writeln!(
            file,
            "{n:08x}-0000-4000-8000-{:012x},{user},session-{},{kind},\"{{\"\"seconds\"\": {}, \"\"card\"\": \"\"c{}\"\"}}\",landing,Mozilla/5.0 (X11; Linux x86_64) Gecko,10.{}.{}.{},https://example.com/?q={},google,2026-{:02}-{day:02} 12:{second:02}:00+00",
            n * 48271 % 4_294_967_291,
            n / 9,
            n % 300,
            n % 17,
            n % 200,
            n / 200 % 200,
            n % 199,
            n % 1000,
            n % 12 + 1,
        )
        .unwrap();
    }
    file.flush().unwrap();
    path
}

/// The temporary folder, removed with this value.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
