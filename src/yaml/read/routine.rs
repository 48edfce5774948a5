//! Functions and procedures.

use super::{Name, Node, Object, QualifiedName, Reader, Sql};
use crate::diagnostic::Span;
use crate::model::grant::Privilege;
use crate::model::routine::{Argument, ArgumentMode, Parallel, Routine, RoutineKind, Volatility};

const ROUTINE_PRIVILEGES: &[Privilege] = &[Privilege::Execute];

impl Reader<'_> {
    pub fn routines(&mut self, node: &Node) -> Vec<(Object, Span)> {
        let mut routines = Vec::new();
        for (key, kind) in [("functions", RoutineKind::Function), ("procedures", RoutineKind::Procedure)] {
            for (written, value) in node.get(key).and_then(Node::map).into_iter().flatten() {
                let plain = written.text.split('(').next().unwrap_or_default().trim();
                let Some(name) = QualifiedName::parse(plain) else {
                    self.bad_name(written.span, &written.text);
                    continue;
                };
                self.length(&name.name, written.span);
                if let Some(routine) = self.routine(name, kind, value, written.span) {
                    routines.push((Object::Routine(routine), written.span));
                }
            }
        }
        routines
    }

    fn routine(
        &mut self,
        name: QualifiedName,
        kind: RoutineKind,
        node: &Node,
        span: Span,
    ) -> Option<Routine> {
        let returns = self.returns(node);
        match (kind, &returns) {
            (RoutineKind::Function, None) => {
                let help = "add `returns: void` if it yields nothing";
                self.report(span, "missing-key", "a function says what it returns", help);
            }
            (RoutineKind::Procedure, Some(_)) => {
                let help = "use `out` arguments, or make it a function";
                self.report(span, "wrong-key", "a procedure returns nothing", help);
            }
            _ => {}
        }
        Some(Routine {
            name,
            renamed_from: self.qualified_at(node, "renamed_from"),
            comment: Self::comment(node),
            kind,
            arguments: self.arguments(node),
            returns,
            language: Self::word(node, "language")?.to_lowercase(),
            volatility: match Self::word(node, "volatility") {
                Some("stable") => Volatility::Stable,
                Some("immutable") => Volatility::Immutable,
                _ => Volatility::Volatile,
            },
            security_definer: Self::word(node, "security") == Some("definer"),
            strict: Self::flag(node, "strict"),
            leakproof: Self::flag(node, "leakproof"),
            parallel: match Self::word(node, "parallel") {
                Some("restricted") => Parallel::Restricted,
                Some("safe") => Parallel::Safe,
                _ => Parallel::Unsafe,
            },
            cost: Self::word(node, "cost").map(str::to_owned),
            rows: Self::word(node, "rows").map(str::to_owned),
            set: Self::parameters(node, "set"),
            body: node.get("body")?.text()?.trim_end().to_owned(),
            grants: self.grants(node, ROUTINE_PRIVILEGES),
        })
    }

    fn returns(&mut self, node: &Node) -> Option<Sql> {
        let value = node.get("returns")?;
        let text = value.text()?;
        let sql = Sql::new(text);
        self.checker.sql_mistakes(self.source, value, text, sql.type_mistakes());
        Some(sql)
    }

    fn arguments(&mut self, node: &Node) -> Vec<Argument> {
        let Some(written) = node.get("arguments") else { return Vec::new() };
        let entries: Vec<(Option<Name>, &Node)> = match written.map() {
            Some(entries) => {
                entries.iter().map(|(key, value)| (Some(self.name_of_key(key)), value)).collect()
            }
            None => written.list().unwrap_or_default().iter().map(|item| (None, item)).collect(),
        };
        let mut arguments = Vec::new();
        for (name, value) in entries {
            let at = value.get("type").unwrap_or(value);
            let Some(data_type) = self.data_type(at) else { continue };
            arguments.push(Argument {
                name,
                data_type,
                mode: match Self::word(value, "mode") {
                    Some("out") => ArgumentMode::Out,
                    Some("inout") => ArgumentMode::Inout,
                    Some("variadic") => ArgumentMode::Variadic,
                    _ => ArgumentMode::In,
                },
                default: Self::sql_at(value, "default_sql"),
            });
        }
        arguments
    }
}
