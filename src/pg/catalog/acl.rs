//! Privileges as the catalog prints them, `anon=arw*/owner`, taken apart. Who gave one does not
//! matter, and what an owner may do goes without saying.

/// A role and one thing that it may do.
pub type Grant = (String, String);

/// The grants of an access control list, one entry a line, without its owner's; sorted, each once.
pub fn grants(list: &str, owner: Option<&str>) -> Vec<Grant> {
    let mut found = Vec::new();
    let mut rest = list;
    while let Some((role, after)) = role(rest) {
        let end = after.find('/').unwrap_or(after.len());
        if owner != Some(role.as_str()) {
            found.extend(privileges(&after[..end]).map(|privilege| (role.clone(), privilege)));
        }
        // The grantor may be quoted, with a line break in it.
        let Some((_, next)) = self::role(after.get(end + 1..).unwrap_or_default()) else { break };
        rest = next;
    }
    found.sort();
    found.dedup();
    // The right to pass it on says that it is held.
    let all = found.clone();
    found.retain(|(role, privilege)| {
        !all.iter().any(|(other, more)| {
            other == role && more.strip_suffix(GRANTABLE).is_some_and(|it| it == privilege)
        })
    });
    found
}

const GRANTABLE: &str = " with grant option";

/// A role's name and what stands behind the character that ends it.
fn role(text: &str) -> Option<(String, &str)> {
    if text.is_empty() {
        return None;
    }
    let mut name = String::new();
    let mut quoted = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' if quoted && characters.peek().is_some_and(|(_, next)| *next == '"') => {
                name.push('"');
                characters.next();
            }
            '"' => quoted = !quoted,
            '=' | '\n' if !quoted => return Some((named(name), &text[at + 1..])),
            c => name.push(c),
        }
    }
    Some((named(name), ""))
}

/// No name is everybody.
fn named(name: String) -> String {
    if name.is_empty() { "public".to_owned() } else { name }
}

fn privileges(letters: &str) -> impl Iterator<Item = String> {
    letters.char_indices().filter(|(_, c)| *c != '*').map(move |(at, c)| {
        let grantable = letters[at + c.len_utf8()..].starts_with('*');
        format!("{}{}", word(c), if grantable { GRANTABLE } else { "" })
    })
}

fn word(letter: char) -> String {
    let known = match letter {
        'r' => "SELECT",
        'a' => "INSERT",
        'w' => "UPDATE",
        'd' => "DELETE",
        'D' => "TRUNCATE",
        'x' => "REFERENCES",
        't' => "TRIGGER",
        'm' => "MAINTAIN",
        'X' => "EXECUTE",
        'U' => "USAGE",
        'C' => "CREATE",
        // A privilege of a later PostgreSQL.
        other => return other.to_string(),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(list: &str, owner: &str) -> Vec<String> {
        grants(list, Some(owner))
            .into_iter()
            .map(|(role, privilege)| format!("{role}: {privilege}"))
            .collect()
    }

    #[test]
    fn owners_and_grantors_do_not_count() {
        assert_eq!(
            shown("app=arwdDxt/app\nanon=r/app\nanon=ra/admin", "app"),
            ["anon: INSERT", "anon: SELECT"]
        );
        assert_eq!(shown("=X/app\napp=X/app", "app"), ["public: EXECUTE"]);
        assert_eq!(shown("anon=r*/app\nanon=r/admin", "app"), ["anon: SELECT with grant option"]);
    }

    #[test]
    fn odd_names() {
        let list = "\"a \"\"b\"\" = c\n\"=r/\"x/y\n=\"\nplain=w/o";
        assert_eq!(shown(list, "o"), ["a \"b\" = c\n: SELECT", "plain: UPDATE"]);
        assert_eq!(shown("", "o"), Vec::<String>::new());
    }
}
