-- What a line is about and no other line may be about at the same time: an item's first licence, a transaction that is passed
-- on or invoiced. Taken with the attempt; how long it holds, the line's state says.
CREATE TABLE claims (
    -- Whose: the tenant's, or empty where all act with one account.
    account TEXT NOT NULL,
    -- license provider:item, transfer provider:transaction, invoice provider:transaction
    name TEXT NOT NULL,
    purchase_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    PRIMARY KEY (account, name),
    FOREIGN KEY (purchase_id, line) REFERENCES lines (purchase_id, line)
);

CREATE INDEX claims_by_line ON claims (purchase_id, line);
