//! Answers as they are sent, with only the members that are read. Nothing here leaves this folder but through `convert`.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

pub(super) use crate::providers::lenient;
use lenient::{Entries, Given, List, Loose, Maybe};

/// What every answer has.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Envelope {
    #[serde(rename = "type")]
    pub(super) kind: Loose,
    pub(super) error: Said,
    pub(super) errorcode: Loose,
    pub(super) errormsg: Loose,
    pub(super) exception: Loose,
}

/// The member `error`: an object, or words alone. `null`, `[]` and `false` are PHP's nothing.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Said {
    Failure(Failure),
    Words(Loose),
}

impl Default for Said {
    fn default() -> Self {
        Self::Words(Loose::Absent)
    }
}

impl Said {
    /// The failure that it says.
    pub(super) fn failure(self) -> Failure {
        match self {
            Self::Failure(failure) => failure,
            Self::Words(errormsg) => Failure { errormsg, ..Failure::default() },
        }
    }
}

/// Why a command failed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Failure {
    pub(super) errorcode: Loose,
    pub(super) errormsg: Loose,
    pub(super) exception: Loose,
    pub(super) field: Loose,
}

macro_rules! wire {
    ($($(#[$doc:meta])* $name:ident { $($field:ident $(= $wire:literal)?: $ty:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Default, Deserialize)]
            #[serde(default)]
            pub(super) struct $name {
                $($(#[serde(rename = $wire)])? pub(super) $field: $ty,)*
            }
        )*
    };
}

wire! {
    /// `loginEnterprise`.
    Session { sessionid: Loose, userid: Loose }

    /// `search`.
    Search { result: Given<List<Maybe<Item>>>, count: Loose }

    /// An item, of `search` and `getMediaData`.
    Item {
        id: Loose, deposit_item_id: Loose, itype: Loose, kind = "type": Loose, title: Loose, description: Loose, status: Loose,
        userid: Loose, user_id: Loose, username: Loose, avatar: Loose, level: Loose,
        width: Loose, height: Loose, mp: Loose, original_filesize: Loose, original_extension: Loose,
        published: Loose, updated: Loose, upload_timestamp: Loose, views: Loose, downloads: Loose,
        blocked: Loose, isextended: Loose, isexclusive: Loose, exclusive: Loose, nudity: Loose,
        iseditorial: Loose, is_editorial: Loose, editorial: Loose, is_free_item = "isFreeItem": Loose, is_mobile: Loose,
        ai_generated = "aiGenerated": Loose, royalty_model: Loose, model_release_ids: Option<Entries<Loose>>,
        categories: Option<Entries<Loose>>, tags: Option<Entries<Loose>>, sizes: Option<Entries<Maybe<Size>>>,
        similar: Option<Entries<Related>>, series: Option<Entries<Related>>, same_model: Option<Entries<Related>>,
        thumbnail: Loose, medium_thumbnail: Loose, large_thumb: Loose, huge_thumb: Loose,
        url2: Loose, url_big: Loose, thumb_max: Loose, itemurl: Loose,
        mp4: Loose, webm: Loose, length: Loose, fps: Loose,
        duration_in_seconds: Loose, channels: Loose, bitrate_kbs: Loose, precision_bits: Loose,
        sampling_frequency_hz: Loose, bpm: Loose,
    }

    /// A size of an item.
    Size {
        width: Loose, height: Loose, mp: Loose, credits: Loose, subscription: Loose, imagepack: Loose, ondemand: Loose,
        fps: Loose,
    }

    /// `getMediaData`, of one item that does not stand at the root.
    Wrapped { data: Maybe<Item>, result: Maybe<Item>, item: Maybe<Item> }

    /// `getUserEnterpriseGroup`.
    Group {
        group_id = "groupId": Loose, profile_id = "profileId": Loose, money: Loose, balance: Loose,
        is_postpayment = "isPostpayment": Loose, vat_number = "vatNumber": Loose, vat_rate = "vatRate": Loose,
        vat_enabled = "vatEnabled": Loose,
    }

    /// `getUsersFromGroup`.
    Users { data: Given<List<Maybe<User>>>, count: Loose }

    /// `getEnterpriseUserData`: a member of the group.
    User {
        user_id = "userId": Loose, id: Loose, username: Loose, first_name = "firstName": Loose, last_name = "lastName": Loose,
        email: Loose, phone: Loose, country: Loose, city: Loose, state: Loose, address: Loose, zip: Loose,
        occupation: Loose, avatar: Loose, avatar_big = "avatarBig": Loose, registered: Loose,
        enterprise_lite = "enterpriseLite": Maybe<GroupRef>, business_name = "businessName": Loose, timezone: Loose,
        website: Loose, industry: Loose, biography: Loose, vat_number = "vatNumber": Loose,
        enterprise_stats = "enterpriseStats": Maybe<Stats>, permissions: Option<Entries<Maybe<Permission>>>,
    }

    /// The group a user belongs to.
    GroupRef { group_id = "groupId": Loose }

    /// How much was used, of a user, of a stretch of time, altogether.
    Stats {
        comps: Loose, licensed: Loose, licenses: Loose, transferred: Loose, transfers: Loose, title: Loose, id: Loose,
        item_id = "itemId": Loose,
    }

    /// `getEnterpriseStatisticsDates`, `getEnterpriseStatisticsItems`.
    Statistics { data: Given<List<Maybe<Stats>>>, count: Loose }

    /// What a member may do.
    Permission { resource_type = "resourceType": Loose, resource_id = "resourceId": Loose, action: Loose }

    /// `getLicenseOfGroup`.
    Licenses { data: Given<List<Maybe<License>>>, count: Loose }

    /// A licence on offer.
    License {
        license_id = "licenseID": Loose, license_id_doc = "licenseId": Loose, license_name = "licenseName": Loose,
        product_type = "productType": Loose, template_id = "templateId": Loose, sizes: Entries<Maybe<LicenseSize>>,
    }

    /// A line of a licence's price list.
    LicenseSize { id: Loose, label: Loose, price: Loose, enabled: Loose, net_id = "netId": Loose }

    /// `getLicensedItems`, `getTransferredLicenses`, `getGroupCompDownloads`. `null` says nothing of what was bought.
    Downloads { downloads: Option<List<Maybe<Download>>>, count: Loose }

    /// A licensed item, a transfer or a complimentary download.
    Download {
        id: Loose, item_transaction_id = "itemTransactionId": Loose, license_id = "licenseId": Loose,
        license_transfer_id = "licenseTransferId": Loose, status: Loose, currency_id = "currencyId": Loose,
        invoice_id: Loose, datetime: Loose, filename: Loose, group_id = "groupId": Loose, item_id = "itemId": Loose,
        item_type = "itemType": Loose, item_link = "itemLink": Loose, preview: Loose, width: Loose, height: Loose,
        user_id = "userId": Loose, actor: Maybe<Actor>, seller: Maybe<Actor>, seler: Maybe<Actor>, editorial: Loose,
        visible: Loose, project: Loose, client: Loose, purchase_order = "purchaseOrder": Loose, isbn: Loose, other: Loose,
        option: Loose, download: Loose,
    }

    /// A user as lists name one.
    Actor { id: Loose, username: Loose }

    /// `getTransactionLicenseInfo`.
    LicenseInfo {
        license: Maybe<InfoLicense>, transaction: Maybe<InfoTransaction>, item: Maybe<InfoItem>, from: Maybe<Party>,
        to: Maybe<Party>, transferred_to = "transferredTo": Maybe<Party>,
    }

    /// The licence of a certificate.
    InfoLicense {
        id: Loose, name: Loose, link: Loose, fields: Entries<Maybe<InfoField>>, transfer_id = "transferId": Loose, size: Loose,
    }

    /// A note of the buyer's.
    InfoField { name: Loose, value: Loose }

    /// The transaction of a certificate.
    InfoTransaction {
        id: Loose, price: Loose, size: Loose, timestamp: Loose, currency_id = "currencyId": Loose,
        ext_options = "extOptions": Entries<Maybe<ExtOption>>,
    }

    /// An extra right that was bought.
    ExtOption { option: Loose, price: Loose, price_usd: Loose }

    /// The item of a certificate.
    InfoItem {
        id: Loose, filename: Loose, kind = "type": Loose, is_editorial = "isEditorial": Loose, is_nudity = "isNudity": Loose,
        preview: Loose, link: Loose, width: Loose, height: Loose,
    }

    /// A legal party.
    Party {
        company: Loose, full_name = "fullName": Loose, full_name_sdk = "full_name": Loose, address: Loose, city: Loose,
        state: Loose, zip: Loose, email: Loose, phone: Loose, country: Loose, country_name = "countryName": Loose,
        country_name_sdk = "country_name": Loose, website: Loose, ein: Loose, vat: Loose, tax_id = "taxId": Loose,
    }

    /// `getEnterpriseInvoiceList`.
    Invoices { data: Given<List<Maybe<InvoiceEntry>>>, count: Loose }

    /// `getEnterpriseInvoiceCount`.
    Count { count: Loose }

    /// An invoice as the list has it.
    InvoiceEntry {
        id: Loose, number: Loose, kind = "type": Loose, date: Loose, price: Loose, amount: Loose,
        currency_id = "currencyId": Loose, payment_date = "paymentDate": Loose, title: Loose, description: Loose,
        is_proforma = "isProforma": Loose,
    }

    /// `getEnterpriseInvoice`: an invoice with its lines.
    Invoice {
        id: Loose, number: Loose, kind = "type": Loose, title: Loose, is_proforma = "isProforma": Loose, state: Loose, date: Loose,
        paid: Loose, currency_id = "currencyId": Loose, sub_total = "subTotal": Loose, vat: Loose, total: Loose, tax: Maybe<Tax>,
        items: Entries<Maybe<InvoiceLine>>, from: Maybe<Party>, to: Maybe<Party>,
        payment_instructions = "paymentInstructions": Entries<Maybe<KeyValue>>,
    }

    /// A tax.
    Tax { rate: Loose, name: Loose, region: Loose }

    /// A named text.
    KeyValue { key: Loose, value: Loose }

    /// A line of an invoice: a licensed item if it has `itemId`, else a refill.
    InvoiceLine {
        item_id = "itemId": Loose, thumb_url = "thumbUrl": Loose, license_info = "licenseInfo": Entries<Maybe<KeyValue>>,
        license_id = "licenseId": Loose, license_name = "licenseName": Loose, size: Loose,
        item_original_size = "itemOriginalSize": Maybe<Size>, kind = "type": Loose, price: Loose,
        currency_id = "currencyId": Loose, vat_price = "vatPrice": Loose, vat_rate = "vatRate": Loose, tax: Maybe<Tax>,
        is_editorial = "isEditorial": Loose, is_nudity = "isNudity": Loose, description: Loose, qty: Loose,
    }

    /// `imageGenerator.generate`, `imageGenerator.get`: a job of the generator.
    Generation {
        uuid: Loose, prompt: Loose, status: Loose, purchase_status = "purchaseStatus": Loose,
        items: Entries<Maybe<GeneratedImage>>,
    }

    /// A picture of a job.
    GeneratedImage { uuid: Loose, dp_item_id = "dpItemId": Loose, preview_url = "previewUrl": Loose }

    /// `imageGenerator.getMediaData`: what the generator says of a finished picture.
    GeneratedMedia {
        id: Loose, title: Loose, description: Loose, width: Loose, height: Loose, ai_generated = "aiGenerated": Loose,
    }

    /// `licenseItem`.
    Licensing { result: List<Maybe<LicensedItem>> }

    /// What became of one item of an order.
    LicensedItem {
        result: Loose, download_link = "downloadLink": Loose, transaction: Option<Entries<Maybe<TransactionRef>>>,
        transactions: Option<Entries<Entries<Maybe<TransactionRef>>>>, errors: Entries<Maybe<LineError>>,
    }

    /// A transaction that an order made.
    TransactionRef { transaction_id = "transactionId": Loose, license: Loose }

    /// Why one item was refused.
    LineError { error_message: Loose, error_code: Loose }

    /// `transferEnterpriseLicense`, `createEnterpriseInvoice`.
    Done { result: Option<Loose>, invoice_id = "invoiceId": Loose }

    /// `complimentaryDownload`, `getDownloadLink`.
    Link { download_link = "downloadLink": Loose }
}

/// What an answer is about. Descriptions do not agree whether it stands at the root or in a member, nor in which.
pub(super) trait About: DeserializeOwned {
    /// The members it may stand in; what they lack may be at the root.
    const IN: &'static [&'static str];
}

macro_rules! about {
    ($($name:ident $within:expr),* $(,)?) => { $(impl About for $name { const IN: &'static [&'static str] = &$within; })* };
}

about! {
    Session ["data"],
    Group ["data", "group"],
    User ["data"],
    Stats ["data"],
    LicenseInfo ["data"],
    Invoice ["invoice", "data"],
    Generation ["data"],
    GeneratedMedia ["data"],
    Done ["data"],
    Link ["data"],
}

/// An answer about one thing, wherever that stands; in a list of one as well.
#[derive(Debug)]
pub(super) struct One<T>(pub(super) T);

impl<'de, T: About> Deserialize<'de> for One<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut root = Map::deserialize(deserializer)?;
        let within = T::IN.iter().find_map(|name| {
            let one = match root.get_mut(*name)? {
                Value::Array(list) if list.len() == 1 => list.first_mut()?,
                one => one,
            };
            one.as_object_mut().filter(|members| !members.is_empty()).map(std::mem::take)
        });
        // Laid over the root, so that a refusal that is said there is not lost.
        root.extend(within.unwrap_or_default());
        T::deserialize(Value::Object(root)).map(Self).map_err(D::Error::custom)
    }
}

