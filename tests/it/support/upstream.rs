//! An upstream that answers as scripted, byte for byte, and remembers what it was asked.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
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
    /// The connection closes without an answer.
    Drop,
    /// Half of this JSON, then the connection closes.
    Half(String),
    /// No answer, ever.
    Hang,
    /// Exactly these bytes, and the connection stays open.
    Raw(Vec<u8>),
    /// These bytes, then zeros for ever; [`Upstream::hung_up`] tells when nobody reads them any more.
    Endless(Vec<u8>),
}

type Answer = dyn Fn(&str) -> Option<Script> + Send + Sync;

/// A scripted upstream.
pub(crate) struct Upstream {
    pub(crate) addr: SocketAddr,
    log: Arc<Log>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Log {
    /// The body of each request; the whole head where it has none.
    asked: Mutex<Vec<String>>,
    hung_up: Notify,
}

impl Upstream {
    /// Answers logins by itself; everything else by `script`, in order, then by `rest`.
    pub(crate) async fn start(
        script: Vec<Script>,
        rest: impl Fn(&str) -> Option<Script> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let log = Arc::new(Log::default());
        let (script, rest): (_, Arc<Answer>) = (Arc::new(Mutex::new(VecDeque::from(script))), Arc::new(rest));
        let logged = log.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection(stream, script.clone(), rest.clone(), logged.clone()));
            }
        });
        Self { addr, log, task }
    }

    /// The bodies of all requests so far, for `command` alone.
    pub(crate) fn asked(&self, command: &str) -> Vec<String> {
        let marker = format!("dp_command={command}&");
        self.log.asked.lock().unwrap().iter().filter(|body| format!("{body}&").contains(&marker)).cloned().collect()
    }

    /// The heads of all requests for files so far.
    pub(crate) fn fetched(&self) -> Vec<String> {
        self.log.asked.lock().unwrap().iter().filter(|asked| asked.starts_with("GET ")).cloned().collect()
    }

    /// Waits until a client has gone away from an [`Script::Endless`] answer.
    pub(crate) async fn hung_up(&self) {
        self.log.hung_up.notified().await;
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection(mut stream: TcpStream, script: Arc<Mutex<VecDeque<Script>>>, rest: Arc<Answer>, log: Arc<Log>) {
    while let Some(body) = request(&mut stream).await {
        log.asked.lock().unwrap().push(body.clone());
        let scripted = if body.contains("dp_command=loginEnterprise") {
            rest(&body)
        } else {
            let next = script.lock().unwrap().pop_front();
            next.or_else(|| rest(&body))
        };
        let session = format!(r#"{{"type":"success","sessionid":"{:032x}"}}"#, log.asked.lock().unwrap().len());
        let answer = match scripted.unwrap_or(Script::Json(session)) {
            Script::Json(json) => respond(200, "application/json", &json),
            Script::Status(status, kind, text) => respond(status, kind, &text),
            Script::Drop => return,
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
                let whole = respond(200, "application/json", &json);
                drop(stream.write_all(&whole.as_bytes()[..whole.len() - json.len() / 2]).await);
                return;
            }
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn respond(status: u16, kind: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// The body of the next request; its head where it has none.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length: usize = text
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= head + 4 + length {
                let said = if length == 0 { &bytes[..head] } else { &bytes[head + 4..head + 4 + length] };
                return Some(String::from_utf8_lossy(said).into_owned());
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}
