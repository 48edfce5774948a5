//! Functions and procedures.

use super::expression::{Reads, Subquery};
use super::{DataType, Key, Name, Node, Object, QualifiedName, Reader, Space, Sql};
use crate::diagnostic::Span;
use crate::model::grant::Privilege;
use crate::model::routine::{
    Argument, ArgumentMode, Parallel, Routine, RoutineKind, Signature, Volatility, name_and_types,
};
use crate::model::sql_text::{FragmentKind, parse_around};
use crate::yaml::node::{Style, Value};

pub const ROUTINE_PRIVILEGES: &[Privilege] = &[Privilege::Execute];

impl Reader<'_> {
    pub fn routines(&mut self, node: &Node) -> Vec<Object> {
        let mut routines = Vec::new();
        for (key, kind) in [("functions", RoutineKind::Function), ("procedures", RoutineKind::Procedure)] {
            for (written, value) in node.get(key).and_then(Node::map).into_iter().flatten() {
                let Some(name) = QualifiedName::parse(name_and_types(written.text.trim_start()).0) else {
                    self.bad_name(written.span, &written.text);
                    continue;
                };
                self.length(&name.name, written.span);
                self.schema_exists(&name, written.span);
                if let Some(routine) = self.routine(name, kind, value, written.span) {
                    self.key_fits(&routine, written);
                    let signature = routine.signature().to_string();
                    self.take_global(Space::Routine, &signature, "function", written.span);
                    routines.push(Object::Routine(routine));
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
        let definition = self.definition(node, kind);
        let body = match (source(node), &definition) {
            (Some(_), Some(_)) => {
                let at = node.entry("definition").map_or(span, |(key, _)| key.span);
                let message = "`body` and `definition` exclude each other";
                self.report(at, "wrong-key", message, "keep one of them");
                return None;
            }
            (None, None) => return None,
            (body, _) => body.unwrap_or_default(),
        };
        if let (Some("sql"), Some(value)) = (Self::word(node, "language"), node.get("body"))
            && let Some(text) = value.text()
        {
            let mistake = parse_around("", text, "").err();
            let help = "PostgreSQL reads the body of an SQL function when it is created";
            self.checker.sql_mistake(value, mistake.as_ref(), help);
        }
        let mut routine = Routine {
            renamed_from: None,
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
            window: Self::flag(node, "window"),
            support: self.qualified_at(node, "support"),
            body,
            definition,
            grants: self.grants(node, ROUTINE_PRIVILEGES, None),
            name,
        };
        routine.renamed_from = self.former_routine(node, &routine);
        Some(routine)
    }

    /// Of those that share a name each may have had another before, under the same arguments.
    fn former_routine(&mut self, node: &Node, routine: &Routine) -> Option<QualifiedName> {
        let (former, span) = self.former_name(node, &routine.name)?;
        if former.name.as_str().ends_with(')') {
            let message = "`renamed_from` is a name, without arguments";
            let name = Name::from(name_and_types(former.name.as_str()).0);
            let help = format!("write `{}`", QualifiedName { name, ..former });
            self.report(span, "wrong-value", message, help);
            return None;
        }
        let signature = Signature { name: former.clone(), ..routine.signature() };
        self.take_global(Space::Former("function"), &signature.to_string(), "function", span);
        Some(former)
    }

    /// A body that PostgreSQL reads when the function is created.
    fn definition(&mut self, node: &Node, kind: RoutineKind) -> Option<Sql> {
        let value = node.get("definition")?;
        let text = value.text()?;
        let text = text.trim_end().strip_suffix(';').unwrap_or(text.trim_end());
        let fragment = self.checker.memo.fragment(FragmentKind::RoutineBody, text);
        let help = match kind {
            RoutineKind::Function => "write `return expression`, or `begin atomic ...; end`",
            RoutineKind::Procedure => "write `begin atomic ...; end`",
        };
        self.checker.sql_mistake(value, fragment.mistake.as_ref(), help);
        let arguments: Vec<Name> = match node.get("arguments").map(|it| (it.map(), it.list())) {
            Some((Some(entries), _)) => entries.iter().map(|(key, _)| Name::from(&*key.text)).collect(),
            Some((_, Some(items))) => {
                items.iter().filter_map(|it| Self::word(it, "name")).map(Name::from).collect()
            }
            _ => Vec::new(),
        };
        self.names_exist(value, 0, &fragment, Reads::Query(&arguments), Subquery::Allowed);
        if let Some(at) = node.get("language").filter(|it| it.text() != Some("sql")) {
            let help = "write `language: sql`, or `body` instead of `definition`";
            self.report(at.span, "wrong-value", "a `definition` is SQL", help);
        }
        Some(Sql::read(text, &fragment))
    }

    /// The types in a key such as `f(integer)` tell overloads apart, and must be the arguments'.
    fn key_fits(&mut self, routine: &Routine, key: &Key) {
        let Some(types) = name_and_types(key.text.trim_start()).1 else { return };
        let types = types.trim_end().strip_suffix(')').unwrap_or(types).trim();
        let written: Vec<Option<DataType>> =
            if types.is_empty() { Vec::new() } else { types.split(',').map(DataType::parse).collect() };
        let signature = routine.signature();
        let same = written.len() == signature.arguments.len()
            && written.iter().zip(&signature.arguments).all(|(written, it)| written.as_ref() == Some(it));
        // A modifier has a comma of its own, and PostgreSQL does not keep it.
        if !same && !types.contains(['(', '"']) {
            let message = format!("`{}` has other arguments than its key says: `{signature}`", key.text);
            self.report(key.span, "wrong-value", message, format!("write the key as `{signature}`"));
        }
    }

    fn returns(&mut self, node: &Node) -> Option<Sql> {
        let value = node.get("returns")?;
        let text = value.text()?;
        let fragment = self.checker.memo.fragment(FragmentKind::ResultType, text);
        let help = "write a type: `uuid`, `setof public.t`, `table (id uuid, n bigint)`, `void` for nothing";
        self.checker.sql_mistake(value, fragment.mistake.as_ref(), help);
        self.names_exist(value, 0, &fragment, Reads::Anything, Subquery::Allowed);
        Some(Sql::read(text, &fragment))
    }

    fn arguments(&mut self, node: &Node) -> Vec<Argument> {
        let Some(written) = node.get("arguments") else { return Vec::new() };
        let entries: Vec<(Option<Name>, &Node)> = match written.map() {
            Some(entries) => {
                entries.iter().map(|(key, value)| (Some(self.name_of_key(key)), value)).collect()
            }
            None => {
                let items = written.list().unwrap_or_default().iter();
                items.map(|item| (self.name_at(item, "name"), item)).collect()
            }
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
                default: value.get("default_sql").and_then(|it| {
                    let subquery = Subquery::Forbidden("an argument's default");
                    self.expression(it, Reads::Nothing("an argument's default"), subquery)
                }),
            });
        }
        arguments
    }
}

/// The body to the byte. A block stands on lines of its own, as between `AS $$` and `$$`: the line break
/// before it is part of it. Any other text is all there is.
fn source(node: &Node) -> Option<String> {
    let value = node.get("body")?;
    let text = value.text()?;
    let is_block = matches!(&value.value, Value::Scalar(scalar) if scalar.style == Style::Block);
    Some(if is_block { format!("\n{text}") } else { text.to_owned() })
}
