//! The Depositphotos wire: requests, envelope, commands.
