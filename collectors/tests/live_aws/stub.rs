//! A server that answers like an empty AWS account, and in one place however a test wants.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::wire::{Known, Request, operation_of};

/// The account of the server.
pub(crate) const ACCOUNT: &str = "111122223333";

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) region: String,
    pub(crate) access_key: String,
    /// What the service files say of it; `None`: it is none of theirs.
    pub(crate) known: Option<Known>,
    pub(crate) method: String,
    /// The header that names the operation of AWS JSON, whole.
    pub(crate) header: String,
    /// The name in the signature.
    pub(crate) signed_as: String,
    /// The path and query, and the body.
    pub(crate) target: String,
    pub(crate) body: String,
}

/// How the server behaves.
#[derive(Debug, Clone)]
pub(crate) enum Behaviour {
    /// A whole answer: status, content type or another header line, body.
    Answer(u16, String, String),
    /// Says that more comes than does.
    Broken(String),
    /// Closes the connection without a word.
    Reset,
    /// Says nothing for this long.
    Silence(Duration),
}

pub(crate) fn json(status: u16, body: &str) -> Behaviour {
    Behaviour::Answer(
        status,
        "content-type: application/x-amz-json-1.1".to_owned(),
        body.to_owned(),
    )
}

pub(crate) fn xml(status: u16, body: &str) -> Behaviour {
    Behaviour::Answer(status, "content-type: text/xml".to_owned(), body.to_owned())
}

type Answering = dyn Fn(&Asked, usize) -> Behaviour + Send + Sync;

/// The running server.
pub(crate) struct Stub {
    pub(crate) endpoint: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    stopped: Arc<AtomicBool>,
    address: std::net::SocketAddr,
}

impl Stub {
    /// Starts it. `answering` is told what is asked, and how often the same was asked before.
    pub(crate) fn start(
        answering: impl Fn(&Asked, usize) -> Behaviour + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let answering: Arc<Answering> = Arc::new(answering);
        let (log, stop) = (Arc::clone(&asked), Arc::clone(&stopped));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (log, answering) = (Arc::clone(&log), Arc::clone(&answering));
                thread::spawn(move || {
                    if let Ok(stream) = stream {
                        // A client that goes away in the middle is what some tests are about.
                        let _ = serve(&stream, &log, answering.as_ref());
                    }
                });
            }
        });
        Self {
            endpoint: format!("http://{address}"),
            asked,
            stopped,
            address,
        }
    }

    /// How often an operation was asked.
    pub(crate) fn count(&self, operation: &str) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|it| it.operation == operation).count()
    }
}

impl Stub {
    /// How much was asked.
    #[allow(dead_code, reason = "the test of interrupted runs uses this file too")]
    pub(crate) fn total(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// Requests that no service file declares.
    pub(crate) fn unknown(&self) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|it| it.known.is_none())
            .cloned()
            .collect()
    }

    /// How often the same question of an operation came.
    pub(crate) fn most_often_asked(&self, service: &str, operation: &str) -> usize {
        let asked = self.asked.lock().unwrap();
        let of_operation = asked
            .iter()
            .filter(|it| it.service == service && it.operation == operation);
        let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        for it in of_operation {
            *counts
                .entry((&it.region, &it.target, &it.body))
                .or_default() += 1;
        }
        counts.into_values().max().unwrap_or_default()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    stream: &TcpStream,
    log: &Mutex<Vec<Asked>>,
    answering: &Answering,
) -> std::io::Result<()> {
    let asked = read(stream)?;
    let before = {
        let mut log = log.lock().unwrap();
        let before = log
            .iter()
            .filter(|it| it.service == asked.service && it.operation == asked.operation)
            .count();
        log.push(asked.clone());
        before
    };
    let mut stream = stream;
    match answering(&asked, before) {
        Behaviour::Answer(status, header, body) => write!(
            stream,
            "HTTP/1.1 {status} -\r\n{header}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ),
        Behaviour::Broken(body) => write!(
            stream,
            "HTTP/1.1 200 -\r\ncontent-type: text/xml\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len() + 100
        ),
        Behaviour::Reset => Ok(()),
        Behaviour::Silence(time) => {
            thread::sleep(time);
            Ok(())
        }
    }
}

/// Reads a request and tells what is asked, in any of the protocols.
fn read(stream: &TcpStream) -> std::io::Result<Asked> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut words = first.split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    let mut header = String::new();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        path: path.to_owned(),
        query: query.to_owned(),
        ..Request::default()
    };
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap_or(0),
            "x-amz-target" => {
                header = value.to_owned();
                request.target = value.rsplit('.').next().unwrap_or_default().to_owned();
            }
            "authorization" => {
                // Credential=KEY/DATE/REGION/SERVICE/aws4_request
                let credential = value.split_once("Credential=").map_or("", |(_, it)| it);
                let mut parts = credential.split('/').map(str::to_owned);
                request.access_key = parts.next().unwrap_or_default();
                request.region = parts.nth(1).unwrap_or_default();
                request.signed_as = parts.next().unwrap_or_default();
            }
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    let known = operation_of(&request);
    let action = request
        .body
        .split('&')
        .find_map(|it| it.strip_prefix("Action="))
        .unwrap_or(&request.target);
    Ok(Asked {
        service: known
            .map_or(request.signed_as.as_str(), |it| it.0)
            .to_owned(),
        operation: known.map_or(action, |it| it.1.name).to_owned(),
        region: request.region,
        access_key: request.access_key,
        known,
        method,
        header,
        signed_as: request.signed_as,
        target: format!("{}?{}", request.path, request.query),
        body: request.body,
    })
}
