//! Works of art. The only family with nudity: statues and paintings.

use super::{Figure, Place, Source, Term, look, term, things};
use crate::sandbox::catalog::{
    category::{ARCHITECTURE, ARTS, INTERIORS, LANDMARKS},
    frame::Weights,
    stock::Subject,
};

/// The family.
pub(super) fn source() -> Source {
    Source {
        subjects: subjects(),
        scenes: &SCENES,
        looks: look::photographic(),
        frames: Weights { vector: 100, video: 90, audio: 0, editorial: 260, ai_generated: 30 },
        purpose: [
            "Art, culture and history concept.",
            "Konzept für Kunst, Kultur und Geschichte.",
            "Concept d'art, de culture et d'histoire.",
            "Concepto de arte, cultura e historia.",
            "Concetto di arte, cultura e storia.",
            "Conceito de arte, cultura e história.",
            "Концепция искусства, культуры и истории.",
        ],
        look_in_title: true,
    }
}

fn subjects() -> Vec<Subject> {
    let mut subjects = things(&SUBJECTS);
    for (subject, term) in subjects.iter_mut().zip(&SUBJECTS) {
        subject.nudity = term.tags.contains("nude");
    }
    subjects
}

#[rustfmt::skip]
const SUBJECTS: [Term<Figure>; 16] = [
    term(Figure::Statue, &[ARTS], "sculpture,nude,antique,goddess,roman", ["Marble statue of Venus", "Marmorstatue der Venus", "Statue en marbre de Vénus", "Estatua de mármol de Venus", "Statua in marmo di Venere", "Estátua de mármore de Vênus", "Мраморная статуя Венеры"]),
    term(Figure::Statue, &[ARTS], "sculpture,nude,antique,hero,greek", ["Ancient statue of an athlete", "Antike Statue eines Athleten", "Statue antique d'un athlète", "Estatua antigua de un atleta", "Statua antica di un atleta", "Estátua antiga de um atleta", "Древняя статуя атлета"]),
    term(Figure::Statue, &[ARTS], "statue,sculpture,bust,philosopher,greek", ["Bust of a philosopher", "Büste eines Philosophen", "Buste de philosophe", "Busto de un filósofo", "Busto di un filosofo", "Busto de um filósofo", "Бюст философа"]),
    term(Figure::Statue, &[ARTS], "statue,sculpture,angel,stone,church", ["Stone angel", "Steinengel", "Ange de pierre", "Ángel de piedra", "Angelo di pietra", "Anjo de pedra", "Каменный ангел"]),
    term(Figure::Painting, &[ARTS], "painting,oil,canvas,landscape", ["Oil painting of a landscape", "Ölgemälde einer Landschaft", "Peinture à l'huile d'un paysage", "Pintura al óleo de un paisaje", "Dipinto a olio di un paesaggio", "Pintura a óleo de uma paisagem", "Пейзаж маслом"]),
    term(Figure::Painting, &[ARTS], "painting,nude,figure,classical,oil", ["Classical figure painting", "Klassischer Akt in Öl", "Nu classique à l'huile", "Desnudo clásico al óleo", "Nudo classico a olio", "Nu clássico a óleo", "Классическая живопись обнажённой натуры"]),
    term(Figure::Painting, &[ARTS], "painting,abstract,modern,canvas", ["Abstract painting", "Abstraktes Gemälde", "Peinture abstraite", "Pintura abstracta", "Dipinto astratto", "Pintura abstrata", "Абстрактная картина"]),
    term(Figure::Painting, &[ARTS], "fresco,ceiling,church,renaissance", ["Renaissance fresco", "Renaissance-Fresko", "Fresque de la Renaissance", "Fresco renacentista", "Affresco rinascimentale", "Afresco renascentista", "Фреска эпохи Возрождения"]),
    term(Figure::Vase, &[ARTS], "pottery,ceramic,antique,greek", ["Antique vase", "Antike Vase", "Vase antique", "Jarrón antiguo", "Vaso antico", "Vaso antigo", "Античная ваза"]),
    term(Figure::Vase, &[ARTS], "porcelain,china,ceramic", ["Porcelain vase", "Porzellanvase", "Vase en porcelaine", "Jarrón de porcelana", "Vaso di porcellana", "Vaso de porcelana", "Фарфоровая ваза"]),
    term(Figure::Vase, &[ARTS], "glass,handmade,craft", ["Glass sculpture", "Glasskulptur", "Sculpture en verre", "Escultura de vidrio", "Scultura di vetro", "Escultura de vidro", "Стеклянная скульптура"]),
    term(Figure::Vase, &[ARTS], "clay,pottery,handmade,craft", ["Clay jug", "Tonkrug", "Cruche en terre cuite", "Jarra de barro", "Brocca di terracotta", "Jarro de barro", "Глиняный кувшин"]),
    term(Figure::Book, &[ARTS], "manuscript,antique,parchment,history", ["Old manuscript", "Alte Handschrift", "Manuscrit ancien", "Manuscrito antiguo", "Antico manoscritto", "Manuscrito antigo", "Старинная рукопись"]),
    term(Figure::Castle, &[ARTS, ARCHITECTURE], "palace,baroque,facade,history", ["Baroque palace", "Barockschloss", "Palais baroque", "Palacio barroco", "Palazzo barocco", "Palácio barroco", "Барочный дворец"]),
    term(Figure::Note, &[ARTS], "violin,instrument,music,classical", ["Old violin", "Alte Geige", "Vieux violon", "Violín antiguo", "Vecchio violino", "Violino antigo", "Старинная скрипка"]),
    term(Figure::Camera, &[ARTS], "film,cinema,projector,retro", ["Film projector", "Filmprojektor", "Projecteur de cinéma", "Proyector de cine", "Proiettore cinematografico", "Projetor de cinema", "Кинопроектор"]),
];

