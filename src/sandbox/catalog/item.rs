//! An item with every attribute, read off its id.

use super::{
    author::{Author, author_at},
    category::category_name,
    frame::GROUP,
    size::{DownloadOption, Size, SizeName},
    stock::{Address, FRAME, LOOK, SCENE, SUBJECT, Stock, mix, stock},
    text,
    vocab::{Age, Collection, Gender, ImageSize, Kind, Lang, Orientation, Race, Sound, Status},
    words::{Figure, Place},
};

/// What an id stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// An item on sale.
    Active(Item),
    /// An item that has been withdrawn.
    Inactive(Item),
    /// Nothing.
    Missing,
}

impl Lookup {
    /// The item, if it is on sale.
    pub fn active(self) -> Option<Item> {
        match self {
            Self::Active(item) => Some(item),
            Self::Inactive(_) | Self::Missing => None,
        }
    }

    /// The item, on sale or not.
    pub fn known(self) -> Option<Item> {
        match self {
            Self::Active(item) | Self::Inactive(item) => Some(item),
            Self::Missing => None,
        }
    }
}

/// The people in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cast {
    /// Who.
    pub gender: Gender,
    /// How old.
    pub age: Age,
    /// Where from.
    pub race: Race,
    /// How many; 4 stands for a group.
    pub quantity: u32,
}

/// The second digit: colour, light and distance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sandbox) struct Look {
    /// 1 to 17.
    pub(in crate::sandbox) color: u8,
    /// 0 to 2: which of the colour's lights.
    pub(in crate::sandbox) light: usize,
    /// Whether the subject fills the picture.
    pub(in crate::sandbox) close_up: bool,
    /// Part of the title, in every language.
    pub(in crate::sandbox) text: [String; 7],
    /// English, beyond the words of the text.
    pub(in crate::sandbox) tags: &'static str,
}

/// What audio items are described by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudioProperties {
    /// Music or noise.
    pub sound: Sound,
    /// 1 or 2.
    pub channels: u32,
    /// Kilobits a second.
    pub bitrate_kbs: u32,
    /// Bits a sample.
    pub precision_bits: u32,
    /// Samples a second.
    pub sampling_frequency_hz: u32,
    /// Beats a minute; none for sound effects.
    pub bpm: Option<u32>,
}

/// An item of the stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its id, below [`super::FIRST_FOREIGN_ID`].
    pub id: u64,
    /// What it is.
    pub kind: Kind,
    /// Whether it can be had.
    pub status: Status,
    /// Who made it.
    pub author: Author,
    /// Pixels; of the cover, for audio.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The shape.
    pub orientation: Orientation,
    /// Bytes of the original.
    pub filesize: u64,
    /// File name extension of the original, without a dot.
    pub extension: &'static str,
    /// Unix seconds.
    pub uploaded: i64,
    /// Unix seconds.
    pub published: i64,
    /// Unix seconds.
    pub updated: i64,
    /// How often it was looked at.
    pub views: u64,
    /// How often it was bought.
    pub downloads: u64,
    /// `blocked`: withdrawn by the stock and not by its author.
    pub blocked: bool,
    /// `isextended`: the extended licence is sold.
    pub extended: bool,
    /// `isexclusive`
    pub exclusive: bool,
    /// `nudity`: in works of art only.
    pub nudity: bool,
    /// `iseditorial`
    pub editorial: bool,
    /// `isFreeItem`
    pub free: bool,
    /// `is_mobile`: taken with a telephone.
    pub mobile: bool,
    /// `isIllustration`
    pub illustration: bool,
    /// Made by a generator.
    pub ai_generated: bool,
    /// The collection that sells it.
    pub collection: Collection,
    /// Where it must not be shown: two lower-case letters.
    pub banned_in: Option<&'static str>,
    /// `royalty_model`
    pub royalty_model: Option<&'static str>,
    /// Releases signed by the people seen: one each, four for a group.
    pub model_release_ids: Vec<u64>,
    /// 1 to 17, see [`super::COLORS`].
    pub color: u8,
    /// Who is seen, if anybody.
    pub cast: Option<Cast>,
    /// Seconds; videos and audio.
    pub length: Option<u32>,
    /// Frames a second; videos.
    pub fps: Option<u32>,
    /// Audio only.
    pub audio: Option<AudioProperties>,
    pub(super) address: Address,
}

