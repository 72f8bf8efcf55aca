//! Every command of the wire: what it is called, what it takes, what runs it. `help` says what stands here.

use serde_json::json;

use super::{
    Failure, Request, account, changes,
    envelope::{Answer, members},
    generator, invoices, items, members as people, purchases,
};
use crate::sandbox::state::Actor;

const PARAMETER: &str = "EInternal\\InvalidParam";
const SESSION: &str = "EAPI\\EIllegalSession";
const LOGIN: &str = "EUser\\Authentication";
const KEY_TYPE: &str = "EAPI\\EApiTypeNotAllowed";
const ITEM: &str = "NotFoundItemException";

/// A command.
pub(super) struct Command {
    name: &'static str,
    /// What it does, in a few words.
    does: &'static str,
    /// Its own parameters, as people read them.
    takes: &'static str,
    /// What it is refused with beyond the parameters and the session.
    refused: Option<&'static str>,
    run: Run,
}

#[derive(Clone, Copy)]
enum Run {
    /// Without a session.
    Anybody(fn(&Request<'_>) -> Answer),
    /// With one.
    Member(fn(&Request<'_>, Actor) -> Answer),
}

const fn anybody(
    name: &'static str,
    does: &'static str,
    takes: &'static str,
    run: fn(&Request<'_>) -> Answer,
) -> Command {
    Command { name, does, takes, refused: None, run: Run::Anybody(run) }
}

const fn member(
    name: &'static str,
    does: &'static str,
    takes: &'static str,
    run: fn(&Request<'_>, Actor) -> Answer,
) -> Command {
    Command { name, does, takes, refused: None, run: Run::Member(run) }
}

impl Command {
    const fn refused(mut self, with: &'static str) -> Self {
        self.refused = Some(with);
        self
    }
}

const STRETCH: &str = "dp_date_start, dp_date_end, dp_user_id, dp_group_id, dp_limit, dp_offset";
const LICENSED: &str =
    "dp_type, dp_item_ids, dp_method_ids, dp_date_start, dp_date_end, dp_user_id, dp_group_id, dp_limit, dp_offset";
const MEMBER: &str = "dp_user_id, dp_email, dp_first_name, dp_last_name, dp_country, dp_city, dp_state, dp_address, dp_zip, \
                      dp_phone, dp_occupation";

static COMMANDS: [Command; 43] = [
    anybody("help", "Says what a command does", "dp_by_command", help),
    anybody("loginEnterprise", "Opens a session", "dp_login_user, dp_login_password", account::login).refused(LOGIN),
    member("renewSession", "Replaces a session by a new one", "", |request, _| account::renew(request)),
    member("logout", "Ends a session", "", |request, _| account::logout(request)),
    // The stock.
    anybody(
        "search",
        "Finds items",
        "dp_search_query, dp_search_sort, dp_search_limit, dp_search_offset and filters",
        items::search,
    ),
    anybody("getMediaData", "Everything about items", "dp_media_id", items::media).refused(ITEM),
    anybody(
        "getRelated",
        "What belongs to an item",
        "dp_search_item_id, dp_related_type, dp_limit, dp_offset",
        items::related,
    )
    .refused(ITEM),
    anybody("checkItemsStatus", "Which items are on sale", "dp_ids", items::check),
    anybody(
        "getChangedItems",
        "What came and what went",
        "datetime_from, datetime_to, dp_search_limit, dp_search_offset",
        changes::items,
    ),
    anybody("searchHint", "Completes what is typed", "dp_search_prefix, dp_language", items::hints),
    anybody("getSearchColors", "The colours of a search", "", |_| Ok(items::colors())),
    anybody("getInfo", "How large the stock is", "", |_| Ok(items::info())),
    anybody("getTagCloud", "What is searched for", "dp_type", |request| Ok(items::tag_cloud(request))),
    // The group and its members.
    member("getUserEnterpriseGroup", "The group and its balance", "", account::group),
    member("getEnterpriseUserData", "A member", "dp_user_id", account::user),
    member(
        "getUsersFromGroup",
        "The group's members",
        "dp_user_id, dp_date_start, dp_date_end, dp_limit, dp_offset",
        account::users,
    ),
    member(
        "registerEnterpriseSubaccount",
        "Adds a member",
        "dp_regist_user, dp_regist_email, dp_regist_password, dp_group_id, dp_user_info",
        people::register,
    ),
    member("updateEnterpriseUser", "Changes a member", MEMBER, people::update),
    member("deleteEnterpriseUser", "Removes a member", "dp_user_id", people::remove),
    member(
        "changePasswordEnterpriseUserByAdmin",
        "Sets a member's password",
        "dp_user_id, dp_new_password",
        people::set_password,
    ),
    member(
        "setEnterprisePermissions",
        "Gives or takes a permission",
        "dp_user_id, dp_permission, dp_state",
        people::set_permission,
    ),
    member("getEnterpriseStatisticsTotal", "How much was used", STRETCH, account::usage_total),
    member("getEnterpriseStatisticsDates", "How much was used, by month", STRETCH, account::usage_by_month),
    member("getEnterpriseStatisticsItems", "How much was used, by item", STRETCH, account::usage_by_item),
    // Licences and what is bought under them.
    member("getLicenseOfGroup", "The group's licences", "", purchases::licenses),
    member(
        "licenseItem",
        "Licenses items",
        "dp_licensing, dp_project, dp_client, dp_purchase_order, dp_isbn, dp_other",
        purchases::license,
    ),
    member("getDownloadLink", "A licensed file once more", "dp_item_id, dp_option", purchases::download_link)
        .refused(ITEM),
    member("complimentaryDownload", "A file for a layout", "dp_item_id, dp_option", purchases::comp_download)
        .refused(ITEM),
    member("getGroupCompDownloads", "Files taken for layouts", STRETCH, purchases::comps),
    member("getLicensedItems", "What was licensed", LICENSED, purchases::licensed),
    member("getTransferredLicenses", "What was passed on", LICENSED, purchases::transferred),
    member("getTransactionLicenseInfo", "A licence's certificate", "dp_transaction_id", purchases::info),
    member(
        "transferEnterpriseLicense",
        "Passes licences on",
        "dp_item_transaction_ids, dp_from, dp_to",
        purchases::transfer,
    ),
    member(
        "getPurchases",
        "What was bought",
        "dp_sort_field, dp_sort_type, dp_subaccount_id, dp_item_id, dp_size, dp_datetime_format, dp_limit, dp_offset",
        changes::purchases,
    ),
    member(
        "getChangedItemTransactions",
        "Licences whose status has changed",
        "dp_date_from, dp_date_to, dp_current_status",
        changes::transactions,
    ),
    member("getRestrictedSellers", "Sellers not to be bought from", "", changes::restricted_sellers),
    member("createEnterpriseInvoice", "Bills licences", "dp_item_transaction_ids, dp_field_value", invoices::create),
    member("getEnterpriseInvoice", "An invoice", "dp_invoice_id", invoices::invoice),
    member("getEnterpriseInvoiceCount", "How many invoices there are", "dp_state, dp_group_id", invoices::count),
    member("getEnterpriseInvoiceList", "The group's invoices", "dp_state, dp_limit, dp_offset", invoices::list),
    member(
        "imageGenerator.generate",
        "Generates pictures",
        "dp_prompt, dp_aspect_ratio, dp_medium, dp_callback_url",
        generator::generate,
    ),
    member("imageGenerator.get", "A generator job", "dp_uuid", generator::get).refused(ITEM),
    member("imageGenerator.getMediaData", "A generated picture", "dp_uuid", generator::media).refused(ITEM),
];

/// Commands of the partner and the corporate API, which an enterprise key may not run.
const PARTNER_COMMANDS: [&str; 38] = [
    "addToLightbox",
    "availableFunds",
    "changePassword",
    "createLightbox",
    "createSubaccount",
    "createSubaccountSubscription",
    "deleteSubaccount",
    "getCategoriesList",
    "getCreditStatus",
    "getFilesCount",
    "getFreeFiles",
    "getIndustryList",
    "getLegalDocument",
    "getLegalsList",
    "getLightbox",
    "getLightboxes",
    "getMedia",
    "getMediaKeywords",
    "getSeries",
    "getSubaccountData",
    "getSubaccountPurchases",
    "getSubaccounts",
    "getSubscriptionOffers",
    "getSubscriptions",
    "getUserData",
    "getUserSearchHint",
    "login",
    "loginAsUser",
    "reDownload",
    "recoverPassword",
    "registerNewUser",
    "removeBg",
    "removeFromLightbox",
    "removeLightbox",
    "searchInLightbox",
    "updateLightbox",
    "updateSubaccount",
    "updateUser",
];

/// Runs a command by its name: the name comes first, the session next, the command's own parameters last.
pub(super) fn run(name: &str, request: &Request<'_>) -> Answer {
    match COMMANDS.iter().find(|command| command.name == name).map(|command| command.run) {
        Some(Run::Anybody(run)) => run(request),
        Some(Run::Member(run)) => {
            let session = request.parameters.text("dp_session_id").unwrap_or_default();
            run(request, request.site.world.session(&session)?)
        }
        None if PARTNER_COMMANDS.contains(&name) => {
            Err(Failure::new(403, KEY_TYPE, "The key's API type may not run this command"))
        }
        None => Err(Failure::new(403, "EAPI\\EValueNotAllowed", format!("No command is called {name:.100}"))),
    }
}

fn help(request: &Request<'_>) -> Answer {
    let name = request.parameters.need_text("dp_by_command")?;
    let (does, long, refused) = match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => {
            let session = matches!(command.run, Run::Member(_));
            let needs = if session { ". Needs a session" } else { "" };
            let takes = if command.takes.is_empty() { "nothing" } else { command.takes };
            let refused =
                [(!command.takes.is_empty()).then_some(PARAMETER), session.then_some(SESSION), command.refused];
            (command.does, format!("{}{needs}. Takes {takes}.", command.does), refused)
        }
        None if PARTNER_COMMANDS.contains(&name.as_str()) => {
            let does = "A command of another API";
            (does, format!("{does}: the key's API type may not run it."), [Some(KEY_TYPE), None, None])
        }
        None => return Err(Failure::parameter("dp_by_command", "names no command")),
    };
    let exceptions = refused.into_iter().flatten().map(|of| json!({ "type": of, "description": meaning(of) }));
    let exceptions: Vec<_> = exceptions.collect();
    Ok(members(json!({
        "help": { "method": name, "description": does, "longDescription": long, "exception": exceptions },
    })))
}

fn meaning(exception: &str) -> &'static str {
    match exception {
        PARAMETER => "A parameter is missing, empty or malformed",
        SESSION => "The session is missing, unknown, logged out or expired",
        LOGIN => "The login was refused",
        KEY_TYPE => "The key's API type may not run the command",
        ITEM => "No such item",
        _ => "",
    }
}
