//! What PostgreSQL said about a statement, with the place in the file it was about. It keeps every
//! field of the server's answer and shows them as rustc shows an error: file, line, the text, a
//! caret under it, and below SQLSTATE, detail and hint.

use std::error::Error as _;
use std::io;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use tokio_postgres::error::{DbError, ErrorPosition};

use super::sqlstate::condition_name;

/// The failure of a statement. `Display` is the message alone; [`SqlError::details`] is the rest.
#[derive(Debug, thiserror::Error)]
#[error("{failure}")]
pub struct SqlError {
    failure: Failure,
    place: Option<Box<Place>>,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{}", .0.message)]
    Server(Box<Answer>),
    #[error("the connection to the server was lost: {0}")]
    Lost(String),
    #[error("{0}")]
    Client(String),
    #[error("COPY from STDIN or to STDOUT is not possible in a file of SQL")]
    CopyOverConnection,
}

/// The fields of the server's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `ERROR`, `FATAL` or `PANIC`, in the server's language.
    pub severity: String,
    /// The SQLSTATE, five characters.
    pub code: String,
    pub message: String,
    pub detail: Option<String>,
    pub hint: Option<String>,
    /// Where in the query that was sent: characters, from 1.
    pub position: Option<usize>,
    /// A query that the server made itself, such as one of a function, and where in it.
    pub internal: Option<InternalQuery>,
    /// The call stack, innermost first.
    pub context: Option<String>,
    pub schema: Option<String>,
    pub table: Option<String>,
    pub column: Option<String>,
    pub data_type: Option<String>,
    pub constraint: Option<String>,
}

/// A query of the server's own and a position in it: characters, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternalQuery {
    pub text: String,
    pub position: usize,
}

/// The text the failure is about.
#[derive(Debug)]
struct Place {
    file: Option<String>,
    text: String,
    /// Where in the text the query that was sent begins, in bytes.
    offset: usize,
    /// The failed statement, in bytes of the text.
    statement: Option<Range<usize>>,
}

impl SqlError {
    /// A script that copies over the connection; nothing was sent.
    pub(crate) fn copy_over_connection() -> Self {
        Self { failure: Failure::CopyOverConnection, place: None }
    }

    /// Says which file the failed statement stands in. `offset` is where in `text` the query that
    /// was sent begins, `statement` where the failed statement is, both in bytes.
    #[must_use]
    pub fn in_file(self, file: &str, text: &str, offset: usize, statement: Option<Range<usize>>) -> Self {
        let place = Place { file: Some(file.to_owned()), text: text.to_owned(), offset, statement };
        Self { place: Some(Box::new(place)), ..self }
    }

    /// Leaves the file out: it is none that anybody could open.
    #[must_use]
    pub fn in_no_file(mut self) -> Self {
        if let Some(place) = &mut self.place {
            place.file = None;
        }
        self
    }

    /// Says which statement failed, when it comes from no file.
    #[must_use]
    pub fn in_statement(self, sql: &str) -> Self {
        let place = Place { file: None, text: sql.to_owned(), offset: 0, statement: Some(0..sql.len()) };
        Self { place: Some(Box::new(place)), ..self }
    }

