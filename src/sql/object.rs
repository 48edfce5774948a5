//! Objects other than tables as SQL.

use std::fmt::Write as _;

use super::{quote, table, value};
use crate::model::cluster::{Extension, Role};
use crate::model::name::OWN;
use crate::model::routine::{
    Argument, ArgumentMode, Parallel, Routine, RoutineKind, Volatility, listed, takes_a_list,
};
use crate::model::sequence::{Sequence, SequenceOptions};
use crate::model::table::Identity;
use crate::model::types::{Attribute, Collation, CollationProvider, Composite, Domain, Enum, RangeType};
use crate::model::view::{MaterializedView, View, ViewOption};
use crate::model::{Name, Object, QualifiedName, Table};

pub fn create(object: &Object) -> String {
    match object {
        Object::Role(role) => create_role(role),
        // What canai-db keeps in the database may be there before.
        Object::Namespace(namespace) if namespace.name == OWN => {
            format!("CREATE SCHEMA IF NOT EXISTS {OWN};")
        }
        Object::Namespace(namespace) => format!("CREATE SCHEMA {};", namespace.name),
        Object::Extension(extension) => create_extension(extension),
        Object::Collation(it) => create_collation(it),
        Object::Enum(it) => create_enum(it),
        Object::Domain(domain) => create_domain(domain),
        Object::Composite(composite) => create_composite(composite),
        Object::Range(range) => create_range(range),
        Object::Sequence(sequence) => {
            let data_type = sequence.data_type.as_ref().map(|it| format!(" AS {it}")).unwrap_or_default();
            format!(
                "CREATE SEQUENCE {}{data_type}{};",
                sequence.name.sql(),
                sequence_options(&sequence.options)
            )
        }
        Object::Routine(it) => routine(it, "CREATE"),
        Object::Table(it) => table::create(it),
        Object::View(view) => create_view(view),
        Object::MaterializedView(view) => create_materialized_view(view),
        // They are nothing but their parts.
        Object::Additions(_) | Object::DefaultPrivileges(_) => String::new(),
    }
}

/// The object where it does not exist yet: for what a platform owns, in local and scratch databases.
pub fn create_if_missing(object: &Object) -> String {
    match object {
        Object::Role(_) | Object::Additions(_) | Object::DefaultPrivileges(_) => create(object),
        Object::Namespace(namespace) => format!("CREATE SCHEMA IF NOT EXISTS {};", namespace.name),
        Object::Table(it) => {
            let bare = Table { policies: Vec::new(), ..it.clone() };
            create(&Object::Table(bare)).replacen("TABLE ", "TABLE IF NOT EXISTS ", 1)
        }
        Object::Routine(it) => {
            let signature = quote(&it.signature().sql());
            let body = create(object);
            format!(
                "DO $platform$ BEGIN\n    IF to_regprocedure({signature}) IS NULL THEN\n{body}\n    END IF;\nEND $platform$;"
            )
        }
        Object::Extension(_) => create(object).replacen("EXTENSION ", "EXTENSION IF NOT EXISTS ", 1),
        Object::Collation(_) => create(object).replacen("COLLATION ", "COLLATION IF NOT EXISTS ", 1),
        Object::Enum(_) | Object::Domain(_) | Object::Composite(_) | Object::Range(_) => {
            let name = quote(&object.id().sql_name());
            let create = create(object);
            format!(
                "DO $platform$ BEGIN\n    IF to_regtype({name}) IS NULL THEN\n{create}\n    END IF;\nEND $platform$;"
            )
        }
        Object::Sequence(_) => create(object).replacen("SEQUENCE ", "SEQUENCE IF NOT EXISTS ", 1),
        Object::View(_) | Object::MaterializedView(_) => {
            let name = quote(&object.id().sql_name());
            let create = create(object);
            format!(
                "DO $platform$ BEGIN\n    IF to_regclass({name}) IS NULL THEN\n{create}\n    END IF;\nEND $platform$;"
            )
        }
    }
}

