//! People: adults and children apart, since they do different things.

use super::{Figure, Phrase, Place, Source, Term, look, term};
use crate::sandbox::catalog::{
    category::{
        BEAUTY, BUSINESS, EDUCATION, FOOD, HEALTH, HOLIDAYS, INTERIORS, NATURE, OUTDOOR, PEOPLE, SPORTS, TECHNOLOGY,
    },
    frame::Weights,
    item::Cast,
    stock::Subject,
    vocab::{Age, Gender, Race},
};

/// Grown-up people.
pub(super) fn adults() -> Source {
    Source {
        subjects: casts(&Age::ALL[3..]),
        scenes: &ADULT_SCENES,
        looks: look::photographic(),
        frames: Weights { vector: 70, video: 190, audio: 0, editorial: 50, ai_generated: 40 },
        purpose: [
            "Lifestyle, leisure and everyday people concept.",
            "Konzept für Lebensstil, Freizeit und Alltag.",
            "Concept de mode de vie, de loisirs et de vie quotidienne.",
            "Concepto de estilo de vida, ocio y vida cotidiana.",
            "Concetto di stile di vita, tempo libero e quotidianità.",
            "Conceito de estilo de vida, lazer e cotidiano.",
            "Концепция образа жизни, досуга и повседневности.",
        ],
        look_in_title: true,
    }
}

/// Children and teenagers.
pub(super) fn children() -> Source {
    Source {
        subjects: casts(&Age::ALL[..3]),
        scenes: &CHILD_SCENES,
        looks: look::photographic(),
        frames: Weights { vector: 70, video: 190, audio: 0, editorial: 10, ai_generated: 20 },
        purpose: [
            "Happy childhood and family concept.",
            "Konzept für glückliche Kindheit und Familie.",
            "Concept d'enfance heureuse et de famille.",
            "Concepto de infancia feliz y familia.",
            "Concetto di infanzia felice e famiglia.",
            "Conceito de infância feliz e família.",
            "Концепция счастливого детства и семьи.",
        ],
        look_in_title: true,
    }
}

#[rustfmt::skip]
const TROUPES: [(Gender, u32); 8] = [
    (Gender::Female, 1), (Gender::Male, 1), (Gender::Both, 2), (Gender::Female, 2), (Gender::Male, 2),
    (Gender::Female, 3), (Gender::Both, 3), (Gender::Both, 4),
];

fn casts(ages: &[Age]) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for (gender, quantity) in TROUPES {
        for &age in ages {
            for &race in Race::ALL {
                subjects.push(subject(Cast { gender, age, race, quantity }));
            }
        }
    }
    subjects
}

fn subject(cast: Cast) -> Subject {
    let is_pair = cast.gender == Gender::Both && cast.quantity == 2;
    Subject {
        text: std::array::from_fn(|lang| phrase(cast, lang)),
        plural: cast.quantity > 1 && !(is_pair && cast.age > Age::Child),
        tags: tags(cast),
        categories: &[PEOPLE],
        figure: Figure::People,
        cast: Some(cast),
        nudity: false,
        sound: None,
    }
}

fn tags(cast: Cast) -> Vec<&'static str> {
    let gender = match (cast.gender, cast.age > Age::Child) {
        (Gender::Female, true) => "female,lady,beautiful",
        (Gender::Male, true) => "male,guy,handsome",
        (Gender::Both, true) => "man,woman,family,together",
        (Gender::Female, false) => "girl,daughter,cute",
        (Gender::Male, false) => "boy,son,cute",
        (Gender::Both, false) => "boy,girl,family,cute,together",
    };
    let age = match cast.age {
        Age::Infant => "baby,infant,newborn,toddler",
        Age::Child => "child,childhood,kid",
        Age::Teenager => "teenager,youth,student",
        Age::Twenties => "young adult,20s,youth",
        Age::Thirties => "adult,30s",
        Age::Forties => "adult,40s,middle age",
        Age::Fifties => "adult,50s,middle age",
        Age::Sixties => "senior,60s,retirement",
        Age::Seventies => "senior,70s,elderly,grandparent",
    };
    let quantity = match cast.quantity {
        1 => "one person,portrait,alone",
        2 => "two people,pair,love",
        3 => "three people,friends,friendship",
        _ => "group of people,team,friends,community",
    };
    vec!["person,people,happy,smile,lifestyle", gender, age, quantity]
}