    /// Leaves out what quotes values of rows: whole rows in the detail, a value in the message, a line of
    /// a COPY in the context. The names of what refused them stay.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        let Failure::Server(answer) = &mut self.failure else { return self };
        let code = answer.code.clone();
        let is = |class: &str| code.starts_with(class);
        // Too long; divided by zero: these messages are about types alone.
        let is_plain = matches!(code.as_str(), "22001" | "22012");
        if is("22") && !is_plain {
            answer.message = condition_name(&code).map_or_else(
                || "a value was refused".to_owned(),
                |name| format!("a value was refused: {}", name.replace('_', " ")),
            );
        }
        if is("P0") {
            "a function raised an exception, whose text may quote a row".clone_into(&mut answer.message);
        }
        if is("22") || is("23") || is("44") || is("P0") {
            answer.detail = answer.names();
            answer.hint = None;
        }
        answer.context = None;
        answer.internal = None;
        self
    }

    /// Where in the text the server points to, in bytes, when the query that was sent begins at
    /// `offset`. Not every failure has a position.
    pub fn byte_in(&self, text: &str, offset: usize) -> Option<usize> {
        Some(byte_of(text, offset, self.answer()?.position?))
    }

    /// What the server answered, unless the failure is of another kind.
    pub fn answer(&self) -> Option<&Answer> {
        match &self.failure {
            Failure::Server(answer) => Some(answer),
            _ => None,
        }
    }

    /// The SQLSTATE, if the server gave one.
    pub fn code(&self) -> Option<&str> {
        self.answer().map(|answer| answer.code.as_str())
    }

    /// Whether the connection is gone, so that it is not known here what the server did.
    pub fn is_connection_lost(&self) -> bool {
        matches!(self.failure, Failure::Lost(_))
            || self
                .answer()
                .is_some_and(|answer| answer.severity == "FATAL" || answer.code.starts_with("57P0"))
    }

    /// What stands below the message: the place and the fields of the answer, in lines. Empty when
    /// there is nothing more to tell.
    pub fn details(&self, colored: bool) -> String {
        let mut group = Group::with_level(Level::ERROR);
        if let Some(place) = &self.place {
            group = group.element(self.snippet(place));
        }
        if let Some(internal) = self.answer().and_then(|answer| answer.internal.as_ref()) {
            group = group.element(internal.snippet());
        }
        let (has_snippet, notes) = (!group.is_empty(), self.notes());
        let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
        if has_snippet {
            let notes = notes.into_iter().map(|(name, text)| Level::NOTE.with_name(name).message(text));
            return renderer.render(&[group.elements(notes)]);
        }
        let notes: Vec<String> =
            notes.into_iter().map(|(name, text)| format!("  = {name}: {text}")).collect();
        notes.join("\n")
    }

    fn notes(&self) -> Vec<(&'static str, String)> {
        match &self.failure {
            Failure::Server(answer) => {
                let code = match condition_name(&answer.code) {
                    Some(name) => format!("{} {name}", answer.code),
                    None => answer.code.clone(),
                };
                let fields =
                    [("detail", &answer.detail), ("hint", &answer.hint), ("context", &answer.context)];
                let given = fields.into_iter().filter_map(|(name, text)| Some((name, text.clone()?)));
                [("SQLSTATE", code)].into_iter().chain(given).collect()
            }
            Failure::Lost(_) => vec![(
                "help",
                "PostgreSQL rolls back what was not committed; look into the server's log, then run the command again"
                    .to_owned(),
            )],
            Failure::CopyOverConnection => vec![("help", "write INSERT statements instead".to_owned())],
            Failure::Client(_) => Vec::new(),
        }
    }

    fn snippet<'a>(&self, place: &'a Place) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let text = &place.text;
        let statement = place.statement.clone().unwrap_or(place.offset..text.trim_end().len());
        let position = self.byte_in(text, place.offset);
        let primary = match position {
            Some(position) => word_at(text, position),
            None => first_line(text, &statement),
        };
        // Only the lines that matter: a file of seeds may be large.
        let begins_above =
            statement.start < primary.start && text[statement.start..primary.start].contains('\n');
        let first = if begins_above { statement.start } else { primary.start };
        let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let end = text[primary.end..].find('\n').map_or(text.len(), |at| primary.end + at);
        let within = |range: &Range<usize>| range.start - start..range.end - start;

        let mut annotations = vec![AnnotationKind::Primary.span(within(&primary))];
        if position.is_none() {
            let label = match self.failure {
                Failure::Lost(_) => "this statement was running",
                _ => "this statement failed",
            };
            annotations = vec![AnnotationKind::Primary.span(within(&primary)).label(label)];
        } else if begins_above {
            let opening = first_line(text, &statement);
            annotations.push(AnnotationKind::Context.span(within(&opening)).label("in this statement"));
        }
        Snippet::source(&text[start..end])
            .line_start(text[..start].matches('\n').count() + 1)
            .path(place.file.as_deref())
            .annotations(annotations)
    }
}

