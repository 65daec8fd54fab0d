//! The parent's side: starts the worker, feeds it, listens to it, and ends it when its time is over.

use std::ffi::OsString;
use std::io::{self, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use evenfolio_core::finding::Code;

use super::frame::{self, Frame, Job, Next};
use crate::content::Content;
use crate::format::Format;
use crate::limits::Limits;
use crate::rows::Row;
use crate::rows::grid::{Receiver, Trouble};
use crate::source::refusal;

/// Reads a workbook by way of a worker.
pub(crate) fn read(
    program: &Path,
    args: &[OsString],
    content: &Content,
    format: Format,
    limits: &Limits,
    receiver: &mut dyn Receiver,
) -> Result<(), Trouble> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(&format!("it cannot be started: {}", refusal(&error))))?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let watch = Watch::over(child, limits.worker_time);
    let feeding = input.map_or(Ok(()), |mut input| {
        Job { format, limits: limits.clone() }.write(&mut input)?;
        io::copy(&mut content.read()?, &mut input).map(drop)
    });
    let heard = match output {
        Some(output) => listen(&mut BufReader::with_capacity(256 << 10, output), receiver),
        None => Ok(None),
    };
    let (status, late) = watch.end();
    match heard {
        Ok(Some(Frame::Done)) => Ok(()),
        Ok(Some(Frame::Trouble { code, message })) => Err(Trouble::Wrong { code, message }),
        Ok(Some(Frame::Failed { message })) => Err(failed(&message)),
        Err(error @ Trouble::Io(_)) => Err(error),
        _ if late => {
            let seconds = limits.worker_time.as_secs();
            Err(Trouble::too_large(format!("reading it took longer than {seconds} s (limit: worker_time)")))
        }
        // The worker ended before it had said all.
        _ => Err(ended(status, feeding, limits)),
    }
}

/// Passes on what the worker says, up to the frame that ends it; `None` where it falls silent before that.
fn listen(output: &mut dyn io::Read, receiver: &mut dyn Receiver) -> Result<Option<Frame>, Trouble> {
    let (mut bytes, mut row) = (Vec::new(), Row::default());
    loop {
        match frame::next(output, &mut bytes, &mut row) {
            Ok(Next::Row) => receiver.row(&row)?,
            Ok(Next::Frame(Frame::Sheet { name, visible })) => receiver.sheet(&name, visible)?,
            Ok(Next::Frame(Frame::Discard)) => receiver.discard()?,
            Ok(Next::Frame(Frame::Remark(remark))) => receiver.remark(remark)?,
            Ok(Next::Frame(frame)) => return Ok(Some(frame)),
            Err(_) => return Ok(None),
        }
    }
}

/// What it means that a worker ended without a word.
fn ended(status: Option<ExitStatus>, feeding: io::Result<()>, limits: &Limits) -> Trouble {
    let code = status.and_then(|status| status.code());
    // A worker whose reader lost its way ends with the status of a panic; one that is refused memory is
    // aborted, which is a signal, not a status.
    if status.is_some_and(|status| !status.success()) && code.is_none() {
        let mib = limits.worker_bytes >> 20;
        return Trouble::too_large(format!(
            "reading it needs more memory or time than allowed ({mib} MiB, {} s; limits: worker_bytes, worker_time)",
            limits.worker_time.as_secs()
        ));
    }
    match (code, feeding) {
        (Some(101), _) => Trouble::damaged("the workbook is broken in a way that cannot be read past"),
        (_, Err(error)) => failed(&refusal(&error)),
        _ => failed("it ended without an answer"),
    }
}

fn failed(message: &str) -> Trouble {
    Trouble::new(Code::FileUnreadable, format!("the process that reads workbooks failed: {message}"))
}

/// Ends a child when its time is over.
struct Watch {
    child: Arc<Mutex<Child>>,
    late: Arc<AtomicBool>,
    done: mpsc::Sender<()>,
    watcher: Option<thread::JoinHandle<()>>,
}

impl Watch {
    fn over(child: Child, time: Duration) -> Self {
        let (done, wait) = mpsc::channel::<()>();
        let (child, late) = (Arc::new(Mutex::new(child)), Arc::new(AtomicBool::new(false)));
        let (target, mark) = (Arc::clone(&child), Arc::clone(&late));
        let watcher = thread::spawn(move || {
            if wait.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                mark.store(true, Ordering::SeqCst);
                let _ = target.lock().unwrap_or_else(PoisonError::into_inner).kill();
            }
        });
        Self { child, late, done, watcher: Some(watcher) }
    }

    /// Waits for the child, which has nothing more to say; whether it was ended for being late.
    fn end(mut self) -> (Option<ExitStatus>, bool) {
        let _ = self.done.send(());
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // A child that closed its output but goes on has nothing to do.
        let ended = matches!(child.try_wait(), Ok(Some(_)));
        let status = if ended { child.wait().ok() } else { settle(&mut child) };
        (status, self.late.load(Ordering::SeqCst))
    }
}

/// Gives a child that is about to end a moment to do so, and then ends it.
fn settle(child: &mut Child) -> Option<ExitStatus> {
    for _ in 0..100 {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    child.wait().ok()
}
