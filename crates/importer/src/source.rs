//! Sources: which files are meant by the paths, folders, patterns and `-` that a person named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evenfolio_core::finding::{Code, Finding};
use evenfolio_core::origin::Place;

/// One file to read, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file as a person would name it: as given, or as found below a folder that was given, with forward
    /// slashes on every system; `-` for standard input.
    pub path: Arc<str>,
    /// Where its bytes are.
    pub location: Location,
}

/// Where the bytes of a source are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In a file.
    File(PathBuf),
    /// On standard input, which can be read once.
    StandardInput,
}

/// What [`discover`] found.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// The sources, ordered by the bytes of their paths, each once.
    pub sources: Vec<Source>,
    /// What is missing or was passed over.
    pub findings: Vec<Finding>,
}

/// The endings of files below a folder that are taken for registers, in any letter case. A file that is
/// named itself is tried whatever its ending.
const ENDINGS: [&str; 9] = ["csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xlsb", "xls", "ods"];

/// Finds the files that `inputs` mean: files, folders (searched to any depth), patterns such as
/// `registers/*.csv`, and `-` for standard input.
///
/// Below folders, hidden files, lock files of spreadsheet programs (`~$…`, `.~lock…`), files with other
/// endings, symbolic links and special files are passed over. It never fails: what cannot be found or read is
/// a finding.
pub fn discover(inputs: &[String]) -> Discovery {
    let mut search = Search::default();
    for input in inputs {
        search.input(input);
    }
    search.found.sources.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    search.found
}

#[derive(Default)]
struct Search {
    found: Discovery,
    /// Canonical paths of what was taken, so that nothing is taken twice.
    taken: BTreeSet<PathBuf>,
    standard_input: bool,
}

impl Search {
    fn input(&mut self, input: &str) {
        if input == "-" {
            if !std::mem::replace(&mut self.standard_input, true) {
                self.found.sources.push(Source { path: "-".into(), location: Location::StandardInput });
            }
            return;
        }
        match fs::metadata(input) {
            Ok(_) => self.named(Path::new(input)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && is_pattern(input) => {
                self.pattern(input);
            }
            Err(error) => self.unreadable(input, &error),
        }
    }

    /// A file or folder that a person named, itself or by a pattern.
    fn named(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(kind) if kind.is_dir() => {
                if self.folder(path) == 0 {
                    let message = "the folder holds no CSV, Excel or OpenDocument file";
                    self.finding(Code::NothingToRead, path, message);
                }
            }
            Ok(kind) if kind.is_file() => self.take(path),
            Ok(_) => self.finding(Code::FileUnreadable, path, "this is a device or a pipe, not a file"),
            Err(error) => self.unreadable(&shown(path), &error),
        }
    }

    fn pattern(&mut self, pattern: &str) {
        let paths = match glob::glob(pattern) {
            Ok(paths) => paths,
            Err(error) => {
                let message = format!("the pattern cannot be understood: {}", error.msg);
                return self.finding(Code::FileMissing, Path::new(pattern), message);
            }
        };
        let mut matched = false;
        for path in paths {
            matched = true;
            match path {
                Ok(path) => self.named(&path),
                Err(error) => self.unreadable(&shown(error.path()), error.error()),
            }
        }
        if !matched {
            self.finding(Code::FileMissing, Path::new(pattern), "the pattern matches no file");
        }
    }

    /// Takes the registers below a folder and says how many files there could be one, taken before or not.
    fn folder(&mut self, root: &Path) -> usize {
        let mut count = 0;
        let mut links = Vec::new();
        let mut open = vec![root.to_path_buf()];
        while let Some(folder) = open.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.unreadable(&shown(&folder), &error);
                    count += 1;
                    continue;
                }
            };
            for entry in entries {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        self.unreadable(&shown(&folder), &error);
                        continue;
                    }
                };
                let name = entry.file_name();
                let name = name.to_string_lossy();
                // `file_type` does not follow symbolic links, so links are neither files nor folders here.
                let Ok(kind) = entry.file_type() else { continue };
                if name.starts_with('.') || name.starts_with("~$") {
                    continue;
                }
                if kind.is_symlink() {
                    // What a link leads to counts by what it is: a folder, or a file that could be a register.
                    let leads = fs::metadata(entry.path());
                    if leads.is_ok_and(|to| to.is_dir()) || has_known_ending(Path::new(name.as_ref())) {
                        links.push(shown(&entry.path()));
                    }
                } else if kind.is_dir() {
                    open.push(entry.path());
                } else if kind.is_file() && has_known_ending(Path::new(name.as_ref())) {
                    count += 1;
                    self.take(&entry.path());
                }
            }
        }
        self.say_links(root, links);
        count
    }

    /// Says which links were not followed: they may lead out of the folder that was given.
    fn say_links(&mut self, root: &Path, mut links: Vec<String>) {
        const NAMED: usize = 5;
        links.sort_unstable();
        let named = links.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = match links.len() {
            0 => return,
            1 => format!("{named} is a symbolic link and was not followed; name it to have it read"),
            all if all <= NAMED => {
                format!("{named} are symbolic links and were not followed; name them to have them read")
            }
            all => format!(
                "{named} and {} more are symbolic links and were not followed; name them to have them read",
                all - NAMED
            ),
        };
        self.finding(Code::LinkPassedOver, root, message);
    }

    fn take(&mut self, path: &Path) {
        let identity = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if self.taken.insert(identity) {
            let location = Location::File(path.to_path_buf());
            self.found.sources.push(Source { path: shown(path).into(), location });
        }
    }

    fn unreadable(&mut self, path: &str, error: &std::io::Error) {
        let path = Path::new(path);
        if error.kind() == std::io::ErrorKind::NotFound {
            let perhaps = nearest(path).map_or(String::new(), |near| format!("; perhaps {near} is meant"));
            self.finding(
                Code::FileMissing,
                path,
                format!("there is no file or folder of this name{perhaps}"),
            );
        } else {
            self.finding(Code::FileUnreadable, path, format!("it cannot be opened: {}", refusal(error)));
        }
    }

    fn finding(&mut self, code: Code, path: &Path, message: impl Into<String>) {
        let place = Place::File { path: shown(path).into() };
        self.found.findings.push(Finding::new(code, place, message));
    }
}

