//! Example values with places to fill in: `order-{row}`, `{1..300}`, `{red|green}`. In a JSON example
//! a text that is one place alone becomes what fills it: a number stays a number.

use super::random::Draw;
use super::text;

/// A text with places to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The number of the row, from 1.
    Row,
    Word,
    Uuid,
    /// So many digits of a hexadecimal number.
    Hex(usize),
    /// From, how many, digits behind the point.
    Number(i64, u64, u32),
    Choice(Vec<String>),
}

impl Template {
    /// A text as it stands.
    pub fn literal(text: impl Into<String>) -> Self {
        Self(vec![Piece::Text(text.into())])
    }

    /// Reads a text with places; `{{` and `}}` stand for the brackets themselves.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let doubled = rest[at..].starts_with("{{") || rest[at..].starts_with("}}");
            if doubled {
                plain.push_str(&rest[at..=at]);
                rest = &rest[at + 2..];
                continue;
            }
            let end = rest[at..].find('}').filter(|end| *end > 0);
            let Some(end) = end.filter(|_| rest[at..].starts_with('{')) else {
                return Err("a `{` or `}` that is meant itself is written twice".to_owned());
            };
            pieces.extend((!plain.is_empty()).then(|| Piece::Text(std::mem::take(&mut plain))));
            pieces.push(piece(&rest[at + 1..at + end])?);
            rest = &rest[at + end + 1..];
        }
        plain.push_str(rest);
        pieces.extend((!plain.is_empty()).then_some(Piece::Text(plain)));
        Ok(Self(pieces))
    }

    /// Whether it is one place alone that is filled with a number.
    pub fn is_number(&self) -> bool {
        matches!(self.0.as_slice(), [Piece::Row | Piece::Number(..)])
    }

    /// The same with every text changed by a function, as JSON needs it.
    pub fn map(self, change: impl Fn(&str) -> String) -> Self {
        let piece = |piece| match piece {
            Piece::Text(text) => Piece::Text(change(&text)),
            Piece::Choice(texts) => Piece::Choice(texts.iter().map(|text| change(text)).collect()),
            other => other,
        };
        Self(self.0.into_iter().map(piece).collect())
    }

    pub fn push(&mut self, more: Self) {
        for piece in more.0 {
            match (self.0.last_mut(), piece) {
                (Some(Piece::Text(last)), Piece::Text(text)) => last.push_str(&text),
                (_, piece) => self.0.push(piece),
            }
        }
    }

    pub fn push_text(&mut self, text: &str) {
        self.push(Self::literal(text));
    }

    /// Whether no two rows can get the same: the row's number stands in it, and where it begins and
    /// ends is told by the rest.
    pub fn tells_rows_apart(&self) -> bool {
        let Some(at) = self.0.iter().position(|it| *it == Piece::Row) else { return false };
        let (before, after) = (&self.0[..at], &self.0[at + 1..]);
        let fixed = |pieces: &[Piece]| {
            let (least, most) = lengths(pieces, u64::MAX);
            least == most
        };
        let plain = |pieces: &[Piece]| !pieces.iter().any(Piece::may_have_digits);
        let divided_before = before.last().is_none_or(|it| !it.may_touch(false)) || fixed(before);
        let divided_after = after.first().is_none_or(|it| !it.may_touch(true)) || fixed(after);
        (fixed(before) || plain(before)) && divided_after || (fixed(after) || plain(after)) && divided_before
    }

    /// Whether it is the row's number alone.
    pub fn is_row(&self) -> bool {
        self.0 == [Piece::Row]
    }

    /// The lengths that the text can have, in characters, where there are so many rows.
    pub fn lengths(&self, rows: u64) -> (usize, usize) {
        lengths(&self.0, rows)
    }

    /// The text, where nothing is filled in.
    pub fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    pub fn write(&self, out: &mut Vec<u8>, row: u64, draw: &mut Draw) {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.extend(text.as_bytes()),
                Piece::Row => text::number(out, row + 1, 1),
                Piece::Word => out.extend(text::word(draw).as_bytes()),
                Piece::Uuid => text::uuid(out, draw.number(), draw.number()),
                Piece::Hex(digits) => {
                    for at in (0..*digits).step_by(16) {
                        text::hex(out, draw.number(), (digits - at).min(16));
                    }
                }
                Piece::Number(from, count, scale) => {
                    let parts = from.saturating_add_unsigned(draw.below(*count));
                    text::decimal(out, parts, *scale);
                }
                Piece::Choice(texts) => {
                    out.extend(draw.pick(texts).map(String::as_bytes).unwrap_or_default());
                }
            }
        }
    }
}

impl Piece {
    fn may_have_digits(&self) -> bool {
        let has = |text: &String| text.contains(|c: char| c.is_ascii_digit());
        match self {
            Self::Text(text) => has(text),
            Self::Choice(texts) => texts.iter().any(has),
            Self::Word => false,
            Self::Row | Self::Uuid | Self::Hex(_) | Self::Number(..) => true,
        }
    }

