//! What changes: users, groups, sessions, balances, licences, transactions, transfers, invoices, jobs.