/// The form of an adjective.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Masculine,
    Feminine,
    Neuter,
    PluralMasculine,
    PluralFeminine,
}

impl Form {
    /// A phrase's own form, when it is marked with one.
    fn marked(phrase: &'static str) -> (Option<Self>, &'static str) {
        const MARKS: [(&str, Form); 5] = [
            ("m:", Form::Masculine),
            ("f:", Form::Feminine),
            ("n:", Form::Neuter),
            ("pm:", Form::PluralMasculine),
            ("pf:", Form::PluralFeminine),
        ];
        MARKS.iter().find_map(|(mark, form)| Some((Some(*form), phrase.strip_prefix(mark)?))).unwrap_or((None, phrase))
    }
}

/// "Two young Asian women": the age's phrase with the race in place of `*`, and a number.
fn phrase(cast: Cast, lang: usize) -> String {
    let is_pair = cast.gender == Gender::Both && cast.quantity == 2;
    let (column, usual) = match (cast.gender, cast.quantity) {
        (Gender::Male, 1) => (0, Form::Masculine),
        (Gender::Female, 1) => (1, Form::Feminine),
        (Gender::Male, _) => (2, Form::PluralMasculine),
        (Gender::Female, _) => (3, Form::PluralFeminine),
        (Gender::Both, 2) => (5, Form::PluralMasculine),
        (Gender::Both, _) => (4, Form::PluralMasculine),
    };
    let (marked, pattern) = Form::marked(AGES[row_of(cast.age)][lang][column]);
    let form = marked.unwrap_or(usual);
    let who = pattern.replace('*', &adjective(RACES[cast.race as usize][lang], form, lang));
    let who = who.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = match cast.quantity {
        2 if !is_pair => NUMBERS[0][lang],
        3 => NUMBERS[1][lang],
        4 => NUMBERS[2][lang],
        _ => "*",
    };
    let number = if form == Form::PluralFeminine { number.replace("dois", "duas") } else { number.to_owned() };
    // French "de" loses its vowel before another.
    let silent = lang == 2 && who.starts_with(['a', 'e', 'é', 'h']);
    let number = if silent { number.replace("de *", "d'*") } else { number };
    number.replace('*', &who)
}

const fn row_of(age: Age) -> usize {
    match age {
        Age::Infant => 0,
        Age::Child => 1,
        Age::Teenager => 2,
        Age::Twenties => 3,
        Age::Thirties | Age::Forties => 4,
        Age::Fifties => 5,
        Age::Sixties | Age::Seventies => 6,
    }
}

/// German has a stem and endings; the others list masculine, feminine, then the plurals (Russian: neuter, plural).
fn adjective(forms: &str, form: Form, lang: usize) -> String {
    if forms.is_empty() || lang == 0 {
        return forms.to_owned();
    }
    if lang == 1 {
        let ending = match form {
            Form::Masculine => "er",
            Form::Neuter => "es",
            Form::Feminine | Form::PluralMasculine | Form::PluralFeminine => "e",
        };
        return format!("{forms}{ending}");
    }
    let column = match (form, lang == 6) {
        (Form::Masculine, _) => 0,
        (Form::Feminine, _) => 1,
        (Form::Neuter | Form::PluralMasculine, false) | (Form::Neuter, true) => 2,
        (Form::PluralFeminine, _) | (Form::PluralMasculine, true) => 3,
    };
    forms.split('/').nth(column).unwrap_or(forms).to_owned()
}

/// Two, three, more.
#[rustfmt::skip]
const NUMBERS: [Phrase; 3] = [
    ["two *", "zwei *", "deux *", "dos *", "due *", "dois *", "* вдвоём"],
    ["three *", "drei *", "trois *", "tres *", "tre *", "três *", "* втроём"],
    ["group of *", "viele *", "groupe de *", "grupo de *", "gruppo di *", "grupo de *", "* компанией"],
];

