//! Reads a connection string, a URL or libpq's `key=value` words, into its parameters. It knows
//! the two grammars and nothing about what a parameter means. Its mistakes never repeat a part of
//! the text that could be a password.

/// What is wrong with a connection string.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error(
        "it is neither a URL (postgresql://user@host:5432/database) nor key=value words (host=... dbname=...)"
    )]
    NeitherForm,
    #[error("`{0}` is not the scheme of a PostgreSQL URL: write `postgresql://`")]
    Scheme(String),
    #[error(
        "the host or the database holds an `@`: a password with @ : / ? # or % must be percent-encoded (`@` is %40)"
    )]
    AtInHost,
    #[error(
        "the port of host number {0} is not a number; if it is a part of the password, percent-encode @ : / ? # and % in it"
    )]
    UrlPort(usize),
    #[error("host number {0} begins with `[` and has no `]`, or something else than a port follows it")]
    Bracket(usize),
    #[error("a `%` is not followed by two hexadecimal digits: a literal % is written %25")]
    Percent,
    #[error("it holds a percent-encoded byte that is not text (UTF-8 without zero bytes)")]
    Encoding,
    #[error("parameter number {0} after the `?` has no `=`")]
    QueryWithoutValue(usize),
    #[error("word number {0} has no `=`: a value with spaces is written in single quotes")]
    WordWithoutValue(usize),
    #[error("the value of `{0}` begins with a single quote and does not end with one")]
    OpenQuote(String),
}

/// The parameters of a connection string, in its order, values decoded.
pub fn parse(text: &str) -> Result<Vec<(String, String)>, Problem> {
    if let Some(rest) = ["postgresql://", "postgres://"].iter().find_map(|scheme| text.strip_prefix(scheme)) {
        return parse_url(rest);
    }
    if let Some((scheme, _)) = text.split_once("://")
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.:".contains(&byte))
    {
        return Err(Problem::Scheme(format!("{scheme}://")));
    }
    if !text.contains('=') {
        return Err(Problem::NeitherForm);
    }
    parse_words(text)
}

fn parse_url(rest: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut parameters = Vec::new();

    // As in libpq, an `@` before the first `/` ends the user's part, whatever else stands there.
    let authority_end = rest.find('/').unwrap_or(rest.len());
    let rest = match rest[..authority_end].split_once('@') {
        Some((user_part, _)) => {
            let (user, password) = match user_part.split_once(':') {
                Some((user, password)) => (user, Some(password)),
                None => (user_part, None),
            };
            push_unless_empty(&mut parameters, "user", decode(user)?);
            if let Some(password) = password {
                push_unless_empty(&mut parameters, "password", decode(password)?);
            }
            &rest[user_part.len() + 1..]
        }
        None => rest,
    };

    let hosts_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (hosts, rest) = rest.split_at(hosts_end);
    if !hosts.is_empty() {
        let (hosts, ports) = parse_hosts(hosts)?;
        push_unless_empty(&mut parameters, "host", hosts);
        if ports.bytes().any(|byte| byte != b',') {
            parameters.push(("port".to_owned(), ports));
        }
    }

    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    // A password with a `/` in it ends what looks like the host; the rest must not be shown as a database.
    if path.contains('@') {
        return Err(Problem::AtInHost);
    }
    push_unless_empty(&mut parameters, "dbname", decode(path.strip_prefix('/').unwrap_or(path))?);
    let words = query.into_iter().flat_map(|query| query.split('&')).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        let (key, value) = word.split_once('=').ok_or(Problem::QueryWithoutValue(index + 1))?;
        match (decode(key)?, decode(value)?) {
            // JDBC's spelling, which libpq takes as well.
            (key, value) if key == "ssl" && value == "true" => {
                parameters.push(("sslmode".to_owned(), "require".to_owned()));
            }
            pair => parameters.push(pair),
        }
    }
    Ok(parameters)
}

/// `a:1,b,[::1]:2` as libpq's two lists: `a,b,::1` and `1,,2`.
fn parse_hosts(text: &str) -> Result<(String, String), Problem> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    for (index, part) in text.split(',').enumerate() {
        let (host, port) = match part.strip_prefix('[') {
            Some(bracketed) => {
                let (host, after) = bracketed.split_once(']').ok_or(Problem::Bracket(index + 1))?;
                match after.strip_prefix(':') {
                    Some(port) => (host, port),
                    None if after.is_empty() => (host, ""),
                    None => return Err(Problem::Bracket(index + 1)),
                }
            }
            None => part.split_once(':').unwrap_or((part, "")),
        };
        if host.contains('@') || port.contains('@') {
            return Err(Problem::AtInHost);
        }
        if !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::UrlPort(index + 1));
        }
        hosts.push(decode(host)?);
        ports.push(port);
    }
    Ok((hosts.join(","), ports.join(",")))
}

fn push_unless_empty(parameters: &mut Vec<(String, String)>, key: &str, value: String) {
    if !value.is_empty() {
        parameters.push((key.to_owned(), value));
    }
}

fn decode(text: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            let (high, low) = (digit().ok_or(Problem::Percent)?, digit().ok_or(Problem::Percent)?);
            bytes.push(u8::try_from(high * 16 + low).map_err(|_| Problem::Percent)?);
        } else {
            bytes.push(byte);
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(Problem::Encoding),
    }
}

