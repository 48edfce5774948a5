//! A crontab: one line a job.

use super::{Call, Timed};

/// The lines to put into a crontab.
pub fn crontab(jobs: &[Timed<'_>], call: &Call) -> String {
    let mut text = "\
# The jobs of canai-db, written by `canai-db jobs schedule --crontab`. Install them with `crontab -e`.
# The times are UTC. CRON_TZ is cronie's; where cron does not know it (Debian's), the machine has to run
# in UTC. A job writes nothing when all is well, so what cron mails is worth reading.
CRON_TZ=UTC
"
    .to_owned();
    for timed in jobs {
        let words = std::iter::once(call.program.clone()).chain(call.arguments(&call.project, timed.job));
        let command: Vec<String> = words.map(|word| shell_word(&word)).collect();
        // To cron a % is the end of the line.
        text.push_str(&format!("{} {}\n", timed.schedule, command.join(" ").replace('%', "\\%")));
    }
    text
}

/// A word for a POSIX shell, in quotes where it needs them.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(shell_word("/srv/shop-1"), "/srv/shop-1");
        assert_eq!(shell_word("/srv/o'brien's shop"), r"'/srv/o'\''brien'\''s shop'");
        assert_eq!(shell_word("$HOME"), "'$HOME'");
    }
}
