//! Users: the members of the groups.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, GroupId, Record, Refusal, UserId, World, derive, records::State};

/// The password of every user of the sandbox who was given no other.
const PASSWORD: &str = "sandbox";

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
    /// Since when the user is no member any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Timestamp>,
}

impl User {
    /// Whether the user still belongs to the group.
    pub fn is_member(&self) -> bool {
        self.left.is_none()
    }

    /// Whether the user may do this.
    pub fn may(&self, action: &str) -> bool {
        self.permissions.iter().any(|permission| permission.action == action)
    }
}

/// Something a user may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// What it is about: `enterprise`, `enterprise_group`.
    pub resource_type: String,
    /// Which one.
    pub resource_id: Option<u64>,
    /// What may be done: one of [`Permission::ENTERPRISE`] or [`Permission::GROUP`].
    pub action: String,
}

impl Permission {
    /// What may be done in the enterprise at large.
    pub const ENTERPRISE: [&str; 3] = ["login", "license", "compDownloads"];
    /// What may be done with one's group.
    pub const GROUP: [&str; 4] = ["edit", "transfer", "invoice", "generate"];

    /// The permission for an action; `None` when there is no such action.
    pub fn new(action: &str, group: GroupId) -> Option<Self> {
        let (resource_type, resource_id) = if Self::ENTERPRISE.contains(&action) {
            ("enterprise", None)
        } else if Self::GROUP.contains(&action) {
            ("enterprise_group", Some(group.0))
        } else {
            return None;
        };
        Some(Self { resource_type: resource_type.to_owned(), resource_id, action: action.to_owned() })
    }
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
        self.lock().state.member(actor, id.unwrap_or(actor.user())).cloned()
    }
}

impl State {
    /// A member of the actor's group.
    pub(super) fn member(&self, actor: Actor, id: UserId) -> Result<&User, Refusal> {
        let mut members = self.users.iter().filter(|user| user.is_member() && user.group == actor.group());
        members.find(|user| user.id == id).ok_or(Refusal::Missing(Record::User))
    }

    /// Whether a password is this user's.
    pub(super) fn is_password(&self, user: UserId, password: &str) -> bool {
        let changed = self.passwords.get(&user);
        changed.map_or(password == PASSWORD, |digest| *digest == self.password_digest(user, password))
    }

    /// What is kept of a password, so that no file shows it: a sandbox guards nothing.
    pub(super) fn password_digest(&self, user: UserId, password: &str) -> String {
        derive::hex(self.seed, &format!("password {password}"), user.0)
    }
}
