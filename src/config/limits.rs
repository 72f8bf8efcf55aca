//! `[limits]`: what one request may cost.