/// A related item: its id, or an object that has it. In a map the key is the id as well.
#[derive(Debug, Default)]
pub(super) struct Related(pub(super) Loose);

impl<'de> Deserialize<'de> for Related {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdOrObject;
        impl<'de> Visitor<'de> for IdOrObject {
            type Value = Related;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id or an object")
            }
            fn visit_bool<E>(self, _: bool) -> Result<Related, E> {
                Ok(Related::default())
            }
            fn visit_unit<E>(self) -> Result<Related, E> {
                Ok(Related::default())
            }
            fn visit_f64<E>(self, _: f64) -> Result<Related, E> {
                Ok(Related::default())
            }
            fn visit_i64<E>(self, id: i64) -> Result<Related, E> {
                Ok(Related(Loose::Number(id.to_string())))
            }
            fn visit_u64<E>(self, id: u64) -> Result<Related, E> {
                Ok(Related(Loose::Number(id.to_string())))
            }
            fn visit_str<E>(self, id: &str) -> Result<Related, E> {
                Ok(Related(Loose::Text(id.to_owned())))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Related, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Related::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Related, A::Error> {
                let mut id = Loose::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "id" {
                        id = map.next_value()?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Related(id))
            }
        }
        deserializer.deserialize_any(IdOrObject)
    }
}

/// Several items of `getMediaData`, in whichever form they come.
#[derive(Debug, Default)]
pub(super) struct Media(pub(super) Vec<Item>);

impl<'de> Deserialize<'de> for Media {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Root;
        impl<'de> Visitor<'de> for Root {
            type Value = Media;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Media, A::Error> {
                let mut items = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "result" {
                        let found = map.next_value::<List<Maybe<Item>>>()?;
                        items.extend(found.0.into_iter().filter_map(|(_, item)| item.0));
                    } else if is_item_key(&key) {
                        items.extend(map.next_value::<Maybe<Item>>()?.0);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Media(items))
            }
        }
        deserializer.deserialize_map(Root)
    }
}

/// `item0`, `item1`, …, or an id.
fn is_item_key(key: &str) -> bool {
    let digits = key.strip_prefix("item").unwrap_or(key);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
