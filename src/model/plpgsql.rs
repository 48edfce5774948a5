//! What a PL/pgSQL body declares its variables as. PostgreSQL looks for these types, rows and columns when
//! the function is created, and for all else that the body names only when it runs.

use squawk_lexer::{TokenKind, tokenize};

use super::sql_text::{SqlNames, identifier};
use super::{DataType, Name};

/// The types, tables and columns that the declarations of all blocks of a body name.
pub fn declared(body: &str) -> SqlNames {
    let tokens = tokens(body);
    let mut names = SqlNames { words: Some(std::collections::BTreeSet::new()), ..SqlNames::default() };
    let mut rest = &*tokens;
    while let Some(at) = rest.iter().position(|it| is(it, "declare")) {
        rest = &rest[at + 1..];
        while let Some(first) = rest.first().filter(|it| !is(it, "begin")) {
            if is(first, "declare") {
                rest = &rest[1..];
                continue;
            }
            let end = end_of(rest, ";");
            declaration(&rest[..end], &mut names);
            rest = rest.get(end + 1..).unwrap_or_default();
        }
    }
    names
}

/// `name [constant] type ...`, `name [[no] scroll] cursor [(name type, ...)] for ...` or `name alias for ...`.
fn declaration<'a>(tokens: &[&'a str], names: &mut SqlNames) {
    let rest = tokens.get(1..).unwrap_or_default();
    if rest.first().is_some_and(|it| is(it, "alias")) {
        return;
    }
    let Some(cursor) = rest.iter().take(3).position(|it| is(it, "cursor")) else {
        let constant = usize::from(rest.first().is_some_and(|it| is(it, "constant")));
        return data_type(&rest[constant..], names);
    };
    let mut arguments: &[&'a str] = match rest.get(cursor + 1..) {
        Some(["(", arguments @ ..]) => &arguments[..end_of(arguments, ")")],
        _ => &[],
    };
    while !arguments.is_empty() {
        let end = end_of(arguments, ",");
        data_type(arguments[..end].get(1..).unwrap_or_default(), names);
        arguments = arguments.get(end + 1..).unwrap_or_default();
    }
}

fn data_type(tokens: &[&str], names: &mut SqlNames) {
    let mut path: Vec<Name> = Vec::new();
    let mut rest = tokens;
    while let [first, after @ ..] = rest
        && is_name(first)
    {
        path.push(identifier(first));
        let [".", after @ ..] = after else {
            rest = after;
            break;
        };
        rest = after;
    }
    match (rest, path.split_last()) {
        // Another variable's type, or that of a column.
        (["%", word, ..], Some((column, table))) if is(word, "type") => {
            if !table.is_empty() {
                names.relations.insert(table.to_vec());
                names.words.get_or_insert_default().insert(column.clone());
            }
        }
        (_, None) => {}
        // PostgreSQL's own are always there.
        (_, Some((name, []))) if is_builtin(name.as_str()) => {}
        _ => _ = names.types.insert(path),
    }
}

fn is_builtin(name: &str) -> bool {
    DataType::parse(name).is_some_and(|it| it.named().is_none())
}

/// Where the first such sign outside of parentheses stands, or the end.
fn end_of(tokens: &[&str], sign: &str) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            it if it == sign && depth == 0 => return at,
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    tokens.len()
}

fn is(token: &str, word: &str) -> bool {
    token.eq_ignore_ascii_case(word)
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == '"')
}

/// The body's words and signs, without blanks and comments.
fn tokens(body: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut at = 0;
    for token in tokenize(body) {
        let end = at + token.len as usize;
        let blank = matches!(
            token.kind,
            TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment { .. }
        );
        if !blank {
            tokens.extend(body.get(at..end).filter(|it| !it.is_empty()));
        }
        at = end;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_variables_are_declared_as() {
        let names = declared(
            "<<outer>>
             declare
                 r public.t%rowtype; -- a comment; with a semicolon
                 \"R 2\" \"My S\".\"T 1\"[] := '{}';
                 x constant numeric(10, 2) not null default f(1, 2);
                 y t2.id%type;
                 z r.a%TYPE = 'declare q wrong;';
                 v x%type;
                 w alias for $1;
                 u record;
                 c no scroll cursor (a t3, b s.t4.id%type) is select 1;
                 d cursor for select 1;
             begin
                 declare e t5; begin null; end;
                 execute $q$declare f t6;$q$;
             end",
        );
        let listed = |paths: &std::collections::BTreeSet<Vec<Name>>| {
            let text = |path: &Vec<Name>| path.iter().map(Name::as_str).collect::<Vec<_>>().join(".");
            paths.iter().map(text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(listed(&names.types), "My S.T 1 public.t t3 t5");
        assert_eq!(listed(&names.relations), "r s.t4 t2");
        assert_eq!(names.words.unwrap().iter().map(Name::as_str).collect::<Vec<_>>(), ["a", "id"]);
        assert_eq!(declared("begin return new; end").types.len(), 0);
        assert_eq!(declared("declare").types.len(), 0);
        assert_eq!(declared("declare a").types.len(), 0);
    }
}
