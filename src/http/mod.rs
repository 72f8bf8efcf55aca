//! The transport: the only room that knows axum (but for the sandbox).
