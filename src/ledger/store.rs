//! The database, and what is read from it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Serialize;
use sqlx::{
    Any, AnyConnection, AnyPool, Connection, Executor, Row, Transaction,
    any::{AnyPoolOptions, AnyRow},
};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    Changes, LedgerError, LineRef, Watch,
    budget::{self, Movement},
    chain, milliseconds, rows,
};
use crate::{
    clock::Clock,
    config::ledger::LedgerConfig,
    domain::{
        id::{GenerationId, PurchaseId},
        purchase::{LineResult, LineState, Purchase},
    },
};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The file in the data folder.
const FILE: &str = "ledger.sqlite";
/// Beside it: held by the façade that works with it.
const LOCK: &str = "ledger.sqlite.lock";

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    Sqlite,
    Postgres,
}

/// The ledger.
pub struct Ledger {
    pub(super) pool: AnyPool,
    pub(super) backend: Backend,
    pub(super) clock: Clock,
    /// This process, in its attempts.
    pub(super) instance: Arc<str>,
    pub(super) changes: Changes<PurchaseId>,
    pub(super) generation_changes: Changes<GenerationId>,
    timeout: Duration,
    /// SQLite has one writer at a time; its own queue is not fair, this one is.
    writers: Semaphore,
}

/// A transaction that writes, and its turn.
pub(super) struct Write<'a> {
    pub(super) tx: Transaction<'static, Any>,
    _turn: SemaphorePermit<'a>,
}

impl Write<'_> {
    pub(super) async fn commit(self) -> Result<(), LedgerError> {
        Ok(self.tx.commit().await?)
    }

    /// Leaves everything as it was, before anybody else gets a turn.
    pub(super) async fn abandon(self) -> Result<(), LedgerError> {
        Ok(self.tx.rollback().await?)
    }
}

