//! Members come, change and go, by the hand of one who may edit the group.

use super::{Actor, Change, Permission, Refusal, User, UserId, World, records::State};

/// The most users of all groups, those who have left included.
const MAX_USERS: usize = 10_000;
/// The longest field, in characters.
const MAX_FIELD: usize = 200;
/// Countries by name, for those who do not give two letters.
const COUNTRIES: [(&str, &str); 24] = [
    ("Austria", "AT"),
    ("Belgium", "BE"),
    ("Brazil", "BR"),
    ("Canada", "CA"),
    ("China", "CN"),
    ("Czech Republic", "CZ"),
    ("Denmark", "DK"),
    ("Finland", "FI"),
    ("France", "FR"),
    ("Germany", "DE"),
    ("Hungary", "HU"),
    ("Italy", "IT"),
    ("Japan", "JP"),
    ("Mexico", "MX"),
    ("Netherlands", "NL"),
    ("Norway", "NO"),
    ("Poland", "PL"),
    ("Portugal", "PT"),
    ("Spain", "ES"),
    ("Sweden", "SE"),
    ("Switzerland", "CH"),
    ("Ukraine", "UA"),
    ("United Kingdom", "GB"),
    ("United States", "US"),
];

/// A member to be (`registerEnterpriseSubaccount`). Whatever else a member has is the registering one's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it; they are those of an address book")]
pub struct NewMember {
    /// What the member will log in with; nobody else's.
    pub username: String,
    pub email: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub occupation: Option<String>,
}

/// What is to change about a member (`updateEnterpriseUser`); what is not given stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it; they are those of an address book")]
pub struct MemberChanges {
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// Two letters, or an English name.
    pub country: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub address: Option<String>,
    pub zip: Option<String>,
    pub phone: Option<String>,
    pub occupation: Option<String>,
}

impl World {
    /// Adds a member to the actor's group, who may log in and nothing else yet (`registerEnterpriseSubaccount`).
    pub fn register_member(&self, actor: Actor, new: NewMember, password: &str) -> Result<UserId, Refusal> {
        let mut world = self.lock();
        let state = &world.state;
        let registering = state.editor(actor)?.clone();
        let odd = |letter: char| letter.is_whitespace() || letter.is_control();
        if new.username.chars().count() > MAX_FIELD || new.username.contains(odd) {
            return Err(Refusal::invalid("username", "must be one word"));
        }
        if state.users.iter().any(|user| user.is_member() && user.username == new.username) {
            return Err(Refusal::invalid("username", "is taken"));
        }
        if state.users.len() >= MAX_USERS {
            return Err(Refusal::invalid("username", "is one too many"));
        }
        check_email("new_email", &new.email)?;
        check_length("user_info", [&new.first_name, &new.last_name, &new.phone, &new.occupation])?;
        check_password("password", password)?;
        let id = UserId(state.users.iter().map(|user| user.id.0).max().unwrap_or_default() + 1);
        let digest = state.password_digest(id, password);
        let user = User {
            id,
            username: new.username,
            first_name: new.first_name.unwrap_or_default(),
            last_name: new.last_name.unwrap_or_default(),
            email: new.email,
            phone: new.phone,
            occupation: new.occupation,
            biography: None,
            registered: self.clock.now(),
            permissions: Permission::new("login", actor.group()).into_iter().collect(),
            ..registering
        };
        world.commit(Change::MemberJoined { user: Box::new(user), digest })?;
        Ok(id)
    }

