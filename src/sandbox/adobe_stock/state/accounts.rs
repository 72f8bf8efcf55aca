//! Who buys: one client of the token service each, with a plan. A server-to-server client is a product profile of an
//! organization; licences belong to the organization.

/// The secret of every client.
pub(in super::super) const SECRET: &str = "sandbox-secret";

/// What an account pays with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Plan {
    /// `universal_credits_quota`: for everything.
    Universal,
    /// `standard_credits_quota`: for what is neither premium nor moving.
    StandardCredits,
    /// `image_quota`, a person's: for the standard licence of core pictures.
    Images,
    /// `video_quota`: for clips alone.
    Videos,
    /// `cct_pro_unlimited_images`
    Unlimited,
}

/// A field that purchases may or must fill in.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct ReferenceField {
    pub(in super::super) id: u64,
    pub(in super::super) text: &'static str,
    pub(in super::super) required: bool,
}

/// An account.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Account {
    /// The client's id, which is the API key as well.
    pub(in super::super) client: &'static str,
    pub(in super::super) member: u64,
    pub(in super::super) organization: u64,
    pub(in super::super) plan: Plan,
    /// Units to begin with.
    pub(in super::super) units: u64,
    /// Whether purchases beyond the quota are billed.
    pub(in super::super) overage: bool,
    /// Whether `full_entitlement_quota` is an empty list once nothing is left.
    pub(in super::super) empty_list: bool,
    /// Whether alternative licences are enabled.
    pub(in super::super) alternatives: bool,
    /// Whether every order ends cancelled.
    pub(in super::super) cancels: bool,
    pub(in super::super) references: &'static [ReferenceField],
}

const PLAIN: Account = Account {
    client: "",
    member: 0,
    organization: 0,
    plan: Plan::Universal,
    units: 0,
    overage: false,
    empty_list: false,
    alternatives: false,
    cancels: false,
    references: &[],
};

const OPTIONAL: [ReferenceField; 2] = [
    ReferenceField { id: 2, text: "Enter project reference...", required: false },
    ReferenceField { id: 4, text: "Enter client reference...", required: false },
];
const REQUIRED: [ReferenceField; 2] = [
    ReferenceField { id: 2, text: "Enter project reference...", required: true },
    ReferenceField { id: 4, text: "Enter client reference...", required: false },
];

/// Everybody.
pub(in super::super) static ACCOUNTS: [Account; 9] = [
    Account {
        client: "sandbox-client",
        member: 14_357_036,
        organization: 1,
        units: 9_733,
        references: &OPTIONAL,
        ..PLAIN
    },
    Account {
        client: "sandbox-references",
        member: 14_357_092,
        organization: 1,
        plan: Plan::StandardCredits,
        units: 48,
        references: &REQUIRED,
        ..PLAIN
    },
    Account {
        client: "sandbox-alternatives",
        member: 14_360_118,
        organization: 2,
        units: 500,
        alternatives: true,
        ..PLAIN
    },
    Account { client: "sandbox-last-one", member: 1_272_100, organization: 3, plan: Plan::Images, units: 1, ..PLAIN },
    Account { client: "sandbox-overage", member: 34_567, organization: 4, plan: Plan::Images, overage: true, ..PLAIN },
    Account {
        client: "sandbox-exhausted",
        member: 23_456,
        organization: 5,
        plan: Plan::Images,
        empty_list: true,
        ..PLAIN
    },
    Account {
        client: "sandbox-wrong-plan",
        member: 43_289_915,
        organization: 6,
        plan: Plan::Videos,
        units: 160,
        ..PLAIN
    },
    Account { client: "sandbox-cancelled", member: 43_290_044, organization: 7, units: 100, cancels: true, ..PLAIN },
    Account { client: "sandbox-unlimited", member: 43_291_507, organization: 8, plan: Plan::Unlimited, ..PLAIN },
];

impl Account {
    /// The account of a client.
    pub(in super::super) fn of_client(client: &str) -> Option<&'static Self> {
        ACCOUNTS.iter().find(|account| account.client == client)
    }

    /// Whether it is a person's and not a company's.
    pub(in super::super) const fn is_individual(&self) -> bool {
        matches!(self.plan, Plan::Images)
    }
}
