//! Decisions about purchases that need approval: one for each, whoever else decides at the same time.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row};

use super::{
    Ledger, LedgerError, LineRef, audit, budget, chain, milliseconds, rows,
    store::{Changed, count, set_state, with_lines},
    timestamp,
};
use crate::domain::{
    audit::{AuditAction, AuditOutcome, Audited},
    id::PurchaseId,
    purchase::{Decision, LineRefusal, LineResult, LineState, Purchase, PurchaseFilter, PurchaseStatus},
};

/// A decision about a purchase.
#[derive(Clone, Debug)]
pub struct Deciding {
    /// Which.
    pub purchase: PurchaseId,
    /// What.
    pub decision: Decision,
    /// By whom; `None` when time ran out.
    pub by: Option<String>,
    /// That one's team.
    pub team: Option<String>,
    /// With which request.
    pub request_id: String,
    /// Why, in that one's words.
    pub note: Option<String>,
    /// The lines that are refused, and why; the others are approved.
    pub refusals: Vec<(u32, LineRefusal)>,
}

impl Deciding {
    /// Who decided what, for the audit log.
    fn audited(&self, tenant: String) -> Audited {
        Audited {
            tenant,
            subject: self.by.clone(),
            team: self.team.clone(),
            request_id: self.request_id.clone(),
            action: match self.decision {
                Decision::Approved => AuditAction::Approve,
                Decision::Declined => AuditAction::Decline,
                Decision::Expired => AuditAction::Expire,
            },
            outcome: AuditOutcome::Accepted,
            purchase: Some(self.purchase.clone()),
            item: None,
            code: None,
            message: self.note.clone(),
        }
    }
}

impl Ledger {
    /// Decides about a purchase: its lines go on, or are refused and what was reserved for them is released. `false` when
    /// it does not wait for a decision any more, and nothing was changed; one whose time is over can only expire.
    ///
    /// # Errors
    /// [`LedgerError`]; nothing was decided.
    pub async fn decide(&self, deciding: &Deciding) -> Result<bool, LedgerError> {
        let now = self.clock.now();
        let mut write = self.write().await?;
        // This process runs it from now on.
        let taken = sqlx::query(
            "UPDATE purchases SET decision = $1, decided_by = $2, decided_at = $3, decision_note = $4, instance = $5 \
             WHERE id = $6 AND decision IS NULL AND approval_until IS NOT NULL \
             AND (($7 = 1 AND approval_until <= $8) OR ($7 = 0 AND approval_until > $8)) RETURNING tenant",
        )
        .bind(rows::as_word(&deciding.decision)?)
        .bind(deciding.by.clone())
        .bind(milliseconds(now))
        .bind(deciding.note.clone())
        .bind(self.instance.to_string())
        .bind(deciding.purchase.as_str().to_owned())
        .bind(i64::from(deciding.decision == Decision::Expired))
        .bind(milliseconds(now))
        .fetch_optional(&mut *write.tx)
        .await?;
        let Some(taken) = taken else {
            write.abandon().await?;
            return Ok(false);
        };
        let waiting = sqlx::query("SELECT line FROM lines WHERE purchase_id = $1 AND state = $2 ORDER BY line")
            .bind(deciding.purchase.as_str().to_owned())
            .bind(LineState::AwaitingApproval.as_str())
            .fetch_all(&mut *write.tx)
            .await?;
        let mut changed = Vec::new();
        for row in &waiting {
            let line = LineRef { purchase: deciding.purchase.clone(), line: rows::index(row)? };
            let refusal = deciding.refusals.iter().find(|(refused, _)| *refused == line.line);
            let (to, result) = match refusal {
                Some((_, refusal)) => (LineState::Refused, LineResult::refused(refusal.clone())),
                None => (LineState::Reserved, LineResult::default()),
            };
            let change = Self::decided(&line, to, deciding, now);
            set_state(&mut write.tx, &change, &result).await?;
            let budget = budget::follow(&mut write.tx, &line, to).await?;
            changed.push((line, to, result, budget));
        }
        // Behind every budget: whoever has the chain waits for nobody.
        for (line, to, result, budget) in changed {
            let body = Changed { result: &result, budget, request_id: Some(&deciding.request_id) };
            chain::append(&mut write.tx, &Self::decided(&line, to, deciding, now), &body).await?;
        }
        audit::append(&mut write.tx, now, &deciding.audited(taken.try_get("tenant")?)).await?;
        write.commit().await?;
        self.changes.tell(&deciding.purchase);
        Ok(true)
    }

