//! Users: the members of the groups.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, GroupId, Record, Refusal, UserId, World};

/// The password of every user of the sandbox.
pub(super) const PASSWORD: &str = "sandbox";

/// A user (`getEnterpriseUserData`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it; they are those of an address book")]
pub struct User {
    pub id: UserId,
    /// The group the user belongs to.
    pub group: GroupId,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: Option<String>,
    /// Two letters.
    pub country: String,
    pub city: String,
    pub state: Option<String>,
    pub address: Option<String>,
    pub zip: Option<String>,
    pub occupation: Option<String>,
    pub business_name: Option<String>,
    /// Name in the time zone database (`Europe/Berlin`).
    pub timezone: Option<String>,
    pub website: Option<String>,
    pub industry: Option<String>,
    pub biography: Option<String>,
    pub registered: Timestamp,
    /// What the user may do.
    pub permissions: Vec<Permission>,
}

/// Something a user may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// What it is about: `enterprise`, `enterprise_group`.
    pub resource_type: String,
    /// Which one.
    pub resource_id: Option<u64>,
    /// What may be done: `license`, `comp`, `invoice`, `manage`.
    pub action: String,
}

/// A user as lists name one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRef {
    /// The user's key.
    pub id: UserId,
    /// The name the user logs in with.
    pub username: String,
}

impl World {
    /// A member of the actor's group; `None` is the actor.
    pub fn user(&self, actor: Actor, id: Option<UserId>) -> Result<User, Refusal> {
        let world = self.lock();
        let id = id.unwrap_or(actor.user());
        world
            .state
            .users
            .iter()
            .find(|user| user.id == id && user.group == actor.group())
            .cloned()
            .ok_or(Refusal::Missing(Record::User))
    }
}
