//! Licences, what is bought under them, what becomes of it, and complimentary downloads.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Map, Value, json};

use super::{
    Failure, Request,
    account::page,
    envelope::{Answer, members},
    items,
    request::Parameters,
};
use crate::sandbox::{
    Site,
    catalog::{self, Kind, Lang},
    form::scalar,
    state::{
        Actor, CompDownload, CompFilter, GroupId, ItemId, LicenseEntry, LicenseId, LicenseOrder, LicensedItem,
        LicensedLine, LineRefusal, Listing, Party, References, TransactionFilter, TransactionId, TransactionStatus,
        UserId,
    },
};

/// An amount as a JSON number.
pub(super) fn number(amount: Decimal) -> Value {
    let whole = amount.is_integer().then(|| amount.to_i64()).flatten();
    whole.map_or_else(|| amount.to_f64().map_or(Value::Null, Value::from), Value::from)
}

/// An amount as text with two places: `"9.00"`.
pub(super) fn text(amount: Decimal) -> Value {
    format!("{amount:.2}").into()
}

pub(super) fn licenses(request: &Request<'_>, actor: Actor) -> Answer {
    let licenses = request.site.world.licenses(actor);
    let data = licenses.iter().map(|license| {
        let sizes = license.sizes.iter().map(|size| {
            json!({
                "id": size.size.name(), "label": size.label(), "price": number(size.price), "enabled": size.enabled,
                "order": size.order, "netId": size.net_id(),
            })
        });
        json!({
            "licenseID": license.id.0, "licenseId": license.id.0, "licenseName": license.name,
            "productType": license.product.name(), "templateId": license.template_id,
            "enabledSizesCount": license.enabled_sizes(), "sizes": sizes.collect::<Vec<_>>(),
        })
    });
    let data: Vec<Value> = data.collect();
    let count = data.len();
    Ok(members(json!({ "data": data, "count": count })))
}

pub(super) fn license(request: &Request<'_>, actor: Actor) -> Answer {
    let parameters = request.parameters;
    let entries = entries(parameters)?;
    let noted = |name| parameters.text(name).unwrap_or_default();
    let references = References {
        project: noted("dp_project"),
        client: noted("dp_client"),
        purchase_order: noted("dp_purchase_order"),
        isbn: noted("dp_isbn"),
        other: noted("dp_other"),
    };
    let count = entries.iter().map(|entry| entry.items.len()).sum();
    let order = LicenseOrder { entries, references, hardship: request.hardship(count) };
    let lines = request.site.world.license_items(actor, &order)?;
    Ok(members(json!({ "status": "success", "result": result(&lines, request.site) })))
}

/// `dp_licensing` in any of its forms: a list of entries, one flat entry, or either as JSON in a string.
fn entries(parameters: &Parameters) -> Result<Vec<LicenseEntry>, Failure> {
    let missing = || Failure::parameter("dp_licensing", "is required");
    let given = parameters.value("dp_licensing").ok_or_else(missing)?;
    let parsed = match given {
        Value::String(text) => {
            Some(serde_json::from_str(text).map_err(|_| Failure::parameter("dp_licensing", "is no JSON"))?)
        }
        _ => None,
    };
    let entries: Vec<&Value> = match parsed.as_ref().unwrap_or(given) {
        Value::Array(entries) => entries.iter().collect(),
        flat @ Value::Object(members) if members.contains_key("dp_item_id") => vec![flat],
        Value::Object(members) => members.values().collect(),
        _ => return Err(Failure::parameter("dp_licensing", "must be a list of entries")),
    };
    if entries.is_empty() {
        return Err(missing());
    }
    entries.into_iter().map(entry).collect()
}

fn entry(value: &Value) -> Result<LicenseEntry, Failure> {
    let Value::Object(members) = value else {
        return Err(Failure::parameter("dp_licensing", "must be a list of entries"));
    };
    let entry = Parameters(members.clone());
    Ok(LicenseEntry {
        items: entry.ids("dp_item_id")?,
        license: LicenseId(entry.need_number("dp_license_id")?),
        option: entry.need_text("dp_option")?,
        ext_options: entry
            .number("dp_ext_options")?
            .map_or(Some(0), |mask| u32::try_from(mask).ok())
            .ok_or_else(|| Failure::parameter("dp_ext_options", "has unknown bits"))?,
    })
}

