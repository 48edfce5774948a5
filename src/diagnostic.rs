//! Mistakes in what somebody wrote: where, what, and what to write instead. A diagnostic is data;
//! how it is shown (terminal, JSON, GitHub annotation) is decided at the end.

use std::fmt::Write as _;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

/// A text that diagnostics point into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Relative to the project's folder.
    pub path: PathBuf,
    pub text: String,
}

impl Source {
    /// The byte at a place: a line from 1, and a column from 0 in characters.
    pub fn offset(&self, place: (u32, u32)) -> usize {
        byte_offset(&self.text, place)
    }
}

/// A place in a text: lines from 1, columns from 0, in characters, the end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: (u32, u32),
    pub end: (u32, u32),
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, relative to the project's folder.
    pub path: PathBuf,
    pub span: Span,
    /// The rule that was broken, for machines: `unknown-key`, `sql-syntax`...
    pub code: &'static str,
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    pub severity: Severity,
}

/// How bad it is: a mistake is an error, and only a linter knows less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warn,
    #[default]
    Error,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// The workflow command of GitHub's.
    fn github(self) -> &'static str {
        match self {
            Self::Info => "notice",
            Self::Warn => "warning",
            Self::Error => "error",
        }
    }

    fn level(self) -> Level<'static> {
        match self {
            Self::Info => Level::INFO,
            Self::Warn => Level::WARNING,
            Self::Error => Level::ERROR,
        }
    }
}

impl Diagnostic {
    pub fn new(path: impl Into<PathBuf>, span: Span, code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.into(), span, code, message: message.into(), help: None, severity: Severity::Error }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The shape of a diagnostic for editors and CI.
#[derive(Serialize)]
struct Json<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// The diagnostics as one JSON array.
pub fn to_json(diagnostics: &[Diagnostic]) -> String {
    let paths: Vec<String> = diagnostics.iter().map(|it| it.path.display().to_string()).collect();
    let entries: Vec<Json> = diagnostics
        .iter()
        .zip(&paths)
        .map(|(it, file)| Json {
            file,
            line: it.span.start.0,
            column: it.span.start.1 + 1,
            end_line: it.span.end.0,
            end_column: it.span.end.1 + 1,
            code: it.code,
            message: &it.message,
            help: it.help.as_deref(),
        })
        .collect();
    let mut json = serde_json::to_string_pretty(&entries).unwrap_or_else(|_| "[]".to_owned());
    json.push('\n');
    json
}

/// The diagnostics as GitHub workflow commands, which show up beside the lines of a pull request.
pub fn to_github(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for it in diagnostics {
        let help = it.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let escaped = github_escaped(&format!("{}{help}", it.message));
        let (line, column) = (it.span.start.0, it.span.start.1 + 1);
        let path = github_property(&it.path.display().to_string());
        let command = it.severity.github();
        let _ =
            writeln!(out, "::{command} file={path},line={line},col={column},title={}::{escaped}", it.code);
    }
    out
}

/// A workflow command for what is wrong with no file.
pub fn github_error(title: &str, message: &str) -> String {
    github_remark(Severity::Error, title, message)
}

/// The same, of any severity.
pub fn github_remark(severity: Severity, title: &str, message: &str) -> String {
    format!("::{} title={title}::{}\n", severity.github(), github_escaped(message))
}

/// A value in front of the message, where `,` and `:` end it.
fn github_property(value: &str) -> String {
    github_escaped(value).replace(':', "%3A").replace(',', "%2C")
}

fn github_escaped(message: &str) -> String {
    message.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The diagnostics for a person, each with its line and the offending text underlined.
pub fn to_text(diagnostics: &[Diagnostic], sources: &[Source], colored: bool) -> String {
    let mut out = snippets(diagnostics, sources, colored);
    let count = diagnostics.len();
    let _ = writeln!(
        out,
        "{count} {} found; nothing was changed.",
        if count == 1 { "mistake" } else { "mistakes" }
    );
    out
}

/// Each mistake with its line, an empty line behind it.
pub fn snippets(diagnostics: &[Diagnostic], sources: &[Source], colored: bool) -> String {
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for it in diagnostics {
        let text = sources.iter().find(|source| source.path == it.path).map_or("", |source| &source.text);
        let path = it.path.display().to_string();
        let range = byte_range(text, it.span);
        let snippet = Snippet::source(text).path(&*path).annotation(AnnotationKind::Primary.span(range));
        let mut group = Group::with_title(it.severity.level().primary_title(&*it.message)).element(snippet);
        if let Some(help) = &it.help {
            group = group.element(Level::HELP.message(&**help));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

/// The bytes of `text` that the span covers.
fn byte_range(text: &str, span: Span) -> std::ops::Range<usize> {
    let start = byte_offset(text, span.start);
    let end = byte_offset(text, span.end).max(start);
    // Show no more than the first line of something long.
    let first_line = text[start..end].find('\n').map_or(end, |at| start + at);
    start..first_line
}

fn byte_offset(text: &str, (line, column): (u32, u32)) -> usize {
    let skip = (line as usize).saturating_sub(1);
    let mut start = 0;
    for _ in 0..skip {
        match text[start..].find('\n') {
            Some(at) => start += at + 1,
            None => return text.len(),
        }
    }
    let rest = &text[start..];
    rest.char_indices().nth(column as usize).map_or(text.len(), |(at, _)| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> (Diagnostic, Source) {
        let source =
            Source { path: "schema/a.yaml".into(), text: "table: a\nä: { typ: text }\n".to_owned() };
        let span = Span { start: (2, 5), end: (2, 8) };
        (
            Diagnostic::new("schema/a.yaml", span, "unknown-key", "unknown key `typ`").help("write `type`"),
            source,
        )
    }

    #[test]
    fn shows_the_place() {
        let (diagnostic, source) = example();
        let text = to_text(&[diagnostic], &[source], false);
        let expected = "\
error: unknown key `typ`
 --> schema/a.yaml:2:6
  |
2 | ä: { typ: text }
  |      ^^^
  |
  = help: write `type`

1 mistake found; nothing was changed.
";
        assert_eq!(text, expected);
    }

    #[test]
    fn for_machines() {
        let (diagnostic, _) = example();
        assert!(to_json(std::slice::from_ref(&diagnostic)).contains("\"column\": 6"));
        let github =
            "::error file=schema/a.yaml,line=2,col=6,title=unknown-key::unknown key `typ`%0Awrite `type`\n";
        assert_eq!(to_github(&[diagnostic]), github);
        // What ends a property in front of the message is written in another way.
        let (mut diagnostic, _) = example();
        diagnostic.path = "a,b:c%.yaml".into();
        assert!(to_github(&[diagnostic]).starts_with("::error file=a%2Cb%3Ac%25.yaml,line=2,"));
    }
}