fn role_options(role: &Role) -> Vec<&'static str> {
    let flags = [
        (role.login, "LOGIN", "NOLOGIN"),
        (role.superuser, "SUPERUSER", "NOSUPERUSER"),
        (role.createdb, "CREATEDB", "NOCREATEDB"),
        (role.createrole, "CREATEROLE", "NOCREATEROLE"),
        (!role.noinherit, "INHERIT", "NOINHERIT"),
        (role.replication, "REPLICATION", "NOREPLICATION"),
        (role.bypassrls, "BYPASSRLS", "NOBYPASSRLS"),
    ];
    flags.iter().map(|(set, yes, no)| if *set { *yes } else { *no }).collect()
}

fn create_role(role: &Role) -> String {
    let default = Role { name: role.name.clone(), ..no_role() };
    let defaults = role_options(&default);
    let mut options: Vec<String> = role_options(role)
        .into_iter()
        .filter(|it| *it == "NOLOGIN" || !defaults.contains(it))
        .map(str::to_owned)
        .collect();
    options.extend(role.connection_limit.map(|limit| format!("CONNECTION LIMIT {limit}")));
    let groups: Vec<String> = role.member_of.iter().map(ToString::to_string).collect();
    if !groups.is_empty() {
        options.push(format!("IN ROLE {}", groups.join(", ")));
    }
    // Roles belong to the whole server: another database's migrations may have made it, and then nobody has to
    // be allowed to.
    format!(
        "DO $$ BEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {}) THEN\n        CREATE ROLE {} {};\n    END IF;\nEXCEPTION WHEN duplicate_object OR unique_violation THEN\n    NULL;\nEND $$;",
        quote(role.name.as_str()),
        role.name,
        options.join(" ")
    )
}

/// A role that was there before may be somebody else's: then it stays as it is.
pub fn if_permitted(statement: &str) -> String {
    let tag = dollar_tag(statement);
    format!(
        "DO {tag} BEGIN\n    {statement}\nEXCEPTION WHEN insufficient_privilege THEN\n    NULL;\nEND {tag};"
    )
}

fn no_role() -> Role {
    Role {
        name: Name::from(""),
        comment: None,
        login: false,
        superuser: false,
        createdb: false,
        createrole: false,
        replication: false,
        bypassrls: false,
        noinherit: false,
        connection_limit: None,
        member_of: Vec::new(),
    }
}

pub fn alter_role(from: &Role, to: &Role) -> String {
    let before = role_options(from);
    let mut options: Vec<String> =
        role_options(to).into_iter().filter(|it| !before.contains(it)).map(str::to_owned).collect();
    if from.connection_limit != to.connection_limit {
        options.push(format!("CONNECTION LIMIT {}", to.connection_limit.unwrap_or(-1)));
    }
    let mut lines = Vec::new();
    if !options.is_empty() {
        lines.push(format!("ALTER ROLE {} {};", to.name, options.join(" ")));
    }
    for group in to.member_of.iter().filter(|group| !from.member_of.contains(group)) {
        lines.push(format!("GRANT {group} TO {};", to.name));
    }
    for group in from.member_of.iter().filter(|group| !to.member_of.contains(group)) {
        lines.push(format!("REVOKE {group} FROM {};", to.name));
    }
    lines.join("\n")
}

fn create_extension(extension: &Extension) -> String {
    let schema = extension.schema.as_ref().map(|it| format!(" SCHEMA {it}")).unwrap_or_default();
    let version = extension.version.as_ref().map(|it| format!(" VERSION {}", quote(it))).unwrap_or_default();
    format!("CREATE EXTENSION {}{schema}{version};", extension.name)
}

pub fn alter_extension(from: &Extension, to: &Extension) -> String {
    let mut lines = Vec::new();
    if let Some(version) = to.version.as_ref().filter(|_| from.version != to.version) {
        lines.push(format!("ALTER EXTENSION {} UPDATE TO {};", to.name, quote(version)));
    }
    if let Some(schema) = to.schema.as_ref().filter(|_| from.schema != to.schema) {
        lines.push(format!("ALTER EXTENSION {} SET SCHEMA {schema};", to.name));
    }
    lines.join("\n")
}

