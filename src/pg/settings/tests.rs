//! The whole resolution, from sources to settings, without a process environment.

use std::path::PathBuf;

use super::*;

const URL: &str = "postgresql://app@db.example.com:5433/shop";

fn sources(vars: &[(&str, &str)]) -> Sources {
    Sources {
        vars: vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        os_user: Some("me".to_owned()),
        socket_directory: PathBuf::from("/run/pg"),
        ..Sources::default()
    }
}

fn service_file(text: &str) -> TextFile {
    TextFile { path: PathBuf::from("/home/me/.pg_service.conf"), text: Ok(text.to_owned()) }
}

fn with_flag(text: &str) -> Sources {
    Sources { flag: Some(text.to_owned()), ..sources(&[]) }
}

/// Origin and target in a line, or the error.
fn settled(sources: &Sources) -> String {
    match settle(sources) {
        Ok(settings) => format!("{}: {}", settings.origin, settings.display()),
        Err(error) => format!("error: {error}"),
    }
}

fn built(sources: &Sources, passfile: &str) -> Settings {
    let parameters = parameters::settle(sources).unwrap();
    let passfile = PassFile::Text { path: PathBuf::from("/home/me/.pgpass"), text: passfile.to_owned() };
    build::settings(&parameters, sources, &passfile).unwrap()
}

fn passwords(settings: &Settings) -> Vec<Option<&str>> {
    settings.passwords.iter().map(|password| password.as_ref().map(|p| p.value.as_str())).collect()
}

#[test]
fn the_first_source_that_is_there_counts() {
    let mut all = sources(&[
        ("DATABASE_URL", "postgresql://u@variable/d"),
        ("PROD_URL", "postgresql://u@environment/d"),
        ("PGHOST", "pghost"),
    ]);
    all.flag = Some("postgresql://u@flag/d".to_owned());
    all.dotenv = Some("DATABASE_URL=postgresql://u@dotenv/d".to_owned());
    all.local_server_url = Some("postgresql://u@/d?host=/local".to_owned());

    assert_eq!(settled(&all), "--database-url: database `d` on flag, port 5432 as `u`");
    all.flag = None;
    all.environment =
        Some(EnvironmentEntry { name: "production".to_owned(), url_env: "PROD_URL".to_owned() });
    assert_eq!(settled(&all), "PROD_URL: database `d` on environment, port 5432 as `u`");
    all.environment = None;
    assert_eq!(settled(&all), "DATABASE_URL: database `d` on variable, port 5432 as `u`");
    all.vars.remove("DATABASE_URL");
    assert_eq!(settled(&all), "DATABASE_URL in .env, line 1: database `d` on dotenv, port 5432 as `u`");
    all.dotenv = None;
    assert_eq!(settled(&all), "PGHOST: database `me` on pghost, port 5432 as `me`");
    all.vars.remove("PGHOST");
    assert_eq!(settled(&all), "the local server: database `d` on socket /local/.s.PGSQL.5432 as `u`");
    all.local_server_url = None;
    assert_eq!(settled(&all).lines().next(), Some("error: no database is given"));
    assert!(settled(&all).contains("canai-db dev up"));
}

#[test]
fn flag_and_environment_together_are_a_mistake() {
    let mut both = with_flag(URL);
    both.environment =
        Some(EnvironmentEntry { name: "production".to_owned(), url_env: "PROD_URL".to_owned() });
    assert_eq!(
        settled(&both),
        "error: --database-url and --env production both name a database\n  help: give one of them"
    );
    both.flag = None;
    assert_eq!(
        settled(&both),
        "error: environment `production` takes its URL from PROD_URL, which is not set\n  \
         help: set PROD_URL=postgresql://user@host:5432/database in the environment or in .env"
    );
    both.dotenv = Some("\nPROD_URL=postgresql://u@h/d".to_owned());
    assert_eq!(settled(&both), "PROD_URL in .env, line 2: database `d` on h, port 5432 as `u`");
}

