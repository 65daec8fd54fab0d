//! Being asked to stop: by a person at the terminal, or by the system. The run ends at the next point at which
//! nothing is half done; asked a second time, at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::Error;

static SIGNAL: LazyLock<Arc<AtomicUsize>> = LazyLock::new(Arc::default);

/// Listens from now on.
pub(crate) fn listen() {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal finds the flag unset, and sets it. Where signals cannot be listened
        // to, they end the program as they always do.
        let _ = flag::register_conditional_default(signal, Arc::clone(&asked));
        let _ = flag::register(signal, Arc::clone(&asked));
        let number = usize::try_from(signal).unwrap_or(0);
        let _ = flag::register_usize(signal, Arc::clone(&SIGNAL), number);
    }
}

/// Ends the run if somebody asked for it.
pub(crate) fn check() -> Result<(), Error> {
    match SIGNAL.load(Ordering::Relaxed) {
        0 => Ok(()),
        signal => Err(Error::Interrupted(u8::try_from(128 + signal).unwrap_or(130))),
    }
}
