//! Languages: what texts, numbers and dates look like in them.

use jiff::Timestamp;

use super::{
    request::Parameters,
    state::{Account, Plan},
};
use crate::sandbox::catalog::Lang;

/// A locale like `en_US`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Locale {
    pub(super) lang: Lang,
    /// Whether days come before months in English.
    day_first: bool,
}

/// What a message says of a purchase.
pub(super) enum Message {
    Uses { units: u64, left: u64 },
    Overage { price: String, video: bool },
    NothingLeft,
    NotEnough,
    NotCovered,
    Unlimited,
    Balance { left: u64 },
}

impl Locale {
    /// `en_US`, `en-US`; `None` for what is no locale. Languages that the stock has no texts in are English.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (lang, region) = text.split_once(['_', '-'])?;
        let letters = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !letters(lang) || !letters(region) {
            return None;
        }
        let lang = Lang::parse(lang).unwrap_or(Lang::En);
        Some(Self { lang, day_first: !region.eq_ignore_ascii_case("us") })
    }

    /// The locale that was asked for, English where there is none or it is no locale.
    pub(super) fn of(parameters: &Parameters) -> Self {
        let asked = parameters.text("locale").and_then(|text| Self::parse(&text));
        asked.unwrap_or(Self { lang: Lang::En, day_first: false })
    }

    /// A number with separators: `9,733`.
    pub(super) fn number(self, n: u64) -> String {
        let separator = match self.lang {
            Lang::En => ",",
            Lang::De | Lang::Es | Lang::It | Lang::Pt => ".",
            Lang::Fr | Lang::Ru => "\u{a0}",
        };
        let digits = n.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        text
    }

    /// `license_date`, to the minute and without a zone: `3/4/26, 9:15 AM`.
    pub(super) fn date(self, at: Timestamp) -> String {
        let format = match self.lang {
            Lang::En if !self.day_first => "%-m/%-d/%y, %-I:%M %p",
            Lang::En => "%d/%m/%Y, %H:%M",
            Lang::De | Lang::Ru => "%d.%m.%y, %H:%M",
            Lang::Fr => "%d/%m/%Y %H:%M",
            Lang::Es | Lang::It | Lang::Pt => "%-d/%-m/%y, %-H:%M",
        };
        at.strftime(format).to_string()
    }

    /// A message about an account's quota; German, French, or English.
    pub(super) fn message(self, account: &Account, message: &Message) -> String {
        let unit = match message {
            Message::Uses { left: 1, .. } | Message::Balance { left: 1 } => self.unit(account.plan, false),
            _ => self.unit(account.plan, true),
        };
        let say = |texts: [String; 3]| {
            let [english, german, french] = texts;
            match self.lang {
                Lang::De => german,
                Lang::Fr => french,
                _ => english,
            }
        };
        match message {
            Message::Uses { units: 1, left: 1 } => say([
                format!("This will use your last {unit}."),
                format!("Dafür wird Ihr letzter Bestand verwendet: 1 {unit}."),
                format!("Cela utilisera votre dernier quota : 1 {unit}."),
            ]),
            Message::Uses { units, left } => {
                let (units, left) = (self.number(*units), self.number(*left));
                say([
                    format!("This will use {units} of your {left} {unit}."),
                    format!("Dafür werden {units} Ihrer {left} {unit} verwendet."),
                    format!("Cela utilisera {units} de vos {left} {unit}."),
                ])
            }
            Message::Overage { price, video } => {
                let (en, de, fr) =
                    if *video { ("video", "das Video", "la vidéo") } else { ("image", "das Bild", "l'image") };
                say([
                    format!("Would you like to license the {en} for ${price}?"),
                    format!("Möchten Sie {de} für {price} $ lizenzieren?"),
                    format!("Voulez-vous acquérir une licence pour {fr} à {price} $ ?"),
                ])
            }
            Message::NothingLeft => say([
                format!("You have 0 {unit}. Purchase on Adobe Stock?"),
                format!("Sie haben 0 {unit}. Bei Adobe Stock kaufen?"),
                format!("Vous avez 0 {unit}. Acheter sur Adobe Stock ?"),
            ]),
            Message::NotEnough => say([
                format!(
                    "You don't have enough {unit} to license this asset. Please contact your administrator to add more."
                ),
                format!("Sie haben nicht genügend {unit}. Bitte wenden Sie sich an Ihren Administrator."),
                format!("Vous n'avez pas assez de {unit}. Contactez votre administrateur."),
            ]),
            Message::NotCovered => say([
                format!(
                    "You cannot license this type of asset with your {unit} quota. Please contact your administrator to \
                     upgrade your current plan."
                ),
                format!("Diese Art von Asset ist mit Ihrem Kontingent ({unit}) nicht lizenzierbar."),
                format!("Votre quota ({unit}) ne couvre pas ce type de ressource."),
            ]),
            Message::Unlimited => say([
                "This asset is included in your plan.".to_owned(),
                "Dieses Asset ist in Ihrem Abo enthalten.".to_owned(),
                "Cette ressource est incluse dans votre abonnement.".to_owned(),
            ]),
            Message::Balance { left } => {
                let left = self.number(*left);
                say([
                    format!("You have {left} {unit}."),
                    format!("Sie haben {left} {unit}."),
                    format!("Vous avez {left} {unit}."),
                ])
            }
        }
    }

    fn unit(self, plan: Plan, many: bool) -> &'static str {
        let [one, several] = match (plan, self.lang) {
            (Plan::Universal | Plan::Videos, Lang::De) => ["Credit", "Credits"],
            (Plan::Universal | Plan::Videos, Lang::Fr) => ["crédit", "crédits"],
            (Plan::Universal, _) => ["credit", "credits"],
            (Plan::Videos, _) => ["video credit", "video credits"],
            (Plan::StandardCredits, Lang::De) => ["Standard-Credit", "Standard-Credits"],
            (Plan::StandardCredits, Lang::Fr) => ["crédit standard", "crédits standard"],
            (Plan::StandardCredits, _) => ["standard credit", "standard credits"],
            (Plan::Images | Plan::Unlimited, Lang::De) => ["Lizenz", "Lizenzen"],
            (Plan::Images | Plan::Unlimited, Lang::Fr) => ["licence", "licences"],
            (Plan::Images | Plan::Unlimited, _) => ["license", "licenses"],
        };
        if many { several } else { one }
    }

    /// `price_with_unit`
    pub(super) fn price_with_unit(self, units: u64) -> String {
        let unit = match (self.lang, units) {
            (Lang::Fr, 1) => "crédit",
            (Lang::Fr, _) => "crédits",
            (_, 1) => "Credit",
            _ => "Credits",
        };
        format!("{} {unit}", self.number(units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_read_in_both_spellings() {
        assert_eq!(Locale::parse("de-DE"), Locale::parse("de_DE"));
        assert_eq!(Locale::parse("lu_EN").map(|locale| locale.lang), Some(Lang::En));
        assert!(Locale::parse("english").is_none());
    }

    #[test]
    fn numbers_and_dates_are_written_as_people_do() {
        let at: Timestamp = "2026-03-04T09:05:30Z".parse().unwrap();
        let american = Locale::parse("en_US").unwrap();
        assert_eq!((american.number(9_733).as_str(), american.date(at).as_str()), ("9,733", "3/4/26, 9:05 AM"));
        assert_eq!(Locale::parse("de_DE").unwrap().date(at), "04.03.26, 09:05");
        assert_eq!(american.number(412), "412");
    }
}