#[test]
fn an_empty_url_never_falls_through_to_another_database() {
    let mut empty = sources(&[("DATABASE_URL", ""), ("PGHOST", "elsewhere")]);
    assert!(settled(&empty).starts_with("error: DATABASE_URL: the value is empty"));
    empty = sources(&[("PGHOST", "")]);
    assert!(settled(&empty).starts_with("error: no database is given"));
}

#[test]
fn gaps_are_filled_from_the_service_then_from_the_variables() {
    let mut all = sources(&[
        ("PGSERVICE", "shop"),
        ("PGHOST", "of variable"),
        ("PGPORT", "1"),
        ("PGUSER", "of_variable"),
        ("PGPASSWORD", "pw"),
        ("PGAPPNAME", "name"),
    ]);
    all.service_files = vec![service_file("[shop]\nhost=of.service\nport=2\nport=3")];
    all.flag = Some("dbname=of_string port=4".to_owned());
    assert_eq!(settled(&all), "--database-url: database `of_string` on of.service, port 4 as `of_variable`");
    all.flag = None;
    assert_eq!(settled(&all), "PGSERVICE: database `of_variable` on of.service, port 3 as `of_variable`");
    let settings = settle(&all).unwrap();
    assert_eq!(settings.config.get_application_name(), Some("name"));
    assert_eq!(passwords(&settings), [Some("pw")]);
}

#[test]
fn a_service_in_the_string_wins_over_pgservice() {
    let mut all = sources(&[("PGSERVICE", "a"), ("DATABASE_URL", "postgresql:///d?service=b")]);
    all.service_files = vec![
        service_file("[a]\nhost=of.a"),
        TextFile { path: "/etc/s".into(), text: Ok("[b]\nhost=of.b".into()) },
    ];
    assert_eq!(settled(&all), "DATABASE_URL: database `d` on of.b, port 5432 as `me`");
}

#[test]
fn service_mistakes_name_the_file() {
    let mut all = sources(&[("PGSERVICE", "shop")]);
    assert_eq!(
        settled(&all),
        "error: PGSERVICE asks for service `shop`, which is in none of the service files (there is none)\n  \
         help: add a section [shop] with host=, port=, dbname= and user= to ~/.pg_service.conf"
    );
    for (text, expected) in [
        ("[shop]\nhost", "error: /home/me/.pg_service.conf: line 2 has no `=`: write `key=value`"),
        (
            "[shop]\nhots=a",
            "error: service `shop` in /home/me/.pg_service.conf, line 2: there is no connection parameter `hots`\n  \
             help: did you mean `host`?",
        ),
        (
            "[shop]\n\nport=x",
            "error: service `shop` in /home/me/.pg_service.conf, line 3: port=x is not valid\n  \
             help: write a number from 1 to 65535",
        ),
    ] {
        all.service_files = vec![service_file(text)];
        assert_eq!(settled(&all), expected);
    }
    all.service_files = vec![TextFile { path: "/s".into(), text: Err("Permission denied".into()) }];
    assert_eq!(settled(&all), "error: cannot read /s: Permission denied");
}

#[test]
fn the_local_server_is_taken_as_it_is() {
    let mut all = sources(&[("PGSSLMODE", "verify-full"), ("PGPASSWORD", "x"), ("PGUSER", "root")]);
    all.local_server_url = Some("postgresql://u@/d?host=/local".to_owned());
    let settings = settle(&all).unwrap();
    assert_eq!(settings.origin, Origin::LocalServer);
    assert_eq!(settings.config.get_user(), Some("u"));
    assert_eq!(settings.tls.mode, crate::pg::tls::Mode::Prefer);
    assert_eq!(passwords(&settings), [None]);
}

#[test]
fn passwords_are_looked_up_by_host() {
    let file = "b:5433:shop:app:of b\nlocalhost:*:*:*:of localhost\n10.0.0.1:*:*:*:of address\n";
    let cases: [(&str, &[Option<&str>]); 6] = [
        ("host=a,b port=5432,5433 dbname=shop user=app", &[None, Some("of b")]),
        ("host=localhost", &[Some("of localhost")]),
        ("host=/run/pg", &[Some("of localhost")]),
        ("host=/elsewhere", &[None]),
        ("hostaddr=10.0.0.1", &[Some("of address")]),
        ("host=a,b password=given", &[Some("given"), Some("given")]),
    ];
    for (text, expected) in cases {
        assert_eq!(passwords(&built(&with_flag(text), file)), expected, "{text}");
    }
}