/// By item id; an item that stood in several entries has several transactions.
fn result(lines: &[LicensedLine], site: &Site) -> Map<String, Value> {
    let mut result = Map::new();
    for line in lines {
        let key = line.item.to_string();
        match &line.outcome {
            Ok(charged) => {
                let made = json!({
                    "transactionId": charged.transaction.0, "license": line.license.0, "sizes": charged.net_id,
                });
                let entry = result.entry(key.clone()).or_insert_with(|| json!({ "result": "error" }));
                let mut made_before = entry["transaction"].as_array().cloned().unwrap_or_default();
                made_before.push(made);
                *entry = json!({
                    "result": "success", "fileId": line.item, "downloadLink": download(site, charged.token.as_str()),
                    "transaction": made_before, "transactions": { key: made_before },
                });
            }
            Err(refusal) => {
                let code = match refusal {
                    LineRefusal::UnknownItem => 404,
                    LineRefusal::SizeNotOffered => 100,
                    LineRefusal::BalanceTooLow => 402,
                };
                let error = json!({ "error_message": refusal.to_string(), "error_code": code });
                result.entry(key).or_insert_with(|| json!({ "result": "error", "errors": [error] }));
            }
        }
    }
    result
}

/// The address of a file that may be fetched with this token.
fn download(site: &Site, token: &str) -> String {
    format!("{}/storage/item/download?id={token}", site.base)
}

pub(super) fn download_link(request: &Request<'_>, actor: Actor) -> Answer {
    let item = request.parameters.need_number("dp_item_id")?;
    let option = request.parameters.need_text("dp_option")?;
    let token = request.site.world.download_link(actor, item, &option)?;
    Ok(members(json!({ "downloadLink": download(request.site, token.as_str()) })))
}

pub(super) fn comp_download(request: &Request<'_>, actor: Actor) -> Answer {
    let item = request.parameters.need_number("dp_item_id")?;
    let option = request.parameters.need_text("dp_option")?;
    let comp = request.site.world.comp_download(actor, item, &option)?;
    Ok(members(json!({ "downloadLink": download(request.site, comp.token.as_str()) })))
}

/// What lists say of an item.
struct Shown {
    filename: String,
    link: String,
    preview: String,
    width: u32,
    height: u32,
    editorial: bool,
    nudity: bool,
    seller: Value,
    visible: bool,
}

fn shown(site: &Site, id: ItemId) -> Shown {
    let preview = format!("{}/previews/{id}/110.jpg", site.base);
    if let Some(item) = site.world.generated_item(id) {
        return Shown {
            filename: item.prompt,
            link: format!("{}/{id}/stock-photo-generated.html", site.base),
            preview,
            width: item.width,
            height: item.height,
            editorial: false,
            nudity: false,
            seller: json!({ "id": 1, "username": "ai" }),
            visible: true,
        };
    }
    let looked_up = catalog::lookup(id);
    let visible = matches!(looked_up, catalog::Lookup::Active(_));
    match looked_up.known() {
        Some(item) => Shown {
            filename: item.title(Lang::En),
            link: items::page(&site.base, &item),
            preview,
            width: item.width,
            height: item.height,
            editorial: item.editorial,
            nudity: item.nudity,
            seller: json!({ "id": item.author.id, "username": item.author.username }),
            visible,
        },
        None => Shown {
            filename: id.to_string(),
            link: format!("{}/{id}", site.base),
            preview,
            width: 0,
            height: 0,
            editorial: false,
            nudity: false,
            seller: json!({ "id": 0, "username": "" }),
            visible: false,
        },
    }
}

