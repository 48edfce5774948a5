//! A fragment of SQL read once: its first mistake, and every name in it with its place. It knows
//! SQL's grammar and nothing else; whether a name exists is not asked here.

mod columns;
mod comparison;
mod condition;
mod formula;
mod output;
mod shape;
mod syntax;
mod words;
mod written;

use std::collections::BTreeSet;
use std::sync::Arc;

use squawk_syntax::{SourceFile, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

use super::super::DataType;
use super::super::keywords::is_value_keyword;
use super::super::name::Name;
use super::depth::{nested_too_deep, too_deep};
use super::{SqlNames, identifier};

pub use columns::{Yield, names_columns_by_place, yielded};
pub use comparison::{Comparison, ComparisonKind};
pub use condition::Call;
use condition::reads_columns;
pub use formula::{Formula, Value};
pub use output::Output;
use syntax::syntax_error;

/// What a fragment is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FragmentKind {
    /// A value expression, as in a SELECT list.
    Expression,
    /// One query, as in CREATE VIEW.
    Query,
    /// The result type of a function.
    ResultType,
    /// `RETURN ...` or `BEGIN ATOMIC ... END`.
    RoutineBody,
}

/// What reading a fragment found. With a mistake the rest may be incomplete.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    pub mistake: Option<SqlMistake>,
    pub names: Arc<SqlNames>,
    pub places: Vec<NamePlace>,
    /// The columns that its statements write to, each behind the table.
    pub written: Vec<NamePlace>,
    /// What is taken out of rows that a name or a parameter stands for, `(x).a` and `($1).a`: each behind that.
    pub fields: Vec<(Name, Name, Range)>,
    /// The constraints of ON CONFLICT ON CONSTRAINT.
    pub constraints: Vec<(Name, Range)>,
    /// The statements of a body.
    pub statements: Vec<Range>,
    /// Names that the fragment itself introduces: aliases, CTEs, their columns.
    pub introduced: BTreeSet<Name>,
    /// The first sub-query of an expression.
    pub subquery: Option<Range>,
    /// Whether columns may come from something that is no table: a function, XMLTABLE, another query,
    /// a statement that writes...
    pub opaque_source: bool,
}

/// Bytes of the fragment's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub offset: usize,
    pub length: usize,
}

/// A mistake in a fragment: where, what, and what to write instead where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlMistake {
    pub at: Range,
    pub message: String,
    pub help: Option<String>,
}

/// A name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePlace {
    pub kind: NameKind,
    /// The dotted parts.
    pub parts: Vec<(Name, Range)>,
    /// Whether it stands in a sub-query, where it may mean another relation's column.
    pub in_subquery: bool,
    pub output: Output,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    Column,
    Call,
    Relation,
    /// A relation named in a string: `nextval('public.s')`.
    RelationText,
    Type,
}