fn create_enum(it: &Enum) -> String {
    let values: Vec<String> = it.values.iter().map(|value| quote(value)).collect();
    format!("CREATE TYPE {} AS ENUM ({});", it.name.sql(), values.join(", "))
}

fn create_domain(domain: &Domain) -> String {
    let mut text = format!("CREATE DOMAIN {} AS {}", domain.name.sql(), table::data_type(&domain.data_type));
    text.push_str(&collate(domain.collate.as_ref()));
    if let Some(default) = &domain.value {
        let _ = write!(text, " DEFAULT {}", value(default));
    }
    if domain.not_null {
        text.push_str(" NOT NULL");
    }
    for check in &domain.checks {
        let _ = write!(text, "\n    {}", table::constraint(check));
    }
    text.push(';');
    text
}

fn create_composite(composite: &Composite) -> String {
    let attributes: Vec<String> = composite.attributes.iter().map(attribute).collect();
    format!("CREATE TYPE {} AS (\n    {}\n);", composite.name.sql(), attributes.join(",\n    "))
}

fn create_range(range: &RangeType) -> String {
    let named = |word: &str, name: &Option<QualifiedName>| {
        name.as_ref().map(|name| format!("{word} = {}", name.sql()))
    };
    let options: Vec<String> = [Some(format!("SUBTYPE = {}", table::data_type(&range.subtype)))]
        .into_iter()
        .chain([
            named("SUBTYPE_OPCLASS", &range.operator_class),
            named("COLLATION", &range.collate),
            named("SUBTYPE_DIFF", &range.subtype_diff),
            named("MULTIRANGE_TYPE_NAME", &range.multirange),
        ])
        .flatten()
        .collect();
    format!("CREATE TYPE {} AS RANGE ({});", range.name.sql(), options.join(", "))
}

fn create_collation(it: &Collation) -> String {
    let provider = match it.provider {
        CollationProvider::Icu => "icu",
        CollationProvider::Libc => "libc",
    };
    let texts = [
        ("LOCALE", &it.locale),
        ("LC_COLLATE", &it.lc_collate),
        ("LC_CTYPE", &it.lc_ctype),
        ("RULES", &it.rules),
    ];
    let mut options = vec![format!("PROVIDER = {provider}")];
    options.extend(
        texts.iter().filter_map(|(word, text)| Some(format!("{word} = {}", quote(text.as_deref()?)))),
    );
    options.extend(it.nondeterministic.then(|| "DETERMINISTIC = false".to_owned()));
    format!("CREATE COLLATION {} ({});", it.name.sql(), options.join(", "))
}

pub fn collate(collation: Option<&QualifiedName>) -> String {
    collation.map(|it| format!(" COLLATE {}", it.sql())).unwrap_or_default()
}

pub fn attribute(attribute: &Attribute) -> String {
    let collate = collate(attribute.collate.as_ref());
    format!("{} {}{collate}", attribute.name, table::data_type(&attribute.data_type))
}

/// ` START WITH 1 ...`, what differs from PostgreSQL's defaults.
pub fn sequence_options(options: &SequenceOptions) -> String {
    let numbers = [
        ("INCREMENT BY", options.increment),
        ("MINVALUE", options.min),
        ("MAXVALUE", options.max),
        ("START WITH", options.start),
        ("CACHE", options.cache),
    ];
    let mut text = String::new();
    for (word, number) in numbers {
        if let Some(number) = number {
            let _ = write!(text, " {word} {number}");
        }
    }
    if options.cycle {
        text.push_str(" CYCLE");
    }
    text
}

/// `GENERATED ... AS IDENTITY`.
pub fn identity(table: &QualifiedName, identity: &Identity) -> String {
    let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
    let name = identity.sequence_name.as_ref().map(|it| table.sibling(it.clone()).sql());
    let name = name.map(|it| format!("SEQUENCE NAME {it}")).unwrap_or_default();
    let options = format!("{name}{}", sequence_options(&identity.sequence));
    let options = if options.is_empty() { options } else { format!(" ({})", options.trim()) };
    format!("GENERATED {when} AS IDENTITY{options}")
}

