//! Pictures drawn from an item's attributes.
