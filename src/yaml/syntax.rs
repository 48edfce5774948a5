//! What to write instead, where a file is no YAML at all. The parser's message says what it met;
//! the reason is mostly earlier or a habit, and is looked for here.

/// Help for a YAML error that was met at `line`, `column`.
pub fn help(source: &str, (line, column): (u32, u32), message: &str) -> String {
    let text = source.lines().nth((line as usize).saturating_sub(1)).unwrap_or_default();
    if message.contains("tab") && text.trim_start_matches(' ').starts_with('\t') {
        return "indent with spaces; YAML takes no tabs".to_owned();
    }
    if message.contains("anchor") {
        return "`*name` repeats what `&name` marked earlier in the same file; a text that starts with `*` needs quotes".to_owned();
    }
    if message.contains("recursion") {
        return "nothing in a schema needs so many brackets".to_owned();
    }
    if let Some((start, word)) = unquoted_array(text, column as usize) {
        return format!("inside `{{ }}` and `[ ]` brackets need quotes: `\"{word}\"` (column {})", start + 1);
    }
    if let Some((open_line, bracket)) = unclosed(source, line, column) {
        let close = if bracket == '{' { '}' } else { ']' };
        if open_line != line {
            return format!("the `{bracket}` on line {open_line} is not closed: `{close}` is missing");
        }
        if is_cut_by_comma(text, column as usize) {
            return "inside `{ }` a comma ends the value: SQL with a comma needs quotes".to_owned();
        }
    }
    if let Some((written, key, value)) = no_blank_after_colon(source, line) {
        return format!("line {written}: a blank is missing behind the colon: `{key}: {value}`");
    }
    "text with `: ` or ` #` in it, or with a special character in front, needs quotes".to_owned()
}

/// Whether the place is inside parentheses that a plain value opened.
fn is_cut_by_comma(line: &str, column: usize) -> bool {
    let before: String = line.chars().take(column).collect();
    let value = before.rfind(": ").map_or("", |at| &before[at + 2..]);
    let opened =
        value.matches('(').count() > value.find(',').map_or(0, |comma| value[..comma].matches(')').count());
    opened && value.contains(',') && !value.starts_with(['"', '\''])
}

/// `text[]` written plainly, at or before the column.
fn unquoted_array(line: &str, column: usize) -> Option<(usize, &str)> {
    let bracket = line.find("[]")?;
    let start = line[..bracket].rfind([' ', ',', '{', '[']).map_or(0, |at| at + 1);
    let word = &line[start..bracket + 2];
    let name = &line[start..bracket];
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_.()".contains(c));
    (plain && line[..start].contains('{') && column + 2 >= line[..bracket].chars().count())
        .then_some((start, word))
}

/// The innermost flow bracket that is open at the place: its line and itself.
fn unclosed(source: &str, line: u32, column: u32) -> Option<(u32, char)> {
    let mut open: Vec<(u32, char)> = Vec::new();
    for (number, text) in (1..=line).zip(source.lines()) {
        let mut quote = None;
        let mut before = ' ';
        for (at, c) in text.chars().enumerate() {
            if number == line && at >= column as usize {
                break;
            }
            match (quote, c) {
                (Some(open), _) if c == open => quote = None,
                (None, '#') if before == ' ' => break,
                (None, '\'' | '"') if " {[,:".contains(before) => quote = Some(c),
                // A bracket opens a collection only where a value may start.
                (None, '{' | '[') if " {[,".contains(before) => open.push((number, c)),
                (None, '}' | ']') => {
                    open.pop();
                }
                _ => {}
            }
            before = c;
        }
    }
    open.last().copied()
}

/// `table:t`: the first such line up to the place.
fn no_blank_after_colon(source: &str, line: u32) -> Option<(u32, &str, &str)> {
    let lines = (1..=line).zip(source.lines());
    lines.into_iter().find_map(|(number, text)| {
        let (key, value) = text.trim_start().split_once(':')?;
        let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        (plain && value.starts_with(|c: char| c.is_alphanumeric())).then_some((number, key, value))
    })
}
