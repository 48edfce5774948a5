//! `audit` of a table, and `audit_claims`. What they generate is [`crate::yaml::audit`]'s business.

use super::table::Body;
use super::{Node, Reader};
use crate::model::Name;
use crate::yaml::audit::{Audit, Claims, Written};

impl Reader<'_> {
    /// The `audit` of a table; nothing where it has none.
    pub fn audit(&mut self, node: &Node, body: &Body) -> Option<Audit> {
        let (key, list) = node.entry("audit")?;
        let mut audit = Audit::default();
        for item in list.list().unwrap_or_default() {
            let columns = item.get("select");
            let word = item.text().or(columns.map(|_| "select"));
            let twice = match word {
                Some("insert") => std::mem::replace(&mut audit.insert, true),
                Some("update") => std::mem::replace(&mut audit.update, true),
                Some("delete") => std::mem::replace(&mut audit.delete, true),
                Some("select") => audit.select.replace(self.known_columns(columns, body)).is_some(),
                _ => false,
            };
            if twice {
                let message = format!("`{}` stands here twice", word.unwrap_or_default());
                self.report(item.span, "duplicate-value", message, "keep one of them");
            }
        }
        if audit == Audit::default() {
            if !list.list().is_none_or(<[Node]>::is_empty) {
                return None;
            }
            let help = "write e.g. `audit: [insert, update, delete]`, or leave the key out";
            self.report(key.span, "missing-value", "`audit` names no operation", help);
            return None;
        }
        Some(audit)
    }

    /// With the place where `audit` stands.
    pub fn written<T>(&self, node: &Node, value: T) -> Written<T> {
        let span = node.entry("audit").map(|(key, _)| key.span).unwrap_or_default();
        Written { path: self.checker.path().clone(), span, value }
    }

    pub fn audit_claims(&mut self, node: &Node) -> Option<Claims> {
        let value = node.get("audit_claims")?;
        let usual = Claims::default();
        let keep = value.get("keep").map(|it| Self::names(Some(it)));
        let keep = keep.map(|names| names.iter().map(Name::as_str).map(str::to_owned).collect());
        let setting = value.get("setting").and_then(|at| Some((at, at.text()?)));
        if let Some((at, text)) = setting
            && !text.contains('.')
        {
            let message = format!("`{text}` is no setting of an application's");
            self.report(at.span, "wrong-value", message, "its name has a dot, as `request.jwt.claims` has");
        }
        Some(Claims {
            setting: setting.map_or(usual.setting, |(_, text)| text.to_owned()),
            keep: keep.unwrap_or(usual.keep),
        })
    }
}
