//! systemd: a service and a timer for each job, which calendar expressions can say of any five fields.

use std::collections::BTreeSet;

use super::{Call, Timed, secrets};
use crate::job::fields::{Field, Fields};

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// The units, each under the path to install it at.
pub fn units(jobs: &[Timed<'_>], call: &Call) -> String {
    let mut text = "\
# The jobs of canai-db, written by `canai-db jobs schedule --systemd`: two files for each. Then:
#   systemctl daemon-reload && systemctl enable --now canai-db-NAME.timer
# /etc/canai-db/env (mode 0600) may set DATABASE_URL or the like; the units hold no password.
"
    .to_owned();
    for timed in jobs {
        let name = &timed.job.name.it;
        let what = match &timed.job.comment {
            Some(comment) => format!("canai-db job {name}: {comment}"),
            None => format!("canai-db job {name}"),
        };
        let what = what.split_whitespace().collect::<Vec<_>>().join(" ").replace('%', "%%");
        let words = std::iter::once(call.program.clone()).chain(call.arguments(&call.project, timed.job));
        let command = words.map(|word| unit_word(&word)).collect::<Vec<_>>().join(" ");
        let secrets: String =
            secrets(timed.job).iter().map(|it| format!("# /etc/canai-db/env has to set {it}.\n")).collect();
        let times: String =
            calendar(&timed.fields).iter().map(|time| format!("OnCalendar={time}\n")).collect();
        text.push_str(&format!(
            "
# /etc/systemd/system/canai-db-{name}.service
[Unit]
Description={what}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{secrets}EnvironmentFile=-/etc/canai-db/env
ExecStart={command}

# /etc/systemd/system/canai-db-{name}.timer
[Unit]
Description={what}

[Timer]
{times}AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target
"
        ));
    }
    text
}

/// The times as calendar expressions: several where a day or a weekday alone is enough.
fn calendar(fields: &Fields) -> Vec<String> {
    let time = format!("{}:{}:00 UTC", numbers(&fields.hours), numbers(&fields.minutes));
    let months = numbers(&fields.months);
    let on = |days: &str, weekdays: Option<&Field>| {
        let weekdays = weekdays.filter(|it| !it.is_all).map(|it| {
            let names: Vec<&str> = it.values.iter().map(|day| WEEKDAYS[usize::from(*day) % 7]).collect();
            format!("{} ", names.join(","))
        });
        format!("{}*-{months}-{days} {time}", weekdays.unwrap_or_default())
    };
    let days = numbers(&fields.days);
    if fields.is_either_day() {
        let either = BTreeSet::from([on(&days, None), on("*", Some(&fields.weekdays))]);
        return either.into_iter().collect();
    }
    vec![on(&days, Some(&fields.weekdays))]
}

fn numbers(field: &Field) -> String {
    if field.is_all {
        return "*".to_owned();
    }
    field.values.iter().map(|it| format!("{it:02}")).collect::<Vec<_>>().join(",")
}

/// A word of a command line in a unit.
fn unit_word(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) { escaped } else { format!("\"{escaped}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::fields;

    #[test]
    fn five_fields_are_calendar_expressions() {
        for (schedule, expected) in [
            ("0 2 1 * *", &["*-*-01 02:00:00 UTC"][..]),
            ("0 4 1 */3 *", &["*-01,04,07,10-01 04:00:00 UTC"]),
            ("*/20 * * * *", &["*-*-* *:00,20,40:00 UTC"]),
            ("15 1,13 * * mon-wed", &["Mon,Tue,Wed *-*-* 01,13:15:00 UTC"]),
            ("0 0 */10 * 7", &["Sun *-*-01,11,21,31 00:00:00 UTC"]),
            // A day or a weekday is enough where both are said.
            ("30 6 13 * 5", &["*-*-13 06:30:00 UTC", "Fri *-*-* 06:30:00 UTC"]),
        ] {
            assert_eq!(calendar(&fields::read(schedule).unwrap()), expected, "{schedule}");
        }
    }

    #[test]
    fn words_are_quoted_for_a_unit() {
        assert_eq!(unit_word("/srv/shop"), "/srv/shop");
        assert_eq!(unit_word("/srv/a b%$\"\\"), r#""/srv/a b%%$$\"\\""#);
    }
}
