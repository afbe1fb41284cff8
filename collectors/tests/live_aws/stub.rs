//! A server that answers like an empty AWS account, and in one place however a test wants.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) service: String,
    pub(crate) operation: String,
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

/// Answers as an account does that has nothing in it.
pub(crate) fn empty_account(asked: &Asked) -> Behaviour {
    let operation = asked.operation.as_str();
    let body = match (asked.service.as_str(), operation) {
        ("sts", _) => wrapped(
            operation,
            "<Arn>arn:aws:iam::111122223333:user/audit</Arn><UserId>AIDA</UserId><Account>111122223333</Account>",
        ),
        ("iam", _) => wrapped(operation, ""),
        ("organizations", _) => {
            let body = r#"{"__type":"AWSOrganizationsNotInUseException","message":"none"}"#;
            return json(400, body);
        }
        ("ec2", "DescribeRegions") => {
            let regions = "<item><regionName>us-east-1</regionName></item>";
            format!(
                "<DescribeRegionsResponse><regionInfo>{regions}</regionInfo></DescribeRegionsResponse>"
            )
        }
        ("ec2", _) => {
            let list = match operation {
                "DescribeInstances" => "reservationSet",
                "DescribeLaunchTemplates" => "launchTemplates",
                _ => "iamInstanceProfileAssociationSet",
            };
            format!("<{operation}Response><{list}/></{operation}Response>")
        }
        ("s3", "ListBuckets") => {
            "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>".to_owned()
        }
        ("s3", _) => {
            let body = "<Error><Code>NoSuchPublicAccessBlockConfiguration</Code></Error>";
            return xml(404, body);
        }
        _ => {
            let list = match operation {
                "ListSecrets" => "SecretList",
                "DescribeParameters" => "Parameters",
                "ListTrainingJobs" => "TrainingJobSummaries",
                "ListFunctions" => "Functions",
                other => other.strip_prefix("List").unwrap_or(other),
            };
            return json(200, &format!("{{\"{list}\":[]}}"));
        }
    };
    xml(200, &body)
}

fn wrapped(operation: &str, members: &str) -> String {
    format!(
        "<{operation}Response><{operation}Result>{members}</{operation}Result></{operation}Response>"
    )
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
        let before = log.iter().filter(|it| **it == asked).count();
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
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut length, mut target, mut service) = (0, String::new(), String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap_or(0),
            "x-amz-target" => value
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .clone_into(&mut target),
            // Credential=KEY/DATE/REGION/SERVICE/aws4_request
            "authorization" => value
                .split('/')
                .nth(3)
                .unwrap_or_default()
                .clone_into(&mut service),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let action = body.split('&').find_map(|it| it.strip_prefix("Action="));
    let operation = match (target.as_str(), action) {
        ("", Some(action)) => action.to_owned(),
        ("", None) if path.contains("/functions/") => "ListFunctions".to_owned(),
        ("", None) if path.starts_with("/?") => "ListBuckets".to_owned(),
        ("", None) => "GetPublicAccessBlock".to_owned(),
        (target, _) => target.to_owned(),
    };
    Ok(Asked { service, operation })
}
