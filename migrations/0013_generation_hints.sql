-- Who looks for the job of a purchase.
CREATE INDEX generations_by_purchase ON generations (purchase_id);

-- Every job that a callback named for an attempt: one that was forged must not stand in the true one's way.
CREATE TABLE callback_hints (
    attempt_id TEXT NOT NULL,
    generation_key TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, generation_key)
);

INSERT INTO callback_hints (attempt_id, generation_key, at) SELECT attempt_id, generation_key, at FROM callbacks;

DROP TABLE callbacks;
