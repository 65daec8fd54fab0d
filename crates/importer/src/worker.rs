//! Workers: a workbook is read in a process of its own, with limits on its memory and its time, so that a
//! file made to take the machine takes only that process.
//!
//! The parent starts the program that [`Containment::Worker`](crate::open::Containment::Worker) names, writes
//! the workbook to its standard input, and reads rows and remarks from its standard output. The program does
//! nothing but call [`serve`]. It needs no files of its own and is given no names.
//!
//! ```no_run
//! // In the program that is started as a worker:
//! let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
//! evenfolio_importer::worker::serve(input, output)?;
//! # Ok::<(), std::io::Error>(())
//! ```

mod frame;
mod parent;

use std::io::{self, BufWriter, Read, Write};

use crate::content::Content;
use crate::rows::Row;
use crate::rows::grid::{Receiver, Remark, Trouble};
use crate::source::refusal;
use crate::workbook;

use frame::{Frame, Job};

pub(crate) use parent::read;

/// Reads one workbook from `input` and writes what it holds to `output`: what the worker's program does from
/// its start to its end.
///
/// On Unix it first limits the memory and processor time of the whole process to those of the request, which
/// cannot be undone.
///
/// # Errors
/// When the input is no request or the output is closed. What is wrong with the workbook is no error.
pub fn serve(mut input: impl Read, output: impl Write) -> io::Result<()> {
    let job = Job::read(&mut input)?;
    limit(&job);
    let mut sender = Sender { output: BufWriter::with_capacity(256 << 10, output), bytes: Vec::new() };
    // Read to the end before anything is written, so that the two processes never wait for each other.
    let result = match Content::gather(&mut input) {
        Ok(content) => workbook::read(&content, job.format, &job.limits, &mut sender),
        Err(error) => Err(Trouble::Io(error)),
    };
    match result {
        Ok(()) => sender.send(&Frame::Done)?,
        Err(Trouble::Wrong { code, message }) => sender.send(&Frame::Trouble { code, message })?,
        Err(Trouble::Io(error)) => sender.send(&Frame::Failed { message: refusal(&error) })?,
    }
    sender.output.flush()
}

#[cfg(unix)]
fn limit(job: &Job) {
    use rlimit::{Resource, setrlimit};
    // A limit that the system does not know or grant is no reason to stop: the parent watches the time too.
    let _ = setrlimit(Resource::AS, job.limits.worker_bytes, job.limits.worker_bytes);
    let _ = setrlimit(Resource::CORE, 0, 0);
    let seconds = job.limits.worker_time.as_secs().max(1);
    let _ = setrlimit(Resource::CPU, seconds, seconds + 1);
}

#[cfg(not(unix))]
fn limit(_job: &Job) {}

/// Writes what a workbook's reader delivers as frames.
struct Sender<W: Write> {
    output: BufWriter<W>,
    bytes: Vec<u8>,
}

impl<W: Write> Sender<W> {
    fn send(&mut self, frame: &Frame) -> io::Result<()> {
        self.bytes.clear();
        frame.encode(&mut self.bytes);
        self.output.write_all(&self.bytes)
    }
}

impl<W: Write> Receiver for Sender<W> {
    fn sheet(&mut self, name: &str, visible: bool) -> io::Result<()> {
        self.send(&Frame::Sheet { name: name.to_owned(), visible })
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.bytes.clear();
        frame::encode_row(row, &mut self.bytes);
        self.output.write_all(&self.bytes)
    }

    fn discard(&mut self) -> io::Result<()> {
        self.send(&Frame::Discard)
    }

    fn remark(&mut self, remark: Remark) -> io::Result<()> {
        self.send(&Frame::Remark(remark))
    }
}