fn filter(request: &Request<'_>) -> Result<TransactionFilter, Failure> {
    let parameters = request.parameters;
    Ok(TransactionFilter {
        status: parameters.word("dp_type", TransactionStatus::parse)?,
        from: parameters.time("dp_date_start")?,
        to: parameters.time("dp_date_end")?,
        user: parameters.number("dp_user_id")?.map(UserId),
        group: parameters.number("dp_group_id")?.map(GroupId),
        items: parameters.ids("dp_item_ids")?,
        licenses: parameters.ids("dp_method_ids")?.into_iter().map(LicenseId).collect(),
        size: None,
    })
}

pub(super) fn licensed(request: &Request<'_>, actor: Actor) -> Answer {
    let rows = request.site.world.licensed_items(actor, &filter(request)?, page(request)?);
    Ok(downloads(request.site, rows))
}

pub(super) fn transferred(request: &Request<'_>, actor: Actor) -> Answer {
    let rows = request.site.world.transferred(actor, &filter(request)?, page(request)?);
    Ok(downloads(request.site, rows))
}

fn downloads(site: &Site, listing: Listing<LicensedItem>) -> super::envelope::Members {
    let rows: Vec<Value> = listing.rows.iter().map(|row| record(site, row)).collect();
    members(json!({ "downloads": rows, "count": listing.count }))
}

fn record(site: &Site, row: &LicensedItem) -> Value {
    let made = &row.transaction;
    let item = shown(site, made.item);
    let status = match row.status {
        TransactionStatus::Uninvoiced => "Uninvoiced",
        TransactionStatus::Invoiced => "Invoiced",
        TransactionStatus::Paid => "Paid",
    };
    json!({
        "itemTransactionId": made.id.0, "licenseId": made.license.0,
        "licenseTransferId": made.transfer.map(|id| id.0), "status": status, "currencyId": 0,
        "invoice_id": made.invoice.map(|id| id.0), "datetime": made.at.as_second(), "filename": item.filename,
        "groupId": made.group.0, "itemId": made.item, "itemType": made.kind.name(), "itemLink": item.link,
        "preview": item.preview, "width": item.width, "height": item.height, "marker": 3, "userId": made.user.0,
        "actor": { "id": row.buyer.id.0, "username": row.buyer.username },
        "seller": item.seller, "seler": item.seller, "editorial": item.editorial, "visible": item.visible,
        "project": made.references.project, "client": made.references.client,
        "purchaseOrder": made.references.purchase_order, "isbn": made.references.isbn, "other": made.references.other,
    })
}

pub(super) fn comps(request: &Request<'_>, actor: Actor) -> Answer {
    let parameters = request.parameters;
    let kinds: Option<Vec<Kind>> = parameters.texts("dp_type").iter().map(|word| Kind::parse(word)).collect();
    let filter = CompFilter {
        from: parameters.time("dp_date_start")?,
        to: parameters.time("dp_date_end")?,
        user: parameters.number("dp_user_id")?.map(UserId),
        group: parameters.number("dp_group_id")?.map(GroupId),
        kinds: kinds.ok_or_else(|| Failure::parameter("dp_type", "must be image, vector or video"))?,
    };
    let listing = request.site.world.comps(actor, &filter, page(request)?);
    let rows: Vec<Value> = listing.rows.iter().map(|row| comp(request.site, row)).collect();
    Ok(members(json!({ "downloads": rows, "count": listing.count })))
}

fn comp(site: &Site, row: &CompDownload) -> Value {
    let taken = &row.comp;
    let item = shown(site, taken.item);
    json!({
        "id": taken.id.0, "datetime": taken.at.as_second(), "filename": item.filename, "groupId": taken.group.0,
        "itemId": taken.item, "marker": 3, "itemType": taken.kind.name(), "option": taken.size.name(),
        "itemLink": item.link, "preview": item.preview, "width": item.width, "height": item.height,
        "userId": taken.user.0, "editorial": item.editorial,
        "actor": { "id": row.taker.id.0, "username": row.taker.username },
        "seller": item.seller, "seler": item.seller, "download": download(site, row.token.as_str()),
        "visible": item.visible,
    })
}

