//! An output is whole or not there: written beside its place, flushed, then moved in one step.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use crate::Error;

/// Writes a file through `write`, which gets a temporary file in the same folder. Whatever happens, what
/// stood at `path` before stands there still until the new content is whole.
///
/// # Errors
/// When the folder or the disk does not let it, or `write` fails.
pub(crate) fn publish<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T, Error>,
) -> Result<T, Error> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |source| Error::Output { path: path.display().to_string(), source };
    let temporary = tempfile::Builder::new().prefix(".evenfolio-").tempfile_in(folder).map_err(failed)?;
    let (file, place) = temporary.into_parts();
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let result = write(&mut out)?;
    out.flush().map_err(failed)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    set_mode(&file, path).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    place.persist(path).map_err(|error| failed(error.error))?;
    // The name is safe on disk only when the folder is; folders cannot be opened everywhere.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(result)
}

/// Temporary files are for their owner alone; a report keeps the mode of the one before it.
fn set_mode(file: &File, path: &Path) -> std::io::Result<()> {
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
