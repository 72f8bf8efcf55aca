//! The two companies and their people and price lists: what the world begins with.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::{
    DownloadOption, ExtraOption, Group, GroupId, Kind, License, LicenseId, LicenseSize, Party, Payment, Permission,
    User, UserId, Vat,
};

/// The prepaid group, of the user `buyer`.
pub const PUBLISHER: GroupId = GroupId(9_309_784);
/// The postpaid group, of the user `finance`.
pub const AGENCY: GroupId = GroupId(9_310_112);

/// Both companies, their balances empty.
pub(super) fn groups() -> Vec<Group> {
    let publisher = Party {
        company: "Lindenhof Verlag GmbH".to_owned(),
        full_name: "Clara Brandt".to_owned(),
        address: "Lindenstraße 44".to_owned(),
        city: "Berlin".to_owned(),
        state: String::new(),
        zip: "10969".to_owned(),
        email: "einkauf@lindenhof.example.org".to_owned(),
        phone: Some("+49 30 5550 1120".to_owned()),
        country: "DE".to_owned(),
        country_name: Some("Germany".to_owned()),
        website: Some("https://lindenhof.example.org".to_owned()),
        ein: None,
        vat: Some("DE812345670".to_owned()),
        tax_id: Some("29/451/70821".to_owned()),
    };
    let agency = Party {
        company: "Redwood & Pine Creative, Inc.".to_owned(),
        full_name: "Maya Ortiz".to_owned(),
        address: "2150 Cedar Avenue, Suite 300".to_owned(),
        city: "Portland".to_owned(),
        state: "OR".to_owned(),
        zip: "97205".to_owned(),
        email: "accounts@redwoodpine.example.org".to_owned(),
        phone: Some("+1 503 555 0148".to_owned()),
        country: "US".to_owned(),
        country_name: Some("United States".to_owned()),
        website: Some("https://redwoodpine.example.org".to_owned()),
        ein: Some("93-4410776".to_owned()),
        vat: None,
        tax_id: None,
    };
    let vat = Vat { number: publisher.vat.clone(), rate: Decimal::new(19, 0), enabled: true };
    let no_vat = Vat { number: None, rate: Decimal::ZERO, enabled: false };
    vec![group(PUBLISHER, 111, Payment::Prepaid, vat, publisher), group(AGENCY, 112, Payment::Postpaid, no_vat, agency)]
}

fn group(id: GroupId, profile_id: u64, payment: Payment, vat: Vat, party: Party) -> Group {
    Group { id, profile_id, payment, balance: Decimal::ZERO, vat, party }
}

/// User name, first name, last name, occupation, what they may do beyond logging in.
type Person = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const PUBLISHERS_PEOPLE: [Person; 7] = [
    (
        "buyer",
        "Clara",
        "Brandt",
        "Picture buyer",
        &["license", "compDownloads", "edit", "transfer", "invoice", "generate"],
    ),
    ("jonas.keller", "Jonas", "Keller", "Art director", &["license", "compDownloads", "generate"]),
    ("amira.haddad", "Amira", "Haddad", "Picture editor", &["license", "compDownloads"]),
    ("tomas.novak", "Tomáš", "Novák", "Book designer", &["license", "compDownloads"]),
    ("sofie.lund", "Sofie", "Lund", "Magazine editor", &["license", "compDownloads"]),
    ("peter.vogel", "Peter", "Vogel", "Rights manager", &["transfer", "invoice"]),
    ("lea.intern", "Lea", "Sommer", "Trainee", &["compDownloads"]),
];

const AGENCYS_PEOPLE: [Person; 5] = [
    (
        "finance",
        "Maya",
        "Ortiz",
        "Finance manager",
        &["license", "compDownloads", "edit", "transfer", "invoice", "generate"],
    ),
    ("dan.whitfield", "Dan", "Whitfield", "Creative director", &["license", "compDownloads", "generate"]),
    ("priya.nair", "Priya", "Nair", "Video producer", &["license", "compDownloads"]),
    ("owen.park", "Owen", "Park", "Designer", &["license", "compDownloads"]),
    ("grace.chen", "Grace", "Chen", "Account manager", &["transfer", "invoice"]),
];

/// Everybody, each with the password of the sandbox. They joined in the years before `now`.
pub(super) fn users(now: Timestamp) -> Vec<User> {
    let publishers = PUBLISHERS_PEOPLE.iter().zip(100_151..).map(|(person, id)| user(id, PUBLISHER, person, now));
    let agencys = AGENCYS_PEOPLE.iter().zip(100_401..).map(|(person, id)| user(id, AGENCY, person, now));
    publishers.chain(agencys).collect()
}

