//! What a report is before it is run: a query, the meaning of its columns, and what of their values
//! is good. All of it is data, from which the help, the documentation and the tests are made.

use super::facts::Facts;

/// One report.
#[derive(Debug)]
pub struct Report {
    /// As it is asked for: `unused-indexes`.
    pub name: &'static str,
    /// A line for the help.
    pub about: &'static str,
    /// What to do about what it shows, for the documentation.
    pub advice: &'static str,
    pub layout: Layout,
    /// In the order of the query's columns.
    pub columns: &'static [Column],
    pub thresholds: &'static [Threshold],
    /// Whether it reads the extension `pg_stat_statements`, which may be in any schema.
    pub reads_statements: bool,
    /// The query for this server, or why there is none.
    pub query: fn(&Facts) -> Result<&'static str, String>,
    /// What it leaves open for want of a right.
    pub hidden: Option<Hidden>,
}

/// What a role does not see.
#[derive(Clone, Copy, Debug)]
pub enum Hidden {
    /// This, without the right to read all statistics.
    WithoutMonitor(&'static str),
    /// Values that PostgreSQL shows by the rights on each object, to a member of `pg_monitor` no more than to
    /// others.
    Rows {
        /// Counts the objects whose values this role does not see.
        count: &'static str,
        /// What is not known of them.
        what: &'static str,
        /// The right that shows it.
        right: &'static str,
    },
}

/// How many rows there are by nature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Any number, each about something else.
    Rows,
    /// Exactly one, a list of values.
    Record,
}

/// A column. Its unit is the end of its name: `size_bytes`, `mean_ms`, `hit_ratio`.
#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub doc: &'static str,
    pub role: Role,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Names what the row is about; monitoring keeps it as a label.
    Label,
    /// Tells the row apart from others, but is no label: pid, state.
    Key,
    /// A value of this moment.
    Gauge,
    /// The value that the rows are to be compared by.
    Bar,
    /// A number that only grows until the statistics are reset; its rate says more.
    Counter,
    /// The text of a statement, which may hold anybody's data.
    Statement,
}

const fn column(name: &'static str, doc: &'static str, role: Role) -> Column {
    Column { name, doc, role }
}

pub const fn label(name: &'static str, doc: &'static str) -> Column {
    column(name, doc, Role::Label)
}

pub const fn key(name: &'static str, doc: &'static str) -> Column {
    column(name, doc, Role::Key)
}

pub const fn gauge(name: &'static str, doc: &'static str) -> Column {
    column(name, doc, Role::Gauge)
}

pub const fn bar(name: &'static str, doc: &'static str) -> Column {
    column(name, doc, Role::Bar)
}

pub const fn counter(name: &'static str, doc: &'static str) -> Column {
    column(name, doc, Role::Counter)
}

pub const fn statement(name: &'static str, doc: &'static str) -> Column {
    column(name, doc, Role::Statement)
}

/// What a number means, told by the end of its column's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Bytes,
    Milliseconds,
    Seconds,
    /// 0 to 1, as a rule.
    Ratio,
    Count,
    /// Not a quantity: a name, a word, yes or no.
    None,
}

impl Column {
    pub fn unit(&self) -> Unit {
        match self.name.rsplit('_').next() {
            Some("bytes") => Unit::Bytes,
            Some("ms") => Unit::Milliseconds,
            Some("seconds") => Unit::Seconds,
            Some("ratio") => Unit::Ratio,
            Some("count") => Unit::Count,
            _ => Unit::None,
        }
    }

    /// Whether it tells rows apart.
    pub fn is_identity(&self) -> bool {
        matches!(self.role, Role::Label | Role::Key)
    }
}

/// When a value of a column is not good.
#[derive(Debug)]
pub struct Threshold {
    pub column: &'static str,
    pub test: Test,
    /// Other columns that must be at least so large for the value to mean anything.
    pub given: &'static [(&'static str, f64)],
}

#[derive(Debug)]
pub enum Test {
    /// At least so much; canai-db.yaml may say other numbers.
    AtLeast(Limits),
    /// Less than this; canai-db.yaml may say other numbers.
    Below(Limits),
    /// One of these words.
    Is { warn: &'static [&'static str], crit: &'static [&'static str] },
}

/// The two numbers of a threshold; without one there is no such severity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    pub warn: Option<f64>,
    pub crit: Option<f64>,
}

const fn limits(warn: f64, crit: f64) -> Limits {
    Limits { warn: Some(warn), crit: Some(crit) }
}

impl Threshold {
    pub const fn at_least(column: &'static str, warn: f64, crit: f64) -> Self {
        Self { column, test: Test::AtLeast(limits(warn, crit)), given: &[] }
    }

    pub const fn below(column: &'static str, warn: f64, crit: f64) -> Self {
        Self { column, test: Test::Below(limits(warn, crit)), given: &[] }
    }

    pub const fn warn_at_least(column: &'static str, warn: f64) -> Self {
        Self { column, test: Test::AtLeast(Limits { warn: Some(warn), crit: None }), given: &[] }
    }

    pub const fn is(
        column: &'static str,
        warn: &'static [&'static str],
        crit: &'static [&'static str],
    ) -> Self {
        Self { column, test: Test::Is { warn, crit }, given: &[] }
    }

    /// The same, for rows that are large enough.
    pub const fn given(self, given: &'static [(&'static str, f64)]) -> Self {
        Self { given, ..self }
    }

    /// The numbers that can be changed; a word has none.
    pub fn limits(&self) -> Option<Limits> {
        match self.test {
            Test::AtLeast(limits) | Test::Below(limits) => Some(limits),
            Test::Is { .. } => None,
        }
    }
}
