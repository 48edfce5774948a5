//! The colours of a drawing, for a light and a dark background. A page takes them as variables, so that it
//! can be switched; a picture has them written out, since not every program that shows SVG knows variables.

const RULES: &str = include_str!("drawing.css");

/// Each colour's name with its light and its dark value.
const COLOURS: [(&str, &str, &str); 20] = [
    ("--er-page", "#f8fafc", "#12151b"),
    ("--er-box", "#ffffff", "#1a1f28"),
    ("--er-edge", "#cbd5e1", "#3a4353"),
    ("--er-head", "#e0e9f8", "#263449"),
    ("--er-platform", "#e7e5e4", "#33312f"),
    ("--er-text", "#1c2330", "#e6e9ef"),
    ("--er-faint", "#64748b", "#97a1b3"),
    ("--er-pk", "#a16207", "#eab308"),
    ("--er-fk", "#1d4ed8", "#7aa2ff"),
    ("--er-uk", "#0f766e", "#2dd4bf"),
    ("--er-dot", "#64748b", "#97a1b3"),
    ("--er-pii", "#be123c", "#fb7185"),
    ("--er-0", "#1d4ed8", "#7aa2ff"),
    ("--er-1", "#b45309", "#f59e0b"),
    ("--er-2", "#047857", "#34d399"),
    ("--er-3", "#be185d", "#f472b6"),
    ("--er-4", "#6d28d9", "#a78bfa"),
    ("--er-5", "#0e7490", "#22d3ee"),
    ("--er-6", "#4d7c0f", "#a3e635"),
    ("--er-7", "#9f1239", "#fda4af"),
];

/// For a page: by what the reader prefers, or by `data-theme` on the root.
pub fn switchable() -> String {
    let variables = |is_dark: bool| {
        let values = COLOURS
            .iter()
            .map(|(name, light, dark)| format!("{name}: {};", if is_dark { dark } else { light }));
        values.collect::<Vec<_>>().join(" ")
    };
    let (light, dark) = (variables(false), variables(true));
    format!(
        ":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n\
         :root[data-theme=\"light\"] {{ {light} }}\n:root[data-theme=\"dark\"] {{ {dark} }}\n{RULES}"
    )
}

/// For a picture: by what the reader prefers.
pub fn fixed() -> String {
    let written = |is_dark: bool| {
        COLOURS.iter().fold(RULES.to_owned(), |rules, (name, light, dark)| {
            rules.replace(&format!("var({name})"), if is_dark { dark } else { light })
        })
    };
    format!("{}@media (prefers-color-scheme: dark) {{\n{}}}\n", written(false), written(true))
}