fn user(id: u64, group: GroupId, person: &Person, now: Timestamp) -> User {
    let (username, first_name, last_name, occupation, actions) = *person;
    let at_publisher = group == PUBLISHER;
    let host = if at_publisher { "lindenhof.example.org" } else { "redwoodpine.example.org" };
    let may = ["login"].into_iter().chain(actions.iter().copied());
    let age = SignedDuration::from_hours(24 * (400 + (id as i64 * 137) % 1_500));
    User {
        id: UserId(id),
        group,
        username: username.to_owned(),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        email: format!("{username}@{host}"),
        phone: None,
        country: if at_publisher { "DE" } else { "US" }.to_owned(),
        city: if at_publisher { "Berlin" } else { "Portland" }.to_owned(),
        state: (!at_publisher).then(|| "OR".to_owned()),
        address: Some(if at_publisher { "Lindenstraße 44" } else { "2150 Cedar Avenue, Suite 300" }.to_owned()),
        zip: Some(if at_publisher { "10969" } else { "97205" }.to_owned()),
        occupation: Some(occupation.to_owned()),
        business_name: Some(
            if at_publisher { "Lindenhof Verlag GmbH" } else { "Redwood & Pine Creative, Inc." }.to_owned(),
        ),
        timezone: Some(if at_publisher { "Europe/Berlin" } else { "America/Los_Angeles" }.to_owned()),
        website: Some(format!("https://{host}")),
        industry: Some(if at_publisher { "Publishing" } else { "Advertising" }.to_owned()),
        biography: None,
        registered: now.checked_sub(age).unwrap_or(Timestamp::MIN),
        permissions: may.filter_map(|action| Permission::new(action, group)).collect(),
        left: None,
    }
}

/// Cents by size, and whether the size can be bought.
type PriceList = &'static [(DownloadOption, i64, bool)];

const SOCIAL: PriceList = &[
    (DownloadOption::S2015, 900, true),
    (DownloadOption::M2015, 1_234, true),
    (DownloadOption::L2015, 1_900, false),
    (DownloadOption::Xl2015, 2_500, false),
    (DownloadOption::Cs, 1_900, true),
];
const STANDARD: PriceList = &[
    (DownloadOption::S2015, 1_500, true),
    (DownloadOption::M2015, 2_200, true),
    (DownloadOption::L2015, 2_900, true),
    (DownloadOption::Xl2015, 3_900, true),
    (DownloadOption::Cs, 4_900, true),
    (DownloadOption::Cl, 8_900, true),
];
const ENHANCED: PriceList = &[
    (DownloadOption::S2015, 6_900, true),
    (DownloadOption::M2015, 8_900, true),
    (DownloadOption::L2015, 9_900, true),
    (DownloadOption::Xl2015, 14_900, true),
    (DownloadOption::Cs, 12_900, true),
    (DownloadOption::Cl, 19_900, true),
];
const VECTOR: PriceList = &[
    (DownloadOption::S2015, 1_500, true),
    (DownloadOption::M2015, 2_200, true),
    (DownloadOption::L2015, 2_900, true),
    (DownloadOption::Xl2015, 3_900, true),
    (DownloadOption::Vect, 4_900, true),
];
const EXTENDED_VECTOR: PriceList = &[(DownloadOption::Xl2015, 14_900, true), (DownloadOption::Vect, 19_900, true)];
const VIDEO: PriceList = &[
    (DownloadOption::P240, 1_500, false),
    (DownloadOption::P480, 2_900, true),
    (DownloadOption::P720, 4_900, true),
    (DownloadOption::P1080, 7_900, true),
    (DownloadOption::P4k, 16_900, true),
];
const EXTENDED_VIDEO: PriceList = &[(DownloadOption::P1080, 19_900, true), (DownloadOption::P4k, 39_900, true)];

/// Name, kind, template, price list.
const AGREEMENTS: [(&str, Kind, u64, PriceList); 7] = [
    ("Social Media License", Kind::Image, 1, SOCIAL),
    ("Standard License", Kind::Image, 2, STANDARD),
    ("Enhanced License", Kind::Image, 3, ENHANCED),
    ("Standard Vector License", Kind::Vector, 4, VECTOR),
    ("Extended Vector License", Kind::Vector, 5, EXTENDED_VECTOR),
    ("Standard Video License", Kind::Video, 6, VIDEO),
    ("Extended Video License", Kind::Video, 7, EXTENDED_VIDEO),
];

/// Both companies' licences. The publisher's extra options are part of the agreement; the agency pays for each, and
/// a tenth more for everything.
pub(super) fn licenses() -> Vec<License> {
    let agree = |group, first: u64, percent: i64, option_cents: [i64; ExtraOption::ALL.len()]| {
        AGREEMENTS.iter().zip(first..).map(move |((name, product, template_id, prices), id)| License {
            id: LicenseId(id),
            group,
            name: (*name).to_owned(),
            product: *product,
            template_id: *template_id,
            sizes: sizes(prices, percent),
            option_prices: option_cents.map(|cents| Decimal::new(cents, 2)),
        })
    };
    let publishers = agree(PUBLISHER, 377, 100, [0; ExtraOption::ALL.len()]);
    publishers.chain(agree(AGENCY, 501, 110, [1_500, 2_000, 2_500, 4_000, 1_000])).collect()
}

fn sizes(prices: PriceList, percent: i64) -> Vec<LicenseSize> {
    let sizes = prices.iter().zip(1..);
    sizes
        .map(|(&(size, cents, enabled), order)| LicenseSize {
            size,
            price: Decimal::new(cents * percent / 100, 2),
            enabled,
            order,
        })
        .collect()
}
