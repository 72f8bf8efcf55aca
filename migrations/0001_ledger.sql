-- One set of statements for SQLite and Postgres: TEXT and BIGINT only, times in milliseconds since 1970.

CREATE TABLE purchases (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- SHA-256 of the arguments.
    fingerprint TEXT NOT NULL,
    -- The arguments, as JSON.
    arguments TEXT NOT NULL,
    subject TEXT NOT NULL,
    request_id TEXT NOT NULL,
    -- The process that runs it.
    instance TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (tenant, idempotency_key)
);

CREATE INDEX purchases_by_time ON purchases (tenant, created_at);

CREATE TABLE lines (
    purchase_id TEXT NOT NULL REFERENCES purchases (id),
    line BIGINT NOT NULL,
    provider TEXT NOT NULL,
    -- The item that a licence is for, as provider:key.
    item TEXT,
    -- What is to be done, as JSON.
    task TEXT NOT NULL,
    state TEXT NOT NULL,
    -- What came of it, as JSON.
    result TEXT,
    -- Lookups so far, and when the next one is due; absent counts those after the visibility window that found nothing.
    lookups BIGINT NOT NULL DEFAULT 0,
    absent BIGINT NOT NULL DEFAULT 0,
    next_lookup_at BIGINT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (purchase_id, line)
);

CREATE INDEX lines_by_item ON lines (item);
CREATE INDEX lines_by_state ON lines (state, next_lookup_at);

CREATE TABLE attempts (
    -- The marker.
    id TEXT NOT NULL PRIMARY KEY,
    purchase_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    -- Counts from 1 within its line.
    number BIGINT NOT NULL,
    -- The process that made it.
    instance TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    -- From then on nobody waits for an answer.
    deadline_at BIGINT NOT NULL,
    -- What the provider showed beforehand, as JSON, where a lookup needs it.
    before TEXT,
    FOREIGN KEY (purchase_id, line) REFERENCES lines (purchase_id, line)
);

CREATE UNIQUE INDEX attempts_by_line ON attempts (purchase_id, line, number);

CREATE TABLE entries (
    seq BIGINT NOT NULL PRIMARY KEY,
    purchase_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    at BIGINT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    -- Who or what made the change.
    actor TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX entries_by_purchase ON entries (purchase_id, seq);

-- The chain's end: one row, whose update is the lock that puts entries in order.
CREATE TABLE chain (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO chain (id, seq, hash) VALUES (1, 0, '');
