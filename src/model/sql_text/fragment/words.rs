//! Words of SQL that the parser takes for names.

use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::super::super::name::Name;
use super::super::identifier;

/// Whether a word in lower case is SQL's own where it stands: `normalize(a, nfc)` has its form as a bare
/// word, `a is document` its test.
pub(super) fn is_bare(word: &str, node: &SyntaxNode) -> bool {
    ["nfc", "nfd", "nfkc", "nfkd", "system_user"].contains(&word)
        || ["unknown", "document"].contains(&word) && is_test(node)
}

/// The words of GROUP BY; those of the whole query where it may count columns: `group by 1`.
pub(super) fn grouped(clause: &SyntaxNode) -> Vec<Name> {
    let tokens = |node: &SyntaxNode| {
        node.descendants_with_tokens().filter_map(SyntaxElement::into_token).collect::<Vec<_>>()
    };
    let counts = tokens(clause).iter().any(|it| it.kind() == SyntaxKind::INT_NUMBER);
    let query = clause.parent().filter(|_| counts);
    let words = tokens(query.as_ref().unwrap_or(clause)).into_iter();
    words
        .filter(|it| it.text().starts_with(|c: char| c.is_alphabetic() || "_\"".contains(c)))
        .map(|it| identifier(it.text()))
        .collect()
}

/// Whether `is` or `is not` stands before it.
fn is_test(node: &SyntaxNode) -> bool {
    let mut before = node.first_token().and_then(|it| it.prev_token());
    while let Some(token) = before {
        match token.kind() {
            SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::NOT_KW => before = token.prev_token(),
            kind => return kind == SyntaxKind::IS_KW,
        }
    }
    false
}
