//! The connection service file (`pg_service.conf`): parameters under `[name]`. The text comes in,
//! the service's parameters go out; what the parameters mean is not known here.

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("line {0} has no `=`: write `key=value`")]
    WithoutValue(usize),
    #[error("line {0} names another service: services cannot be nested")]
    Nested(usize),
    #[error("line {0} looks services up in LDAP, which canai-db does not do: write the parameters")]
    Ldap(usize),
}

/// One parameter of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub value: String,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// The parameters under `[service]`, or `None` if the file has no such service. Only the lines of
/// that service are judged.
pub fn find(text: &str, service: &str) -> Result<Option<Vec<Entry>>, Problem> {
    let mut entries: Option<Vec<Entry>> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            if entries.is_some() {
                break;
            }
            if header.strip_suffix(']') == Some(service) {
                entries = Some(Vec::new());
            }
        } else if let Some(entries) = &mut entries {
            if line.starts_with("ldap://") {
                return Err(Problem::Ldap(number));
            }
            let (key, value) = line.split_once('=').ok_or(Problem::WithoutValue(number))?;
            if key == "service" {
                return Err(Problem::Nested(number));
            }
            entries.push(Entry { key: key.to_owned(), value: value.to_owned(), line: number });
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_one_service() {
        let text = "# services\n[a]\nhost=a\n\n[shop]\n  host=db.example.com\nport=5433\n# more\noptions=-c a=b\n[c]\nbroken";
        let entries = find(text, "shop").unwrap().unwrap();
        let shown: Vec<_> = entries.iter().map(|e| format!("{} {}={}", e.line, e.key, e.value)).collect();
        assert_eq!(shown, ["6 host=db.example.com", "7 port=5433", "9 options=-c a=b"]);
        assert_eq!(find(text, "nope"), Ok(None));
        assert_eq!(find(text, "c"), Err(Problem::WithoutValue(11)));
    }

    #[test]
    fn refuses_what_libpq_refuses() {
        assert_eq!(find("[a]\nservice=b", "a"), Err(Problem::Nested(2)));
        assert_eq!(find("[a]\nldap://x/y", "a"), Err(Problem::Ldap(2)));
    }
}
