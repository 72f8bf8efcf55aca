//! The small closed vocabularies of the stock: kinds, shapes, sizes, people, languages.

/// Gives an enum its wire spellings: `parse` (any case) and `name`, and the list of its values.
macro_rules! spelled {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The spelling on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads the wire spelling, in any case.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name().eq_ignore_ascii_case(text.trim()))
            }
        }
    };
}

spelled! {
    /// What an item is (`itype`).
    Kind {
        /// A photo, or a bitmap illustration.
        Image = "image",
        /// A drawing that scales.
        Vector = "vector",
        /// A clip.
        Video = "video",
        /// Music or a sound effect.
        Audio = "audio",
    }
}

spelled! {
    /// Whether an item can be had.
    Status {
        /// On sale, and found by searches.
        Active = "active",
        /// Withdrawn: known by its id, never found.
        Inactive = "inactive",
    }
}

spelled! {
    /// The shape of an item (`dp_search_orientation`).
    Orientation {
        /// Wider than high.
        Horizontal = "horizontal",
        /// Higher than wide.
        Vertical = "vertical",
        /// As wide as high.
        Square = "square",
    }
}

spelled! {
    /// The size class of an item, by its megapixels (`dp_search_imagesize` asks for at least this).
    ImageSize {
        /// Any.
        S = "s",
        /// 2 megapixels.
        M = "m",
        /// 6 megapixels.
        L = "l",
        /// 12 megapixels.
        Xl = "xl",
        /// 24 megapixels.
        Xxl = "xxl",
        /// 45 megapixels.
        Xxxl = "xxxl",
    }
}

impl ImageSize {
    /// The least number of pixels of the class.
    pub const fn min_pixels(self) -> u64 {
        match self {
            Self::S => 0,
            Self::M => 2_000_000,
            Self::L => 6_000_000,
            Self::Xl => 12_000_000,
            Self::Xxl => 24_000_000,
            Self::Xxxl => 45_000_000,
        }
    }
}

spelled! {
    /// Who is seen (`dp_search_gender`).
    Gender {
        /// Men or boys only.
        Male = "male",
        /// Women or girls only.
        Female = "female",
        /// Men and women together.
        Both = "both",
    }
}

spelled! {
    /// How old they are (`dp_search_age`).
    Age {
        /// Under two.
        Infant = "infant",
        /// Up to twelve.
        Child = "child",
        /// Up to nineteen.
        Teenager = "teenager",
        /// In the twenties.
        Twenties = "20",
        /// In the thirties.
        Thirties = "30",
        /// In the forties.
        Forties = "40",
        /// In the fifties.
        Fifties = "50",
        /// In the sixties.
        Sixties = "60",
        /// Seventy and older.
        Seventies = "70",
    }
}

spelled! {
    /// Where they come from (`dp_search_race`), in the upstream's words.
    Race {
        /// Asian.
        Asian = "asian",
        /// Brazilian.
        Brazilian = "brazilian",
        /// Black.
        Black = "black",
        /// Caucasian.
        Caucasian = "caucasian",
        /// Hispanic.
        Hispanic = "hispanic",
        /// Middle Eastern.
        Middle = "middle",
        /// Of several.
        Multi = "multi",
        /// Indigenous.
        Native = "native",
        /// None of these.
        Other = "other",
    }
}

spelled! {
    /// The collection an item is sold in (`dp_item_permission`).
    Collection {
        /// The main collection.
        Regular = "regular",
        /// Curated.
        Enterprise = "enterprise",
        /// Premium, also known as Focused.
        Premium = "premium",
    }
}

spelled! {
    /// An author's rank.
    Level {
        /// Newcomer.
        Beginner = "beginner",
        /// Some sales.
        Bronze = "bronze",
        /// Many sales.
        Silver = "silver",
        /// Very many sales.
        Gold = "gold",
        /// The best sellers.
        Emerald = "emerald",
    }
}

spelled! {
    /// What an audio item is.
    Sound {
        /// A piece of music.
        Music = "music",
        /// A noise.
        SoundEffect = "sound_effect",
    }
}

spelled! {
    /// The language of a text, by the upstream's code.
    Lang {
        /// English, the original.
        En = "en",
        /// German.
        De = "de",
        /// French.
        Fr = "fr",
        /// Spanish.
        Es = "es",
        /// Italian.
        It = "it",
        /// Portuguese.
        Pt = "pt",
        /// Russian.
        Ru = "ru",
    }
}

impl Lang {
    /// The language of a wire code, or English when the stock has no translation into it.
    pub fn from_code(code: &str) -> Self {
        match code.trim().to_ascii_lowercase().as_str() {
            "sp" | "mx" => Self::Es,
            "br" => Self::Pt,
            other => Self::parse(other).unwrap_or(Self::En),
        }
    }
}

spelled! {
    /// The unit of dimensions in a search (`dp_search_dimension_units`).
    Unit {
        /// Pixels.
        Px = "px",
        /// Inches at 300 dots each.
        Inch = "inch",
        /// Centimetres at 300 dots an inch.
        Cm = "cm",
    }
}

impl Unit {
    /// `n` of this unit in pixels, rounded.
    pub fn to_pixels(self, n: f64) -> u32 {
        let pixels = match self {
            Self::Px => n,
            Self::Inch => n * 300.0,
            Self::Cm => n * 300.0 / 2.54,
        };
        // A float cast saturates, so a silly size becomes a limit that nothing or everything meets.
        pixels.round() as u32
    }
}

/// The order of results (`dp_search_sort`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// 1: by how many of the words stand in the title, then by sales.
    BestMatch,
    /// 4 (also 2 and 3): by downloads, most first.
    #[default]
    BestSales,
    /// 5: by date of publication, last first.
    Newest,
    /// 6: by downloads and views, fewest first.
    Undiscovered,
}

impl Sort {
    /// Reads the wire number; `None` for one that is not documented.
    pub const fn from_code(code: u64) -> Option<Self> {
        match code {
            1 => Some(Self::BestMatch),
            2..=4 => Some(Self::BestSales),
            5 => Some(Self::Newest),
            6 => Some(Self::Undiscovered),
            _ => None,
        }
    }
}

/// The colours 1 to 17 of the wire in order, as `#rrggbb`; 0 means any.
pub const COLORS: [&str; 17] = [
    "#00007c", "#0005fd", "#01ffff", "#027f00", "#04fe00", "#ffff00", "#f9be00", "#fecd9b", "#fe0000", "#7e0004",
    "#653201", "#ff01ff", "#810081", "#bfbfbf", "#7a7a7a", "#000000", "#ffffff",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_read_in_any_case() {
        assert_eq!(Orientation::parse(" Vertical"), Some(Orientation::Vertical));
        assert_eq!(Age::parse("30"), Some(Age::Thirties));
        assert_eq!(Age::parse("31"), None);
        assert_eq!(Lang::from_code("sp"), Lang::Es);
        assert_eq!(Lang::from_code("th"), Lang::En);
    }

    #[test]
    fn units_are_at_300_dots_an_inch() {
        assert_eq!(Unit::Inch.to_pixels(10.0), 3000);
        assert_eq!(Unit::Cm.to_pixels(2.54), 300);
    }
}