/// Every option, for ALTER: what is missing goes back to its default.
pub fn set_sequence_options(options: &SequenceOptions) -> String {
    let or =
        |number: Option<i64>, default: &str| number.map_or_else(|| default.to_owned(), |it| it.to_string());
    let limit = |word: &str, number: Option<i64>| match number {
        Some(number) => format!("{word} {number}"),
        None => format!("NO {word}"),
    };
    format!(
        " SET INCREMENT BY {} SET {} SET {} SET START WITH {} SET CACHE {} SET {}",
        or(options.increment, "1"),
        limit("MINVALUE", options.min),
        limit("MAXVALUE", options.max),
        options.first(),
        or(options.cache, "1"),
        if options.cycle { "CYCLE" } else { "NO CYCLE" },
    )
}

/// Where a sequence has given no number yet, it begins where it begins now: there is no room for it where it
/// stands.
pub fn begin_anew(alter: &str, stands: i64, sequence: &str) -> String {
    let body = format!(
        "DECLARE\n    is_unused boolean;\nBEGIN\n    \
         EXECUTE format('SELECT last_value = {stands} AND NOT is_called FROM %s', {sequence}) INTO is_unused;\n    \
         IF is_unused THEN\n        {alter} RESTART;\n    ELSE\n        {alter};\n    END IF;\nEND"
    );
    let tag = dollar_tag(&body);
    format!("DO {tag}\n{body}\n{tag};")
}

pub fn alter_sequence(from: &Sequence, to: &Sequence) -> String {
    let name = to.name.sql();
    let mut lines = Vec::new();
    // At once, since either may have no room in the other as it was.
    let mut text = String::new();
    if from.data_type != to.data_type {
        let data_type = to.data_type.as_ref().map_or_else(|| "bigint".to_owned(), ToString::to_string);
        let _ = write!(text, " AS {data_type}");
    }
    if from.options != to.options {
        text.push_str(&set_sequence_options(&to.options).replace(" SET", ""));
    }
    if !text.is_empty() {
        let alter = format!("ALTER SEQUENCE {name}{text}");
        let has_room = to.options.has_room_for(&from.options, to.data_type.as_ref());
        lines.push(if has_room {
            format!("{alter};")
        } else {
            begin_anew(&alter, from.options.first(), &format!("{}::regclass", quote(&name)))
        });
    }
    if from.owned_by != to.owned_by {
        let owner = match &to.owned_by {
            Some((table, column)) => format!("{}.{column}", table.sql()),
            None => "NONE".to_owned(),
        };
        lines.push(format!("ALTER SEQUENCE {name} OWNED BY {owner};"));
    }
    lines.join("\n")
}

pub fn routine(routine: &Routine, create: &str) -> String {
    let kind = match routine.kind {
        RoutineKind::Function => "FUNCTION",
        RoutineKind::Procedure => "PROCEDURE",
    };
    let arguments: Vec<String> = routine.arguments.iter().map(argument).collect();
    let mut text = format!("{create} {kind} {}({})", routine.name.sql(), arguments.join(", "));
    if let Some(returns) = &routine.returns {
        let _ = write!(text, "\n    RETURNS {returns}");
    }
    let _ = write!(text, "\n    LANGUAGE {}", routine.language);
    match routine.volatility {
        Volatility::Volatile => {}
        Volatility::Stable => text.push_str(" STABLE"),
        Volatility::Immutable => text.push_str(" IMMUTABLE"),
    }
    for (set, words) in [
        (routine.window, " WINDOW"),
        (routine.strict, " STRICT"),
        (routine.security_definer, " SECURITY DEFINER"),
        (routine.leakproof, " LEAKPROOF"),
    ] {
        if set {
            text.push_str(words);
        }
    }
    match routine.parallel {
        Parallel::Unsafe => {}
        Parallel::Restricted => text.push_str(" PARALLEL RESTRICTED"),
        Parallel::Safe => text.push_str(" PARALLEL SAFE"),
    }
    for (word, number) in [("COST", &routine.cost), ("ROWS", &routine.rows)] {
        if let Some(number) = number {
            let _ = write!(text, " {word} {number}");
        }
    }
    for (name, setting) in &routine.set {
        let _ = write!(text, "\n    SET {name} = {}", setting_value(name, setting));
    }
    if let Some(support) = &routine.support {
        let _ = write!(text, "\n    SUPPORT {}", support.sql());
    }
    if let Some(definition) = &routine.definition {
        let _ = write!(text, "\n{definition};");
        return text;
    }
    let tag = dollar_tag(&routine.body);
    let _ = write!(text, "\nAS {tag}{}{tag};", routine.body);
    text
}

