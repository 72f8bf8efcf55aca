//! The state file: what survives a restart, or a kill.
//!
//! One line of JSON with everything, then one line per change. A change is appended and on the disk before its
//! operation answers. A last line without its end is a change that was never answered, and is dropped; anything else
//! that does not fit is an error, and the file is left alone. At each start the changes are folded into a new first
//! line, written beside the file and renamed over it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// What a state file holds: records, and the changes that make them.
pub(super) trait Records: Serialize + DeserializeOwned {
    /// One change: all of it happens, or nothing.
    type Change: Serialize + DeserializeOwned;
    /// Why a change does not fit.
    type Unfit: std::fmt::Display;
    /// What the first line says the file is.
    const FORMAT: &'static str;
    /// The form of the lines; another version's file is refused.
    const VERSION: u32;

    /// Applies a change, or leaves the records as they were.
    fn apply(&mut self, change: Self::Change) -> Result<(), Self::Unfit>;

    /// Finds again what is not written down.
    fn index(&mut self);
}

/// Why the state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// Another process uses the file.
    #[error("{path} is in use by another sandbox")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what a sandbox wrote.
    #[error("{path}, line {line}: {why}; the file was left as it is: repair it, move it away, or name another")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What does not fit.
        why: String,
    },
    /// An earlier failure could not be undone; a restart reads what is on the disk.
    #[error("{path}: an earlier write failed half-way; restart the sandbox")]
    Broken {
        /// The file.
        path: PathBuf,
    },
}

#[derive(Serialize)]
struct Head<'a, R> {
    format: &'a str,
    version: u32,
    state: &'a R,
}

/// The first line, read in two steps so that another version's state need not parse.
#[derive(Deserialize)]
struct AnyHead {
    format: String,
    version: u32,
    state: Box<serde_json::value::RawValue>,
}

/// An open state file.
#[derive(Debug)]
pub(super) struct Store {
    path: PathBuf,
    file: File,
    /// Bytes that are whole lines.
    length: u64,
    broken: bool,
    /// Held as long as the store is.
    _lock: File,
}

impl Store {
    /// Opens the file, or makes it with the state that `begin` gives.
    pub(super) fn open<R: Records>(path: &Path, begin: impl FnOnce() -> R) -> Result<(Self, R), StoreError> {
        let lock = lock(path)?;
        let mut state: R = match fs::read(path) {
            Ok(bytes) => read(path, &bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => begin(),
            Err(source) => return Err(StoreError::Io { path: path.to_owned(), source }),
        };
        state.index();
        let written = write_whole(path, &state).and_then(|length| {
            let file = OpenOptions::new().append(true).open(path)?;
            Ok((file, length))
        });
        let (file, length) = written.map_err(|source| StoreError::Io { path: path.to_owned(), source })?;
        Ok((Self { path: path.to_owned(), file, length, broken: false, _lock: lock }, state))
    }

    /// Puts a change on the disk. After an error it is as if it had never been tried.
    pub(super) fn append(&mut self, change: &impl Serialize) -> Result<(), StoreError> {
        if self.broken {
            return Err(StoreError::Broken { path: self.path.clone() });
        }
        let written = line(change).and_then(|line| {
            self.file.write_all(&line)?;
            self.file.sync_data()?;
            Ok(line.len() as u64)
        });
        match written {
            Ok(length) => {
                self.length += length;
                Ok(())
            }
            Err(source) => {
                self.broken = self.file.set_len(self.length).and_then(|()| self.file.sync_data()).is_err();
                Err(StoreError::Io { path: self.path.clone(), source })
            }
        }
    }
}

#[cfg(test)]
impl Store {
    /// Turns the file into one that can only be read.
    pub(super) fn refuse_writes(&mut self) {
        self.file = File::open(&self.path).unwrap();
    }
}

/// Keeps other processes away; the lock goes with the process, however it ends.
fn lock(path: &Path) -> Result<File, StoreError> {
    let beside = beside(path, "lock");
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    let file = folder.and_then(|()| OpenOptions::new().create(true).truncate(false).write(true).open(&beside));
    let file = file.map_err(|source| StoreError::Io { path: beside.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(StoreError::Io { path: beside, source }),
    }
}

fn read<R: Records>(path: &Path, bytes: &[u8]) -> Result<R, StoreError> {
    let corrupt = |line: usize, why: String| StoreError::Corrupt { path: path.to_owned(), line, why };
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').zip(1..);
    let (head, _) = lines.next().ok_or_else(|| corrupt(1, "empty".to_owned()))?;
    if !head.ends_with(b"\n") {
        return Err(corrupt(1, "cut off".to_owned()));
    }
    let head: AnyHead = serde_json::from_slice(head).map_err(|error| corrupt(1, error.to_string()))?;
    if head.format != R::FORMAT {
        return Err(corrupt(1, "no state file of this kind".to_owned()));
    }
    if head.version != R::VERSION {
        let why = format!("version {}, and this sandbox reads version {}", head.version, R::VERSION);
        return Err(corrupt(1, why));
    }
    let mut state: R = serde_json::from_str(head.state.get()).map_err(|error| corrupt(1, error.to_string()))?;
    for (line, number) in lines {
        if !line.ends_with(b"\n") {
            tracing::warn!(
                line = number,
                "the sandbox was stopped while it saved a change: dropped, it was never answered"
            );
            break;
        }
        let change: R::Change = serde_json::from_slice(line).map_err(|error| corrupt(number, error.to_string()))?;
        state.apply(change).map_err(|unfit| corrupt(number, unfit.to_string()))?;
    }
    Ok(state)
}

/// Replaces the file as a whole, or leaves it as it was. Gives its length.
fn write_whole<R: Records>(path: &Path, state: &R) -> io::Result<u64> {
    let head = line(&Head { format: R::FORMAT, version: R::VERSION, state })?;
    let temporary = beside(path, "new");
    let mut file = File::create(&temporary)?;
    file.write_all(&head)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    Ok(head.len() as u64)
}

fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line)
}

/// `state.json` → `state.json.new`.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}
