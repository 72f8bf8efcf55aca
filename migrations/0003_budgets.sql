-- What budgets reserve and what was spent; and approvals, which are a matter of the purchase as a whole.

ALTER TABLE purchases ADD COLUMN team TEXT;
-- Somebody has to approve it until then; none where nobody has to.
ALTER TABLE purchases ADD COLUMN approval_until BIGINT;
-- APPROVED, DECLINED or EXPIRED; none while it waits. Set once.
ALTER TABLE purchases ADD COLUMN decision TEXT;
ALTER TABLE purchases ADD COLUMN decided_by TEXT;
ALTER TABLE purchases ADD COLUMN decided_at BIGINT;
ALTER TABLE purchases ADD COLUMN decision_note TEXT;

CREATE INDEX purchases_awaiting ON purchases (decision, approval_until);
CREATE INDEX purchases_by_id ON purchases (tenant, id);

-- A budget in a month: one row, whose update is the lock that keeps buyers from reserving the same money twice.
CREATE TABLE budgets (
    tenant TEXT NOT NULL,
    -- The team; empty for the company's own.
    team TEXT NOT NULL,
    currency TEXT NOT NULL,
    -- 2026-11, in UTC.
    month TEXT NOT NULL,
    -- Exact decimals, as text.
    reserved TEXT NOT NULL,
    spent TEXT NOT NULL,
    PRIMARY KEY (tenant, team, currency, month)
);

-- What a line has of a budget.
CREATE TABLE reservations (
    purchase_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    tenant TEXT NOT NULL,
    team TEXT NOT NULL,
    currency TEXT NOT NULL,
    month TEXT NOT NULL,
    amount TEXT NOT NULL,
    -- RESERVED, POSTED or RELEASED.
    state TEXT NOT NULL,
    PRIMARY KEY (purchase_id, line, team),
    FOREIGN KEY (purchase_id, line) REFERENCES lines (purchase_id, line)
);

CREATE INDEX reservations_by_budget ON reservations (tenant, team, currency, month);
