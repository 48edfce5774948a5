//! What a person or a pipe sees. Results go to stdout, everything said about them to stderr; this
//! is the only module that writes to either. Colours and progress bars appear on a terminal only.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Emphasis of a word: bold.
pub const STRONG: Style = Style::new().bold();
/// Something went well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Something wants attention.
pub const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// Something failed.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Secondary information.
pub const FAINT: Style = Style::new().dimmed();

/// The `--color` choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// Colour on a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

/// The two streams of one run and how much is said on them.
#[derive(Debug)]
pub struct Ui {
    stdout: ColorChoice,
    stderr: ColorChoice,
    quiet: bool,
    verbose: bool,
    /// Why stdout takes nothing more.
    lost: OnceLock<io::Error>,
}

impl Ui {
    pub fn new(color: Color, quiet: bool, verbose: bool) -> Self {
        let (stdout, stderr) = match color {
            Color::Auto => (AutoStream::choice(&io::stdout()), AutoStream::choice(&io::stderr())),
            Color::Always => (ColorChoice::Always, ColorChoice::Always),
            Color::Never => (ColorChoice::Never, ColorChoice::Never),
        };
        Self { stdout, stderr, quiet, verbose, lost: OnceLock::new() }
    }

    /// A line of the command's result, on stdout.
    pub fn line(&self, text: impl AsRef<str>) {
        self.raw(&format!("{}\n", text.as_ref()));
    }

    /// Text of the command's result, on stdout, as it is. What was begun is finished also when nobody
    /// reads on, or there is no room for what is said about it.
    pub fn raw(&self, text: &str) {
        if self.lost.get().is_some() {
            return;
        }
        let mut stream = AutoStream::new(io::stdout().lock(), self.stdout);
        if let Err(error) = stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
            self.lost.get_or_init(|| error);
        }
    }

    /// Whether what is written arrives nowhere any more.
    pub fn is_lost(&self) -> bool {
        self.lost.get().is_some()
    }

    /// The exit code of a run that came to `code`: a result that could not be written is a failure, one
    /// that nobody reads to its end (`canai-db status | head -1`) is none.
    pub fn ending(&self, code: ExitCode) -> ExitCode {
        match self.lost.get() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.error(format!("{BAD}error:{BAD:#} the result could not be written in full: {error}"));
                ExitCode::FAILURE
            }
            _ => code,
        }
    }

    /// A remark about what is going on, on stderr; `--quiet` leaves it out.
    pub fn note(&self, text: impl AsRef<str>) {
        if !self.quiet {
            self.stderr(text.as_ref());
        }
    }

    /// A remark that only `--verbose` shows, on stderr.
    pub fn detail(&self, text: impl AsRef<str>) {
        if self.verbose && !self.quiet {
            self.stderr(text.as_ref());
        }
    }

    /// A warning, on stderr, also with `--quiet`.
    pub fn warn(&self, text: impl AsRef<str>) {
        self.stderr(&format!("{WARN}warning:{WARN:#} {}", text.as_ref()));
    }

    /// An error or a diagnostic, on stderr, also with `--quiet`.
    pub fn error(&self, text: impl AsRef<str>) {
        self.stderr(text.as_ref());
    }

    /// Whether stdout is a terminal, which can be cleared.
    pub fn is_screen(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether what goes to stdout is coloured.
    pub fn colored_stdout(&self) -> bool {
        self.stdout != ColorChoice::Never
    }

    /// Whether what goes to stderr is coloured.
    pub fn colored_stderr(&self) -> bool {
        self.stderr != ColorChoice::Never
    }

    /// A progress bar that [`Ui::begin`] shows, on a terminal's stderr; in a pipe or with `--quiet` it
    /// shows nothing.
    pub fn progress(&self, label: &str) -> ProgressBar {
        let bar = ProgressBar::hidden();
        let style = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar.set_prefix(label.to_owned());
        bar
    }

    /// Shows a bar, over `length` units.
    pub fn begin(&self, bar: &ProgressBar, length: u64) {
        bar.set_length(length);
        bar.set_draw_target(self.progress_target());
    }

    /// A spinner for one wait of unknown length, under the same rules as [`Ui::progress`].
    pub fn spinner(&self, label: impl Into<String>) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(None, self.progress_target());
        bar.set_style(ProgressStyle::default_spinner());
        bar.set_message(label.into());
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    fn progress_target(&self) -> ProgressDrawTarget {
        if self.quiet || !io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        }
    }

    fn stderr(&self, text: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), self.stderr);
        // There is nobody left to tell when stderr itself is gone.
        let _ = writeln!(stream, "{text}");
    }
}

/// Shows clap's message: help and version on stdout with exit code 0, a mistake on stderr with 64.
pub fn print_usage_error(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    match printed {
        _ if error.use_stderr() => ExitCode::from(64),
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}
