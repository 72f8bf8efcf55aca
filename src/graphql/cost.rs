//! What a field costs, in points. A list multiplies what stands below it by its length.

/// A value that is at hand.
const AT_HAND: u64 = 1;
/// An upstream call that many share: a batch, a cached answer.
const SHARED_CALL: u64 = 2;
/// An upstream call for this field alone.
const OWN_CALL: u64 = 10;

/// The ledger is read for this field.
const LEDGER: u64 = 2;

/// What is looked at before a spend, and the spend itself.
const SPEND: u64 = 50;

/// What one field costs each time it is resolved.
pub fn weight(parent_type: &str, field: &str) -> u64 {
    match (parent_type, field) {
        (
            "Query",
            "search" | "transactions" | "transaction" | "transfers" | "invoices" | "invoice" | "compDownloads"
            | "generation" | "node" | "_entities",
        )
        // A batch at one provider, a call for each item at another.
        | ("Item", "similar")
        | ("Transaction", "certificate" | "size" | "price" | "invoice")
        | ("Transfer", "from" | "to")
        | (
            "Invoice",
            "state" | "subTotal" | "vat" | "total" | "tax" | "lines" | "from" | "to" | "paymentInstructions",
        )
        | ("Account", "user" | "users")
        | ("UsageReport", _) => OWN_CALL,
        ("Mutation", _) => SPEND,
        ("Query", "quote")
        // A job that was asked for elsewhere is looked at when somebody listens; each of its events is at hand.
        | ("Subscription", "generationProgress") => OWN_CALL,
        ("Subscription", "purchaseProgress") | ("Generation", "aspectRatio" | "medium") => LEDGER,
        ("Item", "series" | "sameModel" | "ownership" | "licenses")
        | ("Query", "item" | "licenses")
        | ("Viewer", "account")
        | (
            "Transaction" | "InvoiceItemLine" | "CompDownload" | "GeneratedImage" | "ItemUsage" | "AuditEntry",
            "item",
        ) => SHARED_CALL,
        (_, "__typename") => 0,
        _ => AT_HAND,
    }
}
