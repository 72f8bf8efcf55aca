//! From a client's text to what the executor may see: parse, validate, limit, coerce, normalise, translate.
