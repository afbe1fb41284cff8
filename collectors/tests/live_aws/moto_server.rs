//! A moto server of our own: installed once, started on a port of its own choice, stopped when it is dropped.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What is installed, by name in the package index; the folder is named after it.
const PACKAGES: [&str; 2] = ["moto[server]==5.2.5", "boto3==1.44.5"];
const FOLDER: &str = "moto-5.2.5";

/// A running server.
pub(crate) struct Moto {
    child: Child,
    pub(crate) endpoint: String,
    python: PathBuf,
}

impl Moto {
    /// Installs moto if need be, and starts it.
    ///
    /// It takes its port itself and says which: a port that is looked for here could be another's by the
    /// time that moto takes it, and a connection to a port that nobody listens on yet can come to be one
    /// with itself.
    pub(crate) fn start() -> Self {
        let folder = install();
        let mut child = Command::new(folder.join("bin/moto_server"))
            .args(["-H", "127.0.0.1", "-p", "0"])
            // Hundreds of images of others in each region, with snapshots that it takes for the account's.
            .env("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("moto_server starts");
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut moto = Self {
            child,
            endpoint: String::new(),
            python: folder.join("bin/python"),
        };
        let mut said = String::new();
        while moto.endpoint.is_empty() {
            let mut line = String::new();
            let read = log.read_line(&mut line).unwrap();
            assert!(read > 0, "moto ended before it listened: {said}");
            if let Some((_, endpoint)) = line.split_once("Running on ") {
                moto.endpoint = endpoint.trim().to_owned();
            }
            said.push_str(&line);
        }
        // It writes a line a request; a pipe that nobody empties would stop it.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        moto
    }

    /// Fills it with an estate and returns the account.
    pub(crate) fn populate(&self) -> String {
        self.fill(include_str!("populate.py"))
    }

    /// Fills it with what a script makes, and returns what that prints: the account.
    pub(crate) fn fill(&self, script: &str) -> String {
        let output = Command::new(&self.python)
            .args(["-c", script])
            .arg(&self.endpoint)
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{errors}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The interpreter that has moto, boto3 and botocore.
#[allow(dead_code, reason = "the tests of the program use this file too")]
pub(crate) fn python() -> PathBuf {
    install().join("bin/python")
}

fn install() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(FOLDER);
    // Tests run at the same time, each in a process of its own: one installs it, the others wait.
    let lock = fs::File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let done = folder.join("installed");
    if done.exists() {
        return folder;
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&folder));
    run(Command::new(folder.join("bin/python"))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(PACKAGES));
    fs::write(done, "").unwrap();
    folder
}

fn run(command: &mut Command) {
    let status = command
        .status()
        .expect("python3 with venv and pip is installed");
    assert!(status.success(), "{command:?} failed");
}