impl SqlMistake {
    pub fn new(at: Range, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl NamePlace {
    pub fn path(&self) -> Vec<Name> {
        self.parts.iter().map(|(name, _)| name.clone()).collect()
    }

    /// All its parts.
    pub fn range(&self) -> Range {
        let start = self.parts.first().map_or(0, |(_, at)| at.offset);
        let end = self.parts.last().map_or(start, |(_, at)| at.offset + at.length);
        Range { offset: start, length: end - start }
    }
}

impl FragmentKind {
    /// What makes a statement of the fragment.
    fn around(self) -> (&'static str, &'static str) {
        match self {
            Self::Expression => ("select ", ""),
            Self::Query => ("", ""),
            Self::RoutineBody => ("create function f() returns int language sql ", ""),
            Self::ResultType => ("create function f() returns ", " language sql as ''"),
        }
    }
}

impl Fragment {
    pub fn read(kind: FragmentKind, text: &str) -> Self {
        if text.trim().is_empty() {
            let at = Range { offset: 0, length: 0 };
            return Self::broken(SqlMistake::new(at, "SQL is missing here"));
        }
        if let Some(mistake) = too_deep(text).map(nested_too_deep) {
            return Self::broken(mistake);
        }
        let (before, after) = kind.around();
        let parsed = SourceFile::parse(&format!("{before}{text}{after}"));
        let root = parsed.syntax_node();
        let shift = Shift { before: before.len(), length: text.len() };
        let mut fragment = Self::default();
        fragment.collect(&root, kind, shift);
        fragment.mistake = syntax_error(&parsed, text, shift)
            .or_else(|| fragment.mistake.take())
            .or_else(|| shape::mistake(kind, &root, text, shift))
            .or_else(|| trailing_comment(&root, text, shift));
        fragment
    }

    fn broken(mistake: SqlMistake) -> Self {
        Self { mistake: Some(mistake), ..Self::default() }
    }

    fn collect(&mut self, root: &SyntaxNode, kind: FragmentKind, shift: Shift) {
        let mut names = SqlNames::default();
        // The query that makes a statement of an expression is none of its sub-queries.
        let own = usize::from(kind == FragmentKind::Expression);
        let mut open_queries = Vec::new();
        for node in root.descendants() {
            let start = node.text_range().start();
            if node.parent().is_some_and(|it| it.kind() == SyntaxKind::ATOMIC_BODY) {
                self.statements.push(shift.range(&node));
            }
            while open_queries.last().is_some_and(|end| start >= *end) {
                open_queries.pop();
            }
            if is_query(node.kind()) {
                open_queries.push(node.text_range().end());
                if open_queries.len() > own && self.subquery.is_none() {
                    self.subquery = Some(shift.range(&node));
                }
                continue;
            }
            self.written.extend(written::column(&node, shift));
            names.fields.extend(field(&node));
            self.fields.extend(field_of(&node, shift));
            match node.kind() {
                SyntaxKind::CTE_NAME
                | SyntaxKind::TABLE_ALIAS
                | SyntaxKind::COLUMN_NAME
                | SyntaxKind::WINDOW => {
                    self.introduced.extend(parts(&node, shift).into_iter().map(|(name, _)| name));
                }
                SyntaxKind::FUNCTION_FROM_ITEM
                | SyntaxKind::ROWS_FROM_ITEM
                | SyntaxKind::XML_TABLE_FROM_ITEM
                | SyntaxKind::JSON_TABLE_FROM_ITEM
                | SyntaxKind::GRAPH_TABLE_FROM_ITEM
                | SyntaxKind::EXPR_FROM_ITEM
                | SyntaxKind::PAREN_FROM_ITEM
                | SyntaxKind::WITH_TABLE
                | SyntaxKind::INSERT
                | SyntaxKind::UPDATE
                | SyntaxKind::DELETE
                | SyntaxKind::MERGE => self.opaque_source = true,
                SyntaxKind::COLLATION_REF => {
                    names.collations.insert(parts(&node, shift).into_iter().map(|it| it.0).collect());
                }
                SyntaxKind::GROUP_BY_CLAUSE => names.grouped.extend(words::grouped(&node)),
                SyntaxKind::CONFLICT_ON_CONSTRAINT => {
                    self.constraints.extend(parts(&node, shift).pop());
                }
                _ => {
                    named_as_object(&node, &mut names);
                    // A function calls its arguments `$1`, `$2`.
                    if self.mistake.is_none() && kind != FragmentKind::RoutineBody {
                        self.mistake = misplaced(&node, shift);
                    }
                    let Some((kind, parts)) = named(&node, shift) else { continue };
                    let in_subquery = open_queries.len() > own;
                    let place = NamePlace { kind, parts, in_subquery, output: Output::of(&node) };
                    let target = match kind {
                        NameKind::Column => &mut names.columns,
                        NameKind::Call => &mut names.calls,
                        NameKind::Relation | NameKind::RelationText => &mut names.relations,
                        NameKind::Type => &mut names.types,
                    };
                    target.insert(place.path());
                    self.places.push(place);
                }
            }
        }
        // A condition may have queries in it.
        if kind == FragmentKind::Query || kind == FragmentKind::Expression && !names.relations.is_empty() {
            names.words = columns::words(root, &names, &self.introduced);
        }
        names.constraints.extend(self.constraints.iter().map(|(name, _)| name.clone()));
        self.names = Arc::new(names);
    }
}

/// What the node takes out of a row that no name alone stands for.
fn field(node: &SyntaxNode) -> Option<Name> {
    let of_a_value = node.kind() == SyntaxKind::FIELD_EXPR
        && node.first_token().is_some_and(|it| it.kind() == SyntaxKind::L_PAREN);
    let last = node.last_child().filter(|it| of_a_value && it.kind() == SyntaxKind::NAME_REF)?;
    Some(identifier(&last.text().to_string()))
}

/// The same behind the name or the parameter in the parentheses.
fn field_of(node: &SyntaxNode, shift: Shift) -> Option<(Name, Name, Range)> {
    let name = field(node)?;
    let row = node.first_child()?.children().next()?;
    let is_one = matches!(row.kind(), SyntaxKind::NAME_REF | SyntaxKind::LITERAL);
    is_one.then_some((identifier(&row.text().to_string()), name, shift.range(&node.last_child()?)))
}

/// What the node names, if it names something.
fn named(node: &SyntaxNode, shift: Shift) -> Option<(NameKind, Vec<(Name, Range)>)> {
    let parent = node.parent().map(|parent| parent.kind());
    let kind = match node.kind() {
        SyntaxKind::NAME_REF | SyntaxKind::FIELD_EXPR if parent != Some(SyntaxKind::FIELD_EXPR) => {
            // `(a).b` is a field of `a`, which is looked at by itself.
            let dotted = node.first_token().is_none_or(|it| it.kind() != SyntaxKind::L_PAREN);
            let starred = node.last_token().is_some_and(|it| it.kind() == SyntaxKind::STAR);
            if !dotted || starred {
                return None;
            }
            let word = node.first_token().map(|it| it.text().to_lowercase()).unwrap_or_default();
            match parent == Some(SyntaxKind::CALL_EXPR) {
                true => NameKind::Call,
                false if is_value_keyword(&word) || words::is_bare(&word, node) => return None,
                false => NameKind::Column,
            }
        }
        SyntaxKind::PATH_REF
            if matches!(parent, Some(SyntaxKind::RELATION_NAME_REF | SyntaxKind::TABLE_NAME_REF)) =>
        {
            if is_value_keyword(&node.text().to_string().to_lowercase()) {
                return None;
            }
            NameKind::Relation
        }
        SyntaxKind::PATH_REF if parent == Some(SyntaxKind::PATH_TYPE) => NameKind::Type,
        SyntaxKind::LITERAL => {
            let path = named_by_literal(node)?;
            let at = shift.range(node);
            return Some((NameKind::RelationText, path.into_iter().map(|name| (name, at)).collect()));
        }
        _ => return None,
    };
    Some((kind, parts(node, shift)))
}

/// From the statement that was parsed back to the fragment in it.
#[derive(Clone, Copy)]
struct Shift {
    before: usize,
    length: usize,
}

impl Shift {
    fn offset(self, offset: usize) -> usize {
        offset.saturating_sub(self.before).min(self.length)
    }

    fn span(self, start: usize, end: usize) -> Range {
        let (start, end) = (self.offset(start), self.offset(end));
        Range { offset: start, length: end.saturating_sub(start) }
    }

    fn range(self, node: &SyntaxNode) -> Range {
        self.span(node.text_range().start().into(), node.text_range().end().into())
    }

    fn token(self, token: &SyntaxToken) -> Range {
        self.span(token.text_range().start().into(), token.text_range().end().into())
    }
}

fn is_query(kind: SyntaxKind) -> bool {
    matches!(kind, SyntaxKind::SELECT | SyntaxKind::VALUES | SyntaxKind::TABLE | SyntaxKind::COMPOUND_SELECT)
}

/// The identifiers under a node, in order.
fn parts(node: &SyntaxNode, shift: Shift) -> Vec<(Name, Range)> {
    let tokens = node.descendants_with_tokens().filter_map(SyntaxElement::into_token);
    let words = tokens.filter(|token| {
        let text = token.text();
        token.kind() != SyntaxKind::COMMENT
            && text.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"')
    });
    words.map(|token| (identifier(token.text()), shift.token(&token))).collect()
}

/// `nextval('public.s')` and `'public.t'::regclass` name a relation in a string.
fn named_by_literal(literal: &SyntaxNode) -> Option<Vec<Name>> {
    let text = literal.text().to_string();
    let inside = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let names_relation = literal.ancestors().skip(1).take(3).any(|node| match node.kind() {
        SyntaxKind::CALL_EXPR => {
            let called = node.first_child().and_then(|name| name.last_token());
            called.is_some_and(|name| {
                ["nextval", "currval", "setval"].contains(&identifier(name.text()).as_str())
            })
        }
        SyntaxKind::CAST_EXPR => {
            node.last_token().is_some_and(|token| token.text().eq_ignore_ascii_case("regclass"))
        }
        _ => false,
    });
    if !names_relation {
        return None;
    }
    inside.split('.').map(|part| Some(identifier(part.trim()))).collect()
}

/// `'f(integer)'::regprocedure` and `'t'::regtype` name a function and a type.
fn named_as_object(literal: &SyntaxNode, names: &mut SqlNames) {
    let cast = literal
        .parent()
        .filter(|it| literal.kind() == SyntaxKind::LITERAL && it.kind() == SyntaxKind::CAST_EXPR);
    let Some(data_type) = cast.and_then(|it| it.last_token()).map(|it| it.text().to_lowercase()) else {
        return;
    };
    let text = literal.text().to_string();
    let Some(text) = text.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')) else { return };
    let path = |text: &str| text.split('.').map(|part| identifier(part.trim())).collect::<Vec<Name>>();
    match data_type.as_str() {
        "regproc" | "regprocedure" => {
            names.calls.insert(path(text.split('(').next().unwrap_or_default()));
        }
        "regtype" => {
            let named = DataType::parse(text).and_then(|it| it.named());
            names.types.extend(named.map(|it| vec![it.schema, it.name]));
        }
        "regcollation" => _ = names.collations.insert(path(text)),
        _ => {}
    }
}

/// Parses a statement that is made of a fragment and what stands around it.
pub fn parse_around(
    before: &str,
    text: &str,
    after: &str,
) -> Result<squawk_syntax::Parse<SourceFile>, SqlMistake> {
    if let Some(mistake) = too_deep(text).map(nested_too_deep) {
        return Err(mistake);
    }
    let parsed = SourceFile::parse(&format!("{before}{text}{after}"));
    let shift = Shift { before: before.len(), length: text.len() };
    match syntax_error(&parsed, text, shift) {
        Some(mistake) => Err(mistake),
        None => Ok(parsed),
    }
}

/// What parses, but PostgreSQL would not take: a parameter, an operator without its left side.
fn misplaced(node: &SyntaxNode, shift: Shift) -> Option<SqlMistake> {
    match node.kind() {
        SyntaxKind::LITERAL => {
            let token = node.first_token().filter(|it| it.kind() == SyntaxKind::POSITIONAL_PARAM)?;
            let message = format!("`{}` is a parameter, and nothing gives it a value here", token.text());
            Some(SqlMistake::new(shift.range(node), message).help("write the value itself"))
        }
        SyntaxKind::PREFIX_EXPR => {
            let operator = node.children_with_tokens().next()?;
            let text = operator.to_string();
            let infix = ["<", ">", "<=", ">=", "<>", "!=", "=", "*", "/", "%", "^"].contains(&&*text);
            let at = shift.span(operator.text_range().start().into(), operator.text_range().end().into());
            let message = format!("not valid SQL: a value is expected before `{text}`");
            infix.then(|| SqlMistake::new(at, message))
        }
        _ => None,
    }
}

/// A comment that runs to the end would swallow what is written behind the fragment.
fn trailing_comment(root: &SyntaxNode, text: &str, shift: Shift) -> Option<SqlMistake> {
    // Most texts need no look at their tokens.
    if !text.contains("--") {
        return None;
    }
    let tokens = root.descendants_with_tokens().filter_map(SyntaxElement::into_token);
    let comments =
        tokens.filter(|token| token.kind() == SyntaxKind::COMMENT && token.text().starts_with("--"));
    let at = shift.token(&comments.last()?);
    let ends = !text[at.offset..].contains('\n');
    ends.then(|| {
        let help = "write it as a YAML comment, `# ...`, or as `/* ... */`";
        SqlMistake::new(at, "an SQL comment at the end would swallow what follows").help(help)
    })
}
