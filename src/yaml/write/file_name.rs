//! Names of files that every file system keeps apart, whatever the tables are called.

use std::collections::BTreeSet;

use crate::model::QualifiedName;
use crate::model::name::PUBLIC;

/// Hands out a name for each table, none twice, not even in other case.
#[derive(Debug, Default)]
pub struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// Keeps a name from being handed out.
    pub fn take(&mut self, file: &str) {
        self.taken.insert(file.to_lowercase());
    }

    /// `orders.yaml`, `sales.orders.yaml` for the ending `yaml`; with a number where that is taken.
    pub fn of(&mut self, name: &QualifiedName, ending: &str) -> String {
        let table = safe(name.name.as_str());
        let plain =
            if name.schema == PUBLIC { table } else { format!("{}.{table}", safe(name.schema.as_str())) };
        // Windows has devices under these names, whatever the ending.
        let device = plain.split('.').next().unwrap_or_default().to_lowercase();
        let plain = if DEVICES.contains(&device.as_str()) { format!("_{plain}") } else { plain };
        let mut file = format!("{plain}.{ending}");
        let mut number = 2;
        while !self.taken.insert(file.to_lowercase()) {
            file = format!("{plain}-{number}.{ending}");
            number += 1;
        }
        file
    }
}

const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Letters, digits, `_` and `-` as they are, `_` for everything else.
fn safe(name: &str) -> String {
    let safe: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).collect();
    if safe.is_empty() { "_".to_owned() } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_have_files_of_their_own() {
        let mut names = FileNames::default();
        let mut of = |schema: &str, name: &str| names.of(&QualifiedName::new(schema, name), "yaml");
        assert_eq!(of("public", "orders"), "orders.yaml");
        assert_eq!(of("sales", "orders"), "sales.orders.yaml");
        assert_eq!(of("public", "sales.orders"), "sales_orders.yaml");
        assert_eq!(of("public", "Orders"), "Orders-2.yaml");
        assert_eq!(of("public", "../../etc/passwd"), "______etc_passwd.yaml");
        assert_eq!(of("public", "größe"), "größe.yaml");
        assert_eq!(of("public", "CON"), "_CON.yaml");
        assert_eq!(of("public", ".hidden"), "_hidden.yaml");
    }
}
