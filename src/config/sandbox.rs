//! `[sandbox]`: the upstreams that the binary carries.