/// What a path that is not there was perhaps to be: its first part that is missing, as something that is there is
/// called.
pub fn nearest(path: &Path) -> Option<String> {
    let missing = path.ancestors().filter(|part| part.file_name().is_some() && !part.exists()).last()?;
    let name = missing.file_name()?.to_string_lossy();
    let folder = missing.parent().filter(|folder| !folder.as_os_str().is_empty());
    let known = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?.flatten();
    let likeness = |known: &str| strsim::jaro_winkler(&name, known);
    let mut near: Vec<String> = known
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|known| likeness(known) > 0.85)
        .collect();
    near.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)).then_with(|| a.cmp(b)));
    near.first().map(|near| shown(&missing.with_file_name(near)))
}

fn is_pattern(input: &str) -> bool {
    input.contains(['*', '?', '['])
}

fn has_known_ending(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// A path as it is shown: forward slashes, so that the same tree gives the same output on every system.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// The operating system's reason, without the number that it adds.
pub(crate) fn refusal(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "a,b\n").unwrap();
        }
        folder
    }

    fn names(folder: &tempfile::TempDir, inputs: &[&str]) -> (Vec<String>, Vec<String>) {
        let root = shown(folder.path());
        let inputs: Vec<String> = inputs.iter().map(|input| input.replace('@', &root)).collect();
        let found = discover(&inputs);
        let sources = found.sources.iter().map(|source| source.path.replace(&root, "@")).collect();
        (sources, found.findings.iter().map(|finding| finding.code.to_string()).collect())
    }

    #[test]
    fn a_folder_gives_its_registers_in_order_and_nothing_else() {
        let folder = tree(&[
            "b.CSV",
            "a/z.xlsx",
            "a/~$z.xlsx",
            ".hidden.csv",
            "a/.~lock.z.ods#",
            "notes.pdf",
            ".git/x.csv",
            "A.ods",
        ]);
        fs::create_dir(folder.path().join("folder.csv")).unwrap();
        let (sources, findings) = names(&folder, &["@"]);
        assert_eq!(sources, ["@/A.ods", "@/a/z.xlsx", "@/b.CSV"]);
        assert!(findings.is_empty());
    }

    #[test]
    fn the_same_file_named_three_times_is_taken_once() {
        let folder = tree(&["a.csv"]);
        assert_eq!(names(&folder, &["@/a.csv", "@/*.csv", "@", "@/./a.csv"]).0, ["@/a.csv"]);
    }

    #[test]
    fn what_is_missing_is_a_finding() {
        let folder = tree(&["a.csv", "empty/readme.md"]);
        let (sources, findings) = names(&folder, &["@/no.csv", "@/*.xlsx", "@/empty", "@/a.csv"]);
        assert_eq!(sources, ["@/a.csv"]);
        assert_eq!(findings, ["F001", "F001", "F011"]);
    }

    #[test]
    fn what_is_misspelt_is_guessed() {
        let folder = tree(&["registers/health.csv", "registers/heat.csv"]);
        let perhaps = |path: &str| {
            nearest(&folder.path().join(path)).map(|near| near.replace(&shown(folder.path()), "@"))
        };
        assert_eq!(perhaps("registrs/helth.csv").as_deref(), Some("@/registers"));
        assert_eq!(perhaps("registers/helth.csv").as_deref(), Some("@/registers/health.csv"));
        assert_eq!(perhaps("letters"), None);
    }

    #[test]
    fn a_named_file_is_tried_whatever_its_ending() {
        let folder = tree(&["register.dat", "odd[1].csv"]);
        assert_eq!(names(&folder, &["@/register.dat", "@/odd[1].csv"]).0, ["@/odd[1].csv", "@/register.dat"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_below_a_folder_are_not_followed_but_a_named_link_is() {
        let outside = tree(&["secret.csv"]);
        let folder = tree(&["a.csv"]);
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.csv"), folder.path().join("b.csv")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("notes.pdf")).unwrap();
        assert_eq!(names(&folder, &["@"]), (vec!["@/a.csv".to_owned()], vec!["F024".to_owned()]));
        let found = discover(&[shown(folder.path())]);
        let message = found.findings[0].message.replace(&shown(folder.path()), "@");
        assert_eq!(
            message,
            "@/b.csv, @/link are symbolic links and were not followed; name them to have them read"
        );
        assert_eq!(names(&folder, &["@/b.csv"]).0, ["@/b.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_opened() {
        let (sources, findings) = names(&tree(&[]), &["/dev/null"]);
        assert!(sources.is_empty());
        assert_eq!(findings, ["F009"]);
    }
}