#[test]
fn a_public_password_file_is_ignored_with_a_warning() {
    let parameters = parameters::settle(&with_flag(URL)).unwrap();
    let ignored = PassFile::Ignored("not used".to_owned());
    let settings = build::settings(&parameters, &with_flag(URL), &ignored).unwrap();
    assert_eq!(settings.warnings, ["not used"]);
    assert_eq!(passwords(&settings), [None]);
}

#[test]
fn which_password_file() {
    let home = Some(std::path::Path::new("/home/me"));
    let file = |text: &str| build::passfile(&parameters::settle(&with_flag(text)).unwrap(), home);
    assert_eq!(file("host=a"), Some("/home/me/.pgpass".into()));
    assert_eq!(file("host=a passfile=/p"), Some("/p".into()));
    assert_eq!(file("host=a password=x"), None);
    let of_variable = sources(&[("PGHOST", "a"), ("PGPASSFILE", "/q")]);
    assert_eq!(build::passfile(&parameters::settle(&of_variable).unwrap(), home), Some("/q".into()));
}

#[test]
fn hosts_of_every_kind() {
    let cases = [
        ("postgresql://", "database `me` on socket /run/pg/.s.PGSQL.5432 as `me`", true),
        ("postgresql://u@%2Frun%2Fx:5433/d", "database `d` on socket /run/x/.s.PGSQL.5433 as `u`", true),
        ("postgresql://u@[::1]:5433/d", "database `d` on ::1, port 5433 as `u`", true),
        ("postgresql://u@localhost/d", "database `d` on localhost, port 5432 as `u`", true),
        ("postgresql://u@127.0.0.9/d", "database `d` on 127.0.0.9, port 5432 as `u`", true),
        ("postgresql://u@a:1,b/d", "database `d` on a, port 1 or b, port 5432 as `u`", false),
        (
            "postgresql://u@localhost,b/d",
            "database `d` on localhost, port 5432 or b, port 5432 as `u`",
            false,
        ),
        ("host=a,b port=5 user=u dbname=d", "database `d` on a, port 5 or b, port 5 as `u`", false),
        ("hostaddr=192.0.2.1 user=u", "database `u` on 192.0.2.1, port 5432 as `u`", false),
        ("host=far hostaddr=127.0.0.1 user=u", "database `u` on far, port 5432 as `u`", true),
        (
            "postgresql://postgres.ref:pw@aws-0-x.pooler.supabase.com:6543/postgres",
            "database `postgres` on aws-0-x.pooler.supabase.com, port 6543 as `postgres.ref`",
            false,
        ),
    ];
    for (text, display, local) in cases {
        let settings = settle(&with_flag(text)).unwrap();
        assert_eq!(settings.display(), display, "{text}");
        assert_eq!(settings.is_local(), local, "{text}");
    }
}

