//! The columns that a statement writes to: they are of its table whatever else it reads.

use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::{NameKind, NamePlace, Output, Shift, parts};

/// The node's column behind the table of its statement, where it names one that is written.
pub(super) fn column(node: &SyntaxNode, shift: Shift) -> Option<NamePlace> {
    let parent = node.parent()?.kind();
    let mut column = match node.kind() {
        SyntaxKind::COLUMN_NAME_REF if parent == SyntaxKind::COLUMN_TARGET => parts(node, shift),
        SyntaxKind::NAME_REF if parent == SyntaxKind::CONFLICT_INDEX_ITEM => parts(node, shift),
        SyntaxKind::FIELD_EXPR if parent != SyntaxKind::FIELD_EXPR => {
            let parts = parts(node, shift);
            parts.first().filter(|(name, _)| name.as_str() == "excluded")?;
            parts
        }
        _ => return None,
    };
    let writes =
        |it: &SyntaxNode| matches!(it.kind(), SyntaxKind::INSERT | SyntaxKind::UPDATE | SyntaxKind::MERGE);
    let is_relation =
        |it: &SyntaxNode| matches!(it.kind(), SyntaxKind::RELATION_NAME_REF | SyntaxKind::TABLE_NAME_REF);
    let statement = node.ancestors().find(writes)?;
    let own = statement.children().find(is_relation);
    let table = own.or_else(|| statement.descendants().find(is_relation))?;
    let mut parts = parts(&table, shift);
    parts.push(column.pop()?);
    Some(NamePlace { kind: NameKind::Column, parts, in_subquery: false, output: Output::No })
}