pub(super) fn info(request: &Request<'_>, actor: Actor) -> Answer {
    let id = TransactionId(request.parameters.need_number("dp_transaction_id")?);
    let info = request.site.world.transaction_info(actor, id)?;
    let made = &info.transaction;
    let item = shown(request.site, made.item);
    let noted = [
        ("project", "Project", &made.references.project),
        ("client", "Client", &made.references.client),
        ("purchase_order", "Purchase Order", &made.references.purchase_order),
        ("isbn", "ISBN", &made.references.isbn),
        ("other", "Other", &made.references.other),
    ];
    let fields =
        noted.iter().enumerate().filter(|(_, (.., value))| !value.is_empty()).map(|(index, (name, label, value))| {
            json!({
                "name": name, "placeholder": label, "order": (index + 1).to_string(), "enabled": true, "type": "text",
                "transaction_id": id.to_string(), "value": value,
            })
        });
    let options = made.options.iter().map(
        |charge| json!({ "option": charge.option.bit(), "price": text(charge.price), "price_usd": text(charge.price) }),
    );
    Ok(members(json!({
        "license": {
            "id": info.license.id.0, "name": info.license.name, "link": "/license-desc.html", "size": made.size.name(),
            "transferId": made.transfer.map(|id| id.0), "fields": fields.collect::<Vec<_>>(),
        },
        "transaction": {
            "id": made.id.0, "price": text(made.price), "size": made.size.name(),
            "timestamp": made.at.as_second().to_string(), "currencyId": "0", "extOptions": options.collect::<Vec<_>>(),
        },
        "item": {
            "id": made.item, "filename": item.filename, "type": made.kind.name(), "isEditorial": item.editorial,
            "isNudity": item.nudity, "preview": item.preview, "link": item.link, "width": item.width, "height": item.height,
        },
        "from": party(&info.from), "to": party(&info.to), "transferredTo": info.transferred_to.as_ref().map(party),
    })))
}

pub(super) fn party(party: &Party) -> Value {
    json!({
        "company": party.company, "fullName": party.full_name, "address": party.address, "city": party.city,
        "state": party.state, "zip": party.zip, "email": party.email, "phone": party.phone, "country": party.country,
        "website": party.website, "ein": party.ein, "vat": party.vat, "taxId": party.tax_id,
        "countryName": party.country_name,
    })
}

pub(super) fn transactions(parameters: &Parameters) -> Result<Vec<TransactionId>, Failure> {
    let mut ids = parameters.ids("dp_item_transaction_ids")?;
    ids.extend(parameters.number("dp_item_transaction_id")?);
    if ids.is_empty() {
        return Err(Failure::parameter("dp_item_transaction_ids", "is required"));
    }
    Ok(ids.into_iter().map(TransactionId).collect())
}

pub(super) fn transfer(request: &Request<'_>, actor: Actor) -> Answer {
    let ids = transactions(request.parameters)?;
    let from = given_party(request.parameters, "dp_from")?;
    let to = given_party(request.parameters, "dp_to")?;
    request.site.world.transfer(actor, &ids, &from, &to)?;
    Ok(members(json!({ "result": true })))
}

/// A party in either spelling of its keys.
fn given_party(parameters: &Parameters, name: &'static str) -> Result<Party, Failure> {
    let Some(Value::Object(members)) = parameters.value(name) else {
        return Err(Failure::parameter(name, "is required"));
    };
    let maybe = |keys: [&str; 2]| {
        keys.iter().find_map(|key| members.get(*key).and_then(scalar)).filter(|text| !text.is_empty())
    };
    let one = |key: &'static str| maybe([key, key]).unwrap_or_default();
    Ok(Party {
        company: one("company"),
        full_name: maybe(["fullName", "full_name"]).unwrap_or_default(),
        address: one("address"),
        city: one("city"),
        state: one("state"),
        zip: one("zip"),
        email: one("email"),
        phone: maybe(["phone", "phone"]),
        country: one("country"),
        country_name: maybe(["countryName", "country_name"]),
        website: maybe(["website", "website"]),
        ein: maybe(["ein", "ein"]),
        vat: maybe(["vat", "vat"]),
        tax_id: maybe(["taxId", "tax_id"]),
    })
}
