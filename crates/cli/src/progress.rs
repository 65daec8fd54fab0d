//! A progress bar, on a terminal only.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how many files are read.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar on standard error, or nothing where `wanted` is false or nobody watches.
    pub(crate) fn new(wanted: bool) -> Self {
        if !wanted || !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// So many files are to be read.
    pub(crate) fn begin(&self, files: usize) {
        self.0.set_length(files as u64);
    }

    /// One file is read.
    pub(crate) fn step(&self, path: &str) {
        self.0.set_message(crate::output::printable(path));
        self.0.inc(1);
    }

    /// All are read.
    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}
