//! What a rule found: where, what, and what to write instead.

use std::path::{Path, PathBuf};

use super::fix::Fix;
use super::rule::Rule;
use crate::diagnostic::{Diagnostic, Span};

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    /// None for what is on a server and in no file.
    pub spot: Option<Spot>,
    pub message: String,
    /// The YAML that mends it, or what to do.
    pub help: String,
    /// What `--fix` does, where that needs no thought.
    pub fix: Option<Fix>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Relative to the project's folder.
    pub path: PathBuf,
    pub span: Span,
    /// The line on which the object begins that the finding is about: an allowance may stand there, too.
    pub line: u32,
}

impl Spot {
    pub fn new(path: &Path, span: Span) -> Self {
        Self { path: path.to_owned(), span, line: span.start.0 }
    }
}

impl Finding {
    /// As a mistake is shown. One without a file has none to show.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let spot = self.spot.as_ref()?;
        let mut diagnostic = Diagnostic::new(&spot.path, spot.span, self.rule.name, &self.message);
        diagnostic.severity = self.rule.severity;
        Some(diagnostic.help(&self.help))
    }
}

/// The findings of one rule, as it makes them.
#[derive(Debug)]
pub struct Found {
    rule: &'static Rule,
    pub findings: Vec<Finding>,
}

impl Found {
    pub fn new(rule: &'static Rule) -> Self {
        Self { rule, findings: Vec::new() }
    }

    /// A finding in a file. What has no place there was written by nobody, and is nobody's to mend.
    pub fn report(&mut self, spot: Option<Spot>, message: String, help: impl Into<String>) {
        self.report_with(spot, message, help, None);
    }

    /// The same, with what `--fix` does.
    pub fn report_with(
        &mut self,
        spot: Option<Spot>,
        message: String,
        help: impl Into<String>,
        fix: Option<Fix>,
    ) {
        if spot.is_some() {
            self.findings.push(Finding { rule: self.rule, spot, message, help: help.into(), fix });
        }
    }

    /// A finding on a server, at the place where its object is declared, if it is.
    pub fn on_server(&mut self, spot: Option<Spot>, message: String, help: impl Into<String>) {
        self.findings.push(Finding { rule: self.rule, spot, message, help: help.into(), fix: None });
    }
}