/// The newest items are of this time, 2026-01-15 12:00:00 UTC.
const NEWEST: i64 = 1_768_478_400;
/// The oldest ones are this much older: 16 years.
const SPAN: f64 = 16.0 * 365.25 * 86_400.0;

/// What an id stands for.
pub fn lookup(id: u64) -> Lookup {
    let stock = stock();
    match stock.address(id) {
        None => Lookup::Missing,
        Some(address) => {
            let item = Item::at(stock, id, address);
            if item.status == Status::Active { Lookup::Active(item) } else { Lookup::Inactive(item) }
        }
    }
}

impl Item {
    fn at(stock: &Stock, id: u64, address: Address) -> Self {
        let family = stock.family(&address);
        let [frame, look, scene, subject] = address.digits;
        let (subject, look, frame) = (&family.subjects[subject], &family.looks[look], &family.frames[frame]);
        let dice = mix(id);
        let sold = stock.sales.position(&address) as f64 / stock.len() as f64;
        let age = stock.dates.position(&address) as f64 / stock.len() as f64;
        let published = NEWEST - (age * SPAN) as i64;
        let length = match frame.kind {
            Kind::Video => Some(5 + (dice % 55) as u32),
            Kind::Audio if subject.sound == Some(Sound::SoundEffect) => Some(1 + (dice % 20) as u32),
            Kind::Audio => Some(60 + (dice % 180) as u32),
            Kind::Image | Kind::Vector => None,
        };
        Self {
            id,
            kind: frame.kind,
            status: if frame.active { Status::Active } else { Status::Inactive },
            author: author_at(&address),
            width: frame.width,
            height: frame.height,
            orientation: frame.orientation,
            filesize: filesize(frame.kind, frame.width, frame.height, length, dice),
            extension: match frame.kind {
                Kind::Image => "jpg",
                Kind::Vector => "svg",
                Kind::Video => "mp4",
                Kind::Audio => "wav",
            },
            uploaded: published - 3_600 - ((dice >> 8) % (12 * 86_400)) as i64,
            published,
            updated: published + ((mix(dice) % 1_000) as i64) * (NEWEST - published) / 1_000,
            views: views(sold),
            downloads: downloads(sold),
            blocked: !frame.active && dice.is_multiple_of(3),
            extended: frame.extended,
            exclusive: frame.exclusive,
            nudity: subject.nudity,
            editorial: frame.editorial,
            free: frame.free,
            mobile: frame.mobile,
            illustration: frame.illustration,
            ai_generated: frame.ai_generated,
            collection: frame.collection,
            banned_in: frame.banned_in,
            royalty_model: (!dice.is_multiple_of(5)).then_some("cpa"),
            model_release_ids: releases(subject.cast, frame.editorial || frame.ai_generated, &address, scene),
            color: look.color,
            cast: subject.cast,
            length,
            fps: (frame.kind == Kind::Video).then(|| if frame.exclusive { 60 } else { 25 + (dice % 2) as u32 * 5 }),
            audio: subject.sound.map(|sound| audio(sound, dice)),
            address,
        }
    }

    /// The title, English when there is no translation.
    pub fn title(&self, lang: Lang) -> String {
        text::title(&self.address, lang)
    }

    /// One or two sentences.
    pub fn description(&self, lang: Lang) -> String {
        text::description(&self.address, lang)
    }

    /// Keywords, each once, in lower case.
    pub fn tags(&self, lang: Lang) -> Vec<String> {
        text::tags(&self.address, lang)
    }

    /// Ids and names of the categories, by id.
    pub fn categories(&self, lang: Lang) -> Vec<(u32, &'static str)> {
        let family = stock().family(&self.address);
        let subject = family.subjects[self.address.digits[SUBJECT]].categories;
        let scene = family.scenes[self.address.digits[SCENE]].categories;
        let mut ids: Vec<u32> = subject.iter().chain(scene).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().filter_map(|id| Some((id, category_name(id, lang)?))).collect()
    }

