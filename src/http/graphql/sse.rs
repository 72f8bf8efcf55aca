//! Server-sent events, as graphql-sse has them in its mode of distinct connections: a response is one operation.

use super::stream::Framing;

/// No newline is ever within an answer, since JSON has none but between its tokens, where we write none.
pub(super) const FRAMING: Framing = Framing {
    content_type: "text/event-stream; charset=utf-8",
    // Some browsers and proxies pass nothing on before the first bytes of a body.
    begin: ":\n\n",
    answer: ("event: next\ndata: ", "\n\n"),
    errors: ("event: next\ndata: {\"errors\":", "}\n\n"),
    idle: ":\n\n",
    // An event without a field of data would not be told to an `EventSource`.
    end: "event: complete\ndata:\n\n",
};
