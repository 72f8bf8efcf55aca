-- Jobs of the image generator, and every change that was seen of them.

CREATE TABLE generations (
    -- provider:key
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    -- The purchase that asked for it; none for a job that was asked for elsewhere.
    purchase_id TEXT,
    created_at BIGINT NOT NULL,
    -- From then on it counts as failed.
    deadline_at BIGINT NOT NULL,
    -- 1 when nothing will change any more.
    final BIGINT NOT NULL,
    -- The number of its last change.
    seq BIGINT NOT NULL
);

CREATE INDEX generations_by_time ON generations (tenant, created_at);
CREATE INDEX generations_open ON generations (final);

CREATE TABLE generation_changes (
    generation_id TEXT NOT NULL REFERENCES generations (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- The job after the change, as JSON.
    job TEXT NOT NULL,
    PRIMARY KEY (generation_id, seq)
);

-- What a provider's callback said of an attempt: a hint, to be confirmed.
CREATE TABLE callbacks (
    attempt_id TEXT NOT NULL PRIMARY KEY,
    generation_key TEXT NOT NULL,
    at BIGINT NOT NULL
);
