//! The `evenfolio` program: everything it does is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    evenfolio::run(std::env::args_os(), std::env::current_exe().ok())
}
