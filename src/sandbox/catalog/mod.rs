//! The stock: 331 million items without storage; an item is a pure function of its id.
