//! What the parser does not understand, in the words of somebody who wrote SQL.

use squawk_syntax::SourceFile;

use super::{Shift, SqlMistake};

/// The parser's first complaint; the later ones mostly follow from it.
pub(super) fn syntax_error(
    parsed: &squawk_syntax::Parse<SourceFile>,
    text: &str,
    shift: Shift,
) -> Option<SqlMistake> {
    let errors = parsed.errors();
    let error = errors.iter().min_by_key(|error| error.range().start())?;
    let mut at = shift.span(error.range().start().into(), error.range().end().into());
    // The parser complains behind the last token; what stands in the way is the next one.
    let rest = &text[at.offset..];
    at.offset = match rest.trim_start() {
        "" => text.trim_end().len(),
        next => text.len() - next.len(),
    };
    let found = found_at(text, at.offset);
    at.length = at.length.max(found.len()).min(text[at.offset..].trim_end().len());
    let message = if error.message().starts_with("Missing trailing") {
        match text[at.offset..].chars().next() {
            Some('/') => "the comment is not closed: `*/` is missing".to_owned(),
            Some('"') => "the quoted name is not closed: `\"` is missing".to_owned(),
            _ => "the text is not closed: `'` is missing".to_owned(),
        }
    } else {
        let found = match found {
            "" => "the end of the text".to_owned(),
            token => format!("`{token}`"),
        };
        match expected(error.message()) {
            Some(wanted) => format!("{wanted} is expected before {found}"),
            None => format!("{found} is not expected here"),
        }
    };
    let mistake = SqlMistake::new(at, format!("not valid SQL: {message}"));
    let before = text[..at.offset].trim_end();
    let before = &before[before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |it| it + 1)..];
    let compares = found.starts_with(|c: char| "<>=!".contains(c)) || ["is", "in", "like"].contains(&found);
    Some(if compares && TEMPTING.contains(&before.to_lowercase().as_str()) {
        mistake.help(format!(
            "`{before}` is a word of SQL's own; a column's name is then written `\"{before}\"`"
        ))
    } else {
        mistake
    })
}

/// Words of SQL that people call columns by, and that mean something else without quotes.
const TEMPTING: [&str; 20] = [
    "asc",
    "check",
    "column",
    "constraint",
    "default",
    "desc",
    "end",
    "for",
    "from",
    "grant",
    "group",
    "limit",
    "offset",
    "order",
    "primary",
    "references",
    "table",
    "to",
    "user",
    "window",
];

/// The token at a place, as people see it: a word, a number, a quoted text or one sign.
pub(super) fn found_at(text: &str, offset: usize) -> &str {
    let rest = &text[offset..];
    let Some(first) = rest.chars().next().filter(|_| !rest.trim().is_empty()) else { return "" };
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let sign = |c: char| "<>=!|&~@#%^*+-/".contains(c);
    let end = match first {
        '\'' | '"' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
        _ if word(first) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
        _ if sign(first) => rest.find(|c| !sign(c)).unwrap_or(rest.len()),
        _ => first.len_utf8(),
    };
    &rest[..end]
}

/// What the parser wanted, in people's words. `None` where its words say nothing to them.
fn expected(message: &str) -> Option<String> {
    if message == "missing comma" {
        return Some("a comma".to_owned());
    }
    let wanted = message.strip_prefix("expected ").or_else(|| message.strip_prefix("Expected "))?;
    let wanted = wanted.split([',', ';']).next().unwrap_or(wanted).trim();
    let said = match wanted {
        "an expression" | "expression" | "expr" | "expression in atom_expr" | "target" => "a value",
        "COMMA" | "comma" | "a comma" => "`)` or a comma",
        "R_PAREN" => "`)`",
        "L_PAREN" => "`(`",
        "R_BRACK" => "`]`",
        "L_BRACK" => "`[`",
        "SEMICOLON" => "`;`",
        "EQ" => "`=`",
        "DOT" => "`.`",
        "COLON" => "`:`",
        "IDENT" | "name" | "path name" | "name ref" => "a name",
        "STRING" => "a text in single quotes",
        "INT_NUMBER" | "numeric" | "numeric literal" | "count" => "a number",
        "from item" | "table relation name" => "a table",
        "type name" | "type" => "a type",
        "column list" => "a list of columns",
        "start of a select statement" | "SELECT" => "a query",
        _ => {
            let keyword = wanted.strip_suffix("_KW").filter(|it| it.chars().all(|c| c.is_ascii_uppercase()));
            return keyword.map(|keyword| format!("`{}`", keyword.to_lowercase()));
        }
    };
    Some(said.to_owned())
}
