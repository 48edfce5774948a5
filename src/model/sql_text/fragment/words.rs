//! Words of SQL that the parser takes for names.

use squawk_syntax::{SyntaxKind, SyntaxNode};

/// Whether a word in lower case is SQL's own where it stands: `normalize(a, nfc)` has its form as a bare
/// word, `a is document` its test.
pub(super) fn is_bare(word: &str, node: &SyntaxNode) -> bool {
    ["nfc", "nfd", "nfkc", "nfkd", "system_user"].contains(&word)
        || ["unknown", "document"].contains(&word) && is_test(node)
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
