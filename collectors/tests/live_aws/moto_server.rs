//! A moto server of our own: installed once, started on a free port, stopped when it is dropped.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
    pub(crate) fn start() -> Self {
        let folder = install();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let child = Command::new(folder.join("bin/moto_server"))
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            // Hundreds of images of others in each region, with snapshots that it takes for the account's.
            .env("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto_server starts");
        let moto = Self {
            child,
            endpoint: format!("http://127.0.0.1:{port}"),
            python: folder.join("bin/python"),
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "moto does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
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
