//! The text format of COPY: columns by tabs, rows by line ends, and escapes for what would be taken
//! for either.

/// Appends a value, or NULL, to a line.
pub fn field(line: &mut Vec<u8>, value: Option<&str>) {
    if line.last().is_some_and(|last| *last != b'\n') {
        line.push(b'\t');
    }
    value_of(line, value);
}

/// Appends the first value of a line.
pub fn first(line: &mut Vec<u8>, value: Option<&str>) {
    value_of(line, value);
}

fn value_of(line: &mut Vec<u8>, value: Option<&str>) {
    let Some(value) = value else { return line.extend(b"\\N") };
    for byte in value.bytes() {
        match byte {
            b'\\' => line.extend(b"\\\\"),
            b'\t' => line.extend(b"\\t"),
            b'\n' => line.extend(b"\\n"),
            b'\r' => line.extend(b"\\r"),
            _ => line.push(byte),
        }
    }
}

/// Ends a row.
pub fn end(line: &mut Vec<u8>) {
    line.push(b'\n');
}