    /// Changes what is known of a member of the actor's group (`updateEnterpriseUser`).
    pub fn update_member(&self, actor: Actor, id: UserId, changes: MemberChanges) -> Result<(), Refusal> {
        let mut world = self.lock();
        let mut user = world.state.edited(actor, id)?.clone();
        let MemberChanges { email, first_name, last_name, country, city, state, address, zip, phone, occupation } =
            changes;
        check_length("changes", [&first_name, &last_name, &city, &state, &address, &zip, &phone, &occupation])?;
        if let Some(email) = email {
            check_email("email", &email)?;
            user.email = email;
        }
        if let Some(country) = country {
            user.country = code_of(&country).ok_or(Refusal::invalid("country", "must be two letters"))?;
        }
        for (field, new) in
            [(&mut user.first_name, first_name), (&mut user.last_name, last_name), (&mut user.city, city)]
        {
            new.into_iter().for_each(|new| *field = new);
        }
        for (field, new) in [
            (&mut user.state, state),
            (&mut user.address, address),
            (&mut user.zip, zip),
            (&mut user.phone, phone),
            (&mut user.occupation, occupation),
        ] {
            *field = new.or(field.take());
        }
        world.commit(Change::MemberChanged { user: Box::new(user) })
    }

    /// Gives a member of the actor's group a permission, or takes it (`setEnterprisePermissions`). Gives all that the member
    /// has then.
    pub fn set_permission(
        &self,
        actor: Actor,
        id: UserId,
        action: &str,
        granted: bool,
    ) -> Result<Vec<Permission>, Refusal> {
        let mut world = self.lock();
        let mut user = world.state.edited(actor, id)?.clone();
        let permission = Permission::new(action, user.group)
            .ok_or(Refusal::invalid("permission", "is none of the allowed values"))?;
        user.permissions.retain(|held| *held != permission);
        if granted {
            user.permissions.push(permission);
        }
        let held = user.permissions.clone();
        world.commit(Change::MemberChanged { user: Box::new(user) })?;
        Ok(held)
    }

    /// Gives a member of the actor's group another password; sessions go on (`changePasswordEnterpriseUserByAdmin`).
    pub fn set_password(&self, actor: Actor, id: UserId, password: &str) -> Result<(), Refusal> {
        let mut world = self.lock();
        let user = world.state.edited(actor, id)?.id;
        check_password("new_password", password)?;
        let digest = world.state.password_digest(user, password);
        world.commit(Change::PasswordChanged { user, digest })
    }

    /// Removes a member of the actor's group, who is gone at once and whose past stays (`deleteEnterpriseUser`). Nobody
    /// removes oneself.
    pub fn remove_member(&self, actor: Actor, id: UserId) -> Result<(), Refusal> {
        let mut world = self.lock();
        let mut user = world.state.edited(actor, id)?.clone();
        if user.id == actor.user() {
            return Err(Refusal::invalid("user", "must not be oneself"));
        }
        user.left = Some(self.clock.now());
        world.commit(Change::MemberChanged { user: Box::new(user) })
    }
}

impl State {
    /// The actor, who may edit the group.
    fn editor(&self, actor: Actor) -> Result<&User, Refusal> {
        let own = self.users.iter().find(|user| user.id == actor.user());
        own.filter(|user| user.may("edit")).ok_or(Refusal::NotAllowed("edit"))
    }

    /// A member whom the actor may edit.
    fn edited(&self, actor: Actor, id: UserId) -> Result<&User, Refusal> {
        self.editor(actor)?;
        self.member(actor, id)
    }
}

fn check_length<const N: usize>(argument: &'static str, fields: [&Option<String>; N]) -> Result<(), Refusal> {
    let fits = fields.into_iter().flatten().all(|field| field.chars().count() <= MAX_FIELD);
    if fits { Ok(()) } else { Err(Refusal::invalid(argument, "too long")) }
}

fn check_email(argument: &'static str, email: &str) -> Result<(), Refusal> {
    let whole = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if whole && email.chars().count() <= MAX_FIELD { Ok(()) } else { Err(Refusal::invalid(argument, "is no address")) }
}

fn check_password(argument: &'static str, password: &str) -> Result<(), Refusal> {
    let fits = (1..=MAX_FIELD).contains(&password.chars().count());
    if fits { Ok(()) } else { Err(Refusal::invalid(argument, "must have 1 to 200 characters")) }
}

/// Two capital letters.
fn code_of(country: &str) -> Option<String> {
    let named = COUNTRIES.iter().find(|(name, _)| name.eq_ignore_ascii_case(country)).map(|(_, code)| *code);
    let code = named.unwrap_or(country);
    (code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic())).then(|| code.to_ascii_uppercase())
}