#[test]
fn mistakes_name_their_source_and_what_to_write() {
    let cases = [
        (
            "host=a sslmode=on",
            "sslmode=on is not valid\n  help: write disable, allow, prefer, require, verify-ca or verify-full",
        ),
        ("host=a port=70000", "port=70000 is not valid\n  help: write a number from 1 to 65535"),
        ("host=a port=0", "port=0 is not valid\n  help: write a number from 1 to 65535"),
        ("host=a connect_timeout=soon", "connect_timeout=soon is not valid\n  help: write a whole number"),
        (
            "hostaddr=example.com",
            "hostaddr=example.com is not valid\n  help: write an IP address for each host, 192.0.2.1 or 2001:db8::1",
        ),
        (
            "host=a,b port=1,2,3",
            "there are 2 hosts and 3 values of `port`\n  help: give one for all hosts, or one for each",
        ),
        (
            "host=a,b hostaddr=127.0.0.1",
            "there are 2 hosts and 1 values of `hostaddr`\n  help: give one for all hosts, or one for each",
        ),
        (
            "host=a target_session_attrs=primary",
            "target_session_attrs=primary is not valid\n  help: write any, read-write (a primary) or read-only",
        ),
        ("host=a usr=x", "there is no connection parameter `usr`\n  help: did you mean `user`?"),
        (
            "postgresql://h/d?pgbouncer=true",
            "there is no connection parameter `pgbouncer`\n  help: `pgbouncer` is an option of Prisma and not of PostgreSQL; leave it out of the URL for canai-db",
        ),
        ("host=a sslcrl=/x", "canai-db cannot do what `sslcrl` asks for\n  help: leave it out"),
        ("host=a gssencmode=require", "canai-db cannot do gssencmode=require\n  help: leave it out"),
        ("host=a sslcert=/x", "sslcert and sslkey belong together, and only `sslcert` is given"),
        (
            "host=a sslrootcert=system sslmode=require",
            "sslrootcert=system goes with sslmode=verify-full only, not with sslmode=require\n  help: write sslmode=verify-full",
        ),
        (
            "host=a sslmode=verify-ca",
            "sslmode=verify-ca accepts any name, so a root certificate of your own has to say which servers to trust\n  help: set sslrootcert to its file, or write sslmode=verify-full",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(settled(&with_flag(text)), format!("error: --database-url: {expected}"));
    }
    let of_dotenv = Sources { dotenv: Some("\nDATABASE_URL=nonsense".to_owned()), ..sources(&[]) };
    assert!(
        settled(&of_dotenv).starts_with("error: DATABASE_URL in .env, line 2: this is no connection string")
    );
    let of_variable = sources(&[("PGHOST", "a"), ("PGPORT", "x")]);
    assert!(settled(&of_variable).starts_with("error: PGPORT: port=x is not valid"));
}

#[test]
fn passwords_are_never_shown() {
    let texts = [
        "postgresql://u:hunter2@h/d",
        "postgresql://u:hunter2@h/d?sslmode=on",
        "postgresql://u:hunter2@h/d?nonsense=1",
        "postgresql://u:hunter2@h:x/d",
        "postgresql://u:hun@hunter2@h/d",
        "host=h password=hunter2",
        "host=h password='hunter2",
        "host=h sslpassword=hunter2",
        "host=h password=x hunter2",
        "mysql://u:hunter2@h",
    ];
    for text in texts {
        let sources = with_flag(text);
        let shown = match settle(&sources) {
            Ok(settings) => format!("{settings:?} {}", settings.display()),
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(!shown.contains("hunter2"), "{text}: {shown}");
    }
}

#[test]
fn tls_settings() {
    use crate::pg::tls::{Mode, Roots};
    let tls = |text: &str| settle(&with_flag(text)).unwrap().tls;
    assert_eq!(tls("host=a").mode, Mode::Prefer);
    for mode in ["disable", "allow", "prefer", "require", "verify-full"] {
        assert_eq!(tls(&format!("host=a sslmode={mode}")).mode.name(), mode);
    }
    assert_eq!(tls("host=a sslmode=verify-ca sslrootcert=/r").roots, Roots::File("/r".into()));
    assert_eq!(tls("host=a sslrootcert=system").mode, Mode::VerifyFull);
    assert_eq!(
        settle(&sources(&[("PGHOST", "a"), ("PGSSLMODE", "require")])).unwrap().tls.mode,
        Mode::Require
    );
}

#[test]
fn time_limits() {
    let limit = |text: &str| {
        settle(&with_flag(text)).unwrap().config.get_connect_timeout().map(std::time::Duration::as_secs)
    };
    assert_eq!(limit("host=a"), Some(30));
    assert_eq!(limit("host=a connect_timeout=0"), None);
    assert_eq!(limit("host=a connect_timeout=-1"), None);
    assert_eq!(limit("host=a connect_timeout=1"), Some(2));
    assert_eq!(limit("host=a connect_timeout=10"), Some(10));
}