#[rustfmt::skip]
const RACES: [Phrase; 9] = [
    ["Asian", "asiatisch", "asiatique/asiatique/asiatiques/asiatiques", "asiático/asiática/asiáticos/asiáticas", "asiatico/asiatica/asiatici/asiatiche", "asiático/asiática/asiáticos/asiáticas", "азиатский/азиатская/азиатское/азиатские"],
    ["Brazilian", "brasilianisch", "brésilien/brésilienne/brésiliens/brésiliennes", "brasileño/brasileña/brasileños/brasileñas", "brasiliano/brasiliana/brasiliani/brasiliane", "brasileiro/brasileira/brasileiros/brasileiras", "бразильский/бразильская/бразильское/бразильские"],
    ["Black", "schwarz", "noir/noire/noirs/noires", "negro/negra/negros/negras", "nero/nera/neri/nere", "negro/negra/negros/negras", "темнокожий/темнокожая/темнокожее/темнокожие"],
    ["Caucasian", "europäisch", "européen/européenne/européens/européennes", "caucásico/caucásica/caucásicos/caucásicas", "caucasico/caucasica/caucasici/caucasiche", "caucasiano/caucasiana/caucasianos/caucasianas", "европейский/европейская/европейское/европейские"],
    ["Hispanic", "lateinamerikanisch", "hispanique/hispanique/hispaniques/hispaniques", "hispano/hispana/hispanos/hispanas", "ispanico/ispanica/ispanici/ispaniche", "hispânico/hispânica/hispânicos/hispânicas", "латиноамериканский/латиноамериканская/латиноамериканское/латиноамериканские"],
    ["Middle Eastern", "nahöstlich", "oriental/orientale/orientaux/orientales", "árabe/árabe/árabes/árabes", "mediorientale/mediorientale/mediorientali/mediorientali", "árabe/árabe/árabes/árabes", "ближневосточный/ближневосточная/ближневосточное/ближневосточные"],
    ["multiracial", "multiethnisch", "métis/métisse/métis/métisses", "mestizo/mestiza/mestizos/mestizas", "multietnico/multietnica/multietnici/multietniche", "mestiço/mestiça/mestiços/mestiças", "многонациональный/многонациональная/многонациональное/многонациональные"],
    ["Indigenous", "indigen", "autochtone/autochtone/autochtones/autochtones", "indígena/indígena/indígenas/indígenas", "indigeno/indigena/indigeni/indigene", "indígena/indígena/indígenas/indígenas", "коренной/коренная/коренное/коренные"],
    ["", "", "", "", "", "", ""],
];