#[rustfmt::skip]
const SCENES: [Term<Place>; 12] = [
    term(Place::Room, &[INTERIORS], "museum,gallery,exhibition", ["in a museum", "in einem Museum", "dans un musée", "en un museo", "in un museo", "em um museu", "в музее"]),
    term(Place::Room, &[INTERIORS], "gallery,exhibition,wall", ["in an art gallery", "in einer Kunstgalerie", "dans une galerie d'art", "en una galería de arte", "in una galleria d'arte", "em uma galeria de arte", "в художественной галерее"]),
    term(Place::Room, &[INTERIORS], "studio,artist,atelier", ["in an artist's studio", "in einem Atelier", "dans un atelier d'artiste", "en el estudio de un artista", "nell'atelier di un artista", "no ateliê de um artista", "в мастерской художника"]),
    term(Place::Room, &[INTERIORS], "library,books,old", ["in an old library", "in einer alten Bibliothek", "dans une vieille bibliothèque", "en una vieja biblioteca", "in una vecchia biblioteca", "em uma velha biblioteca", "в старой библиотеке"]),
    term(Place::Forest, &[LANDMARKS], "park,garden,outdoors", ["in a palace garden", "in einem Schlossgarten", "dans les jardins d'un palais", "en los jardines de un palacio", "nel giardino di un palazzo", "no jardim de um palácio", "в дворцовом саду"]),
    term(Place::City, &[LANDMARKS], "square,city,old town", ["on an old town square", "auf einem Altstadtplatz", "sur une place de la vieille ville", "en una plaza del casco antiguo", "in una piazza del centro storico", "em uma praça da cidade velha", "на площади старого города"]),
    term(Place::Sky, &[], "sky,clouds,outdoors", ["against the sky", "vor dem Himmel", "sur fond de ciel", "contra el cielo", "contro il cielo", "contra o céu", "на фоне неба"]),
    term(Place::Night, &[], "night,illumination,dark", ["illuminated in the evening", "abends beleuchtet", "en éclairage nocturne", "con iluminación nocturna", "con illuminazione serale", "com iluminação noturna", "в вечерней подсветке"]),
    term(Place::Studio, &[], "isolated,white background,cutout", ["isolated on white background", "freigestellt auf weißem Hintergrund", "sur fond blanc", "aislado sobre fondo blanco", "su sfondo bianco", "isolado em fundo branco", "на белом фоне"]),
    term(Place::Studio, &[], "dark,background,studio", ["on a plain background", "auf schlichtem Hintergrund", "sur fond uni", "sobre fondo liso", "su sfondo semplice", "em fundo liso", "на однотонном фоне"]),
    term(Place::Table, &[], "wood,table,antique", ["on an antique table", "auf einem antiken Tisch", "sur une table ancienne", "sobre una mesa antigua", "su un tavolo antico", "sobre uma mesa antiga", "на старинном столе"]),
    term(Place::Table, &[], "shop,antiques,market", ["in an antique shop", "in einem Antiquitätenladen", "chez un antiquaire", "en una tienda de antigüedades", "in un negozio di antiquariato", "em um antiquário", "в антикварной лавке"]),
];
