//! Depositphotos, through its Enterprise API.