impl Answer {
    /// What the server named: `constraint a, table b, column c`.
    pub fn names(&self) -> Option<String> {
        let named = [
            ("constraint", &self.constraint),
            ("table", &self.table),
            ("column", &self.column),
            ("type", &self.data_type),
        ];
        let named = named.iter().filter_map(|(what, name)| Some(format!("{what} {}", name.as_ref()?)));
        let names: Vec<String> = named.collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

impl InternalQuery {
    fn snippet(&self) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let span = word_at(&self.text, byte_of(&self.text, 0, self.position));
        Snippet::source(&self.text)
            .path("a query that the server made")
            .annotation(AnnotationKind::Primary.span(span))
    }
}

/// A position as PostgreSQL counts, characters from 1, in bytes from the beginning of the text. A
/// position behind the end is the end of what is written.
fn byte_of(text: &str, offset: usize, position: usize) -> usize {
    let rest = &text[offset..];
    match rest.char_indices().nth(position.saturating_sub(1)) {
        Some((at, _)) => offset + at,
        None => offset + rest.trim_end().len(),
    }
}

/// The word that begins at a byte, for the caret to underline; one character if it is no word.
fn word_at(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let length = match rest.chars().next() {
        None | Some('\n') => 0,
        Some(quote @ ('"' | '\'')) => rest[1..]
            .find([quote, '\n'])
            .filter(|at| rest[1 + at..].starts_with(quote))
            .map_or(1, |at| at + 2),
        Some(c) if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
        Some(c) => c.len_utf8(),
    };
    start..start + length
}

/// The part of a range that is on its first line.
fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let line = text[range.clone()].lines().next().unwrap_or_default();
    range.start..range.start + line.trim_end().len()
}

impl From<&DbError> for Answer {
    fn from(error: &DbError) -> Self {
        let text = |field: Option<&str>| field.map(str::to_owned);
        let (position, internal) = match error.position() {
            Some(ErrorPosition::Original(position)) => (usize::try_from(*position).ok(), None),
            Some(ErrorPosition::Internal { position, query }) => {
                let position = usize::try_from(*position).unwrap_or_default();
                (None, Some(InternalQuery { text: query.clone(), position }))
            }
            None => (None, None),
        };
        Self {
            severity: error.severity().to_owned(),
            code: error.code().code().to_owned(),
            message: error.message().to_owned(),
            detail: text(error.detail()),
            hint: text(error.hint()),
            position,
            internal,
            context: text(error.where_()),
            schema: text(error.schema()),
            table: text(error.table()),
            column: text(error.column()),
            data_type: text(error.datatype()),
            constraint: text(error.constraint()),
        }
    }
}

impl From<&tokio_postgres::Error> for SqlError {
    /// `Display` of this error says only "db error": what the server said is in its source.
    fn from(error: &tokio_postgres::Error) -> Self {
        let failure = match (error.as_db_error(), error.source()) {
            (Some(answer), _) => Failure::Server(Box::new(answer.into())),
            (None, _) if error.is_closed() => Failure::Lost("the server closed it".to_owned()),
            (None, Some(source)) if source.is::<io::Error>() => Failure::Lost(source.to_string()),
            (None, Some(source)) => Failure::Client(format!("{error}: {source}")),
            (None, None) => Failure::Client(error.to_string()),
        };
        Self { failure, place: None }
    }
}

impl From<tokio_postgres::Error> for SqlError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::from(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        let text = "-- ä\nselect 'ö', x";
        let byte = byte_of(text, 0, 18);
        assert_eq!(&text[byte..], "x");
        assert_eq!(byte_of("select 1 \n", 0, 11), 8);
        assert_eq!(byte_of("a;select", 2, 3), 4);
    }

    #[test]
    fn words_to_underline() {
        for (text, expected) in [
            ("name, b", "name"),
            ("\"a b\" c", "\"a b\""),
            ("\"open", "\""),
            ("'it", "'"),
            ("(x", "("),
            ("ä1 x", "ä1"),
            ("", ""),
            ("\nx", ""),
        ] {
            assert_eq!(&text[word_at(text, 0)], expected);
        }
    }
}
