//! When two texts are the same value of a column: `1.0` and `1.00` of a number, `A` and `a` where an
//! index is on `lower(...)`.

use super::maker::{Maker, Span};
use super::settle::Settling;
use super::types::About;
use crate::model::data_type::TypeName;
use crate::model::{DataType, Object, ObjectId};

impl Settling<'_, '_> {
    /// Whether an index does not tell large letters of a column from small ones.
    pub fn is_folded(&self, at: usize) -> bool {
        let name = &self.draft.columns[at].name;
        self.draft.uniques.iter().any(|it| it.folded.contains(name))
    }

    /// What is the same for texts that are one value of a column; `None` where that is not known.
    pub fn identity(&self, at: usize, text: &str) -> Option<String> {
        let base = self.types.base(&self.draft.columns[at].data_type);
        let text = self.plain_identity(&base, text)?;
        Some(if self.is_folded(at) { text.to_lowercase() } else { text })
    }

    fn plain_identity(&self, base: &DataType, text: &str) -> Option<String> {
        if base.array {
            return None;
        }
        let TypeName::Builtin(name) = base.name else {
            let name = base.named()?;
            let is_enum =
                matches!(self.request.schema.find(&ObjectId::Enum(name.clone())), Some(Object::Enum(_)));
            return match (is_enum, name.name == *"citext") {
                (true, _) => Some(text.to_owned()),
                (false, true) => Some(text.to_lowercase()),
                (false, false) => None,
            };
        };
        match name {
            "text" | "varchar" | "name" => Some(text.to_owned()),
            "char" => Some(text.trim_end_matches(' ').to_owned()),
            "boolean" => match text.trim().to_lowercase().as_str() {
                "t" | "true" | "y" | "yes" | "on" | "1" => Some("t".to_owned()),
                "f" | "false" | "n" | "no" | "off" | "0" => Some("f".to_owned()),
                _ => None,
            },
            "uuid" => {
                Some(text.chars().filter(char::is_ascii_hexdigit).map(|c| c.to_ascii_lowercase()).collect())
            }
            "real" => Some((text.trim().parse::<f32>().ok()? + 0.0).to_string()),
            "double precision" => Some((text.trim().parse::<f64>().ok()? + 0.0).to_string()),
            "numeric" if base.modifier.is_none() => normal(text),
            "money" | "interval" => None,
            _ => {
                let span = self.counted(base)?;
                let parts = span.unit.parse(text)?;
                let exact = span.unit.is_exact(text) && parts % span.step == 0;
                exact.then(|| parts.to_string())
            }
        }
    }

    fn counted(&self, base: &DataType) -> Option<Span> {
        match self.types.maker(base, &super::limits::Limits::default(), About::nothing()) {
            Ok(Maker::Span(span)) => Some(span),
            _ => None,
        }
    }

    /// The places of the values of a list that are different; `None` where that is not known.
    pub fn different(&self, at: usize) -> Option<Vec<usize>> {
        let Some(Maker::OneOf { values, .. }) = &self.makers[at] else { return None };
        if let [only] = values.as_slice() {
            return only.as_literal().map(|_| vec![0]);
        }
        let (mut seen, mut places) = (Vec::new(), Vec::new());
        for (place, template) in values.iter().enumerate() {
            let identity = self.identity(at, template.as_literal()?)?;
            if !seen.contains(&identity) {
                seen.push(identity);
                places.push(place);
            }
        }
        Some(places)
    }
}

/// `01.50` is `1.5`.
fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !(whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit()) || digits.is_empty() {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let sign = if whole.is_empty() && fraction.is_empty() { "" } else { sign };
    Some(format!("{sign}{whole}.{fraction}"))
}