    /// Whether its first character (its last one otherwise) may be a digit, or may be none at all.
    fn may_touch(&self, first: bool) -> bool {
        let touches = |text: &String| {
            let end = if first { text.chars().next() } else { text.chars().last() };
            end.is_none_or(|c| c.is_ascii_digit())
        };
        match self {
            Self::Text(text) => touches(text),
            Self::Choice(texts) => texts.iter().any(touches),
            Self::Word => false,
            Self::Row | Self::Uuid | Self::Hex(_) | Self::Number(..) => true,
        }
    }
}

fn lengths(pieces: &[Piece], rows: u64) -> (usize, usize) {
    let one = |piece: &Piece| match piece {
        Piece::Text(text) => (text.chars().count(), text.chars().count()),
        Piece::Row => (1, text::digits(rows.saturating_add(1), 10)),
        Piece::Word => (4, 8),
        Piece::Uuid => (36, 36),
        Piece::Hex(digits) => (*digits, *digits),
        Piece::Number(from, count, scale) => {
            let written = |parts: i64| {
                let mut out = Vec::new();
                text::decimal(&mut out, parts, *scale);
                out.len()
            };
            let last = from.saturating_add_unsigned(count - 1);
            let ends = [written(*from), written(last)];
            let crosses = *from <= 0 && last >= 0;
            let least = ends.into_iter().chain(crosses.then(|| written(0))).min();
            (least.unwrap_or(1), ends.into_iter().max().unwrap_or(21))
        }
        Piece::Choice(texts) => {
            let lengths = texts.iter().map(|text| text.chars().count());
            (lengths.clone().min().unwrap_or_default(), lengths.max().unwrap_or_default())
        }
    };
    pieces.iter().map(one).fold((0, 0), |(least, most), (a, b)| (least + a, most + b))
}

fn piece(inside: &str) -> Result<Piece, String> {
    if let Some((from, to)) = inside.split_once("..") {
        let scale = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
        let scale = u32::try_from(scale(from).max(scale(to))).unwrap_or(u32::MAX);
        let parts = |text: &str| super::number::parts(text, scale);
        return match (parts(from), parts(to)) {
            (Some(from), Some(to)) if from <= to => Ok(Piece::Number(from, to.abs_diff(from) + 1, scale)),
            _ => Err(format!("`{{{inside}}}` is no range of numbers; write e.g. `{{1..300}}`")),
        };
    }
    let hex = inside.strip_prefix("hex ").and_then(|digits| digits.parse().ok());
    match inside {
        "row" => Ok(Piece::Row),
        "word" => Ok(Piece::Word),
        "uuid" => Ok(Piece::Uuid),
        _ if inside.contains('|') => Ok(Piece::Choice(inside.split('|').map(str::to_owned).collect())),
        _ => match hex.filter(|digits| (1..=256).contains(digits)) {
            Some(digits) => Ok(Piece::Hex(digits)),
            None => Err(format!(
                "`{{{inside}}}` fills in nothing; there are {{row}}, {{word}}, {{uuid}}, {{hex 8}}, {{1..300}} and {{a|b}}"
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Key;
    use super::*;

    #[test]
    fn places_are_filled_in() {
        let written = |text: &str| {
            let template = Template::read(text).unwrap();
            let mut out = Vec::new();
            template.write(&mut out, 4, &mut Key::new(3).draw(4));
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written("a-{row}"), "a-5");
        assert_eq!(written("{{x}} 50%"), "{x} 50%");
        assert_eq!(written("{a|a}{7..7}{-1.50..-1.50}"), "a7-1.50");
        assert_eq!(written("{hex 20}").len(), 20);
        assert_eq!(written("{uuid}").len(), 36);
        assert!(written("{word}").len() > 3);
    }

    #[test]
    fn rows_are_told_apart_where_their_number_is_found_again() {
        let apart = |text: &str| Template::read(text).unwrap().tells_rows_apart();
        for text in [
            "{row}",
            "a-{row}",
            "{word}{row}",
            "{1..9}{row}",
            "{row}-{1..99}",
            "{hex 8}{row}",
            "{word} {row} {1..99}",
        ] {
            assert!(apart(text), "{text}");
        }
        for text in
            ["{1..99}{row}", "{a|a1}{row}", "{row}{1..99}", "{hex 8}", "{1..99}-{row}-{1..99}", "{row}{|1}"]
        {
            assert!(!apart(text), "{text}");
        }
    }

    #[test]
    fn what_fills_in_nothing() {
        for text in ["{", "}", "{x}", "{5..1}", "{a..b}", "{hex 0}", "{}"] {
            assert!(Template::read(text).is_err(), "{text}");
        }
    }
}
