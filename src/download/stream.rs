//! Bytes from upstream to the client, as fast as the client takes them.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    time::timeout,
};

use crate::{
    providers::{ProviderError, Read},
    telemetry,
};

/// How many chunks wait for a slow client. Upstream is read no further.
const WAITING: usize = 2;

/// The file broke off. Why was logged; the client sees that its connection ends too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file broke off")]
pub struct Broken;

/// How a transfer ended.
enum End {
    Whole,
    ClientGone,
    Stalled,
    Upstream(ProviderError),
}

/// Passes `body` on. Upstream is let go as soon as the client is gone, or has taken nothing for `stall`.
pub(super) fn pass_on(
    body: BoxStream<'static, Read<Bytes>>,
    length: Option<u64>,
    stall: Duration,
    request_id: Arc<str>,
) -> BoxStream<'static, Result<Bytes, Broken>> {
    // In a task of its own: a client that stands still must not hold the connection upstream, and a stream that nobody
    // asks has no say in that.
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut passed = 0;
        let end = pump(body, &sender, stall, &mut passed).await;
        // Whoever knows the length does not wait for the end.
        let whole = matches!(end, End::Whole) || length == Some(passed);
        let request_id = &*request_id;
        match end {
            _ if whole => tracing::info!(request_id, bytes = passed, "a file was passed on"),
            End::Whole | End::ClientGone => {
                tracing::info!(request_id, bytes = passed, "a file was given up: the client went away");
            }
            End::Stalled => {
                let stall_ms = telemetry::ms(stall);
                tracing::warn!(
                    request_id,
                    bytes = passed,
                    stall_ms,
                    "a file was given up: the client took nothing of it"
                );
            }
            End::Upstream(error) => {
                tracing::warn!(request_id, bytes = passed, cause = error.cause(), "a file broke off upstream: {error}");
            }
        }
    });
    stream::unfold(Some(receiver), next).boxed()
}

/// The bytes of one message; `None` says that the file is whole.
type Message = Option<Bytes>;

async fn pump(
    mut body: BoxStream<'static, Read<Bytes>>,
    sender: &Sender<Message>,
    stall: Duration,
    passed: &mut u64,
) -> End {
    loop {
        let next = tokio::select! {
            biased;
            () = sender.closed() => return End::ClientGone,
            next = body.next() => next,
        };
        let (message, length) = match next {
            Some(Ok(chunk)) => {
                let length = chunk.len() as u64;
                (Some(chunk), length)
            }
            Some(Err(error)) => return End::Upstream(error),
            None => (None, 0),
        };
        let last = message.is_none();
        match timeout(stall, sender.send(message)).await {
            Ok(Ok(())) if last => return End::Whole,
            Ok(Ok(())) => *passed += length,
            Ok(Err(_)) => return End::ClientGone,
            Err(_) => return End::Stalled,
        }
    }
}

/// A channel that closes without having said that the file is whole is a file that broke off.
async fn next(receiver: Option<Receiver<Message>>) -> Option<(Result<Bytes, Broken>, Option<Receiver<Message>>)> {
    let mut receiver = receiver?;
    match receiver.recv().await {
        Some(Some(chunk)) => Some((Ok(chunk), Some(receiver))),
        Some(None) => None,
        None => Some((Err(Broken), None)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use tokio::sync::oneshot;

    use super::*;
    use crate::providers::ErrorKind;

    const STALL: Duration = Duration::from_secs(60);

    fn passed_on(chunks: Vec<Read<Bytes>>) -> BoxStream<'static, Result<Bytes, Broken>> {
        pass_on(stream::iter(chunks).boxed(), None, STALL, "test".into())
    }

    #[tokio::test]
    async fn a_file_that_breaks_off_is_never_taken_for_a_whole_one() {
        let chunk = || Ok(Bytes::from_static(b"abc"));
        let whole: Vec<_> = passed_on(vec![chunk(), chunk()]).collect().await;
        assert_eq!(whole, [Ok(Bytes::from_static(b"abc")), Ok(Bytes::from_static(b"abc"))]);
        let broken: Vec<_> = passed_on(vec![chunk(), Err(ProviderError::new(ErrorKind::Timeout))]).collect().await;
        assert_eq!(broken, [Ok(Bytes::from_static(b"abc")), Err(Broken)]);
    }

    #[tokio::test]
    async fn upstream_is_read_no_faster_than_the_client_and_given_up_when_it_stands_still() {
        let read = Arc::new(AtomicU64::new(0));
        let (counted, (held, let_go)) = (read.clone(), oneshot::channel::<()>());
        let body = stream::repeat_with(move || {
            assert!(!held.is_closed());
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(Bytes::from_static(b"x"))
        });
        let mut taken = pass_on(body.boxed(), None, Duration::from_millis(50), "test".into());
        for _ in 0..10 {
            taken.next().await.unwrap().unwrap();
        }
        assert!(let_go.await.is_err(), "the body is dropped");
        let most = 10 + WAITING as u64 + 1;
        assert!(read.load(Ordering::Relaxed) <= most, "{read:?}");
        let rest: Vec<_> = taken.collect().await;
        assert_eq!((rest.len(), rest.last()), (WAITING + 1, Some(&Err(Broken))));
    }
}