fn parse_words(text: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut parameters = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let key_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = &rest[..key_end];
        let after = rest[key_end..].trim_start();
        let after = match after.strip_prefix('=') {
            Some(after) if !key.is_empty() => after.trim_start(),
            _ => return Err(Problem::WordWithoutValue(parameters.len() + 1)),
        };
        let (value, remaining) = parse_value(after).ok_or_else(|| Problem::OpenQuote(key.to_owned()))?;
        parameters.push((key.to_owned(), value));
        rest = remaining.trim_start();
    }
    Ok(parameters)
}

/// A value and what follows it; `None` when its quote stays open. A backslash takes the next
/// character as it is.
fn parse_value(text: &str) -> Option<(String, &str)> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            '\'' if quoted => return Some((value, &text[at + 1..])),
            c if !quoted && c.is_whitespace() => return Some((value, &text[at..])),
            c => value.push(c),
        }
    }
    (!quoted).then_some((value, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        match parse(text) {
            Ok(parameters) => {
                parameters.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" | ")
            }
            Err(problem) => format!("error: {problem}"),
        }
    }

    #[test]
    fn urls() {
        let cases = [
            ("postgresql://", ""),
            ("postgres://db.example.com", "host=db.example.com"),
            (
                "postgresql://app:s%40cret@db:6432/shop",
                "user=app | password=s@cret | host=db | port=6432 | dbname=shop",
            ),
            (
                "postgresql://postgres.ref:pw@aws-0-x.pooler.supabase.com:6543/postgres",
                "user=postgres.ref | password=pw | host=aws-0-x.pooler.supabase.com | port=6543 | dbname=postgres",
            ),
            (
                "postgresql://u:what?ever@h/d?connect_timeout=3",
                "user=u | password=what?ever | host=h | dbname=d | connect_timeout=3",
            ),
            ("postgresql://a:1,b,c:3/d", "host=a,b,c | port=1,,3 | dbname=d"),
            ("postgresql://[::1]:5433/d", "host=::1 | port=5433 | dbname=d"),
            ("postgresql://[::1]", "host=::1"),
            ("postgresql://%2Frun%2Fpostgresql/d", "host=/run/postgresql | dbname=d"),
            ("postgresql:///d?host=/run/pg&user=me", "dbname=d | host=/run/pg | user=me"),
            ("postgresql://h?ssl=true", "host=h | sslmode=require"),
            ("postgresql://h?options=-c%20search_path%3Da", "host=h | options=-c search_path=a"),
            ("postgresql://u:a:b@h", "user=u | password=a:b | host=h"),
        ];
        for (text, expected) in cases {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    #[test]
    fn words() {
        let cases = [
            ("host=localhost dbname=shop", "host=localhost | dbname=shop"),
            ("  host = a   port= 5433 ", "host=a | port=5433"),
            (r"password='it\'s \\ here' user=x", r"password=it's \ here | user=x"),
            (r"password=a\ b user=x", "password=a b | user=x"),
            ("password='' user=x", "password= | user=x"),
        ];
        for (text, expected) in cases {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_say_what_to_write_and_keep_the_password() {
        let cases = [
            ("localhost/shop", Problem::NeitherForm),
            ("mysql://root:hunter2@h/d", Problem::Scheme("mysql://".into())),
            ("postgresql+asyncpg://u:hunter2@h/d", Problem::Scheme("postgresql+asyncpg://".into())),
            ("jdbc:postgresql://h/d", Problem::Scheme("jdbc:postgresql://".into())),
            ("postgresql://u:p@hunter2@h/d", Problem::AtInHost),
            ("postgresql://u:p@hun/ter2@h/d", Problem::AtInHost),
            ("postgresql://u:5432/hunter2@h/d", Problem::AtInHost),
            ("postgresql://u:hunter2", Problem::UrlPort(1)),
            ("postgresql://u:hunter2/x@h/d", Problem::UrlPort(1)),
            ("postgresql://h,u:hunter2", Problem::UrlPort(2)),
            ("postgresql://[::1/d", Problem::Bracket(1)),
            ("postgresql://[::1]x/d", Problem::Bracket(1)),
            ("postgresql://u:hunter2%@h/d", Problem::Percent),
            ("postgresql://u:hunter2%zz@h/d", Problem::Percent),
            ("postgresql://u:%ff@h/d", Problem::Encoding),
            ("postgresql://u:%00@h/d", Problem::Encoding),
            ("postgresql://h/d?a=b&c", Problem::QueryWithoutValue(2)),
            ("host=a hunter2", Problem::WordWithoutValue(2)),
            ("password=hunter2 with spaces host=a", Problem::WordWithoutValue(2)),
            ("=hunter2", Problem::WordWithoutValue(1)),
            ("password='hunter2 host=a", Problem::OpenQuote("password".into())),
        ];
        for (text, expected) in cases {
            let problem = parse(text).expect_err(text);
            assert_eq!(problem, expected, "{text}");
            assert!(!problem.to_string().contains("hunter2"), "{problem}");
        }
    }
}
