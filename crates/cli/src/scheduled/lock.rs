//! One run at a time in a folder. The lock is the operating system's, so that it ends with whoever holds it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use super::{Folder, Log};
use crate::Error;

/// Held until it is dropped.
pub(crate) struct Lock {
    _file: File,
    waited: bool,
}

impl Lock {
    /// Takes the lock, waiting for at most so many seconds.
    pub(super) fn take(folder: &Folder, wait: u64, log: &Log) -> Result<Self, Error> {
        let path = folder.inner().join("lock");
        let failed = |source| Error::Output { path: path.display().to_string(), source };
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        let (begun, mut told) = (Instant::now(), false);
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(source)) => return Err(failed(source)),
                Err(TryLockError::WouldBlock) => {
                    let holder = fs::read_to_string(&path).unwrap_or_default().trim().to_owned();
                    if begun.elapsed() >= Duration::from_secs(wait) {
                        return Err(Error::Busy { path: path.display().to_string(), holder });
                    }
                    if !std::mem::replace(&mut told, true) {
                        log.info(
                            "waiting",
                            &format!("Another run is not yet done ({holder}): waiting for it."),
                        );
                    }
                    crate::interrupt::check()?;
                    thread::sleep(Duration::from_millis(50));
                }
            }
        }
        // Who holds it, for whoever waits; it is no matter if this cannot be written.
        let _ = file.set_len(0);
        let _ = write!(file, "process {}", std::process::id());
        Ok(Self { _file: file, waited: told })
    }

    /// Whether another run held it first.
    pub(crate) const fn was_waited_for(&self) -> bool {
        self.waited
    }

    /// Whether a run holds it now.
    pub(super) fn is_held(folder: &Folder) -> bool {
        File::open(folder.inner().join("lock"))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}
