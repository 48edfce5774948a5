//! Durations as people write and read them: `500ms`, `3s`, `5m`, `2h`.

use std::time::Duration;

/// Reads `500ms`, `3s`, `1.5s`, `5m` or `2h`; more than nothing and no more than a day.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let example = "write a number with its unit, e.g. 500ms, 3s, 5m";
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim() {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        "" => return Err(format!("`{text}` has no unit; {example}")),
        other => return Err(format!("unknown unit `{other}`; {example}")),
    };
    let number: f64 = number.parse().map_err(|_| format!("`{text}` is not a duration; {example}"))?;
    let range = Duration::from_millis(1)..=Duration::from_hours(24);
    match Duration::try_from_secs_f64(number * unit) {
        Ok(duration) if range.contains(&duration) => Ok(duration),
        _ => Err("must be between 1ms and 24h".to_owned()),
    }
}

/// A duration in the two or three digits that matter: `85 ms`, `3.2 s`, `4 min 10 s`.
pub fn format_duration(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    match milliseconds {
        0 => "under 1 ms".to_owned(),
        1..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 if milliseconds.is_multiple_of(1_000) => format!("{} s", milliseconds / 1_000),
        1_000..60_000 => format!("{:.1} s", duration.as_secs_f64()),
        _ if duration.as_secs().is_multiple_of(60) => format!("{} min", duration.as_secs() / 60),
        _ => format!("{} min {} s", duration.as_secs() / 60, duration.as_secs() % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_unit() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("3s", 3_000),
            ("1.5s", 1_500),
            ("5m", 300_000),
            ("2 h", 7_200_000),
            ("1min", 60_000),
        ] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "3",
            "",
            "s",
            "three s",
            "3 parsecs",
            "0s",
            "0.1ms",
            "25h",
            "-1s",
            "1.2.3s",
            "99999999999999999999h",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_shown_short() {
        for (milliseconds, text) in [
            (0, "under 1 ms"),
            (85, "85 ms"),
            (3_000, "3 s"),
            (3_240, "3.2 s"),
            (60_000, "1 min"),
            (250_000, "4 min 10 s"),
        ] {
            assert_eq!(format_duration(Duration::from_millis(milliseconds)), text);
        }
    }
}