    fn decided<'a>(line: &'a LineRef, to: LineState, deciding: &'a Deciding, at: Timestamp) -> chain::Change<'a> {
        let actor = deciding.by.as_deref().unwrap_or("expiry");
        chain::Change { line, from: Some(LineState::AwaitingApproval), to, actor, at }
    }

    /// Purchases whose time to be approved is over and about which nobody decided, at most a hundred.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn overdue_approvals(&self) -> Result<Vec<PurchaseId>, LedgerError> {
        let rows = sqlx::query(
            "SELECT id FROM purchases WHERE decision IS NULL AND approval_until <= $1 ORDER BY approval_until LIMIT 100",
        )
        .bind(milliseconds(self.clock.now()))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| rows::purchase_id(row, "id")).collect()
    }

    /// When the next purchase's time to be approved is over.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn next_expiry(&self) -> Result<Option<Timestamp>, LedgerError> {
        let row =
            sqlx::query("SELECT CAST(MIN(approval_until) AS BIGINT) AS next FROM purchases WHERE decision IS NULL")
                .fetch_one(&self.pool)
                .await?;
        row.try_get::<Option<i64>, _>("next")?.map(timestamp).transpose()
    }

    /// A tenant's purchases, newest first, behind `after`; and how many there are altogether.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn purchases_of(
        &self,
        tenant: &str,
        filter: PurchaseFilter,
        limit: u32,
        after: Option<&PurchaseId>,
    ) -> Result<(Vec<Purchase>, u64), LedgerError> {
        let status = filter.status.map_or_else(String::new, condition);
        let kind = filter.kind.map(|kind| rows::as_word(&kind)).transpose()?;
        // `status` is of our own words alone.
        let of = format!("FROM purchases p WHERE p.tenant = $1 AND ($2 = '' OR p.kind = $2){status}");
        let page = AssertSqlSafe(format!("SELECT p.* {of} AND ($3 = '' OR p.id < $3) ORDER BY p.id DESC LIMIT $4"));
        let mut snapshot = self.snapshot().await?;
        let rows = sqlx::query(page)
            .bind(tenant.to_owned())
            .bind(kind.clone().unwrap_or_default())
            .bind(after.map(|id| id.as_str().to_owned()).unwrap_or_default())
            .bind(i64::from(limit))
            .fetch_all(&mut *snapshot)
            .await?;
        let total = sqlx::query(AssertSqlSafe(format!("SELECT COUNT(*) AS total {of}")))
            .bind(tenant.to_owned())
            .bind(kind.unwrap_or_default())
            .fetch_one(&mut *snapshot)
            .await?;
        let purchases = with_lines(&mut snapshot, rows).await?;
        snapshot.commit().await?;
        Ok((purchases, count(&total, "total")?))
    }
}

/// That a purchase has this status: a line has it, and none has one that counts before it.
fn condition(status: PurchaseStatus) -> String {
    let states = |status: PurchaseStatus| {
        let of_it = LineState::ALL.into_iter().filter(|state| state.status() == status);
        of_it.map(|state| format!("'{}'", state.as_str())).collect::<Vec<_>>().join(", ")
    };
    let any = |status| {
        format!("EXISTS (SELECT 1 FROM lines l WHERE l.purchase_id = p.id AND l.state IN ({}))", states(status))
    };
    let before = PurchaseStatus::RANKED.into_iter().take_while(|other| *other != status);
    let before: String = before.map(|other| format!(" AND NOT {}", any(other))).collect();
    format!(" AND {}{before}", any(status))
}
