//! Policies and triggers of ours on a table that the platform owns.

use super::table::Body;
use super::{Node, Reader, Space};
use crate::model::table::Additions;

impl Reader<'_> {
    pub fn additions(&mut self, node: &Node) -> Option<Additions> {
        let table = self.qualified_at(node, "extends")?;
        let at = node.get("extends")?;
        let Some(declared) = self.declared.tables.get(&table) else {
            self.unknown_table(at);
            return None;
        };
        if !self.declared.platform_tables.contains(&table) {
            let message = format!("`{table}` is no table of the platform's");
            let help = "write its policies and triggers in the table's own file";
            self.report(at.span, "wrong-value", message, help);
        }
        self.take_global(Space::Additions, &table.to_string(), "additions to", at.span);
        let name = table.clone();
        let body = Body::new(&name, declared.columns.clone());
        let policies = self.policies(node, &body);
        let triggers = self.triggers(node, Some(&body));
        self.former_parts(node, &["policies"]);
        self.former_parts(node, &["triggers"]);
        Some(Additions { table, policies, triggers })
    }
}
