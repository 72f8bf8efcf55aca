//! A provider's own judgement of a line, as refusals; and what it lets a purchase note.

use std::collections::HashMap;

use futures::{StreamExt, TryStreamExt, stream};

use super::{FieldRefusal, LicenseLineRequest, LicenseRequest, check::Checked};
use crate::{
    domain::{
        ability::{Ability, AbilityRequest, ReferenceField, Verdict},
        language::Language,
        provider::Capability,
        purchase::{LineRefusal, RefusalCode},
        transaction::CustomReference,
    },
    providers::{CallContext, Provider, Read},
};

/// How many lines a provider is asked about at a time.
const AT_A_TIME: usize = 4;

/// What a provider says of lines, by what it was asked.
pub(super) type Abilities = HashMap<AbilityRequest, Option<Ability>>;

/// What is asked about a line.
pub(super) fn question(line: &LicenseLineRequest) -> AbilityRequest {
    AbilityRequest {
        item_id: line.item_id.clone(),
        license_id: line.license_id.clone(),
        buy_again: line.buy_again,
        language: Language::default(),
    }
}

/// Whether a provider judges beforehand, beyond a price list and a balance.
pub(super) fn judges(provider: &dyn Provider) -> bool {
    provider.capabilities().contains(&Capability::Quote)
}

/// What a provider says of its lines; each question is asked once.
pub(super) async fn ask(
    provider: &dyn Provider,
    lines: impl Iterator<Item = &LicenseLineRequest>,
    cx: &CallContext,
) -> Read<Abilities> {
    let mut questions: Vec<AbilityRequest> = Vec::new();
    for question in lines.map(question) {
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    let answers = questions.into_iter().map(|question| async move {
        let answer = provider.ability(cx, &question).await?;
        Ok((question, answer))
    });
    stream::iter(answers).buffer_unordered(AT_A_TIME).try_collect().await
}

/// What a judgement puts in a line's way: the argument it is about, and why.
pub(super) fn refusal(ability: &Ability, accept_overage: bool) -> Option<(&'static str, LineRefusal)> {
    let (field, code, otherwise) = match ability.verdict {
        Verdict::Covered => return None,
        Verdict::Overage if accept_overage => return None,
        Verdict::Overage => {
            ("acceptOverage", RefusalCode::Overage, "The plan is used up; `acceptOverage` buys it for money beyond it.")
        }
        Verdict::NeedsCheckout => {
            ("itemId", RefusalCode::NeedsCheckout, "It can be bought on the provider's site alone.")
        }
        Verdict::NotCovered => ("itemId", RefusalCode::NotCovered, "The plan does not cover it."),
        Verdict::AlreadyLicensed => ("itemId", RefusalCode::AlreadyLicensed, super::check::OWNED_ALREADY),
        Verdict::LicenseNotOffered => {
            ("licenseId", RefusalCode::LicenseNotAvailable, "The item is not offered under this licence.")
        }
        Verdict::ItemNotFound => ("itemId", RefusalCode::ItemNotFound, super::check::NO_SUCH_ITEM),
    };
    let existing = ability.owned.iter().map(|owned| owned.transaction_id.clone()).collect();
    let message = ability.message.clone().unwrap_or_else(|| otherwise.to_owned());
    Some((field, LineRefusal { existing, ..LineRefusal::new(code, message) }))
}

/// Leaves each line the references that its provider has, refuses lines that lack what it requires, and tells what no
/// line's provider has: it would be lost without a word.
pub(super) fn references(request: &LicenseRequest, lines: &mut [Checked]) -> Vec<FieldRefusal> {
    let given = &request.references.custom;
    let unknown = given.iter().enumerate().filter(|(_, custom)| {
        lines.iter().all(|line| fields(line).is_some_and(|fields| fields.iter().all(|field| field.key != custom.key)))
    });
    let unknown = unknown.map(|(index, custom)| {
        let message = format!("The provider has no reference \"{}\".", custom.key);
        FieldRefusal::new(format!("references.custom.{index}.key"), RefusalCode::ReferenceUnknown, message)
    });
    let unknown = unknown.collect();
    for line in lines {
        let Some(fields) = fields(line).map(<[ReferenceField]>::to_vec) else { continue };
        line.task.references.custom.retain(|custom| fields.iter().any(|field| field.key == custom.key));
        for field in fields.into_iter().filter(|field| field.required && !is_noted(given, &field.key)) {
            let message = match field.label {
                Some(label) => format!("The provider requires the reference \"{}\" ({label}).", field.key),
                None => format!("The provider requires the reference \"{}\".", field.key),
            };
            let refusal = LineRefusal::new(RefusalCode::ReferenceRequired, message);
            line.refusals.push(("references.custom", refusal));
        }
    }
    unknown
}

/// What a line's provider has to note; `None` where it was not asked, the line being refused.
fn fields(line: &Checked) -> Option<&[ReferenceField]> {
    match &line.ability {
        None => Some(&[]),
        Some(ability) => ability.verdict.is_of_the_plan().then_some(&ability.references),
    }
}

fn is_noted(given: &[CustomReference], key: &str) -> bool {
    given.iter().any(|custom| custom.key == key && !custom.value.trim().is_empty())
}
