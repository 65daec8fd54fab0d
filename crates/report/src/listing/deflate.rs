//! Compression beside the work: chunks of XML are deflated on a thread of their own, each ended at a byte,
//! so that what comes before and after can be joined to them without compressing them again.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use flate2::{Compress, Compression, Crc, FlushCompress};

use crate::error::Error;

const WRITE: &str = "write rows to the temporary folder";

/// Takes chunks and compresses them, in order.
#[derive(Debug)]
pub(crate) struct Deflater {
    chunks: Option<SyncSender<Vec<u8>>>,
    used: Option<Receiver<Vec<u8>>>,
    worker: Option<JoinHandle<Result<Deflated, Error>>>,
}

/// Deflated bytes that are not yet a whole stream: every chunk ends at a byte, none is marked as the last.
#[derive(Debug)]
pub(crate) struct Deflated {
    /// Where they are.
    pub file: File,
    /// How many.
    pub length: u64,
    /// How many bytes they hold.
    pub bytes: u64,
    /// The checksum of what they hold.
    pub crc: Crc,
}

impl Deflater {
    /// Begins with a temporary file of its own.
    pub(crate) fn begin(level: u8) -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(Error::io(WRITE))?;
        let (chunks, incoming) = sync_channel::<Vec<u8>>(2);
        let (back, used) = sync_channel::<Vec<u8>>(4);
        let worker = std::thread::Builder::new()
            .name("deflate".to_owned())
            .spawn(move || work(file, level, &incoming, &back))
            .map_err(Error::io("start a thread"))?;
        Ok(Self { chunks: Some(chunks), used: Some(used), worker: Some(worker) })
    }

    /// One that is never given anything.
    pub(crate) const fn idle() -> Self {
        Self { chunks: None, used: None, worker: None }
    }

    /// Hands a chunk over and leaves an empty buffer in its place.
    pub(crate) fn push(&mut self, chunk: &mut Vec<u8>) -> Result<(), Error> {
        if chunk.is_empty() {
            return Ok(());
        }
        let next = self.used.as_ref().and_then(|used| used.try_recv().ok()).unwrap_or_default();
        let full = std::mem::replace(chunk, next);
        match &self.chunks {
            Some(chunks) if chunks.send(full).is_ok() => Ok(()),
            // The worker has stopped, and only its result says why.
            _ => self.join().map(|_| ()),
        }
    }

    /// Waits for the last chunk.
    pub(crate) fn finish(mut self) -> Result<Deflated, Error> {
        self.join()
    }

    fn join(&mut self) -> Result<Deflated, Error> {
        self.chunks = None;
        self.used = None;
        let stopped = || Err(Error::library("compress rows")("the thread has stopped"));
        self.worker.take().map_or_else(stopped, |worker| worker.join().unwrap_or_else(|_| stopped()))
    }
}

fn work(
    file: File,
    level: u8,
    incoming: &Receiver<Vec<u8>>,
    back: &SyncSender<Vec<u8>>,
) -> Result<Deflated, Error> {
    let mut file = BufWriter::new(file);
    let (mut length, mut bytes, mut crc) = (0, 0, Crc::new());
    let mut squeezed = Vec::new();
    for mut chunk in incoming {
        crc.update(&chunk);
        bytes += chunk.len() as u64;
        squeezed.clear();
        deflate(&chunk, level, FlushCompress::Sync, &mut squeezed)?;
        length += squeezed.len() as u64;
        file.write_all(&squeezed).map_err(Error::io(WRITE))?;
        chunk.clear();
        // If nobody wants the buffer back, it goes.
        let _ = back.try_send(chunk);
    }
    let file = file.into_inner().map_err(|error| Error::io(WRITE)(error.into_error()))?;
    Ok(Deflated { file, length, bytes, crc })
}

/// Deflates a whole chunk at the end of `out`: [`FlushCompress::Sync`] ends it at a byte,
/// [`FlushCompress::Finish`] ends the stream.
pub(crate) fn deflate(chunk: &[u8], level: u8, flush: FlushCompress, out: &mut Vec<u8>) -> Result<(), Error> {
    let mut compress = Compress::new(Compression::new(u32::from(level.clamp(1, 9))), false);
    let mut taken = 0;
    loop {
        out.reserve(chunk.len() / 3 + 1024);
        let status =
            compress.compress_vec(&chunk[taken..], out, flush).map_err(Error::library("compress rows"))?;
        taken = usize::try_from(compress.total_in()).unwrap_or(chunk.len());
        let room_left = out.len() < out.capacity();
        let done = match flush {
            FlushCompress::Finish => status == flate2::Status::StreamEnd,
            _ => taken == chunk.len() && room_left,
        };
        if done {
            return Ok(());
        }
    }
}