/// By age, then language: a man, a woman, men, women, both, a pair.
#[rustfmt::skip]
const AGES: [[[&str; 6]; 7]; 7] = [
    [
        ["* baby boy", "* baby girl", "* baby boys", "* baby girls", "* babies", "* baby twins"],
        ["n:* Baby", "n:* Baby", "* Babys", "* Babys", "* Babys", "* Zwillinge"],
        ["bébé *", "m:bébé fille *", "bébés *", "pm:bébés filles *", "bébés *", "jumeaux *"],
        ["bebé *", "bebé *", "bebés *", "bebés *", "bebés *", "gemelos *"],
        ["neonato *", "neonata *", "neonati *", "neonate *", "neonati *", "gemellini *"],
        ["bebê *", "bebê *", "bebês *", "bebês *", "bebês *", "gêmeos *"],
        ["* малыш", "* малышка", "* малыши", "* малышки", "* малыши", "* близнецы"],
    ],
    [
        ["little * boy", "little * girl", "little * boys", "little * girls", "little * children", "little * siblings"],
        ["kleiner * Junge", "n:kleines * Mädchen", "kleine * Jungen", "kleine * Mädchen", "kleine * Kinder", "kleine * Geschwister"],
        ["petit garçon *", "petite fille *", "petits garçons *", "petites filles *", "enfants *", "jeunes frère et sœur *"],
        ["niño *", "niña *", "niños *", "niñas *", "niños *", "hermanos *"],
        ["bambino *", "bambina *", "bambini *", "bambine *", "bambini *", "fratellini *"],
        ["menino *", "menina *", "meninos *", "meninas *", "pf:crianças *", "irmãos *"],
        ["маленький * мальчик", "маленькая * девочка", "маленькие * мальчики", "маленькие * девочки", "маленькие * дети", "маленькие * брат и сестра"],
    ],
    [
        ["* teenage boy", "* teenage girl", "* teenage boys", "* teenage girls", "* teenagers", "* teenage couple"],
        ["jugendlicher * Junge", "n:jugendliches * Mädchen", "jugendliche * Jungen", "jugendliche * Mädchen", "* Jugendliche", "n:jugendliches * Paar"],
        ["adolescent *", "adolescente *", "adolescents *", "adolescentes *", "adolescents *", "couple d'adolescents *"],
        ["adolescente *", "adolescente *", "adolescentes *", "adolescentes *", "adolescentes *", "pareja de adolescentes *"],
        ["ragazzo adolescente *", "ragazza adolescente *", "ragazzi adolescenti *", "ragazze adolescenti *", "adolescenti *", "coppia di adolescenti *"],
        ["adolescente *", "adolescente *", "adolescentes *", "adolescentes *", "adolescentes *", "casal de adolescentes *"],
        ["* подросток", "* девушка-подросток", "* подростки", "* девушки-подростки", "* подростки", "f:юная * пара"],
    ],
    [
        ["young * man", "young * woman", "young * men", "young * women", "young * people", "young * couple"],
        ["junger * Mann", "junge * Frau", "junge * Männer", "junge * Frauen", "junge * Menschen", "n:junges * Paar"],
        ["jeune homme *", "jeune femme *", "jeunes hommes *", "jeunes femmes *", "jeunes gens *", "m:jeune couple *"],
        ["hombre joven *", "mujer joven *", "hombres jóvenes *", "mujeres jóvenes *", "jóvenes *", "f:pareja joven *"],
        ["giovane uomo *", "giovane donna *", "giovani uomini *", "giovani donne *", "giovani amici *", "f:giovane coppia *"],
        ["homem jovem *", "mulher jovem *", "homens jovens *", "mulheres jovens *", "jovens *", "m:casal jovem *"],
        ["молодой * мужчина", "молодая * женщина", "молодые * мужчины", "молодые * женщины", "молодые * люди", "f:молодая * пара"],
    ],
    [
        ["* man", "* woman", "* men", "* women", "* friends", "* couple"],
        ["* Mann", "* Frau", "* Männer", "* Frauen", "* Freunde", "n:* Paar"],
        ["homme *", "femme *", "hommes *", "femmes *", "amis *", "m:couple *"],
        ["hombre *", "mujer *", "hombres *", "mujeres *", "amigos *", "f:pareja *"],
        ["uomo *", "donna *", "uomini *", "donne *", "amici *", "f:coppia *"],
        ["homem *", "mulher *", "homens *", "mulheres *", "amigos *", "m:casal *"],
        ["* мужчина", "* женщина", "* мужчины", "* женщины", "* друзья", "f:* пара"],
    ],
    [
        ["mature * man", "mature * woman", "mature * men", "mature * women", "mature * people", "mature * couple"],
        ["reifer * Mann", "reife * Frau", "reife * Männer", "reife * Frauen", "reife * Menschen", "n:reifes * Paar"],
        ["homme mûr *", "femme mûre *", "hommes mûrs *", "femmes mûres *", "pf:personnes mûres *", "m:couple mûr *"],
        ["hombre maduro *", "mujer madura *", "hombres maduros *", "mujeres maduras *", "pf:personas maduras *", "f:pareja madura *"],
        ["uomo maturo *", "donna matura *", "uomini maturi *", "donne mature *", "pf:persone mature *", "f:coppia matura *"],
        ["homem maduro *", "mulher madura *", "homens maduros *", "mulheres maduras *", "pf:pessoas maduras *", "m:casal maduro *"],
        ["зрелый * мужчина", "зрелая * женщина", "зрелые * мужчины", "зрелые * женщины", "зрелые * люди", "f:зрелая * пара"],
    ],
    [
        ["senior * man", "senior * woman", "senior * men", "senior * women", "senior * people", "senior * couple"],
        ["älterer * Mann", "ältere * Frau", "ältere * Männer", "ältere * Frauen", "ältere * Menschen", "n:älteres * Paar"],
        ["homme âgé *", "femme âgée *", "hommes âgés *", "femmes âgées *", "pf:personnes âgées *", "m:couple âgé *"],
        ["hombre mayor *", "mujer mayor *", "hombres mayores *", "mujeres mayores *", "pf:personas mayores *", "f:pareja mayor *"],
        ["uomo anziano *", "donna anziana *", "uomini anziani *", "donne anziane *", "pf:persone anziane *", "f:coppia anziana *"],
        ["homem idoso *", "mulher idosa *", "homens idosos *", "mulheres idosas *", "idosos *", "m:casal idoso *"],
        ["пожилой * мужчина", "пожилая * женщина", "пожилые * мужчины", "пожилые * женщины", "пожилые * люди", "f:пожилая * пара"],
    ],
];

