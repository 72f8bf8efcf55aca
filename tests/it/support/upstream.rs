//! An upstream that answers as scripted, byte for byte, and remembers what it was asked.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// What becomes of one request.
#[derive(Clone, Debug)]
pub(crate) enum Script {
    /// 200 and this JSON.
    Json(String),
    /// This status and body.
    Status(u16, &'static str, String),
    /// This status, with this header and body.
    Header(u16, &'static str, String),
    /// The connection closes without an answer.
    Drop,
    /// The connection is reset without an answer.
    Reset,
    /// Half of this JSON, then the connection closes.
    Half(String),
    /// No answer, ever.
    Hang,
    /// Exactly these bytes, and the connection stays open.
    Raw(Vec<u8>),
    /// These bytes, then zeros for ever; [`Upstream::hung_up`] tells when nobody reads them any more.
    Endless(Vec<u8>),
}

type Answer = dyn Fn(&Asked) -> Script + Send + Sync;

/// A request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Its query, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// Its request line and headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Asked {
    /// Its body; its head where it has none.
    fn said(&self) -> &str {
        if self.body.is_empty() { &self.head } else { &self.body }
    }

    /// A parameter of the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A scripted upstream.
pub(crate) struct Upstream {
    pub(crate) addr: SocketAddr,
    log: Arc<Log>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Log {
    asked: Mutex<Vec<Asked>>,
    hung_up: Notify,
}

impl Upstream {
    /// Answers Depositphotos' logins by itself; everything else by `script`, in order, then by `rest`.
    pub(crate) async fn start(
        script: Vec<Script>,
        rest: impl Fn(&str) -> Option<Script> + Send + Sync + 'static,
    ) -> Self {
        let (script, sessions) = (Mutex::new(VecDeque::from(script)), AtomicU64::new(0));
        Self::answering(move |asked| {
            let scripted = if asked.body.contains("dp_command=loginEnterprise") {
                rest(asked.said())
            } else {
                let next = script.lock().unwrap().pop_front();
                next.or_else(|| rest(asked.said()))
            };
            scripted.unwrap_or_else(|| {
                let session = sessions.fetch_add(1, Ordering::Relaxed);
                Script::Json(format!(r#"{{"type":"success","sessionid":"{session:032x}"}}"#))
            })
        })
        .await
    }

    /// Answers every request by `answer`.
    pub(crate) async fn answering(answer: impl Fn(&Asked) -> Script + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let log = Arc::new(Log::default());
        let (answer, logged): (Arc<Answer>, _) = (Arc::new(answer), log.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection(stream, answer.clone(), logged.clone()));
            }
        });
        Self { addr, log, task }
    }

    /// The bodies of all requests so far, for Depositphotos' `command` alone.
    pub(crate) fn asked(&self, command: &str) -> Vec<String> {
        let marker = format!("dp_command={command}&");
        let asked = self.log.asked.lock().unwrap();
        asked.iter().map(|asked| asked.body.clone()).filter(|body| format!("{body}&").contains(&marker)).collect()
    }

    /// The heads of all requests for files so far.
    pub(crate) fn fetched(&self) -> Vec<String> {
        let asked = self.log.asked.lock().unwrap();
        asked.iter().filter(|asked| asked.method == "GET").map(|asked| asked.head.clone()).collect()
    }

    /// Waits until a client has gone away from an [`Script::Endless`] answer.
    pub(crate) async fn hung_up(&self) {
        self.log.hung_up.notified().await;
    }

    /// All requests so far whose path ends like this.
    pub(crate) fn asked_for(&self, path: &str) -> Vec<Asked> {
        self.log.asked.lock().unwrap().iter().filter(|asked| asked.path.ends_with(path)).cloned().collect()
    }
}

impl Upstream {
    /// Takes no more connections; those that are open go on.
    pub(crate) async fn close(&self) {
        self.task.abort();
        while TcpStream::connect(self.addr).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection(mut stream: TcpStream, answer: Arc<Answer>, log: Arc<Log>) {
    while let Some(asked) = request(&mut stream).await {
        log.asked.lock().unwrap().push(asked.clone());
        let answer = match answer(&asked) {
            Script::Json(json) => respond(200, "content-type: application/json", &json),
            Script::Status(status, kind, text) => respond(status, &format!("content-type: {kind}"), &text),
            // The answer to a HEAD has a header alone.
            Script::Header(status, header, _) if asked.method == "HEAD" => respond(status, header, ""),
            Script::Header(status, header, text) => respond(status, header, &text),
            Script::Drop => return,
            Script::Reset => {
                socket2::SockRef::from(&stream).set_linger(Some(std::time::Duration::ZERO)).unwrap();
                return;
            }
            Script::Hang => std::future::pending().await,
            Script::Raw(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
                continue;
            }
            Script::Endless(bytes) => {
                drop(stream.write_all(&bytes).await);
                while stream.write_all(&[0; 4096]).await.is_ok() {}
                log.hung_up.notify_one();
                return;
            }
            Script::Half(json) => {
                let whole = respond(200, "content-type: application/json", &json);
                drop(stream.write_all(&whole.as_bytes()[..whole.len() - json.len() / 2]).await);
                return;
            }
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn respond(status: u16, header: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\n{header}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// The next request.
async fn request(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(head) = head {
            let lines = String::from_utf8_lossy(&bytes[..head]).into_owned();
            let text = lines.to_ascii_lowercase();
            let length: usize = text
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= head + 4 + length {
                let mut line = lines.split(' ');
                let (method, target) = (line.next()?.to_owned(), line.next()?);
                let (path, query) = target.split_once('?').unwrap_or((target, ""));
                return Some(Asked {
                    method,
                    path: path.to_owned(),
                    query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
                    head: lines.clone(),
                    body: String::from_utf8_lossy(&bytes[head + 4..head + 4 + length]).into_owned(),
                });
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}
