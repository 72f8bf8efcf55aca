//! A socket, from the handshake to its close: one loop, which alone reads from and writes to it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    Error,
    extract::ws::{Message, WebSocket},
};
use serde_json::{Map, Value};
use tokio::{
    sync::mpsc,
    time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until, timeout},
};
use tokio_util::task::AbortOnDropHandle;

use super::{
    super::{Connection, Lifetime, Services, lifetime::Early, respond::Errors},
    close::Close,
    message::{Said, Saying},
    operation::{Event, Operation},
};
use crate::{
    auth::Viewer,
    graphql::{
        error::ErrorCode,
        operation::{OperationContext, OperationRequest, RequestError},
    },
    telemetry,
};

/// How long a client may take to hear why its socket closes, and to close its side.
const FAREWELL: Duration = Duration::from_secs(5);
/// How many signs of life of ours may go unanswered before a client is taken to be gone.
const UNANSWERED_PINGS: u32 = 3;

/// What the handshake said.
pub(super) struct Handshake {
    pub(super) request_id: Arc<str>,
    pub(super) authorization: Option<Vec<u8>>,
    pub(super) from_gateway: bool,
    pub(super) connection: Connection,
}

/// How a socket's loop ends.
enum End {
    /// The client is to be told why.
    Close(Close),
    /// The same, where what it says next cannot be told from what was wrong.
    Unreadable(Close),
    /// The client closed it, and is owed a close in return (RFC 6455, section 5.5.1).
    Closed,
    /// The client is gone.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// An open socket.
pub(super) struct Socket {
    socket: WebSocket,
    services: Services,
    handshake: Handshake,
    /// Who asks; nobody yet before `connection_init`.
    session: Option<Session>,
    /// Operations under way, by the ids that the client chose. Dropped, they end.
    operations: HashMap<Arc<str>, (u64, AbortOnDropHandle<()>)>,
    /// Operations so far.
    begun: u64,
    events: (mpsc::Sender<Event>, mpsc::Receiver<Event>),
    keep_alive: Interval,
    unanswered_pings: u32,
    stopping: bool,
}

/// Who asks, and how long that holds.
struct Session {
    viewer: Viewer,
    lifetime: Lifetime,
}

impl Socket {
    pub(super) fn new(socket: WebSocket, services: Services, handshake: Handshake) -> Self {
        let streams = &services.config.streams;
        let mut keep_alive = interval_at(Instant::now() + streams.keep_alive, streams.keep_alive);
        keep_alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let events = mpsc::channel(streams.queue);
        Self {
            socket,
            services,
            handshake,
            session: None,
            operations: HashMap::new(),
            begun: 0,
            events,
            keep_alive,
            unanswered_pings: 0,
            stopping: false,
        }
    }

    /// Speaks the protocol until either side closes the socket.
    pub(super) async fn serve(mut self) {
        let cut = self.handshake.connection.cut().clone();
        let begun = Instant::now();
        let end = tokio::select! {
            end = self.talk() => end,
            () = cut.cancelled() => End::Gone,
        };
        let code = match &end {
            End::Close(close) | End::Unreadable(close) => Some(close.code),
            End::Closed | End::Gone => None,
        };
        let ms = telemetry::ms(begun.elapsed());
        tracing::info!(request_id = &*self.handshake.request_id, code, ms, operations = self.begun, "socket closed");
        let (why, readable) = match end {
            End::Close(close) => (Some(close), true),
            End::Unreadable(close) => (Some(close), false),
            End::Closed => (None, true),
            End::Gone => return,
        };
        tokio::select! {
            () = self.farewell(why, readable) => {}
            () = cut.cancelled() => {}
        }
    }

    /// Tells the client why.
    pub(super) async fn close(self, why: Close) {
        self.farewell(Some(why), true).await;
    }

    /// Says the last word, ours or the echo of the client's, and waits for it to be heard: a connection that is dropped at
    /// once may take it along. Nothing goes on meanwhile.
    async fn farewell(self, why: Option<Close>, readable: bool) {
        let Self { mut socket, operations, events, .. } = self;
        drop((operations, events));
        let farewell = async {
            if let Some(why) = why {
                socket.send(Message::Close(Some(why.frame()))).await?;
            }
            // The library answers a client's close by itself, but writes that only while it is read from.
            while let Some(Ok(_)) = socket.recv().await {}
            if !readable {
                // There may be more on its way, over which a connection that is dropped takes the last word along.
                std::future::pending::<()>().await;
            }
            Ok::<_, Error>(())
        };
        // A client that does not listen to the end is not told more.
        let _ = timeout(FAREWELL, farewell).await;
    }

