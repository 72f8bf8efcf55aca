//! The categories of the stock, and their names.

use super::vocab::Lang;

/// Ids and English names, by id.
pub const CATEGORIES: [(u32, &str); 24] = {
    let mut list = [(0, ""); 24];
    let mut at = 0;
    while at < NAMES.len() {
        list[at] = (NAMES[at].0, NAMES[at].1[0]);
        at += 1;
    }
    list
};

/// The name of a category; `None` for an id that is not one.
pub fn category_name(id: u32, lang: Lang) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == id).map(|(_, names)| names[lang as usize])
}

pub(super) const ABSTRACT: u32 = 1;
pub(super) const ANIMALS: u32 = 3;
pub(super) const ARCHITECTURE: u32 = 5;
pub(super) const ARTS: u32 = 6;
pub(super) const BACKGROUNDS: u32 = 8;
pub(super) const BEAUTY: u32 = 10;
/// The id of "Buildings & Landmarks".
pub const LANDMARKS: u32 = 11;
pub(super) const BUSINESS: u32 = 12;
pub(super) const EDUCATION: u32 = 14;
/// The id of "Food & Drink".
pub const FOOD: u32 = 17;
pub(super) const HEALTH: u32 = 19;
pub(super) const HOLIDAYS: u32 = 20;
pub(super) const INDUSTRY: u32 = 21;
pub(super) const INTERIORS: u32 = 22;
/// The id of "Nature".
pub const NATURE: u32 = 25;
pub(super) const OBJECTS: u32 = 26;
pub(super) const OUTDOOR: u32 = 28;
pub(super) const PEOPLE: u32 = 29;
pub(super) const SCIENCE: u32 = 31;
pub(super) const SIGNS: u32 = 33;
pub(super) const SPORTS: u32 = 34;
pub(super) const TECHNOLOGY: u32 = 36;
pub(super) const TRANSPORT: u32 = 37;
pub(super) const MUSIC: u32 = 41;

type Names = [&'static str; 7];

#[rustfmt::skip]
const NAMES: [(u32, Names); 24] = [
    (ABSTRACT, ["Abstract", "Abstrakt", "Abstrait", "Abstracto", "Astratto", "Abstrato", "Абстракция"]),
    (ANIMALS, ["Animals", "Tiere", "Animaux", "Animales", "Animali", "Animais", "Животные"]),
    (ARCHITECTURE, ["Architecture", "Architektur", "Architecture", "Arquitectura", "Architettura", "Arquitetura", "Архитектура"]),
    (ARTS, ["Arts", "Kunst", "Art", "Arte", "Arte", "Artes", "Искусство"]),
    (BACKGROUNDS, ["Backgrounds & Textures", "Hintergründe & Texturen", "Arrière-plans et textures", "Fondos y texturas", "Sfondi e texture", "Fundos e texturas", "Фоны и текстуры"]),
    (BEAUTY, ["Beauty & Fashion", "Schönheit & Mode", "Beauté et mode", "Belleza y moda", "Bellezza e moda", "Beleza e moda", "Красота и мода"]),
    (LANDMARKS, ["Buildings & Landmarks", "Gebäude & Sehenswürdigkeiten", "Bâtiments et monuments", "Edificios y monumentos", "Edifici e monumenti", "Edifícios e monumentos", "Здания и достопримечательности"]),
    (BUSINESS, ["Business & Finance", "Wirtschaft & Finanzen", "Affaires et finance", "Negocios y finanzas", "Affari e finanza", "Negócios e finanças", "Бизнес и финансы"]),
    (EDUCATION, ["Education", "Bildung", "Éducation", "Educación", "Istruzione", "Educação", "Образование"]),
    (FOOD, ["Food & Drink", "Essen & Trinken", "Nourriture et boissons", "Comida y bebida", "Cibo e bevande", "Comida e bebida", "Еда и напитки"]),
    (HEALTH, ["Healthcare & Medical", "Gesundheit & Medizin", "Santé et médecine", "Salud y medicina", "Salute e medicina", "Saúde e medicina", "Здоровье и медицина"]),
    (HOLIDAYS, ["Holidays & Events", "Feiertage & Ereignisse", "Fêtes et événements", "Fiestas y eventos", "Feste ed eventi", "Feriados e eventos", "Праздники и события"]),
    (INDUSTRY, ["Industrial", "Industrie", "Industrie", "Industria", "Industria", "Indústria", "Промышленность"]),
    (INTERIORS, ["Interiors", "Innenräume", "Intérieurs", "Interiores", "Interni", "Interiores", "Интерьеры"]),
    (NATURE, ["Nature", "Natur", "Nature", "Naturaleza", "Natura", "Natureza", "Природа"]),
    (OBJECTS, ["Objects", "Objekte", "Objets", "Objetos", "Oggetti", "Objetos", "Предметы"]),
    (OUTDOOR, ["Parks & Outdoor", "Parks & Freizeit im Freien", "Parcs et plein air", "Parques y aire libre", "Parchi e aria aperta", "Parques e ar livre", "Парки и отдых на природе"]),
    (PEOPLE, ["People", "Menschen", "Personnes", "Personas", "Persone", "Pessoas", "Люди"]),
    (SCIENCE, ["Science", "Wissenschaft", "Science", "Ciencia", "Scienza", "Ciência", "Наука"]),
    (SIGNS, ["Signs & Symbols", "Zeichen & Symbole", "Signes et symboles", "Señales y símbolos", "Segni e simboli", "Sinais e símbolos", "Знаки и символы"]),
    (SPORTS, ["Sports & Recreation", "Sport & Erholung", "Sports et loisirs", "Deportes y ocio", "Sport e tempo libero", "Esportes e lazer", "Спорт и отдых"]),
    (TECHNOLOGY, ["Technology", "Technologie", "Technologie", "Tecnología", "Tecnologia", "Tecnologia", "Технологии"]),
    (TRANSPORT, ["Transportation", "Verkehr", "Transports", "Transporte", "Trasporti", "Transporte", "Транспорт"]),
    (MUSIC, ["Music & Sounds", "Musik & Klänge", "Musique et sons", "Música y sonidos", "Musica e suoni", "Música e sons", "Музыка и звуки"]),
];
