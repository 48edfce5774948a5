//! The password file (`~/.pgpass`): `host:port:database:user:password`, one entry a line, the
//! first that fits wins. The text comes in, a password goes out; reading the file is not done here.

/// What a password is looked up for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub host: &'a str,
    pub port: u16,
    pub database: &'a str,
    pub user: &'a str,
}

/// The password of the first entry that fits, and the number of its line.
pub fn find(text: &str, wanted: Wanted<'_>) -> Option<(String, usize)> {
    let port = wanted.port.to_string();
    text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')).find_map(|(index, line)| {
        let mut rest = line.strip_suffix('\r').unwrap_or(line);
        for wanted in [wanted.host, &port, wanted.database, wanted.user] {
            let (field, after) = split_field(rest)?;
            if field != "*" && unescape(field) != wanted {
                return None;
            }
            rest = after;
        }
        // Like libpq, everything after the fourth colon, up to a fifth that is not escaped.
        let password = split_field(rest).map_or(rest, |(password, _)| password);
        (!password.is_empty()).then(|| (unescape(password), index + 1))
    })
}

/// Cuts at the first colon that no backslash escapes.
fn split_field(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ':' => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => plain.extend(characters.next()),
            c => plain.push(c),
        }
    }
    plain
}

/// Whether a file of this mode may be used: nobody but its owner can read or write it.
pub fn is_private(mode: u32) -> bool {
    const GROUP_AND_OTHERS: u32 = 0o077;
    mode & GROUP_AND_OTHERS == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Option<(String, usize)> {
        find(text, Wanted { host: "db.example.com", port: 5432, database: "shop", user: "app" })
    }

    #[test]
    fn the_first_entry_that_fits_wins() {
        let text = "# comment\n\
                    db.example.com:5433:shop:app:other port\n\
                    *:*:shop:app:second\n\
                    db.example.com:5432:shop:app:third\n";
        assert_eq!(password(text), Some(("second".to_owned(), 3)));
    }

    #[test]
    fn escapes_and_odd_lines() {
        let cases = [
            (r"*:*:*:*:a\:b\\c", Some(r"a:b\c")),
            ("*:*:*:*:with space ", Some("with space ")),
            ("*:*:*:*:crlf\r", Some("crlf")),
            ("*:*:*:*:cut:here", Some("cut")),
            ("*:*:*:*:", None),
            ("*:*:*", None),
            ("", None),
            ("#*:*:*:*:commented", None),
            (r"db\.example.com:5432:shop:app:dot", Some("dot")),
            ("DB.example.com:5432:shop:app:case counts", None),
            ("db.example.com:5432:sh*:app:no glob", None),
        ];
        for (text, expected) in cases {
            assert_eq!(password(text).map(|(password, _)| password).as_deref(), expected, "{text}");
        }
        let odd = Wanted { host: "h", port: 1, database: "a:b", user: r"c\d" };
        assert_eq!(find(r"h:1:a\:b:c\\d:secret", odd), Some(("secret".to_owned(), 1)));
    }

    #[test]
    fn only_the_owner_may_read_it() {
        assert!(is_private(0o100_600) && is_private(0o100_400));
        assert!(!is_private(0o100_640) && !is_private(0o100_604));
    }
}
