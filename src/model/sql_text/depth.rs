//! How deep a text nests, told before a recursive parser follows it down.

use super::fragment::{Range, SqlMistake};

/// Deeper than this nobody writes by hand, and the parser's stack must not be at a file's mercy.
const MAX_DEPTH: usize = 100;

/// The longest chain of operators, for the same reason.
const MAX_CHAIN: usize = 2000;

/// The byte where the text nests deeper, or chains more operators, than the parser should follow.
pub fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // The operators so far in each open parenthesis: a chain of them is as deep a tree.
    let mut chains = vec![0_usize];
    // Prefix operators in a row nest as well: `not not not a`.
    let (mut prefixes, mut at) = (0_usize, 0_usize);
    while at < bytes.len() {
        let length = token_length(&bytes[at..]);
        match &bytes[at..at + length] {
            [b'(' | b'['] => chains.push(0),
            [b')' | b']'] => {
                chains.pop();
                prefixes = 0;
            }
            [b','] => {
                chains.pop();
                chains.push(0);
                prefixes = 0;
            }
            word if word[0].is_ascii_alphabetic() => {
                let is = |words: &[&str]| words.iter().any(|it| word.eq_ignore_ascii_case(it.as_bytes()));
                prefixes = if is(&["not"]) { prefixes + 1 } else { 0 };
                if is(&["case"]) {
                    chains.push(0);
                } else if is(&["end"]) {
                    chains.pop();
                } else if is(&["and", "or", "union", "except", "intersect", "join"]) {
                    add_link(&mut chains);
                }
            }
            [first, ..] if b"+-~!@#&|<>=*/%^.:".contains(first) && !is_comment(&bytes[at..]) => {
                prefixes += 1;
                add_link(&mut chains);
            }
            [b' ' | b'\t' | b'\n' | b'\r'] => {}
            comment if is_comment(comment) => {}
            _ => prefixes = 0,
        }
        if chains.is_empty() {
            // More is closed than was opened: the parser says so.
            chains.push(0);
        }
        let chain = chains.last().copied().unwrap_or_default();
        if chains.len() - 1 + prefixes > MAX_DEPTH || chain > MAX_CHAIN {
            return Some(at);
        }
        at += length;
    }
    None
}

fn add_link(chains: &mut [usize]) {
    if let Some(chain) = chains.last_mut() {
        *chain += 1;
    }
}

fn is_comment(text: &[u8]) -> bool {
    text.starts_with(b"--") || text.starts_with(b"/*")
}

/// The bytes of the token that the text starts with: a quoted text, a comment, a word or one sign.
fn token_length(text: &[u8]) -> usize {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$".contains(byte) || *byte >= 128;
    let length = match text[0] {
        quote @ (b'\'' | b'"') => text[1..].iter().position(|byte| *byte == quote).map(|end| end + 2),
        _ if text.starts_with(b"--") => text.iter().position(|byte| *byte == b'\n'),
        _ if text.starts_with(b"/*") => text.windows(2).position(|pair| pair == b"*/").map(|end| end + 2),
        first if part(&first) => text.iter().position(|byte| !part(byte)),
        _ => Some(1),
    };
    length.unwrap_or(text.len())
}

pub fn nested_too_deep(offset: usize) -> SqlMistake {
    let message =
        format!("nested more than {MAX_DEPTH} levels deep, or more than {MAX_CHAIN} operators long");
    SqlMistake::new(Range { offset, length: 1 }, message)
        .help("take the inner part out into a function, or simplify it")
}
