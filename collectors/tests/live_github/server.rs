//! A server on this machine that answers as GitHub does: pages, refusals, limits. It keeps what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What a path is answered with, one answer after another; the last one stays.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Reply {
    pub fn json(body: serde_json::Value) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.to_string(),
        }
    }

    pub fn text(body: &str) -> Self {
        Self {
            body: body.to_owned(),
            ..Self::json(serde_json::Value::Null)
        }
    }

    pub fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::text("{\"message\":\"no\"}")
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub authorization: String,
}

/// The server; it lives as long as the process of the test.
pub struct Server {
    pub address: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub fn start(replies: impl FnOnce(&str) -> Vec<(&'static str, Vec<Reply>)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let replies: BTreeMap<String, Vec<Reply>> = replies(&address)
            .into_iter()
            .map(|(path, replies)| (path.to_owned(), replies))
            .collect();
        let replies = Arc::new(Mutex::new(replies));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (replies, log) = (replies.clone(), log.clone());
                std::thread::spawn(move || serve(stream.unwrap(), &replies, &log));
            }
        });
        Self { address, asked }
    }

    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(
    stream: TcpStream,
    replies: &Mutex<BTreeMap<String, Vec<Reply>>>,
    log: &Mutex<Vec<Request>>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let mut words = line.split_whitespace();
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let mut request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            authorization: String::new(),
        };
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).unwrap();
            if header.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("authorization")
            {
                request.authorization = value.trim().to_owned();
            }
        }
        let path = request.path.replace("?per_page=100", "");
        log.lock().unwrap().push(request);
        let reply = {
            let mut replies = replies.lock().unwrap();
            match replies.get_mut(&path) {
                Some(all) if all.len() > 1 => all.remove(0),
                Some(all) => all[0].clone(),
                None => Reply::status(404),
            }
        };
        let headers: String = reply
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let head = format!(
            "HTTP/1.1 {} answer\r\nContent-Length: {}\r\n{headers}\r\n",
            reply.status,
            reply.body.len()
        );
        if stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(reply.body.as_bytes()))
            .is_err()
        {
            return;
        }
    }
}
