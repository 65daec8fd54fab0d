//! An output is whole or not there: written beside its place, flushed, then moved in one step.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use evenfolio_importer::source::{Discovery, Location, nearest};

use crate::Error;

/// Writes a file through `write`, which gets a temporary file in the same folder. Whatever happens, what
/// stood at `path` before stands there still until the new content is whole.
///
/// # Errors
/// When the folder or the disk does not let it, or `write` fails.
pub(crate) fn publish<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<Latch>) -> Result<T, Error>,
) -> Result<T, Error> {
    let failed = |source| Error::Output { path: path.display().to_string(), source };
    // What a link leads to is replaced, not the link.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Moved over a device or a pipe, the file would take its place: `/dev/null` would be one for everybody.
    if fs::metadata(path).is_ok_and(|kind| !kind.is_file() && !kind.is_dir()) {
        return Err(failed(io::Error::other("it is a device or a pipe, not a file")));
    }
    // The name of the temporary file, which that error has in it, is no matter to anybody.
    let temporary = tempfile::Builder::new()
        .prefix(PREFIX)
        .tempfile_in(folder)
        .map_err(|error| failed(error.kind().into()))?;
    clear_leftovers(folder, temporary.path());
    let (file, place) = temporary.into_parts();
    let mut out = BufWriter::with_capacity(1 << 18, Latch { file, fault: None });
    let result = write(&mut out);
    let Latch { file, fault } = out.into_inner().map_err(|error| failed(error.into_error()))?;
    if let Some(fault) = fault {
        return Err(failed(fault));
    }
    let result = result?;
    set_mode(&file, &target).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    place.persist(&target).map_err(|error| failed(error.error))?;
    // The name is safe on disk only when the folder is; folders cannot be opened everywhere.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(result)
}

/// How temporary files are called that become outputs.
const PREFIX: &str = ".evenfolio-";

/// Removes what programs that were killed have left: files of theirs that nobody has written to for a day.
fn clear_leftovers(folder: &Path, ours: &Path) {
    let is_old = |path: &Path| {
        let written = fs::metadata(path).and_then(|kind| kind.modified());
        written.is_ok_and(|at| at.elapsed().is_ok_and(|passed| passed > Duration::from_hours(24)))
    };
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let is_temporary =
            path.is_file() && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        if is_temporary && path != ours && is_old(&path) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Writes a file whose content is at hand.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    publish(path, |out| {
        out.write_all(bytes).map_err(|source| Error::Output { path: path.display().to_string(), source })
    })
}

/// A file that is written until the first fault. What comes after it is taken and thrown away: libraries that are
/// not told of the fault need not, and do not, speak of it on standard error in words of their own.
#[derive(Debug)]
pub(crate) struct Latch {
    file: File,
    fault: Option<io::Error>,
}

impl Latch {
    fn unless_faulty<T>(&mut self, instead: T, act: impl FnOnce(&mut File) -> io::Result<T>) -> T {
        if self.fault.is_none() {
            match act(&mut self.file) {
                Ok(done) => return done,
                Err(fault) => self.fault = Some(fault),
            }
        }
        instead
    }
}

impl Write for Latch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(self.unless_faulty(bytes.len(), |file| file.write_all(bytes).map(|()| bytes.len())))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_faulty((), Write::flush);
        Ok(())
    }
}

impl Seek for Latch {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let instead = if let SeekFrom::Start(place) = to { place } else { 0 };
        Ok(self.unless_faulty(instead, |file| file.seek(to)))
    }
}

/// Sees before any work is done that an output can go where it is to go: into a folder that is there, in place of
/// no folder, and of none of the files that are read.
pub(crate) fn check_place<'a>(
    output: &Path,
    inputs: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Error> {
    let shown = output.display();
    let refused = |why: String| Err(Error::Usage(format!("{shown} cannot be written: {why}")));
    if output == Path::new("-") {
        return refused("it would be a file of that name; name another one".to_owned());
    }
    if output.is_dir() {
        return refused("it is a folder; name a file in it".to_owned());
    }
    match output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            let perhaps = nearest(folder).map_or(String::new(), |near| format!("; perhaps {near} is meant"));
            return refused(format!("there is no folder {}{perhaps}", folder.display()));
        }
        _ => {}
    }
    let Ok(place) = output.canonicalize() else { return Ok(()) };
    let is_read = inputs.into_iter().any(|input| input.canonicalize().is_ok_and(|input| input == place));
    // A report of ours is passed over when registers are read, so that the next one may well replace it.
    if is_read && !is_own(&place) {
        return refused("it is one of the files to be read; name another one".to_owned());
    }
    Ok(())
}

/// Sees that an output takes the place of nothing that people decided: their words stand there alone.
pub(crate) fn check_kept(output: &Path, decisions: &[PathBuf]) -> Result<(), Error> {
    let Ok(place) = output.canonicalize() else { return Ok(()) };
    let folders = decisions.iter().filter_map(|path| path.canonicalize().ok());
    let mut kept = folders.filter(|path| place == *path || path.is_dir() && place.starts_with(path));
    match kept.next() {
        Some(_) => Err(Error::Usage(format!(
            "{} cannot be written: it is one of the files of decisions; name another one",
            output.display()
        ))),
        None => Ok(()),
    }
}

/// The file that an output goes to where it may go to standard output instead: without a name, or named `-`.
pub(crate) fn named(output: Option<&PathBuf>) -> Option<&Path> {
    output.map(PathBuf::as_path).filter(|path| *path != Path::new("-"))
}

/// The files that are read, for [`check_place`].
pub(crate) fn files(found: &Discovery) -> impl Iterator<Item = &Path> {
    found.sources.iter().filter_map(|source| match &source.location {
        Location::File(path) => Some(path.as_path()),
        Location::StandardInput => None,
    })
}

/// Whether this program wrote it as a report or a pack.
fn is_own(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| evenfolio_report::kind_of(BufReader::new(file)).is_some())
}

/// Temporary files are for their owner alone; a report keeps the mode of the one before it.
fn set_mode(file: &File, path: &Path) -> io::Result<()> {
    if let Ok(before) = fs::metadata(path) {
        return file.set_permissions(before.permissions());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("september.csv"), folder.path().join("latest.csv"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink("september.csv", &link).unwrap();
        put(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
    }

    #[test]
    fn what_is_no_file_keeps_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let _socket = UnixListener::bind(&path).unwrap();
        let error = put(&path, b"text").unwrap_err();
        assert!(matches!(error, Error::Output { .. }), "{error:?}");
        assert!(fs::symlink_metadata(&path).unwrap().file_type().is_socket());
    }
}
