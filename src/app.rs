//! Assembled once: configuration, clock, providers, caches, graph, transport.
