//! Functions and procedures.

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::grant::Grants;
use super::name::{Name, QualifiedName};
use super::sql_text::Sql;
use super::{DataType, is_default};

/// What tells one function from its overloads: name and types of the input arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Signature {
    pub name: QualifiedName,
    pub arguments: Vec<DataType>,
}

/// The name and the types of `f(integer)`; a parenthesis between double quotes is part of the name.
pub fn name_and_types(key: &str) -> (&str, Option<&str>) {
    let (mut quoted, mut may_open) = (false, true);
    for (at, c) in key.char_indices() {
        match c {
            '"' if quoted || may_open => quoted = !quoted,
            '(' if !quoted => return (key[..at].trim_end(), Some(&key[at + 1..])),
            _ => {}
        }
        may_open = matches!(c, '.' | '"');
    }
    (key.trim_end(), None)
}

impl Signature {
    /// `public.f(uuid, integer)`.
    pub fn sql(&self) -> String {
        format!("{}({})", self.name.sql(), self.types())
    }

    /// `public.f(IN uuid, IN integer)`, for statements: without the word PostgreSQL also looks for a
    /// procedure that takes and gives these together.
    pub fn inputs(&self) -> String {
        let inputs: Vec<_> = self.arguments.iter().map(|it| format!("IN {it}")).collect();
        format!("{}({})", self.name.sql(), inputs.join(", "))
    }

    fn types(&self) -> String {
        self.arguments.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.types())
    }
}

/// A function, or a procedure where it returns nothing and is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routine {
    pub name: QualifiedName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<QualifiedName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    pub kind: RoutineKind,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Argument>,
    /// As SQL writes it: `trigger`, `setof public.t`, `table (id uuid)`; none for a procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<Sql>,
    pub language: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub volatility: Volatility,
    /// Runs with the rights of its owner.
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_definer: bool,
    /// Returns NULL when any argument is NULL.
    #[serde(default, skip_serializing_if = "is_default")]
    pub strict: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub leakproof: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub parallel: Parallel,
    /// Estimated cost and rows, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// `SET name = value` while it runs.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<String, String>,
    /// A window function; in a language other than SQL and PL/pgSQL.
    #[serde(default, skip_serializing_if = "is_default")]
    pub window: bool,
    /// The function that helps the planner with this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<QualifiedName>,
    /// The source, to the byte: it is what the catalog keeps.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// `RETURN ...` or `BEGIN ATOMIC ... END` instead: read when the function is created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Sql>,
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
}

/// The parameters whose value is a list of names that are quoted one by one (`GUC_LIST_QUOTE`). Any other
/// value is one text, whatever stands in it.
const LISTS: [&str; 6] = [
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// Whether a parameter's value is a list of names.
pub fn takes_a_list(parameter: &str) -> bool {
    LISTS.iter().any(|it| it.eq_ignore_ascii_case(parameter))
}

/// The names in the value of such a parameter.
pub fn listed(setting: &str) -> Vec<String> {
    // A comma between double quotes is part of a name.
    let mut quoted = false;
    let parts = setting.split(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    let word = |part: &str| match part.trim() {
        name if name.len() > 1 && name.starts_with('"') && name.ends_with('"') => {
            name[1..name.len() - 1].replace("\"\"", "\"")
        }
        name => name.trim_matches('\'').to_owned(),
    };
    parts.map(word).collect()
}

impl Routine {
    /// Whether CREATE OR REPLACE takes the other for it: it keeps kind, result and the arguments' names, and
    /// takes no default away.
    pub fn is_replaceable_by(&self, other: &Self) -> bool {
        let arguments = |routine: &Self| -> Vec<_> {
            routine.arguments.iter().map(|it| (it.name.clone(), it.mode)).collect()
        };
        let mut defaults = self.arguments.iter().zip(&other.arguments);
        (self.kind, self.window) == (other.kind, other.window)
            && self.returns == other.returns
            && arguments(self) == arguments(other)
            && defaults.all(|(old, new)| old.default.is_none() || new.default.is_some())
    }

    /// The schemas in which its body's names are looked up, where it says so itself.
    pub fn search_path(&self) -> Vec<Name> {
        let own = self.set.iter().find(|(name, _)| name.eq_ignore_ascii_case("search_path"));
        own.into_iter().flat_map(|(_, setting)| listed(setting)).map(Name::new).collect()
    }

    /// Whether its body names things that PostgreSQL only looks for by name.
    pub fn has_sql_text(&self) -> bool {
        self.language == "sql" && self.definition.is_none()
    }

    /// The body without the blanks around it, which mean nothing.
    pub fn trimmed_body(&self) -> &str {
        self.body.trim_matches([' ', '\t', '\r', '\n'])
    }

    pub fn signature(&self) -> Signature {
        let types = self.inputs().map(|it| it.data_type.clone()).collect();
        Signature { name: self.name.clone(), arguments: types }
    }

    /// The arguments that it is called with.
    fn inputs(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(|it| it.mode != ArgumentMode::Out)
    }

    /// The argument that the body calls by its name, or by its place: `$1`.
    pub fn argument(&self, called: &Name) -> Option<&Argument> {
        match called.as_str().strip_prefix('$').and_then(|it| it.parse::<usize>().ok()) {
            Some(place) => self.inputs().nth(place.checked_sub(1)?),
            None => self.arguments.iter().find(|it| it.name.as_ref() == Some(called)),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutineKind {
    Function,
    Procedure,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    #[serde(rename = "type")]
    pub data_type: DataType,
    #[serde(default, skip_serializing_if = "is_default")]
    pub mode: ArgumentMode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Sql>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArgumentMode {
    #[default]
    In,
    Out,
    Inout,
    Variadic,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Volatility {
    #[default]
    Volatile,
    Stable,
    Immutable,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parallel {
    #[default]
    Unsafe,
    Restricted,
    Safe,
}
