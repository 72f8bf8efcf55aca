//! `[providers.*]`: where the providers are and how they are called.
