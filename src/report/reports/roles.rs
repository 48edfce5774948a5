//! Who may come, and what rules do not hold for them.

use crate::report::definition::{Layout, Report, Threshold, gauge, label};

pub static REPORT: Report = Report {
    name: "roles",
    about: "Roles, their memberships, and those to whom the rules do not apply",
    advice: "Programs should log in as roles without any of these attributes; row security holds neither for superusers nor for BYPASSRLS. The superuser that the cluster was made with is not marked.",
    layout: Layout::Rows,
    columns: &[
        label("role", "The role."),
        gauge("can_login", "Whether it can connect."),
        gauge("is_superuser", "Nothing is checked."),
        gauge("bypasses_row_security", "Policies are not applied."),
        gauge("creates_roles", "CREATEROLE."),
        gauge("creates_databases", "CREATEDB."),
        gauge("replicates", "May read all WAL."),
        gauge("member_of", "The roles whose rights it has."),
        gauge("connection_count", "Sessions."),
        gauge("connection_limit_count", "How many it may have; none if there is no limit of its own."),
        gauge("password_ends_seconds", "Until its password is no longer good; negative if it is not."),
        gauge("risk", "Why it deserves attention."),
    ],
    thresholds: &[
        Threshold::below("password_ends_seconds", 604_800.0, 0.0),
        Threshold::is(
            "risk",
            &[
                "superuser that logs in",
                "bypasses row security",
                "may make itself a member of almost any role",
            ],
            &[],
        ),
    ],
    reads_statements: false,
    query: |_| Ok(include_str!("roles.sql")),
    hidden: None,
};
