//! Privileges that row security does not hold back.

use super::invalid_index::table_spot;
use crate::lint::finding::Found;
use crate::lint::live::Row;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "rls_bypassing_grant",
    about: "A role that policies are for holds TRUNCATE or TRIGGER on a table",
    why: "Policies are about SELECT, INSERT, UPDATE and DELETE. `GRANT ALL`, as Supabase's defaults give it, contains TRUNCATE, which empties the table past every policy, and TRIGGER, whose function sees every row. Read from the catalog: what is granted there, by whomever, and not what schema/ says.",
    severity: Severity::Warn,
    check: Check::Live { report: "grants", check },
};

fn check(project: &Project, rows: &[Row], found: &mut Found) {
    for row in rows.iter().filter(|it| it.is_bad()) {
        let (table, role, rights) = (row.text("relation"), row.text("role"), row.text("past_policies"));
        let message = format!("{role} holds {rights} on {table}, which its policies do not hold back");
        let help = format!(
            "write `grants:` of {table} with what {role} needs, and revoke the rest: `REVOKE {rights} ON {table} FROM {role}`"
        );
        found.on_server(table_spot(project, table), message, help);
    }
}
