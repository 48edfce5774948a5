//! From a scalar's text back to its place in the file. The text is walked beside the source, so
//! escapes, folded lines and indentation are followed; where the two do not agree (an alias, a
//! rare escape) nobody guesses.

use super::node::{Scalar, Style};
use crate::diagnostic::Span;

/// The place of the bytes `offset..offset + length` of the scalar that starts at `start`.
pub fn within(
    source: &str,
    start: (u32, u32),
    scalar: &Scalar,
    offset: usize,
    length: usize,
) -> Option<Span> {
    let mut walk = Walk::start(source, start)?;
    match scalar.style {
        Style::Quoted => {
            let quote = walk.rest.chars().next()?;
            walk.step(quote)?;
            walk.quote = Some(quote);
        }
        Style::Block if walk.rest.starts_with(['|', '>']) => {
            while !walk.rest.starts_with('\n') {
                walk.skip()?;
            }
        }
        Style::Plain | Style::Block => {}
    }
    let (mut first, mut last) = (None, walk.at);
    for (at, c) in scalar.text.char_indices() {
        if at >= offset + length.max(1) {
            break;
        }
        let begins = walk.character(c)?;
        if at >= offset && first.is_none() {
            first = Some(begins);
        }
        last = walk.at;
    }
    // Behind the last character: one column for the caret.
    let first = first.unwrap_or(last);
    let end = if first.0 == last.0 { (last.0, last.1.max(first.1 + 1)) } else { last };
    Some(Span { start: first, end })
}

struct Walk<'s> {
    rest: &'s str,
    at: (u32, u32),
    quote: Option<char>,
}

impl<'s> Walk<'s> {
    fn start(source: &'s str, (line, column): (u32, u32)) -> Option<Self> {
        let mut rest = source;
        for _ in 1..line {
            rest = &rest[rest.find('\n')? + 1..];
        }
        let (byte, _) = rest.char_indices().nth(column as usize)?;
        Some(Self { rest: &rest[byte..], at: (line, column), quote: None })
    }

    /// Consumes one character, whatever it is.
    fn skip(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        self.at = if c == '\n' { (self.at.0 + 1, 0) } else { (self.at.0, self.at.1 + 1) };
        Some(c)
    }

    fn step(&mut self, wanted: char) -> Option<()> {
        self.rest.starts_with(wanted).then(|| self.skip())?.map(|_| ())
    }

    /// Consumes the source of one character of the text and returns where it begins.
    fn character(&mut self, wanted: char) -> Option<(u32, u32)> {
        // A line that is continued adds nothing to the text.
        if self.quote == Some('"') && self.rest.starts_with("\\\n") {
            self.skip()?;
            while self.rest.starts_with(char::is_whitespace) {
                self.skip()?;
            }
        }
        if wanted.is_whitespace() {
            // One blank may stand for a line break with its indentation: that is skipped before
            // the next visible character.
            let at = self.at;
            if self.rest.starts_with(char::is_whitespace) {
                self.skip()?;
            } else if self.rest.starts_with('\\') {
                self.escape(wanted)?;
            }
            return Some(at);
        }
        while self.rest.starts_with(char::is_whitespace) {
            self.skip()?;
        }
        let at = self.at;
        match self.quote {
            Some('"') if self.rest.starts_with('\\') => self.escape(wanted)?,
            Some('\'') if self.rest.starts_with("''") => {
                self.skip()?;
                self.step(wanted)?;
            }
            _ => self.step(wanted)?,
        }
        Some(at)
    }

    /// `\n`, `\"`, `\u00e9`...
    fn escape(&mut self, wanted: char) -> Option<()> {
        self.skip()?;
        let digits = match self.skip()? {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'n' => return (wanted == '\n').then_some(()),
            't' => return (wanted == '\t').then_some(()),
            c if c.is_ascii_alphanumeric() => return (!wanted.is_alphanumeric()).then_some(()),
            c => return (wanted == c).then_some(()),
        };
        let code = self.rest.get(..digits)?;
        for _ in 0..digits {
            self.skip()?;
        }
        let written = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        (written == Some(wanted)).then_some(())
    }
}
