//! The second digit: each of the 17 colours in three lights, from afar and close up.

use super::Phrase;
use crate::sandbox::catalog::item::Look;

const CLOSE_UP: Phrase =
    [", close-up", ", Nahaufnahme", ", gros plan", ", primer plano", ", primo piano", ", close-up", ", крупный план"];

/// A colour's names for tags, and its three lights.
type Lights = (&'static str, [Phrase; 3]);

/// Looks of photographed scenes.
pub(super) fn photographic() -> Vec<Look> {
    LIGHTS
        .iter()
        .enumerate()
        .flat_map(|(color, (tags, lights))| looks(color, tags, lights.map(|light| light.map(str::to_owned))))
        .collect()
}

/// Looks of drawings.
pub(super) fn graphic() -> Vec<Look> {
    LIGHTS
        .iter()
        .zip(&COLOR_NAMES)
        .enumerate()
        .flat_map(|(color, ((tags, _), name))| {
            looks(color, tags, STYLES.map(|style| std::array::from_fn(|lang| style[lang].replace('*', name[lang]))))
        })
        .collect()
}

fn looks(color: usize, tags: &'static str, lights: [[String; 7]; 3]) -> Vec<Look> {
    let mut looks = Vec::new();
    for (light, text) in lights.iter().enumerate() {
        for close_up in [false, true] {
            looks.push(Look {
                color: color as u8 + 1,
                light,
                close_up,
                // Not every title tells of light and distance.
                text: std::array::from_fn(|lang| match (close_up, light) {
                    (false, _) => text[lang].clone(),
                    (true, 0) => format!("{}{}", text[lang], CLOSE_UP[lang]),
                    (true, 1) => CLOSE_UP[lang].to_owned(),
                    (true, _) => String::new(),
                }),
                tags,
            });
        }
    }
    looks
}

#[rustfmt::skip]
const LIGHTS: [Lights; 17] = [
    ("blue,dark blue,navy,night", [
        ["at night", "bei Nacht", "de nuit", "de noche", "di notte", "à noite", "ночью"],
        ["in the blue hour", "zur blauen Stunde", "à l'heure bleue", "en la hora azul", "nell'ora blu", "na hora azul", "в синий час"],
        ["in dark blue tones", "in dunkelblauen Tönen", "dans les tons bleu foncé", "en tonos azul oscuro", "nei toni del blu scuro", "em tons de azul-escuro", "в тёмно-синих тонах"]
    ]),
    ("blue,bright,clear", [
        ["on a clear summer day", "an einem klaren Sommertag", "par une claire journée d'été", "en un claro día de verano", "in una limpida giornata estiva", "em um dia claro de verão", "в ясный летний день"],
        ["in cool light", "in kühlem Licht", "dans une lumière froide", "con luz fría", "in una luce fredda", "em luz fria", "в холодном свете"],
        ["in blue tones", "in Blautönen", "dans les tons bleus", "en tonos azules", "nei toni del blu", "em tons de azul", "в синих тонах"]
    ]),
    ("blue,cyan,turquoise,aqua", [
        ["on a bright morning", "an einem hellen Morgen", "par un matin lumineux", "en una mañana luminosa", "in una mattina luminosa", "em uma manhã luminosa", "ярким утром"],
        ["in fresh daylight", "in frischem Tageslicht", "dans la fraîche lumière du jour", "con luz fresca del día", "nella fresca luce del giorno", "na luz fresca do dia", "в свежем дневном свете"],
        ["in turquoise tones", "in Türkistönen", "dans les tons turquoise", "en tonos turquesa", "nei toni del turchese", "em tons de turquesa", "в бирюзовых тонах"]
    ]),
    ("green,dark green,fresh", [
        ["with green plants", "mit grünen Pflanzen", "avec des plantes vertes", "con plantas verdes", "con piante verdi", "com plantas verdes", "с зелёными растениями"],
        ["in early summer", "im Frühsommer", "au début de l'été", "a principios de verano", "all'inizio dell'estate", "no início do verão", "в начале лета"],
        ["in green tones", "in Grüntönen", "dans les tons verts", "en tonos verdes", "nei toni del verde", "em tons de verde", "в зелёных тонах"]
    ]),
    ("green,lime,vivid,fresh", [
        ["in spring", "im Frühling", "au printemps", "en primavera", "in primavera", "na primavera", "весной"],
        ["with fresh green accents", "mit frischen grünen Akzenten", "avec des touches de vert frais", "con detalles de verde fresco", "con tocchi di verde fresco", "com toques de verde fresco", "со свежими зелёными акцентами"],
        ["in lime green tones", "in Limettentönen", "dans les tons vert citron", "en tonos verde lima", "nei toni del verde lime", "em tons de verde-limão", "в салатовых тонах"]
    ]),
    ("yellow,sunny,bright", [
        ["on a sunny day", "an einem sonnigen Tag", "par une journée ensoleillée", "en un día soleado", "in una giornata di sole", "em um dia ensolarado", "в солнечный день"],
        ["in golden sunlight", "im goldenen Sonnenlicht", "sous un soleil doré", "bajo la luz dorada del sol", "nella luce dorata del sole", "na luz dourada do sol", "в золотых лучах солнца"],
        ["in yellow tones", "in Gelbtönen", "dans les tons jaunes", "en tonos amarillos", "nei toni del giallo", "em tons de amarelo", "в жёлтых тонах"]
    ]),
    ("orange,warm,sunset", [
        ["at sunset", "bei Sonnenuntergang", "au coucher du soleil", "al atardecer", "al tramonto", "ao pôr do sol", "на закате"],
        ["in warm evening light", "im warmen Abendlicht", "dans la chaude lumière du soir", "con la cálida luz de la tarde", "nella calda luce della sera", "na luz quente do entardecer", "в тёплом вечернем свете"],
        ["in orange tones", "in Orangetönen", "dans les tons orangés", "en tonos anaranjados", "nei toni dell'arancione", "em tons de laranja", "в оранжевых тонах"]
    ]),
    ("peach,orange,pastel,soft", [
        ["at sunrise", "bei Sonnenaufgang", "au lever du soleil", "al amanecer", "all'alba", "ao nascer do sol", "на рассвете"],
        ["in soft morning light", "im sanften Morgenlicht", "dans la douce lumière du matin", "con la suave luz de la mañana", "nella luce tenue del mattino", "na luz suave da manhã", "в мягком утреннем свете"],
        ["in pastel colors", "in Pastellfarben", "en couleurs pastel", "en colores pastel", "in colori pastello", "em cores pastel", "в пастельных тонах"]
    ]),
    ("red,vivid,passion", [
        ["at Christmas time", "zur Weihnachtszeit", "à la période de Noël", "en época navideña", "nel periodo natalizio", "na época do Natal", "в рождественские дни"],
        ["with red accents", "mit roten Akzenten", "avec des touches de rouge", "con detalles rojos", "con tocchi di rosso", "com toques de vermelho", "с красными акцентами"],
        ["in red tones", "in Rottönen", "dans les tons rouges", "en tonos rojos", "nei toni del rosso", "em tons de vermelho", "в красных тонах"]
    ]),
    ("red,dark red,burgundy,cozy", [
        ["by candlelight", "bei Kerzenschein", "à la lueur des bougies", "a la luz de las velas", "a lume di candela", "à luz de velas", "при свечах"],
        ["in late autumn", "im Spätherbst", "à la fin de l'automne", "a finales de otoño", "nel tardo autunno", "no fim do outono", "поздней осенью"],
        ["in burgundy tones", "in Burgundertönen", "dans les tons bordeaux", "en tonos burdeos", "nei toni del bordeaux", "em tons de vinho", "в бордовых тонах"]
    ]),
    ("brown,earth,vintage,rustic", [
        ["in autumn", "im Herbst", "en automne", "en otoño", "in autunno", "no outono", "осенью"],
        ["in vintage style", "im Vintage-Stil", "dans un style vintage", "en estilo vintage", "in stile vintage", "em estilo vintage", "в винтажном стиле"],
        ["in earthy tones", "in Erdtönen", "dans les tons de terre", "en tonos tierra", "nei toni della terra", "em tons terrosos", "в землистых тонах"]
    ]),
    ("pink,magenta,neon,vivid", [
        ["in neon light", "im Neonlicht", "à la lumière des néons", "con luz de neón", "nella luce al neon", "em luz neon", "в неоновом свете"],
        ["on Valentine's Day", "am Valentinstag", "le jour de la Saint-Valentin", "en el día de San Valentín", "il giorno di San Valentino", "no Dia dos Namorados", "в День святого Валентина"],
        ["in pink tones", "in Rosatönen", "dans les tons roses", "en tonos rosados", "nei toni del rosa", "em tons de rosa", "в розовых тонах"]
    ]),
    ("violet,purple,lavender,evening", [
        ["at dusk", "in der Dämmerung", "au crépuscule", "al anochecer", "al crepuscolo", "ao anoitecer", "в сумерках"],
        ["in lavender light", "in lavendelfarbenem Licht", "dans une lumière lavande", "con luz lavanda", "in una luce color lavanda", "em luz cor de lavanda", "в лавандовом свете"],
        ["in purple tones", "in Violetttönen", "dans les tons violets", "en tonos violetas", "nei toni del viola", "em tons de roxo", "в фиолетовых тонах"]
    ]),
    ("gray,light gray,calm", [
        ["on a foggy morning", "an einem nebligen Morgen", "par un matin brumeux", "en una mañana de niebla", "in una mattina di nebbia", "em uma manhã de neblina", "туманным утром"],
        ["in winter", "im Winter", "en hiver", "en invierno", "in inverno", "no inverno", "зимой"],
        ["in light gray tones", "in hellgrauen Tönen", "dans les tons gris clair", "en tonos gris claro", "nei toni del grigio chiaro", "em tons de cinza-claro", "в светло-серых тонах"]
    ]),
    ("gray,monochrome,moody", [
        ["on a rainy day", "an einem regnerischen Tag", "par un jour de pluie", "en un día lluvioso", "in una giornata di pioggia", "em um dia chuvoso", "в дождливый день"],
        ["in black and white", "in Schwarz-Weiß", "en noir et blanc", "en blanco y negro", "in bianco e nero", "em preto e branco", "в чёрно-белом цвете"],
        ["in gray tones", "in Grautönen", "dans les tons gris", "en tonos grises", "nei toni del grigio", "em tons de cinza", "в серых тонах"]
    ]),
    ("black,dark,low key", [
        ["in the dark", "im Dunkeln", "dans l'obscurité", "en la oscuridad", "nell'oscurità", "no escuro", "в темноте"],
        ["with dramatic shadows", "mit dramatischen Schatten", "avec des ombres spectaculaires", "con sombras dramáticas", "con ombre suggestive", "com sombras dramáticas", "с выразительными тенями"],
        ["in dark tones", "in dunklen Tönen", "dans les tons sombres", "en tonos oscuros", "in toni scuri", "em tons escuros", "в тёмных тонах"]
    ]),
    ("white,bright,light,minimal", [
        ["in bright light", "in hellem Licht", "en pleine lumière", "con luz brillante", "in una luce intensa", "em luz intensa", "в ярком свете"],
        ["in minimalist style", "im minimalistischen Stil", "dans un style minimaliste", "en estilo minimalista", "in stile minimalista", "em estilo minimalista", "в стиле минимализм"],
        ["in white tones", "in Weißtönen", "dans les tons blancs", "en tonos blancos", "nei toni del bianco", "em tons de branco", "в белых тонах"]
    ]),
];

/// `*` is the colour's name.
#[rustfmt::skip]
const STYLES: [Phrase; 3] = [
    ["in * flat style", "im Flat-Design in *", "en style plat, couleur *", "en estilo plano, color *", "in stile flat, colore *", "em estilo plano, cor *", "в плоском стиле, цвет: *"],
    ["in * watercolor", "als Aquarell in *", "à l'aquarelle, couleur *", "en acuarela, color *", "ad acquerello, colore *", "em aquarela, cor *", "акварелью, цвет: *"],
    ["in * line art", "als Strichzeichnung in *", "au trait, couleur *", "en línea, color *", "al tratto, colore *", "em traço, cor *", "контурным рисунком, цвет: *"],
];

#[rustfmt::skip]
const COLOR_NAMES: [Phrase; 17] = [
    ["navy blue", "Marineblau", "bleu marine", "azul marino", "blu navy", "azul-marinho", "тёмно-синий"],
    ["blue", "Blau", "bleu", "azul", "blu", "azul", "синий"],
    ["turquoise", "Türkis", "turquoise", "turquesa", "turchese", "turquesa", "бирюзовый"],
    ["green", "Grün", "vert", "verde", "verde", "verde", "зелёный"],
    ["lime green", "Limettengrün", "vert citron", "verde lima", "verde lime", "verde-limão", "салатовый"],
    ["yellow", "Gelb", "jaune", "amarillo", "giallo", "amarelo", "жёлтый"],
    ["orange", "Orange", "orange", "naranja", "arancione", "laranja", "оранжевый"],
    ["peach", "Pfirsich", "pêche", "melocotón", "pesca", "pêssego", "персиковый"],
    ["red", "Rot", "rouge", "rojo", "rosso", "vermelho", "красный"],
    ["burgundy", "Burgunderrot", "bordeaux", "burdeos", "bordeaux", "vinho", "бордовый"],
    ["brown", "Braun", "marron", "marrón", "marrone", "marrom", "коричневый"],
    ["pink", "Pink", "rose", "rosa", "rosa", "rosa", "розовый"],
    ["purple", "Violett", "violet", "violeta", "viola", "roxo", "фиолетовый"],
    ["light gray", "Hellgrau", "gris clair", "gris claro", "grigio chiaro", "cinza-claro", "светло-серый"],
    ["gray", "Grau", "gris", "gris", "grigio", "cinza", "серый"],
    ["black", "Schwarz", "noir", "negro", "nero", "preto", "чёрный"],
    ["white", "Weiß", "blanc", "blanco", "bianco", "branco", "белый"],
];
