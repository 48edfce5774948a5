//! Whether what parses is the one thing that is wanted: an expression, a query, a type.

use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

use super::syntax::found_at;
use super::{FragmentKind, Range, Shift, SqlMistake, is_query};

/// Whether the fragment is one of what it is meant to be.
pub fn mistake(kind: FragmentKind, root: &SyntaxNode, text: &str, shift: Shift) -> Option<SqlMistake> {
    match kind {
        FragmentKind::Expression => one_expression(root, text, shift),
        FragmentKind::Query => one_query(root, text, shift),
        FragmentKind::ResultType => alone(root, text, "one type is wanted here"),
        FragmentKind::RoutineBody => {
            alone(root, text, "one `return ...` or `begin atomic ... end` is wanted")
        }
    }
}

fn alone(root: &SyntaxNode, text: &str, wanted: &str) -> Option<SqlMistake> {
    let at = Range { offset: 0, length: text.len() };
    (root.children().count() != 1).then(|| SqlMistake::new(at, wanted))
}

fn one_expression(root: &SyntaxNode, text: &str, shift: Shift) -> Option<SqlMistake> {
    let whole = Range { offset: 0, length: text.len() };
    let statement = |at| Some(SqlMistake::new(at, "one expression is wanted here, not a statement"));
    let mut statements = root.children();
    let semicolon = |it: &SyntaxToken| it.kind() == SyntaxKind::SEMICOLON;
    if let Some(token) = root.children_with_tokens().filter_map(SyntaxElement::into_token).find(semicolon) {
        let at = shift.token(&token);
        return Some(SqlMistake::new(at, "one expression is wanted here; `;` ends a statement"));
    }
    let (Some(select), None) = (statements.next(), statements.next()) else { return statement(whole) };
    let mut clauses = select.children();
    let Some(clause) = clauses.next().filter(|it| it.kind() == SyntaxKind::SELECT_CLAUSE) else {
        return statement(whole);
    };
    if let Some(extra) = clauses.next() {
        return statement(shift.range(&extra));
    }
    let Some(list) = clause.children().next().filter(|it| it.kind() == SyntaxKind::TARGET_LIST) else {
        return statement(whole);
    };
    let mut targets = list.children();
    let target = targets.next()?;
    if let Some(second) = targets.next() {
        let message = "one value is wanted here, not a list";
        return Some(
            SqlMistake::new(shift.range(&second), message).help("leave out what stands behind the comma"),
        );
    }
    // `t.*` is one, the whole row.
    let last = target.children_with_tokens().filter_map(SyntaxElement::into_token).last();
    if let Some(star) = last.filter(|it| it.kind() == SyntaxKind::STAR) {
        return Some(SqlMistake::new(shift.token(&star), "`*` is not a value"));
    }
    let name = target.children().find(|it| it.kind() == SyntaxKind::AS_NAME)?;
    let at = shift.range(&name);
    let help = format!("leave out `{}`", name.text());
    Some(SqlMistake::new(at, "a value has no name here").help(help))
}

fn one_query(root: &SyntaxNode, text: &str, shift: Shift) -> Option<SqlMistake> {
    let mut statements = root.children();
    let Some(first) = statements.next() else {
        let at = Range { offset: 0, length: text.len() };
        return Some(SqlMistake::new(at, "a query is wanted here"));
    };
    let allowed = is_query(first.kind()) || first.kind() == SyntaxKind::PAREN_SELECT;
    if !allowed {
        let word = found_at(text, shift.range(&first).offset).to_lowercase();
        let message = format!("a query is wanted here; `{word}` is none");
        return Some(SqlMistake::new(shift.range(&first), message));
    }
    if let Some(second) = statements.next() {
        let message = "one query is wanted here, not several statements";
        return Some(SqlMistake::new(shift.range(&second), message));
    }
    let changes = [
        SyntaxKind::INSERT,
        SyntaxKind::UPDATE,
        SyntaxKind::DELETE,
        SyntaxKind::MERGE,
        SyntaxKind::INTO_CLAUSE,
    ];
    let change = first.descendants().find(|node| changes.contains(&node.kind()))?;
    let word = found_at(text, shift.range(&change).offset).to_lowercase();
    let message = format!("a view only reads; `{word}` has no place in it");
    Some(SqlMistake::new(shift.range(&change), message))
}
