//! The files of a folder: `ACCOUNT/REGION/SERVICE/OPERATION[/ARGUMENT].json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::ImportError;
use crate::aws::wire::{is_account_id, percent_decode};
use crate::aws::{Argument, Operation, Place, SERVICES, Service};

/// One call: its place, and its files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    pub(super) account: String,
    /// The position of the service and of the operation in their tables: the order of work.
    pub(super) order: (usize, usize),
    /// `None` for what is asked once an account.
    pub(super) region: Option<String>,
    pub(super) argument: Option<String>,
}

/// The files of one call.
#[derive(Debug, Default, Clone)]
pub(super) struct Files {
    /// The answer.
    pub(super) answer: Option<PathBuf>,
    /// What the AWS CLI wrote to its standard error.
    pub(super) error: Option<PathBuf>,
}

/// A file that belongs to no call.
#[derive(Debug)]
pub(super) struct Stray {
    pub(super) path: PathBuf,
    /// The account that it lies under.
    pub(super) account: Option<String>,
    /// Why it is left out.
    pub(super) reason: String,
    /// What to do about it.
    pub(super) help: &'static str,
}

/// What folders hold.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) calls: BTreeMap<Call, Files>,
    pub(super) strays: Vec<Stray>,
    /// The names of the region folders, by account.
    pub(super) regions: BTreeMap<String, Vec<String>>,
}

impl Call {
    pub(super) fn service(&self) -> Option<&'static dyn Service> {
        SERVICES.get(self.order.0).copied()
    }

    pub(super) fn operation(&self) -> Option<&'static Operation> {
        self.service()?.operations().get(self.order.1)
    }
}

impl Listing {
    /// Adds what lies under a folder. A folder that is named like an account is one account.
    pub(super) fn add(&mut self, root: &Path) -> Result<(), ImportError> {
        let name = root.file_name().map(|name| name.to_string_lossy());
        if let Some(account) = name.filter(|name| is_account_id(name)) {
            return self.account(root, &account);
        }
        for entry in self.entries(root, None)? {
            match entry.account() {
                Some(account) if entry.folder => self.account(&entry.path, &account)?,
                _ if entry.ignored() => {}
                _ => self.stray(
                    entry.path,
                    None,
                    "is not named like an account: twelve digits",
                ),
            }
        }
        Ok(())
    }

    /// What is in a folder. A link may lead anywhere, back up too: it is told, and not followed.
    fn entries(&mut self, folder: &Path, account: Option<&str>) -> Result<Vec<Entry>, ImportError> {
        let (links, entries) = list(folder)?.into_iter().partition(|it| it.link);
        let links: Vec<Entry> = links;
        for link in links {
            self.strays.push(Stray {
                path: link.path,
                account: account.map(str::to_owned),
                reason: "is a link, which is not followed".to_owned(),
                help: "copy what it leads to into the folder",
            });
        }
        Ok(entries)
    }

    fn account(&mut self, folder: &Path, account: &str) -> Result<(), ImportError> {
        self.regions.entry(account.to_owned()).or_default();
        for region in self.entries(folder, Some(account))? {
            if !region.folder {
                self.stray(
                    region.path,
                    Some(account),
                    "does not lie under a region and a service",
                );
                continue;
            }
            for service in self.entries(&region.path, Some(account))? {
                if !service.folder {
                    self.stray(service.path, Some(account), "does not lie under a service");
                    continue;
                }
                for file in self.entries(&service.path, Some(account))? {
                    if !file.folder {
                        self.file(
                            (account, &region.name, &service.name),
                            &file.name,
                            None,
                            file.path,
                        );
                        continue;
                    }
                    for argument in self.entries(&file.path, Some(account))? {
                        let place = (account, region.name.as_str(), service.name.as_str());
                        if argument.folder {
                            self.stray(argument.path, Some(account), "is a folder too deep");
                        } else {
                            self.file(place, &argument.name, Some(&file.name), argument.path);
                        }
                    }
                }
            }
            let regions = self.regions.entry(account.to_owned()).or_default();
            if region.name != "global" && !regions.contains(&region.name) {
                regions.push(region.name);
            }
        }
        Ok(())
    }