/// `search_path` takes a list of names; the empty one is written as an empty string.
fn setting_value(name: &str, setting: &str) -> String {
    if !takes_a_list(name) {
        return quote(setting);
    }
    listed(setting).iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}

/// A dollar quote that does not stand in the text, nor begins at its end.
pub fn dollar_tag(body: &str) -> String {
    let body = format!("{body}$");
    let mut tag = "$$".to_owned();
    let mut number = 0;
    while body.contains(&tag) {
        number += 1;
        tag = if number == 1 { "$body$".to_owned() } else { format!("$body{number}$") };
    }
    tag
}

fn argument(argument: &Argument) -> String {
    let mode = match argument.mode {
        ArgumentMode::In => "",
        ArgumentMode::Out => "OUT ",
        ArgumentMode::Inout => "INOUT ",
        ArgumentMode::Variadic => "VARIADIC ",
    };
    let name = argument.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    let default = argument.default.as_ref().map(|sql| format!(" DEFAULT {sql}")).unwrap_or_default();
    format!("{mode}{name}{}{default}", table::data_type(&argument.data_type))
}

fn columns(columns: &[Name]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    format!(" ({})", columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

fn create_view(view: &View) -> String {
    let mut options = view_options(view);
    let last = view.options.last().filter(|(option, _)| **option == ViewOption::CheckOption);
    let check = last.map(|(_, how)| format!("\nWITH {} CHECK OPTION", how.to_string().to_uppercase()));
    if check.is_some() {
        options.pop();
    }
    let with = if options.is_empty() { String::new() } else { format!(" WITH ({})", options.join(", ")) };
    let (columns, check) = (columns(&view.columns), check.unwrap_or_default());
    format!("CREATE VIEW {}{columns}{with} AS\n{}{check};", view.name.sql(), view.definition)
}

fn view_options(view: &View) -> Vec<String> {
    view.options.iter().map(|(option, value)| format!("{} = {value}", option.name())).collect()
}

pub fn replace_view(from: &View, to: &View) -> String {
    if from.definition != to.definition || from.columns != to.columns {
        return create_view(to).replacen("CREATE VIEW", "CREATE OR REPLACE VIEW", 1);
    }
    format!("ALTER VIEW {}\n    {};", to.name.sql(), options(&view_options(from), &view_options(to)))
}

/// What makes options of others: what is set comes last, so what is to stand behind it is set again.
pub fn options<'o>(old: &'o [String], new: &'o [String]) -> String {
    let kept = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let names = |of: &'o [String]| of.iter().filter_map(|it| it.split(' ').next());
    let goes = |name: &&str| !names(&new[kept..]).any(|it| it == *name);
    let names: Vec<&str> = names(&old[kept..]).filter(goes).collect();
    let mut changes = Vec::new();
    if !names.is_empty() {
        changes.push(format!("RESET ({})", names.join(", ")));
    }
    if new.len() > kept {
        changes.push(format!("SET ({})", new[kept..].join(", ")));
    }
    changes.join(",\n    ")
}

fn create_materialized_view(view: &MaterializedView) -> String {
    let data = if view.with_no_data { "\nWITH NO DATA" } else { "" };
    let with = table::with(&view.storage_parameters);
    let columns = columns(&view.columns);
    format!("CREATE MATERIALIZED VIEW {}{columns}{with} AS\n{}{data};", view.name.sql(), view.definition)
}
