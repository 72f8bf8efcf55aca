//! `[limits]`: what one request may cost, and how many there may be.

use std::time::Duration;

use serde::Deserialize;

use super::Problem;

/// The fastest that a bucket may fill.
const FASTEST: u32 = 1_000_000;
/// The largest that a bucket may be.
const LARGEST: u32 = 1_000_000_000;

/// Limits of one operation. All are on by default, and refuse before any upstream call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Bytes of a document.
    pub document_bytes: usize,
    /// Tokens of a document, white space and commas included.
    pub tokens: usize,
    /// Levels of brackets in a document.
    pub brackets: usize,
    /// Operations in a document.
    pub operations: usize,
    /// Fragments in a document.
    pub fragments: usize,
    /// Variables of an operation.
    pub variables: usize,
    /// Values in the variables, those inside lists and objects included.
    pub variable_values: usize,
    /// Levels of fields, fragments expanded.
    pub depth: usize,
    /// Fields, fragments expanded.
    pub fields: usize,
    /// Aliases, fragments expanded.
    pub aliases: usize,
    /// Root fields, fragments expanded.
    pub root_fields: usize,
    /// Directives, fragments expanded.
    pub directives: usize,
    /// Points: what the operation would cost if every list were as long as it may be.
    pub cost: u64,
    /// Upstream calls of one operation.
    pub upstream_calls: u32,
    /// Errors in one answer.
    pub errors: usize,
    /// Prepared documents that are kept; a long one counts as several.
    pub prepared_documents: u64,
    /// How often.
    pub rate: RateConfig,
}

/// `[limits.rate]`: how often. A rate of 0 is none. Every process counts for itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateConfig {
    /// Points that a viewer gets back.
    pub viewer_points_per_second: u32,
    /// Points that a viewer may use at once.
    pub viewer_burst: u32,
    /// Points that all viewers of a tenant get back.
    pub tenant_points_per_second: u32,
    /// Points that all viewers of a tenant may use at once.
    pub tenant_burst: u32,
    /// Upstream calls of a tenant, each minute.
    pub upstream_calls_per_minute: u32,
    /// Upstream calls of a tenant, at once.
    pub upstream_burst: u32,
    /// How long an upstream call waits for its turn. Example: `2s`.
    #[serde(with = "humantime_serde")]
    pub upstream_wait: Duration,
    /// Viewers, and tenants, that are remembered.
    pub keys: u64,
}

impl Default for RateConfig {
    fn default() -> Self {
        Self {
            viewer_points_per_second: 5_000,
            viewer_burst: 500_000,
            tenant_points_per_second: 50_000,
            tenant_burst: 5_000_000,
            upstream_calls_per_minute: 6_000,
            upstream_burst: 2_000,
            upstream_wait: Duration::from_secs(2),
            keys: 10_000,
        }
    }
}

impl RateConfig {
    /// No limit at all.
    pub fn off() -> Self {
        Self {
            viewer_points_per_second: 0,
            tenant_points_per_second: 0,
            upstream_calls_per_minute: 0,
            ..Self::default()
        }
    }
}

impl LimitsConfig {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let rate = &self.rate;
        let mut problems = Vec::new();
        for (path, burst_path, per_second, burst, least) in [
            (
                "limits.rate.viewer_points_per_second",
                "limits.rate.viewer_burst",
                rate.viewer_points_per_second,
                rate.viewer_burst,
                self.cost,
            ),
            (
                "limits.rate.tenant_points_per_second",
                "limits.rate.tenant_burst",
                rate.tenant_points_per_second,
                rate.tenant_burst,
                self.cost,
            ),
            (
                "limits.rate.upstream_calls_per_minute",
                "limits.rate.upstream_burst",
                rate.upstream_calls_per_minute,
                rate.upstream_burst,
                1,
            ),
        ] {
            if per_second > FASTEST {
                problems.push(Problem::new(path, format!("must be at most {FASTEST}; 0 is no limit")));
            }
            if per_second > 0 && (u64::from(burst) < least || burst > LARGEST) {
                let message =
                    format!("must be {least} to {LARGEST}, so that every allowed operation can be run at all");
                problems.push(Problem::new(burst_path, message));
            }
        }
        if rate.keys == 0 {
            problems.push(Problem::new("limits.rate.keys", "must be at least 1"));
        }
        problems
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            document_bytes: 128 * 1024,
            tokens: 20_000,
            brackets: 64,
            operations: 100,
            fragments: 200,
            variables: 200,
            variable_values: 10_000,
            depth: 20,
            fields: 2_000,
            aliases: 100,
            root_fields: 50,
            directives: 100,
            cost: 50_000,
            upstream_calls: 200,
            errors: 50,
            prepared_documents: 1_000,
            rate: RateConfig::default(),
        }
    }
}
