//! TLS and authentication against a real server with a certificate of our own.

use super::pooler::second_connections_of_the_probe;
use super::programs::TcpServer;
use super::{ask, settings};

const HBA: &str = "\
hostssl all encrypted 127.0.0.1/32 trust
hostnossl all plain 127.0.0.1/32 trust
hostssl all certified 127.0.0.1/32 cert
host all secret 127.0.0.1/32 scram-sha-256
";
const ROLES: &str = "\
create role encrypted login; create role plain login; create role certified login;
create role secret login password 'hunter2';
";

#[test]
fn sslmode_means_what_libpq_means() {
    let server = TcpServer::start("server", HBA, ROLES);
    let root = server.certificates.file("ca.crt");
    let other = server.certificates.file("other.crt");
    let how =
        "select coalesce((select version from pg_stat_ssl where pid = pg_backend_pid() and ssl), 'plain')";
    let connect = |rest: &str| {
        ask(&settings(&format!("hostaddr=127.0.0.1 port={} dbname=postgres {rest}", server.port)), how)
    };
    let tls = || Ok("TLSv1.3".to_owned());

    for (rest, expected) in [
        ("host=localhost user=encrypted", tls()),
        ("host=localhost user=encrypted sslmode=allow", tls()),
        ("host=localhost user=encrypted sslmode=require", tls()),
        ("host=localhost user=plain", Ok("plain".to_owned())),
        ("host=localhost user=plain sslmode=allow", Ok("plain".to_owned())),
        ("host=localhost user=plain sslmode=disable", Ok("plain".to_owned())),
        // Without a root certificate nobody asks who the server is.
        ("host=not-its-name user=encrypted sslmode=require", tls()),
        ("user=encrypted sslmode=require", tls()),
        (&format!("host=localhost user=encrypted sslmode=verify-full sslrootcert={root}"), tls()),
        (&format!("host=not-its-name user=encrypted sslmode=verify-ca sslrootcert={root}"), tls()),
        (&format!("host=not-its-name user=encrypted sslmode=require sslrootcert={root}"), tls()),
    ] {
        assert_eq!(connect(rest), expected, "{rest}");
    }

    for (rest, expected) in [
        (
            format!("host=not-its-name user=encrypted sslmode=verify-full sslrootcert={root}"),
            "TLS: the server's certificate is not for this host name; it is for localhost\n  \
             help: sslrootcert=FILE names the root certificate to trust; the host must be a name that the \
             server's certificate is for",
        ),
        (
            format!("user=encrypted sslmode=verify-full sslrootcert={root}"),
            "the server's certificate is not for this host name",
        ),
        (
            format!("host=localhost user=encrypted sslmode=verify-full sslrootcert={other}"),
            "TLS: no trusted root certificate signed the server's certificate",
        ),
        (
            format!("host=localhost user=encrypted sslmode=verify-ca sslrootcert={other}"),
            "TLS: no trusted root certificate signed the server's certificate",
        ),
        (
            format!("host=localhost user=encrypted sslmode=require sslrootcert={other}"),
            "TLS: no trusted root certificate signed the server's certificate",
        ),
        (
            "host=localhost user=encrypted sslmode=require sslrootcert=/no/such.crt".to_owned(),
            "cannot use /no/such.crt: No such file or directory",
        ),
        ("host=localhost user=encrypted sslmode=disable".to_owned(), "pg_hba.conf decides who may come"),
        ("host=localhost user=plain sslmode=require".to_owned(), "(SQLSTATE 28000)"),
    ] {
        let shown = connect(&rest).unwrap_err();
        assert!(shown.contains(expected), "{rest}: {shown}");
    }

    let encrypted = settings(&format!(
        "host=localhost hostaddr=127.0.0.1 port={} dbname=postgres user=encrypted sslmode=require",
        server.port
    ));
    assert_eq!(
        second_connections_of_the_probe(&encrypted),
        0,
        "it is seen through TLS that there is no pooler"
    );

    let (certificate, key) = (server.certificates.file("client.crt"), server.certificates.file("client.key"));
    assert_eq!(connect(&format!("user=certified sslmode=require sslcert={certificate} sslkey={key}")), tls());
    let shown = connect("user=certified sslmode=require").unwrap_err();
    assert!(shown.contains("certificate"), "{shown}");
}

#[test]
fn passwords_over_scram() {
    let server = TcpServer::start("server", HBA, ROLES);
    let connect = |rest: &str| {
        let text = format!("host=localhost hostaddr=127.0.0.1 port={} dbname=postgres {rest}", server.port);
        ask(&settings(&text), "select current_user::text")
    };
    assert_eq!(connect("user=secret password=hunter2"), Ok("secret".to_owned()));
    assert_eq!(connect("user=secret password=hunter2 sslmode=disable"), Ok("secret".to_owned()));
    assert_eq!(connect("user=secret password=hunter2 channel_binding=disable"), Ok("secret".to_owned()));
    assert_eq!(connect("user=secret password=hunter2 channel_binding=require"), Ok("secret".to_owned()));
    connect("user=secret password=hunter2 channel_binding=require sslmode=disable").unwrap_err();

    let wrong = connect("user=secret password=hunter3").unwrap_err();
    assert!(
        wrong.ends_with(
            "password authentication failed for user \"secret\" (SQLSTATE 28P01)\n  \
             help: check user and password; a password in a URL must be percent-encoded\n  \
             note: the password came from --database-url"
        ),
        "{wrong}"
    );
    assert!(!wrong.contains("hunter3"));
    let none = connect("user=secret").unwrap_err();
    assert!(
        none.ends_with(
            "the server asks for a password and none is given\n  help: give one in ~/.pgpass, in PGPASSWORD or in the URL"
        ),
        "{none}"
    );
}

#[test]
fn the_self_signed_certificate_of_the_manual_is_trusted_when_named() {
    let server = TcpServer::start("own", HBA, ROLES);
    let own = server.certificates.file("own.crt");
    let connect = |host: &str, root: &str| {
        let text = format!(
            "host={host} hostaddr=127.0.0.1 port={} user=encrypted dbname=postgres sslmode=verify-full sslrootcert={root}",
            server.port
        );
        ask(&settings(&text), "select current_user::text")
    };
    assert_eq!(connect("localhost", &own), Ok("encrypted".to_owned()));
    assert!(connect("not-its-name", &own).unwrap_err().contains("not for this host name"));
    assert!(connect("localhost", &server.certificates.file("ca.crt")).unwrap_err().contains("TLS: "));
}
