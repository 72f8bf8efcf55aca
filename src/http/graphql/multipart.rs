//! Apollo's subscriptions over multipart answers. A part is only complete with the delimiter that follows, so the two go
//! out together: a client would see each event when the next one happens otherwise.

use super::stream::Framing;

/// No delimiter is ever within a part: a JSON text has no line break but between its tokens, where we write none.
pub(super) const FRAMING: Framing = Framing {
    content_type: "multipart/mixed; boundary=\"graphql\"; subscriptionSpec=1.0",
    begin: "\r\n--graphql",
    answer: ("\r\ncontent-type: application/json\r\n\r\n{\"payload\":", "}\r\n--graphql"),
    // Beside a payload of null, errors are those of the transport: the subscription itself goes on elsewhere.
    errors: ("\r\ncontent-type: application/json\r\n\r\n{\"payload\":null,\"errors\":", "}\r\n--graphql"),
    idle: "\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql",
    end: "--\r\n",
};
