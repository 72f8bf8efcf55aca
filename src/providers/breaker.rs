//! A circuit breaker: what keeps failing is left alone for a while, and nobody waits for what will not come.
//!
//! Closed, it counts failures in a row. Open, it refuses calls at once. After a pause it is half open: one call at a time
//! goes through; its answer closes it, its failure opens it again. A refusal of the provider's is an answer.

use std::{future::Future, time::Duration};

use futures::{TryFutureExt, future::BoxFuture};
use tower::{ServiceExt, service_fn};
use tower_resilience_circuitbreaker::{
    CircuitBreakerError, CircuitBreakerHandle, CircuitBreakerLayer, CircuitState, FailureClassifier,
};

use super::{ErrorKind, ProviderError, Read};
use crate::domain::provider::{Health, ProviderName};

/// When calls are held back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// After how many failures in a row.
    pub(super) failures: usize,
    /// How long none is sent then.
    pub(super) pause: Duration,
}

/// Tells a provider that fails from one that answers, with whatever.
#[derive(Clone, Copy)]
struct NoAnswer;

impl<T> FailureClassifier<T, ProviderError> for NoAnswer {
    fn classify(&self, result: &Read<T>) -> bool {
        matches!(result, Err(error) if matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Unavailable))
    }
}

/// The breaker of one server. Clones are the same breaker.
#[derive(Clone)]
pub(super) struct Breaker {
    provider: ProviderName,
    pause: Duration,
    layer: CircuitBreakerLayer<NoAnswer>,
    state: CircuitBreakerHandle<NoAnswer>,
}

impl Breaker {
    /// A closed breaker.
    ///
    /// # Errors
    /// When the limits make no sense.
    pub(super) fn new(provider: ProviderName, limits: Limits) -> Result<Self, String> {
        let built = CircuitBreakerLayer::builder()
            .name(provider.as_str())
            .consecutive_failures(limits.failures.max(1))
            .wait_duration_in_open(limits.pause)
            .permitted_calls_in_half_open(1)
            .on_state_transition(move |_, to| match to {
                CircuitState::Open => tracing::warn!(
                    provider = provider.as_str(),
                    pause_ms = u64::try_from(limits.pause.as_millis()).unwrap_or(u64::MAX),
                    "a provider keeps failing; its calls are held back for a while"
                ),
                CircuitState::HalfOpen => {
                    tracing::info!(provider = provider.as_str(), "one call finds out whether a provider answers again");
                }
                CircuitState::Closed => tracing::info!(provider = provider.as_str(), "a provider answers again"),
            })
            .failure_classifier_type(NoAnswer)
            .build_with_handle();
        let (layer, state) = built.map_err(|error| error.to_string())?;
        Ok(Self { provider, pause: limits.pause, layer, state })
    }

    /// Makes a call, if the breaker lets it, and takes note of how it ended. One that is given up half-way leaves no trace,
    /// unless it is the one that decides: that one comes to its end (calls have time-outs) although nobody waits for it.
    /// Of the reads that an operation makes at once the others are held back, and would end it each time.
    ///
    /// # Errors
    /// [`ErrorKind::HeldBack`] when no call was made; else the call's own.
    pub(super) fn call<T: Send + 'static>(
        &self,
        call: impl Future<Output = Read<T>> + Send + 'static,
    ) -> BoxFuture<'static, Read<T>> {
        let calls = self.layer.layer_fn(service_fn(|call: BoxFuture<'static, Read<T>>| call));
        let provider = self.provider;
        let called = calls.oneshot(Box::pin(call)).map_err(move |error| match error {
            CircuitBreakerError::Inner(error) => error,
            _ => held_back(provider),
        });
        let called: BoxFuture<'static, Read<T>> = Box::pin(called);
        let breaker = self.clone();
        Box::pin(async move {
            if breaker.closed().is_ok() {
                return called.await;
            }
            tokio::spawn(called).await.unwrap_or_else(|_| Err(held_back(provider)))
        })
    }

    /// Whether everything is let through.
    ///
    /// # Errors
    /// [`ErrorKind::HeldBack`] when it is not.
    pub(super) fn closed(&self) -> Read<()> {
        if self.state.state() == CircuitState::Closed { Ok(()) } else { Err(held_back(self.provider)) }
    }

    /// What the latest calls tell.
    pub(super) async fn health(&self) -> Health {
        let seen = self.state.metrics().await;
        match seen.state {
            CircuitState::Closed => Health::Up,
            CircuitState::HalfOpen => Health::Degraded,
            // The next call is let through.
            CircuitState::Open if seen.time_since_state_change >= self.pause => Health::Degraded,
            CircuitState::Open => Health::Down,
        }
    }
}

fn held_back(provider: ProviderName) -> ProviderError {
    ProviderError::new(ErrorKind::HeldBack).of(provider).because("it failed too often a moment ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    fn breaker(failures: usize, pause: Duration) -> Breaker {
        Breaker::new(ProviderName::AdobeStock, Limits { failures, pause }).unwrap()
    }

    async fn end(breaker: &Breaker, kind: Option<ErrorKind>) -> Option<ErrorKind> {
        let ended = breaker.call(async move { kind.map_or(Ok(()), |kind| Err(ProviderError::new(kind))) }).await;
        ended.err().map(|error| error.kind())
    }

    #[tokio::test]
    async fn failures_in_a_row_hold_calls_back_and_refusals_do_not() {
        let breaker = breaker(3, LONG);
        for _ in 0..2 {
            for kind in [ErrorKind::Timeout, ErrorKind::Unavailable, ErrorKind::Rejected] {
                assert_eq!(end(&breaker, Some(kind)).await, Some(kind));
            }
        }
        assert_eq!((breaker.health().await, breaker.closed().is_ok()), (Health::Up, true));
        for _ in 0..3 {
            end(&breaker, Some(ErrorKind::Unavailable)).await;
        }
        assert_eq!(end(&breaker, None).await, Some(ErrorKind::HeldBack));
        assert_eq!((breaker.health().await, breaker.closed().is_ok()), (Health::Down, false));
    }

    #[tokio::test]
    async fn after_the_pause_one_call_decides() {
        let breaker = breaker(1, Duration::ZERO);
        end(&breaker, Some(ErrorKind::Timeout)).await;
        assert_eq!(breaker.health().await, Health::Degraded);
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let mut probe = std::pin::pin!(breaker.call(async move {
            drop(wait.await);
            Ok(())
        }));
        assert!(futures::poll!(probe.as_mut()).is_pending());
        assert_eq!(end(&breaker, None).await, Some(ErrorKind::HeldBack), "one at a time");
        assert_eq!((breaker.health().await, breaker.closed().is_ok()), (Health::Degraded, false));
        drop(go);
        assert!(probe.await.is_ok());
        assert_eq!((end(&breaker, None).await, breaker.health().await), (None, Health::Up));
    }

    #[tokio::test]
    async fn the_call_that_decides_does_so_although_nobody_waits_for_it() {
        let breaker = breaker(1, Duration::ZERO);
        end(&breaker, Some(ErrorKind::Timeout)).await;
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let probe = breaker.call(async move {
            drop(wait.await);
            Ok(())
        });
        // As of the reads of one operation: the first failure ends the others.
        let both = futures::future::try_join(probe, breaker.call(async { Ok(()) })).await;
        assert_eq!(both.err().map(|error| error.kind()), Some(ErrorKind::HeldBack));
        assert!(breaker.closed().is_err());
        drop(go);
        while breaker.closed().is_err() {
            tokio::task::yield_now().await;
        }
        assert_eq!(end(&breaker, None).await, None);
    }
}