    /// The English title as an address spells it: lower case, hyphens.
    pub fn slug(&self) -> String {
        let mut slug = String::new();
        for letter in self.title(Lang::En).chars() {
            if letter.is_ascii_alphanumeric() {
                slug.push(letter.to_ascii_lowercase());
            } else if !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.trim_matches('-').to_owned()
    }

    /// Megapixels.
    pub fn mp(&self) -> f64 {
        megapixels(self.width, self.height)
    }

    /// The size class, the greatest that fits.
    pub fn image_size(&self) -> ImageSize {
        let pixels = u64::from(self.width) * u64::from(self.height);
        ImageSize::ALL.iter().copied().rev().find(|size| pixels >= size.min_pixels()).unwrap_or(ImageSize::S)
    }

    /// The sizes it is sold in (`sizes`, `available_sizes`), smallest first.
    pub fn sizes(&self) -> Vec<Size> {
        let names = SizeName::of_kind(self.kind).iter().copied();
        names
            .filter(|&name| name != SizeName::El0 || self.extended)
            .filter_map(|name| {
                let (width, height) = name.fit(self.kind, self.width, self.height)?;
                Some(Size {
                    name,
                    width,
                    height,
                    credits: if self.free { 0 } else { name.credits() },
                    subscription: name != SizeName::El0 && self.kind != Kind::Video,
                    mp: (name != SizeName::El0).then(|| megapixels(width, height)),
                    fps: self.fps,
                })
            })
            .collect()
    }

    /// The options it can be licensed or downloaded in (`dp_option`), smallest first. None for audio.
    pub fn download_options(&self) -> Vec<DownloadOption> {
        DownloadOption::ALL.into_iter().filter(|&option| self.download(option).is_some()).collect()
    }

    /// Width and height of a download; `None` when the item is not offered so.
    pub fn download(&self, option: DownloadOption) -> Option<(u32, u32)> {
        if !SizeName::of_kind(self.kind).contains(&option.size()) || !option.sold_in(self.collection) {
            return None;
        }
        option.size().fit(self.kind, self.width, self.height)
    }

    pub(in crate::sandbox) fn figure(&self) -> Figure {
        stock().family(&self.address).subjects[self.address.digits[SUBJECT]].figure
    }

    pub(in crate::sandbox) fn place(&self) -> Place {
        stock().family(&self.address).scenes[self.address.digits[SCENE]].draw
    }

    pub(in crate::sandbox) fn look(&self) -> &'static Look {
        &stock().family(&self.address).looks[self.address.digits[LOOK]]
    }
}

fn megapixels(width: u32, height: u32) -> f64 {
    let pixels = u64::from(width) * u64::from(height);
    (pixels as f64 / 10_000.0).round() / 100.0
}

/// Few items sell often: a power law over the position by sales, falling from some 60 thousand to none.
fn downloads(sold: f64) -> u64 {
    (4.0 * ((sold + 1e-6).powf(-0.7) - 1.0)) as u64
}

/// Looked at far more often than bought, in the same order.
fn views(sold: f64) -> u64 {
    (14.0 * ((sold + 1e-6).powf(-0.7) - 1.0) + 900.0 * (1.0 - sold)) as u64
}

fn filesize(kind: Kind, width: u32, height: u32, length: Option<u32>, dice: u64) -> u64 {
    let pixels = u64::from(width) * u64::from(height);
    match kind {
        Kind::Image => pixels * (30 + dice % 50) / 100,
        Kind::Vector => 200_000 + dice % 6_000_000,
        Kind::Video => pixels * u64::from(length.unwrap_or(1)) * (60 + dice % 60) / 100,
        Kind::Audio => 176_400 * u64::from(length.unwrap_or(1)),
    }
}

fn audio(sound: Sound, dice: u64) -> AudioProperties {
    AudioProperties {
        sound,
        channels: if sound == Sound::Music { 2 } else { 1 + (dice % 2) as u32 },
        bitrate_kbs: 320,
        precision_bits: if dice.is_multiple_of(4) { 24 } else { 16 },
        sampling_frequency_hz: if dice.is_multiple_of(3) { 48_000 } else { 44_100 },
        bpm: (sound == Sound::Music).then(|| 70 + (dice >> 4) as u32 % 80),
    }
}

/// The same people sign for a whole shoot: what differs only within the frame's group and the block of scenes.
fn releases(cast: Option<Cast>, unsigned: bool, address: &Address, scene: usize) -> Vec<u64> {
    let Some(cast) = cast.filter(|_| !unsigned) else { return Vec::new() };
    let shoot = [address.family, address.digits[SUBJECT], scene / super::relation::SCENES, address.digits[LOOK]]
        .into_iter()
        .chain([address.digits[FRAME] / GROUP])
        .fold(0, |hash, part| mix(hash ^ part as u64));
    (0..u64::from(cast.quantity)).map(|person| 1_000_000 + mix(shoot ^ person) % 8_000_000).collect()
}