    /// A socket as a story: a client says who it is, operations begin, their answers are passed on, it ends.
    async fn talk(&mut self) -> End {
        let init_by = Instant::now() + self.services.config.streams.init_timeout;
        loop {
            let step = tokio::select! {
                early = early(self.session.as_ref(), &self.handshake.connection), if !self.stopping => match early {
                    Early::Stopping => {
                        self.stopping = true;
                        Ok(())
                    }
                    Early::Expired => Err(Close::from(early).into()),
                },
                () = sleep_until(init_by), if self.session.is_none() => Err(Close::INIT_TIMEOUT.into()),
                Some(event) = self.events.1.recv() => self.pass_on(event).await,
                message = self.socket.recv() => self.hear(message).await,
                _ = self.keep_alive.tick() => self.ping().await,
            };
            match step {
                Ok(()) if self.stopping && self.operations.is_empty() => return Close::STOPPING.into(),
                Ok(()) => {}
                Err(end) => return end,
            }
        }
    }

    async fn hear(&mut self, message: Option<Result<Message, Error>>) -> Result<(), End> {
        self.unanswered_pings = 0;
        let text = match message {
            None => return Err(End::Gone),
            Some(Ok(Message::Close(_))) => return Err(End::Closed),
            Some(Err(error)) => return Err(Close::unreadable(error).map_or(End::Gone, End::Unreadable)),
            // The library answers pings by itself.
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Binary(bytes))) => {
                bytes.try_into().map_err(|_| Close::bad_request("Invalid message: it is not UTF-8"))?
            }
        };
        if text.len() > self.services.config.body_limit {
            return Err(Close::TOO_LARGE.into());
        }
        match Said::read(&text, self.services.most_values)? {
            Said::Init(payload) => self.init(&payload).await,
            Said::Ping(payload) => self.send(Saying::pong(payload)).await,
            Said::Pong => Ok(()),
            Said::Subscribe { id, request } => self.begin(id.into(), *request).await,
            Said::Complete { id } => {
                self.operations.remove(&*id);
                Ok(())
            }
        }
    }

    async fn init(&mut self, payload: &Map<String, Value>) -> Result<(), End> {
        if self.session.is_some() {
            return Err(Close::TOO_MANY_INITS.into());
        }
        let header = self.handshake.authorization.as_deref();
        let viewer = self.services.auth.viewer_of_socket(payload, header).await.map_err(Close::forbidden)?;
        let expires = (self.services.expires)(&viewer);
        let lifetime = Lifetime::new(self.handshake.connection.clone(), expires, &self.services.clock);
        self.session = Some(Session { viewer, lifetime });
        self.send(Saying::ack()).await
    }

    async fn begin(&mut self, id: Arc<str>, request: OperationRequest) -> Result<(), End> {
        let Some(Session { viewer, .. }) = &self.session else { return Err(Close::NOT_INITIALISED.into()) };
        if self.operations.contains_key(&id) {
            return Err(Close::id_in_use(&id).into());
        }
        if self.stopping {
            return Ok(());
        }
        let most = self.services.config.streams.operations_per_socket;
        if self.operations.len() >= most {
            let message = format!("At most {most} operations may be under way on one socket.");
            let error = RequestError { message, code: ErrorCode::RateLimited, locations: Vec::new() };
            return self.send(Saying::error(&id, Errors::one(&error))).await;
        }
        self.begun += 1;
        let context = OperationContext {
            request_id: format!("{}.{}", self.handshake.request_id, self.begun).into(),
            viewer: viewer.clone(),
            address: self.handshake.connection.peer(),
            read_only: false,
            from_gateway: self.handshake.from_gateway,
            streams: true,
        };
        let operation = Operation {
            id: id.clone(),
            number: self.begun,
            operations: self.services.operations.clone(),
            deadline: self.services.config.request_timeout,
            stop: self.handshake.connection.stop().clone(),
            events: self.events.0.clone(),
        };
        let task = AbortOnDropHandle::new(tokio::spawn(operation.run(request, context)));
        self.operations.insert(id, (self.begun, task));
        Ok(())
    }

    async fn pass_on(&mut self, event: Event) -> Result<(), End> {
        // The client may have completed the operation, and may have begun another of its id since.
        if self.operations.get(&event.id).is_none_or(|(number, _)| *number != event.number) {
            return Ok(());
        }
        if event.last {
            self.operations.remove(&event.id);
        }
        match event.text {
            Some(text) => self.send(Message::Text(text)).await,
            None => Ok(()),
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.unanswered_pings >= UNANSWERED_PINGS {
            return Err(Close::SILENT.into());
        }
        self.unanswered_pings += 1;
        self.send(Message::Ping(bytes::Bytes::new())).await
    }

    /// Sends a message, if the client reads what came before.
    async fn send(&mut self, message: impl Into<Message>) -> Result<(), End> {
        match timeout(self.services.config.streams.send_timeout, self.socket.send(message.into())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(Close::TOO_SLOW.into()),
        }
    }
}

/// Waits for an early end, with whoever asks or before that is known.
async fn early(session: Option<&Session>, connection: &Connection) -> Early {
    match session {
        Some(session) => session.lifetime.ended().await,
        None => {
            connection.stop().cancelled().await;
            Early::Stopping
        }
    }
}