impl Ledger {
    /// Opens the ledger, and makes or updates its schema.
    ///
    /// # Errors
    /// When the database or the folder cannot be used.
    pub async fn open(config: &LedgerConfig, data_dir: &Path, clock: Clock) -> Result<Self, LedgerError> {
        sqlx::any::install_default_drivers();
        let (url, backend) = match &config.url {
            Some(url) => (url.expose_secret().to_owned(), Backend::Postgres),
            None => {
                std::fs::create_dir_all(data_dir)?;
                let file = data_dir.join(FILE);
                let file = file.to_str().ok_or_else(|| std::io::Error::other("its path is not UTF-8"))?;
                let file = percent_encoding::utf8_percent_encode(file, percent_encoding::CONTROLS);
                (format!("sqlite:{file}?mode=rwc"), Backend::Sqlite)
            }
        };
        let busy = config.timeout.as_millis();
        let pool = AnyPoolOptions::new()
            .max_connections(config.connections.max(1))
            .acquire_timeout(config.timeout)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if backend == Backend::Sqlite {
                        refuse_read_only(connection).await?;
                        // FULL: a charge must not outlive the row that explains it.
                        let settings = format!(
                            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                             PRAGMA busy_timeout = {busy};"
                        );
                        connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(settings))).await?;
                    }
                    Ok(())
                })
            })
            .after_release(|connection, _| {
                Box::pin(async move {
                    // A full disk makes SQLite roll back by itself. sqlx does not know, its own rollback fails, and it
                    // would refuse to begin on this connection for ever.
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            })
            .connect(&url)
            .await?;
        MIGRATIONS.run(&pool).await?;
        let writers = match backend {
            Backend::Sqlite => 1,
            Backend::Postgres => Semaphore::MAX_PERMITS,
        };
        Ok(Self {
            pool,
            backend,
            clock,
            instance: ulid::Ulid::generate().to_string().into(),
            changes: Changes::default(),
            generation_changes: Changes::default(),
            timeout: config.timeout,
            writers: Semaphore::new(writers),
        })
    }

    /// Keeps other façades away from a ledger that is a file, for as long as what it gives is there: they would take over
    /// what this one is at work on. Databases are shared, and need none.
    ///
    /// # Errors
    /// [`LedgerError::InUse`]; when the folder cannot be used.
    pub fn claim(config: &LedgerConfig, data_dir: &Path) -> Result<Option<File>, LedgerError> {
        if config.url.is_some() {
            return Ok(None);
        }
        std::fs::create_dir_all(data_dir)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(data_dir.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => Err(LedgerError::InUse(data_dir.join(FILE))),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Where the ledger would be, if it is a file that is not there yet.
    pub fn missing(config: &LedgerConfig, data_dir: &Path) -> Option<PathBuf> {
        let file = data_dir.join(FILE);
        (config.url.is_none() && !file.exists()).then_some(file)
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// The time, as the ledger sees it.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Tells when a purchase changes in this process. Another process's changes are only seen by reading again.
    pub fn watch(&self, id: &PurchaseId) -> Watch {
        self.changes.watch(id)
    }

    pub(super) async fn write(&self) -> Result<Write<'_>, LedgerError> {
        let turn = tokio::time::timeout(self.timeout, self.writers.acquire()).await;
        let turn = turn.map_err(|_| LedgerError::Busy)?.map_err(|_| LedgerError::Busy)?;
        let tx = match self.backend {
            // A plain BEGIN would only find out at its first write that somebody else wrote meanwhile.
            Backend::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Backend::Postgres => self.pool.begin().await?,
        };
        Ok(Write { tx, _turn: turn })
    }

    /// A transaction that reads one state of the whole, whatever is written meanwhile.
    pub(super) async fn snapshot(&self) -> Result<Transaction<'static, Any>, LedgerError> {
        Ok(match self.backend {
            Backend::Sqlite => self.pool.begin().await?,
            Backend::Postgres => self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
        })
    }

    /// The purchase with this id.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn purchase(&self, id: &PurchaseId) -> Result<Option<Purchase>, LedgerError> {
        let mut snapshot = self.snapshot().await?;
        let row = sqlx::query("SELECT * FROM purchases WHERE id = $1").bind(id.as_str().to_owned());
        let row = row.fetch_optional(&mut *snapshot).await?;
        let purchase = with_lines(&mut snapshot, row).await?.pop();
        snapshot.commit().await?;
        Ok(purchase)
    }

    /// The tenant's purchase with this idempotency key.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn purchase_by_key(&self, tenant: &str, key: &str) -> Result<Option<Purchase>, LedgerError> {
        let mut snapshot = self.snapshot().await?;
        let row = sqlx::query("SELECT * FROM purchases WHERE tenant = $1 AND idempotency_key = $2")
            .bind(tenant.to_owned())
            .bind(key.to_owned())
            .fetch_optional(&mut *snapshot)
            .await?;
        let purchase = with_lines(&mut snapshot, row).await?.pop();
        snapshot.commit().await?;
        Ok(purchase)
    }

    /// The newest purchases, of one tenant or of all.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn purchases(&self, tenant: Option<&str>, limit: u32) -> Result<Vec<Purchase>, LedgerError> {
        let mut snapshot = self.snapshot().await?;
        let rows = sqlx::query(
            "SELECT * FROM purchases WHERE tenant = $1 OR $2 = 1 ORDER BY created_at DESC, id DESC LIMIT $3",
        )
        .bind(tenant.unwrap_or_default().to_owned())
        .bind(i64::from(tenant.is_none()))
        .bind(i64::from(limit))
        .fetch_all(&mut *snapshot)
        .await?;
        let purchases = with_lines(&mut snapshot, rows).await?;
        snapshot.commit().await?;
        Ok(purchases)
    }

    /// The purchases of all tenants with a line under review, the longest waiting first.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn under_review(&self, limit: u32) -> Result<Vec<Purchase>, LedgerError> {
        let mut snapshot = self.snapshot().await?;
        let rows = sqlx::query(
            "SELECT * FROM purchases WHERE id IN (SELECT purchase_id FROM lines WHERE state = 'NEEDS_REVIEW') \
             ORDER BY created_at, id LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(&mut *snapshot)
        .await?;
        let purchases = with_lines(&mut snapshot, rows).await?;
        snapshot.commit().await?;
        Ok(purchases)
    }

    /// Moves a line from one of the states `from` to another, posts or releases what budgets reserve for it, and writes the
    /// entry; `false` when it was in none of them, and nothing was changed.
    ///
    /// # Errors
    /// [`LedgerError`]; nothing was changed.
    pub async fn transition(
        &self,
        line: &LineRef,
        from: &[LineState],
        to: LineState,
        result: &LineResult,
        actor: &str,
    ) -> Result<bool, LedgerError> {
        let mut write = self.write().await?;
        let now = self.clock.now();
        for state in from {
            let change = chain::Change { line, from: Some(*state), to, actor, at: now };
            if !set_state(&mut write.tx, &change, result).await? {
                continue;
            }
            let budget = budget::follow(&mut write.tx, line, to).await?;
            chain::append(&mut write.tx, &change, &Changed { result, budget, request_id: None }).await?;
            write.commit().await?;
            self.changes.tell(&line.purchase);
            return Ok(true);
        }
        Ok(false)
    }
}

