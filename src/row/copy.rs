//! The text format of COPY: columns by tabs, rows by line ends, and escapes for what would be taken
//! for either.

/// Appends a row; `None` is NULL.
pub fn row<'v>(out: &mut Vec<u8>, values: impl IntoIterator<Item = Option<&'v str>>) {
    for (at, value) in values.into_iter().enumerate() {
        if at > 0 {
            out.push(b'\t');
        }
        match value {
            Some(value) => escaped(out, value.as_bytes()),
            None => out.extend(b"\\N"),
        }
    }
    out.push(b'\n');
}

fn escaped(out: &mut Vec<u8>, value: &[u8]) {
    for &byte in value {
        match byte {
            b'\\' => out.extend(b"\\\\"),
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            _ => out.push(byte),
        }
    }
}

/// Escapes what was appended from a place on.
pub fn escape(out: &mut Vec<u8>, from: usize) {
    let special = |byte: &u8| matches!(byte, b'\\' | b'\t' | b'\n' | b'\r');
    if out.get(from..).is_some_and(|value| value.iter().any(special)) {
        let value = out.split_off(from);
        escaped(out, &value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line() {
        let mut out = Vec::new();
        row(&mut out, [Some("a\tb\nc\\N\r"), None, Some("")]);
        assert_eq!(String::from_utf8(out).unwrap(), "a\\tb\\nc\\\\N\\r\t\\N\t\n");
    }
}
