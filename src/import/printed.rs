//! SQL as PostgreSQL prints it: cut into tokens, freed of needless parentheses, and of the one form that
//! prints differently once it was read back. Pure; what is not understood is left as it is.

/// The tokens of a text, blanks left out.
pub fn tokens(text: &str) -> Vec<&str> {
    pieces(text).into_iter().filter(|piece| !is_blank(piece)).collect()
}

fn is_blank(piece: &str) -> bool {
    piece.starts_with(char::is_whitespace)
}

/// The text cut into tokens and the blanks between them; put together again it is the same.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
            '\'' | '"' => quoted(rest, first),
            c if is_word(c) => rest.find(|c: char| !is_word(c) && c != '.').unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            c if is_sign(c) => rest.find(|c: char| !is_sign(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(length.max(first.len_utf8()));
        found.push(piece);
        rest = after;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn is_sign(c: char) -> bool {
    "+-*/<>=~!@#%^&|`?".contains(c)
}

/// The length of what stands in quotes, the quotes included.
fn quoted(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

/// Without the parentheses around the whole, of which a query keeps one pair.
pub fn bare(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = inside(text) {
        let inner = inner.trim();
        let is_query = |word: &str| word.eq_ignore_ascii_case("SELECT") || word.eq_ignore_ascii_case("WITH");
        if pieces(inner).first().is_some_and(|it| is_query(it)) {
            break;
        }
        text = inner;
    }
    text
}

/// What stands in the parentheses around the whole text, if they belong together.
fn inside(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0_i32;
    for piece in pieces(inner) {
        match piece {
            "(" => depth += 1,
            ")" => depth -= 1,
            // A quote that does not close here closes behind the parenthesis.
            it if it.starts_with('\'') && it.matches('\'').count() % 2 == 1 => return None,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    Some(inner)
}

/// The elements between commas that stand in no brackets.
pub fn split_list(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut at) = (0_i32, 0, 0);
    for piece in pieces(text) {
        match piece {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "," if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        at += piece.len();
    }
    parts.push(text[start..].trim());
    parts
}

/// `v IN ('a', 'b')` over varchar prints as `v::text = ANY (ARRAY['a'::varchar, ...]::text[])`, and that,
/// read back, with a cast at every element. Written as IN it prints as before.
pub fn stable(text: &str) -> String {
    if !text.contains("ARRAY[") {
        return text.to_owned();
    }
    let mut out: Vec<String> = pieces(text).into_iter().map(str::to_owned).collect();
    let mut from = 0;
    while let Some(array) = (from..out.len()).find(|at| out[*at] == "ARRAY") {
        from = array + 1;
        if let Some(found) = VarcharList::at(&out, array) {
            found.write(&mut out);
        }
    }
    out.concat()
}

/// Where the parts of a varchar list stand among the pieces.
struct VarcharList {
    /// The cast of the left side: `::` and `text`.
    cast: (usize, usize),
    /// `=` or `<>`, up to the parenthesis that opens.
    operator: (usize, usize),
    negated: bool,
    /// Behind `[`, up to `]`.
    elements: (usize, usize),
    /// The parenthesis that closes.
    end: usize,
}

impl VarcharList {
    fn at(pieces: &[String], array: usize) -> Option<Self> {
        let back = |at: usize| (0..at).rev().find(|it| !is_blank(&pieces[*it]));
        let next = |at: usize| (at + 1..pieces.len()).find(|it| !is_blank(&pieces[*it]));
        // Before it: `v::text = ANY (`, with one more parenthesis in the longer form.
        let mut open = back(array).filter(|at| pieces[*at] == "(")?;
        let doubled = back(open).filter(|at| pieces[*at] == "(");
        open = doubled.unwrap_or(open);
        let word = back(open)?;
        let operator = back(word)?;
        let negated = match (pieces[operator].as_str(), pieces[word].as_str()) {
            ("=", "ANY") => false,
            ("<>", "ALL") => true,
            _ => return None,
        };
        let cast_type = back(operator)?;
        // `(v)::text` may stand in parentheses of its own.
        let (cast_type, closed) = match pieces[cast_type].as_str() {
            ")" => (back(cast_type)?, true),
            _ => (cast_type, false),
        };
        let cast = back(cast_type)?;
        if pieces[cast] != "::" || pieces[cast_type] != "text" || closed && doubled.is_none() {
            return None;
        }
        // Behind it: `[...]::text[])`.
        let first = next(array).filter(|at| pieces[*at] == "[")?;
        let mut depth = 0_i32;
        let last = (first..pieces.len()).find(|at| {
            match pieces[*at].as_str() {
                "[" | "(" => depth += 1,
                "]" | ")" => depth -= 1,
                _ => {}
            }
            depth == 0
        })?;
        let mut at = last;
        let closing: &[&str] = if doubled.is_some() {
            &[")", "::", "text", "[", "]", ")"]
        } else {
            &["::", "text", "[", "]", ")"]
        };
        for wanted in closing {
            at = next(at).filter(|it| pieces[*it] == *wanted)?;
        }
        let inner = pieces[first + 1..last].concat();
        let varchar = split_list(&inner).into_iter().all(|it| it.contains("::character varying"));
        let uncast = !split_list(&inner).into_iter().any(|it| it.ends_with("::text"));
        (varchar && uncast).then_some(Self {
            cast: (cast, cast_type),
            operator: (operator, open),
            negated,
            elements: (first + 1, last),
            end: at,
        })
    }

    fn write(&self, pieces: &mut [String]) {
        let inner = pieces[self.elements.0..self.elements.1].concat();
        for piece in &mut pieces[self.cast.0..=self.cast.1] {
            piece.clear();
        }
        for piece in &mut pieces[self.operator.0..=self.end] {
            piece.clear();
        }
        let word = if self.negated { "NOT IN" } else { "IN" };
        pieces[self.operator.0] = format!("{word} ({inner})");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_around_the_whole() {
        assert_eq!(bare("((a > 0))"), "a > 0");
        assert_eq!(bare("(a) > (0)"), "(a) > (0)");
        assert_eq!(bare("(( SELECT a()))"), "( SELECT a())");
        assert_eq!(bare("(a = ')')"), "a = ')'");
        assert_eq!(bare("(\"(\" = 'it''s (')"), "\"(\" = 'it''s ('");
    }

    #[test]
    fn lists_are_split_at_their_own_commas() {
        assert_eq!(split_list("a, f(b, c), 'd,e', \"f,g\""), ["a", "f(b, c)", "'d,e'", "\"f,g\""]);
        assert_eq!(split_list("a"), ["a"]);
    }

    #[test]
    fn a_varchar_list_becomes_in() {
        assert_eq!(
            stable(
                "a > 0 AND v::text = ANY (ARRAY['x'::character varying, 'y, ]'::character varying]::text[])"
            ),
            "a > 0 AND v IN ('x'::character varying, 'y, ]'::character varying)"
        );
        assert_eq!(
            stable("((v)::text <> ALL ((ARRAY['x'::character varying])::text[]))"),
            "((v) NOT IN ('x'::character varying))"
        );
        for same in [
            "v = ANY (ARRAY['x'::text, 'y'::text])",
            "v::text = ANY (ARRAY['x'::character varying::text, 'y'::character varying::text])",
            "v = 'ARRAY[ '",
            "ARRAY[1]",
        ] {
            assert_eq!(stable(same), same);
        }
    }
}