#[rustfmt::skip]
const ADULT_SCENES: [Term<Place>; 12] = [
    term(Place::Beach, &[OUTDOOR], "laugh,joy,summer,vacation,sea,sand", ["laughing on a sunny beach", "lachend am sonnigen Strand", "riant sur une plage ensoleillée", "riendo en una playa soleada", "che [ride|ridono] su una spiaggia assolata", "rindo em uma praia ensolarada", "[смеётся|смеются] на солнечном пляже"]),
    term(Place::Sea, &[OUTDOOR], "travel,vacation,ocean,coast,relax,walk", ["walking along the sea", "beim Spaziergang am Meer", "marchant au bord de la mer", "paseando junto al mar", "che [passeggia|passeggiano] in riva al mare", "caminhando à beira-mar", "[гуляет|гуляют] у моря"]),
    term(Place::Meadow, &[SPORTS, HEALTH], "yoga,meditation,wellness,relax,fitness,nature", ["doing yoga in a meadow", "beim Yoga auf einer Wiese", "faisant du yoga dans un pré", "haciendo yoga en un prado", "che [fa|fanno] yoga in un prato", "fazendo ioga em um prado", "[занимается|занимаются] йогой на лугу"]),
    term(Place::Mountains, &[OUTDOOR, NATURE], "hike,adventure,backpack,travel,nature", ["hiking in the mountains", "beim Wandern in den Bergen", "en randonnée à la montagne", "de excursión por las montañas", "in escursione in montagna", "fazendo trilha nas montanhas", "в походе в горах"]),
    term(Place::Office, &[BUSINESS, TECHNOLOGY], "work,business,computer,office,job,professional", ["working on a laptop in a modern office", "bei der Arbeit am Laptop in einem modernen Büro", "travaillant sur un ordinateur portable dans un bureau moderne", "trabajando con un portátil en una oficina moderna", "che [lavora|lavorano] al portatile in un ufficio moderno", "trabalhando com um laptop em um escritório moderno", "[работает|работают] за ноутбуком в современном офисе"]),
    term(Place::City, &[TECHNOLOGY], "smartphone,call,urban,communication,street", ["talking on the phone in the city", "beim Telefonieren in der Stadt", "parlant au téléphone en ville", "hablando por teléfono en la ciudad", "al telefono in città", "falando ao telefone na cidade", "[говорит|говорят] по телефону в городе"]),
    term(Place::City, &[FOOD], "coffee,cafe,drink,cup,urban,break", ["drinking coffee in a street cafe", "beim Kaffeetrinken im Straßencafé", "buvant un café en terrasse", "tomando café en una terraza", "che [beve|bevono] un caffè in un bar all'aperto", "tomando café em uma cafeteria", "[пьёт|пьют] кофе в уличном кафе"]),
    term(Place::Studio, &[BEAUTY], "studio,portrait,fashion,style,isolated,pose", ["posing in a studio", "posierend im Studio", "posant en studio", "posando en un estudio", "in posa in uno studio", "posando em um estúdio", "[позирует|позируют] в студии"]),
    term(Place::Room, &[FOOD, INTERIORS], "cook,kitchen,food,healthy,home,meal", ["cooking in a bright kitchen", "beim Kochen in einer hellen Küche", "cuisinant dans une cuisine lumineuse", "cocinando en una cocina luminosa", "che [cucina|cucinano] in una cucina luminosa", "cozinhando em uma cozinha iluminada", "[готовит|готовят] на светлой кухне"]),
    term(Place::Room, &[INTERIORS, EDUCATION], "read,book,home,sofa,relax,cozy", ["reading a book on the sofa at home", "beim Lesen eines Buches zu Hause auf dem Sofa", "lisant un livre sur le canapé à la maison", "leyendo un libro en el sofá de casa", "che [legge|leggono] un libro sul divano di casa", "lendo um livro no sofá de casa", "[читает|читают] книгу дома на диване"]),
    term(Place::Forest, &[SPORTS, HEALTH], "run,jogging,sport,fitness,healthy,exercise", ["running in a park", "beim Joggen im Park", "courant dans un parc", "corriendo en un parque", "che [corre|corrono] in un parco", "correndo em um parque", "[бежит|бегут] в парке"]),
    term(Place::Snow, &[OUTDOOR], "snow,winter,cold,holiday,walk,warm clothes", ["walking through fresh snow", "beim Spaziergang durch frischen Schnee", "marchant dans la neige fraîche", "paseando por la nieve fresca", "che [cammina|camminano] nella neve fresca", "caminhando na neve fresca", "[гуляет|гуляют] по свежему снегу"]),
];