/// Purchases with their lines, all as they are in one snapshot: a decision and what it made of the lines are seen together.
pub(super) async fn with_lines(
    snapshot: &mut Transaction<'static, Any>,
    rows: impl IntoIterator<Item = AnyRow>,
) -> Result<Vec<Purchase>, LedgerError> {
    let mut purchases = Vec::new();
    for row in rows {
        let mut purchase = rows::purchase(&row)?;
        let lines = sqlx::query("SELECT * FROM lines WHERE purchase_id = $1 ORDER BY line")
            .bind(purchase.id.as_str().to_owned())
            .fetch_all(&mut **snapshot)
            .await?;
        purchase.lines = lines.iter().map(rows::line).collect::<Result<_, _>>()?;
        purchases.push(purchase);
    }
    Ok(purchases)
}

/// What the entry of a line's change says.
#[derive(Serialize)]
pub(super) struct Changed<'a> {
    #[serde(flatten)]
    pub(super) result: &'a LineResult,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) budget: Vec<Movement>,
    /// Of the request that brought it about, where it was another one than the purchase's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<&'a str>,
}

/// SQLite opens a file that cannot be written for reading alone and says nothing, and the connection stays like that when
/// the file can be written again. Whether it is like that shows in a write, which is not carried out.
async fn refuse_read_only(connection: &mut AnyConnection) -> sqlx::Result<()> {
    connection.execute("PRAGMA busy_timeout = 0").await?;
    connection.execute("BEGIN").await?;
    let written = connection.execute("PRAGMA user_version = 0").await;
    // SQLite may have rolled back by itself.
    drop(connection.execute("ROLLBACK").await);
    match written {
        Err(sqlx::Error::Database(error)) if is_read_only(error.code().as_deref()) => Err(sqlx::Error::Database(error)),
        // What else goes wrong (a full disk, another writer) passes.
        _ => Ok(()),
    }
}

/// `SQLITE_READONLY` in the lowest byte of an extended code.
fn is_read_only(code: Option<&str>) -> bool {
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 8)
}

/// Compare-and-set of a line's state.
pub(super) async fn set_state(
    tx: &mut Transaction<'static, Any>,
    change: &chain::Change<'_>,
    result: &LineResult,
) -> Result<bool, LedgerError> {
    let next = (change.to == LineState::Unknown).then(|| milliseconds(change.at));
    let changed = sqlx::query(
        "UPDATE lines SET state = $1, result = $2, updated_at = $3, next_lookup_at = $4 \
         WHERE purchase_id = $5 AND line = $6 AND state = $7",
    )
    .bind(change.to.as_str())
    .bind(rows::json(result)?)
    .bind(milliseconds(change.at))
    .bind(next)
    .bind(change.line.purchase.as_str().to_owned())
    .bind(i64::from(change.line.line))
    .bind(change.from.map_or("", LineState::as_str))
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// The number in a column that counts.
pub(super) fn count(row: &AnyRow, column: &str) -> Result<u64, LedgerError> {
    Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
}
