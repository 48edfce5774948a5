//! The columns that a query gives just as they are: it has them under the names that they had when PostgreSQL
//! read it, whatever they are called later.

use squawk_syntax::{SyntaxKind, SyntaxNode};

/// Whether a name is what a query gives, under that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    No,
    /// Of a statement, to whoever runs it.
    Statement,
    /// Of a query inside another one, which knows it by that name.
    Inner,
}

impl Output {
    pub(super) fn of(node: &SyntaxNode) -> Self {
        let target = node.parent().filter(|it| it.kind() == SyntaxKind::TARGET && it.children().count() == 1);
        let Some(target) = target else { return Self::No };
        let mut around = target.ancestors().skip(1).map(|it| it.kind()).skip_while(|it| is_of_statement(*it));
        if around.next().is_none_or(|it| it == SyntaxKind::ATOMIC_BODY) {
            Self::Statement
        } else {
            Self::Inner
        }
    }
}

fn is_of_statement(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::TARGET_LIST
            | SyntaxKind::SELECT_CLAUSE
            | SyntaxKind::SELECT
            | SyntaxKind::COMPOUND_SELECT
            | SyntaxKind::RETURNING_CLAUSE
            | SyntaxKind::INSERT
            | SyntaxKind::UPDATE
            | SyntaxKind::DELETE
    )
}