    /// Adds a file: `command` is the name of its folder when it is the answer about an argument.
    fn file(
        &mut self,
        (account, region, service): (&str, &str, &str),
        name: &str,
        command: Option<&str>,
        path: PathBuf,
    ) {
        if name.starts_with('.') {
            return;
        }
        let (stem, is_error) = match (name.strip_suffix(".json"), name.strip_suffix(".error")) {
            (Some(stem), _) => (stem, false),
            (_, Some(stem)) => (stem, true),
            _ => return self.stray(path, Some(account), "is neither `.json` nor `.error`"),
        };
        let argument = match command {
            None => None,
            Some(_) => match percent_decode(stem) {
                Some(argument) => Some(argument),
                None => {
                    let reason = "has a name that is not percent-encoded UTF-8";
                    return self.stray(path, Some(account), reason);
                }
            },
        };
        let command = command.unwrap_or(stem);
        let Some((order, operation)) = find(service, command) else {
            let reason = format!("is the answer to `aws {service} {command}`, which is not read");
            return self.stray(path, Some(account), &reason);
        };
        let fits = match operation.argument {
            Argument::None | Argument::Account { .. } => argument.is_none(),
            // The listing of all values in one file is understood too.
            Argument::OneOf { .. } => true,
            Argument::Each { .. } | Argument::Pairs { .. } | Argument::Under { .. } => {
                argument.is_some()
            }
        };
        if !fits {
            let reason = match argument {
                None => format!("has no argument: it belongs in `{command}/ARGUMENT.json`"),
                Some(_) => format!("has an argument: it belongs in `{command}.json`"),
            };
            return self.stray(path, Some(account), &reason);
        }
        let regional = operation.place == Place::Regional;
        if regional && region == "global" {
            return self.stray(
                path,
                Some(account),
                "lies under `global`, but its service has regions",
            );
        }
        let call = Call {
            account: account.to_owned(),
            order,
            region: regional.then(|| region.to_owned()),
            argument,
        };
        let files = self.calls.entry(call).or_default();
        let place = if is_error {
            &mut files.error
        } else {
            &mut files.answer
        };
        match place {
            None => *place = Some(path),
            Some(_) => self.stray(path, Some(account), "answers what another file answers"),
        }
    }

    fn stray(&mut self, path: PathBuf, account: Option<&str>, reason: &str) {
        self.strays.push(Stray {
            path,
            account: account.map(str::to_owned),
            reason: reason.to_owned(),
            help: "see `permissions aws --script` for the files that are read",
        });
    }
}

/// The operation that the AWS CLI calls by these words, and its place in the tables.
fn find(service: &str, command: &str) -> Option<((usize, usize), &'static Operation)> {
    for (at, known) in SERVICES.iter().enumerate() {
        for (index, operation) in known.operations().iter().enumerate() {
            if operation.cli == (service, command) {
                return Some(((at, index), operation));
            }
        }
    }
    None
}

struct Entry {
    path: PathBuf,
    name: String,
    folder: bool,
    link: bool,
}

impl Entry {
    fn account(&self) -> Option<String> {
        is_account_id(&self.name).then(|| self.name.clone())
    }

    /// Hidden files, and the notes that people leave beside the accounts.
    fn ignored(&self) -> bool {
        self.name.starts_with('.') || (!self.folder && !self.name.ends_with(".json"))
    }
}

/// What is in a folder, sorted by name. A name that is not UTF-8 is shown with replacements, and will
/// fit nothing.
fn list(folder: &Path) -> Result<Vec<Entry>, ImportError> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => ImportError::NotFound {
            path: folder.to_owned(),
        },
        std::io::ErrorKind::NotADirectory => ImportError::NotAFolder {
            path: folder.to_owned(),
        },
        _ => ImportError::Unreadable {
            path: folder.to_owned(),
            source,
        },
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (kind, path) = (entry.file_type().map_err(failed)?, entry.path());
        found.push(Entry {
            name: path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            folder: kind.is_dir(),
            link: kind.is_symlink(),
            path,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
