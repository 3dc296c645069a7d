//! How often one client may ask: a bucket of requests each, which fills up again.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use poem::http::header::HeaderName;
use poem::http::{HeaderMap, HeaderValue};

use super::client;
use crate::config::Limits;

/// How often clients are forgotten whose bucket is full again.
const SWEEP: Duration = Duration::from_secs(5);

/// The buckets of all clients.
pub(super) struct Rate {
    buckets: DefaultKeyedRateLimiter<u128, StateInformationMiddleware>,
    clock: DefaultClock,
    /// The limit, as clients are told it.
    policy: HeaderValue,
    per_second: u32,
    burst: u32,
}

/// What the bucket of a client says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// How many requests are left.
    left: u32,
    /// How many seconds to wait, where none is.
    pub(super) wait_seconds: Option<u64>,
}

impl Rate {
    /// The buckets under these limits; none if there is no limit.
    pub(super) fn new(limits: &Limits) -> Option<Arc<Self>> {
        let per_second = NonZeroU32::new(limits.requests_per_second)?;
        let burst = NonZeroU32::new(limits.burst)?;
        let quota = Quota::per_second(per_second).allow_burst(burst);
        let buckets = RateLimiter::dashmap(quota).with_middleware::<StateInformationMiddleware>();
        let window = burst.get().div_ceil(per_second.get());
        let policy = HeaderValue::from_str(&format!("\"default\";q={burst};w={window}")).ok()?;
        let (per_second, burst) = (per_second.get(), burst.get());
        let clock = DefaultClock::default();
        Some(Arc::new(Self { buckets, clock, policy, per_second, burst }))
    }

    /// Takes a request out of the bucket of a client.
    pub(super) fn take(&self, client: IpAddr) -> Verdict {
        match self.buckets.check_key(&client::key(client)) {
            Ok(state) => Verdict { left: state.remaining_burst_capacity(), wait_seconds: None },
            Err(refused) => {
                let wait = refused.wait_time_from(self.clock.now());
                Verdict { left: 0, wait_seconds: Some(wait.as_secs() + 1) }
            }
        }
    }

    /// Tells a client how it stands (draft-ietf-httpapi-ratelimit-headers).
    pub(super) fn tell(&self, verdict: Verdict, headers: &mut HeaderMap) {
        let full = self.burst.saturating_sub(verdict.left).div_ceil(self.per_second);
        let seconds = verdict.wait_seconds.unwrap_or(u64::from(full));
        let state = format!("\"default\";r={};t={seconds}", verdict.left);
        headers.insert(HeaderName::from_static("ratelimit-policy"), self.policy.clone());
        if let Ok(state) = HeaderValue::from_str(&state) {
            headers.insert(HeaderName::from_static("ratelimit"), state);
        }
    }

    /// Forgets clients whose bucket is full again, for as long as the server runs.
    pub(super) async fn sweep(self: Arc<Self>) {
        loop {
            tokio::time::sleep(SWEEP).await;
            self.forget();
        }
    }

    fn forget(&self) {
        self.buckets.retain_recent();
        self.buckets.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(per_second: u32, burst: u32) -> Option<Arc<Rate>> {
        let limits = Limits::standard().unwrap();
        Rate::new(&Limits { requests_per_second: per_second, burst, ..limits })
    }

    #[test]
    fn a_client_gets_its_burst_and_no_more() {
        let rate = rate(1, 3).unwrap();
        let [one, two] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().unwrap());
        let left: Vec<u32> = (0..3).map(|_| rate.take(one).left).collect();
        assert_eq!(left, [2, 1, 0]);
        assert_eq!(rate.take(one).wait_seconds, Some(1));
        assert_eq!(rate.take(two), Verdict { left: 2, wait_seconds: None });
    }

    #[test]
    fn clients_that_have_rested_are_forgotten() {
        let rate = rate(1_000_000, 1).unwrap();
        for number in 0..1_000_u32 {
            rate.take(std::net::Ipv4Addr::from_bits(number).into());
        }
        std::thread::sleep(Duration::from_millis(20));
        rate.forget();
        assert_eq!(rate.buckets.len(), 0);
    }

    #[test]
    fn a_client_is_told_how_it_stands() {
        let rate = rate(10, 25).unwrap();
        let mut headers = HeaderMap::new();
        rate.tell(Verdict { left: 14, wait_seconds: None }, &mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"default\";q=25;w=3");
        assert_eq!(headers["ratelimit"], "\"default\";r=14;t=2");
        rate.tell(Verdict { left: 0, wait_seconds: Some(1) }, &mut headers);
        assert_eq!(headers["ratelimit"], "\"default\";r=0;t=1");
    }

    #[test]
    fn nought_is_no_limit() {
        assert!(rate(0, 3).is_none());
    }
}
