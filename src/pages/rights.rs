//! Who may do what with a table: its policies in words and its grants.

use super::{codes, said};
use crate::markup::markdown_code;
use crate::model::Table;
use crate::model::policy::Policy;
use crate::words;

/// Policies and grants, each a line.
pub fn sentences<'t>(table: &'t Table, policies: impl Iterator<Item = &'t Policy>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for policy in policies {
        let comment = policy.comment.as_ref().map(|it| format!(". {}", crate::markup::markdown(it)));
        lines.push(format!(
            "{}: {}{}",
            markdown_code(policy.name.as_str()),
            said(&words::policy(policy)),
            comment.unwrap_or_default()
        ));
    }
    for (role, granted) in &table.grants.0 {
        let privileges = granted.iter().map(|(privilege, how_far)| {
            let word = privilege.keyword().to_lowercase();
            let columns =
                if how_far.is_whole() { String::new() } else { format!(" ({})", codes(&how_far.columns)) };
            let option = if how_far.with_grant_option { ", and may pass it on" } else { "" };
            format!("{word}{columns}{option}")
        });
        let privileges: Vec<String> = privileges.collect();
        if !privileges.is_empty() {
            lines.push(format!("{} is granted {}", markdown_code(role.as_str()), privileges.join(", ")));
        }
    }
    lines
}