#[rustfmt::skip]
const CHILD_SCENES: [Term<Place>; 8] = [
    term(Place::Beach, &[OUTDOOR], "play,summer,vacation,sea,sand,fun", ["playing on a sandy beach", "beim Spielen am Sandstrand", "jouant sur une plage de sable", "jugando en una playa de arena", "che [gioca|giocano] su una spiaggia sabbiosa", "brincando em uma praia de areia", "[играет|играют] на песчаном пляже"]),
    term(Place::Meadow, &[NATURE], "laugh,joy,flowers,summer,grass,spring", ["laughing in a flower meadow", "lachend in einer Blumenwiese", "riant dans une prairie fleurie", "riendo en un prado de flores", "che [ride|ridono] in un prato fiorito", "rindo em um prado florido", "[смеётся|смеются] на цветущем лугу"]),
    term(Place::Forest, &[OUTDOOR], "play,ball,park,fun,game,active", ["playing with a ball in the park", "beim Ballspielen im Park", "jouant au ballon dans le parc", "jugando con una pelota en el parque", "che [gioca|giocano] a palla nel parco", "brincando com uma bola no parque", "[играет|играют] с мячом в парке"]),
    term(Place::Snow, &[OUTDOOR], "play,snow,winter,snowman,cold,fun", ["playing in the snow", "beim Spielen im Schnee", "jouant dans la neige", "jugando en la nieve", "che [gioca|giocano] nella neve", "brincando na neve", "[играет|играют] в снегу"]),
    term(Place::Room, &[INTERIORS], "teddy bear,toy,hug,home,cozy,sofa", ["hugging a teddy bear on the sofa", "mit einem Teddybären auf dem Sofa", "avec un ours en peluche sur le canapé", "abrazando un osito de peluche en el sofá", "con un orsacchiotto sul divano", "abraçando um ursinho de pelúcia no sofá", "с плюшевым мишкой на диване"]),
    term(Place::Room, &[EDUCATION], "book,read,learn,school,home,story", ["looking at a picture book at home", "mit einem Bilderbuch zu Hause", "avec un livre d'images à la maison", "mirando un libro ilustrado en casa", "con un libro illustrato a casa", "olhando um livro ilustrado em casa", "дома с книжкой с картинками"]),
    term(Place::Room, &[FOOD], "eat,fruit,healthy,kitchen,food,breakfast", ["eating fruit in the kitchen", "beim Obstessen in der Küche", "mangeant des fruits dans la cuisine", "comiendo fruta en la cocina", "che [mangia|mangiano] frutta in cucina", "comendo frutas na cozinha", "[ест|едят] фрукты на кухне"]),
    term(Place::Studio, &[HOLIDAYS], "birthday,party,balloon,celebration,cake,fun", ["celebrating a birthday with balloons", "beim Geburtstag mit Luftballons", "fêtant un anniversaire avec des ballons", "celebrando un cumpleaños con globos", "che [festeggia|festeggiano] il compleanno con palloncini", "comemorando aniversário com balões", "[празднует|празднуют] день рождения с шариками"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_adjectives_agree() {
        let cast = |gender, age, race, quantity| Cast { gender, age, race, quantity };
        let of = |cast| -> Vec<String> { (0..7).map(|lang| phrase(cast, lang)).collect() };
        assert_eq!(
            of(cast(Gender::Female, Age::Twenties, Race::Asian, 2)),
            [
                "two young Asian women",
                "zwei junge asiatische Frauen",
                "deux jeunes femmes asiatiques",
                "dos mujeres jóvenes asiáticas",
                "due giovani donne asiatiche",
                "duas mulheres jovens asiáticas",
                "молодые азиатские женщины вдвоём",
            ]
        );
        assert_eq!(phrase(cast(Gender::Female, Age::Child, Race::Black, 1), 1), "kleines schwarzes Mädchen");
        assert_eq!(phrase(cast(Gender::Both, Age::Thirties, Race::Other, 4), 2), "groupe d'amis");
        assert_eq!(phrase(cast(Gender::Both, Age::Sixties, Race::Brazilian, 2), 3), "pareja mayor brasileña");
    }
}
