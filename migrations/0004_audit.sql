-- Who asked for what that changes something: append-only, with a chain of its own.

CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    tenant TEXT NOT NULL,
    -- None for Portico itself: what runs out of time.
    subject TEXT,
    team TEXT,
    request_id TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    purchase_id TEXT,
    -- The item that a file was taken of, as provider:key.
    item TEXT,
    -- Why it was refused.
    code TEXT,
    message TEXT,
    hash TEXT NOT NULL
);

CREATE INDEX audit_by_tenant ON audit (tenant, seq);

INSERT INTO chain (id, seq, hash) VALUES (2, 0, '');
