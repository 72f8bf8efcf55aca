//! Backgrounds, patterns and symbols; mostly vectors.

use super::{Figure, Place, Source, Term, look, term, things};
use crate::sandbox::catalog::{
    category::{ABSTRACT, BACKGROUNDS, BUSINESS, HOLIDAYS, NATURE, OBJECTS, SIGNS, TECHNOLOGY},
    frame::Weights,
};

/// The family.
pub(super) fn source() -> Source {
    Source {
        subjects: things(&SUBJECTS),
        scenes: &SCENES,
        looks: look::graphic(),
        frames: Weights { vector: 720, video: 60, audio: 0, editorial: 0, ai_generated: 120 },
        purpose: [
            "Design element for web, print and social media.",
            "Gestaltungselement für Web, Druck und soziale Medien.",
            "Élément graphique pour le web, l'impression et les réseaux sociaux.",
            "Elemento de diseño para web, impresión y redes sociales.",
            "Elemento grafico per web, stampa e social media.",
            "Elemento de design para web, impressão e redes sociais.",
            "Элемент дизайна для сайтов, печати и социальных сетей.",
        ],
        look_in_title: true,
    }
}

#[rustfmt::skip]
const SUBJECTS: [Term<Figure>; 40] = [
    term(Figure::Pattern, &[BACKGROUNDS, ABSTRACT], "geometric,shapes,triangles,modern", ["Geometric shapes", "Geometrische Formen", "Formes géométriques", "Formas geométricas", "Forme geometriche", "Formas geométricas", "Геометрические фигуры"]),
    term(Figure::Pattern, &[BACKGROUNDS, ABSTRACT], "dots,circles,halftone,pop art", ["Halftone dots", "Rasterpunkte", "Points de trame", "Puntos de semitono", "Punti mezzatinta", "Pontos de meio-tom", "Полутоновые точки"]),
    term(Figure::Pattern, &[BACKGROUNDS], "stripes,lines,retro", ["Diagonal stripes", "Diagonale Streifen", "Rayures diagonales", "Rayas diagonales", "Strisce diagonali", "Listras diagonais", "Диагональные полосы"]),
    term(Figure::Pattern, &[BACKGROUNDS, ABSTRACT], "mandala,ornament,ethnic,oriental", ["Mandala ornament", "Mandala-Ornament", "Ornement mandala", "Ornamento de mandala", "Ornamento mandala", "Ornamento de mandala", "Орнамент мандала"]),
    term(Figure::Waves, &[BACKGROUNDS, ABSTRACT], "waves,curves,gradient,fluid", ["Flowing waves", "Fließende Wellen", "Vagues fluides", "Ondas fluidas", "Onde fluide", "Ondas fluidas", "Плавные волны"]),
    term(Figure::Waves, &[BACKGROUNDS, ABSTRACT], "marble,texture,liquid,ink", ["Marble texture", "Marmortextur", "Texture de marbre", "Textura de mármol", "Texture di marmo", "Textura de mármore", "Мраморная текстура"]),
    term(Figure::Waves, &[BACKGROUNDS], "paint,brush,stroke,acrylic", ["Brush strokes", "Pinselstriche", "Coups de pinceau", "Pinceladas", "Pennellate", "Pinceladas", "Мазки кисти"]),
    term(Figure::Waves, &[BACKGROUNDS, TECHNOLOGY], "technology,lines,digital,data", ["Digital lines", "Digitale Linien", "Lignes numériques", "Líneas digitales", "Linee digitali", "Linhas digitais", "Цифровые линии"]),
    term(Figure::Heart, &[SIGNS, HOLIDAYS], "heart,love,romance,valentine", ["Hearts", "Herzen", "Cœurs", "Corazones", "Cuori", "Corações", "Сердечки"]),
    term(Figure::Heart, &[HOLIDAYS], "wedding,love,invitation,rings", ["Wedding invitation", "Hochzeitseinladung", "Invitation de mariage", "Invitación de boda", "Invito di nozze", "Convite de casamento", "Свадебное приглашение"]),
    term(Figure::Star, &[SIGNS], "star,sparkle,night,decoration", ["Stars", "Sterne", "Étoiles", "Estrellas", "Stelle", "Estrelas", "Звёзды"]),
    term(Figure::Star, &[HOLIDAYS], "fireworks,new year,celebration,party", ["Fireworks", "Feuerwerk", "Feu d'artifice", "Fuegos artificiales", "Fuochi d'artificio", "Fogos de artifício", "Фейерверк"]),
    term(Figure::Snowflake, &[HOLIDAYS, NATURE], "snow,winter,christmas,ice", ["Snowflakes", "Schneeflocken", "Flocons de neige", "Copos de nieve", "Fiocchi di neve", "Flocos de neve", "Снежинки"]),
    term(Figure::Snowflake, &[HOLIDAYS], "christmas,xmas,winter,card", ["Christmas card", "Weihnachtskarte", "Carte de Noël", "Tarjeta de Navidad", "Biglietto di Natale", "Cartão de Natal", "Рождественская открытка"]),
    term(Figure::Tree, &[HOLIDAYS], "christmas,fir,xmas,decoration", ["Christmas tree", "Weihnachtsbaum", "Sapin de Noël", "Árbol de Navidad", "Albero di Natale", "Árvore de Natal", "Рождественская ёлка"]),
    term(Figure::Gift, &[HOLIDAYS], "gift,present,box,ribbon,surprise", ["Gift box with ribbon", "Geschenkbox mit Schleife", "Boîte cadeau avec ruban", "Caja de regalo con lazo", "Scatola regalo con nastro", "Caixa de presente com laço", "Подарочная коробка с лентой"]),
    term(Figure::Balloon, &[HOLIDAYS], "balloon,birthday,party,celebration", ["Party balloons", "Luftballons", "Ballons de fête", "Globos de fiesta", "Palloncini", "Balões de festa", "Воздушные шары"]),
    term(Figure::Balloon, &[HOLIDAYS], "birthday,card,greeting,party", ["Birthday card", "Geburtstagskarte", "Carte d'anniversaire", "Tarjeta de cumpleaños", "Biglietto di compleanno", "Cartão de aniversário", "Открытка на день рождения"]),
    term(Figure::Gift, &[BUSINESS], "sale,discount,offer,shopping,price", ["Sale banner", "Rabatt-Banner", "Bannière de soldes", "Banner de rebajas", "Banner di saldi", "Banner de promoção", "Баннер распродажи"]),
    term(Figure::Gift, &[HOLIDAYS], "easter,eggs,spring,bunny", ["Easter eggs", "Ostereier", "Œufs de Pâques", "Huevos de Pascua", "Uova di Pasqua", "Ovos de Páscoa", "Пасхальные яйца"]),
    term(Figure::Flower, &[NATURE, BACKGROUNDS], "flower,floral,bloom,spring", ["Floral ornament", "Blumenornament", "Ornement floral", "Ornamento floral", "Ornamento floreale", "Ornamento floral", "Цветочный орнамент"]),
    term(Figure::Flower, &[NATURE], "rose,flower,bouquet,bloom", ["Bouquet of roses", "Rosenstrauß", "Bouquet de roses", "Ramo de rosas", "Mazzo di rose", "Buquê de rosas", "Букет роз"]),
    term(Figure::Leaf, &[NATURE, BACKGROUNDS], "leaf,tropical,palm,jungle", ["Tropical leaves", "Tropische Blätter", "Feuilles tropicales", "Hojas tropicales", "Foglie tropicali", "Folhas tropicais", "Тропические листья"]),
    term(Figure::Leaf, &[NATURE, SIGNS], "leaf,ecology,organic,bio,green", ["Organic label", "Bio-Label", "Label bio", "Etiqueta orgánica", "Etichetta biologica", "Rótulo orgânico", "Эко-этикетка"]),
    term(Figure::Globe, &[SIGNS, BUSINESS], "world,map,earth,planet,global", ["World map", "Weltkarte", "Carte du monde", "Mapa del mundo", "Mappa del mondo", "Mapa-múndi", "Карта мира"]),
    term(Figure::Globe, &[SIGNS], "earth,planet,globe,ecology", ["Planet Earth", "Planet Erde", "Planète Terre", "Planeta Tierra", "Pianeta Terra", "Planeta Terra", "Планета Земля"]),
    term(Figure::Gear, &[SIGNS, TECHNOLOGY], "icon,settings,interface,web", ["Web icons", "Web-Icons", "Icônes web", "Iconos web", "Icone web", "Ícones web", "Веб-иконки"]),
    term(Figure::Chart, &[BUSINESS, SIGNS], "infographic,diagram,presentation,steps", ["Infographic template", "Infografik-Vorlage", "Modèle d'infographie", "Plantilla de infografía", "Modello di infografica", "Modelo de infográfico", "Шаблон инфографики"]),
    term(Figure::Bulb, &[SIGNS, BUSINESS], "logo,emblem,badge,brand", ["Logo template", "Logo-Vorlage", "Modèle de logo", "Plantilla de logotipo", "Modello di logo", "Modelo de logotipo", "Шаблон логотипа"]),
    term(Figure::Phone, &[SIGNS, TECHNOLOGY], "app,interface,mobile,screen", ["App interface", "App-Oberfläche", "Interface d'application", "Interfaz de aplicación", "Interfaccia di un'app", "Interface de aplicativo", "Интерфейс приложения"]),
    term(Figure::Cat, &[SIGNS], "cartoon,cute,character,animal,cat", ["Cute cartoon cat", "Niedliche Cartoon-Katze", "Chat mignon de dessin animé", "Gato de dibujos animados", "Simpatico gatto dei cartoni", "Gato fofo de desenho", "Милый мультяшный кот"]),
    term(Figure::Rabbit, &[SIGNS], "cartoon,cute,character,animal,bunny", ["Cute cartoon bunny", "Niedlicher Cartoon-Hase", "Lapin mignon de dessin animé", "Conejito de dibujos animados", "Simpatico coniglietto dei cartoni", "Coelhinho fofo de desenho", "Милый мультяшный зайчик"]),
    term(Figure::Mountain, &[NATURE], "landscape,mountains,poster,travel", ["Mountain landscape poster", "Poster mit Berglandschaft", "Affiche de paysage de montagne", "Póster de paisaje de montaña", "Poster di paesaggio montano", "Pôster de paisagem de montanha", "Постер с горным пейзажем"]),
    term(Figure::Skyline, &[OBJECTS], "city,skyline,buildings,silhouette", ["City silhouette", "Stadtsilhouette", "Silhouette de ville", "Silueta de ciudad", "Profilo di città", "Silhueta de cidade", "Силуэт города"]),
    term(Figure::House, &[OBJECTS], "house,home,cartoon,building", ["Little houses", "Kleine Häuser", "Petites maisons", "Casitas", "Piccole case", "Casinhas", "Маленькие домики"]),
    term(Figure::Boat, &[OBJECTS], "sea,anchor,ship,marine,nautical", ["Sailing ships", "Segelschiffe", "Voiliers", "Barcos de vela", "Velieri", "Barcos à vela", "Парусники"]),
    term(Figure::Cup, &[OBJECTS], "coffee,menu,cafe,drink", ["Coffee menu", "Kaffeekarte", "Carte de cafés", "Carta de cafés", "Menù di caffè", "Cardápio de cafés", "Кофейное меню"]),
    term(Figure::Fruit, &[OBJECTS], "fruit,food,summer,fresh", ["Summer fruits", "Sommerfrüchte", "Fruits d'été", "Frutas de verano", "Frutti estivi", "Frutas de verão", "Летние фрукты"]),
    term(Figure::Butterfly, &[NATURE], "butterfly,insect,wings,spring", ["Butterflies", "Schmetterlinge", "Papillons", "Mariposas", "Farfalle", "Borboletas", "Бабочки"]),
    term(Figure::Note, &[OBJECTS], "music,note,melody,concert", ["Music notes", "Musiknoten", "Notes de musique", "Notas musicales", "Note musicali", "Notas musicais", "Музыкальные ноты"]),
];

#[rustfmt::skip]
const SCENES: [Term<Place>; 16] = [
    term(Place::Abstract, &[BACKGROUNDS], "seamless,pattern,repeat,textile", ["as a seamless pattern", "als nahtloses Muster", "en motif sans couture", "como patrón sin costuras", "come motivo senza cuciture", "como padrão sem emendas", "бесшовным узором"]),
    term(Place::Abstract, &[BACKGROUNDS], "background,backdrop,wallpaper", ["as an abstract background", "als abstrakter Hintergrund", "en arrière-plan abstrait", "como fondo abstracto", "come sfondo astratto", "como fundo abstrato", "абстрактным фоном"]),
    term(Place::Abstract, &[BACKGROUNDS], "wallpaper,textile,fabric,print", ["for wallpaper and textiles", "für Tapeten und Textilien", "pour papiers peints et textiles", "para papel pintado y textiles", "per carta da parati e tessuti", "para papel de parede e tecidos", "для обоев и тканей"]),
    term(Place::Abstract, &[BACKGROUNDS], "gradient,blur,smooth", ["with a soft gradient", "mit weichem Farbverlauf", "avec un dégradé doux", "con un degradado suave", "con una sfumatura delicata", "com um degradê suave", "с мягким градиентом"]),
    term(Place::Studio, &[], "isolated,white background,clip art", ["isolated on white", "freigestellt auf Weiß", "sur fond blanc", "sobre fondo blanco", "su sfondo bianco", "sobre fundo branco", "на белом фоне"]),
    term(Place::Studio, &[], "set,collection,bundle", ["in a big set", "im großen Set", "dans un grand ensemble", "en un gran conjunto", "in un grande set", "em um grande conjunto", "в большом наборе"]),
    term(Place::Studio, &[], "banner,header,template", ["on a wide banner", "auf einem breiten Banner", "sur une large bannière", "en un banner ancho", "su un ampio banner", "em um banner largo", "на широком баннере"]),
    term(Place::Studio, &[], "card,greeting,invitation", ["on a greeting card", "auf einer Grußkarte", "sur une carte de vœux", "en una tarjeta de felicitación", "su un biglietto d'auguri", "em um cartão comemorativo", "на поздравительной открытке"]),
    term(Place::Studio, &[], "poster,print,wall art", ["on a poster", "auf einem Poster", "sur une affiche", "en un póster", "su un poster", "em um pôster", "на постере"]),
    term(Place::Studio, &[], "frame,border,copy space", ["with a decorative frame", "mit dekorativem Rahmen", "avec un cadre décoratif", "con un marco decorativo", "con una cornice decorativa", "com uma moldura decorativa", "с декоративной рамкой"]),
    term(Place::Studio, &[], "sticker,label,badge", ["as stickers", "als Aufkleber", "en autocollants", "como pegatinas", "come adesivi", "como adesivos", "в виде наклеек"]),
    term(Place::Studio, &[], "hand drawn,sketch,doodle", ["in hand-drawn form", "von Hand gezeichnet", "à main levée", "a mano alzada", "a mano libera", "à mão livre", "от руки"]),
    term(Place::Sky, &[NATURE], "sky,clouds,landscape", ["against a cloudy sky", "vor bewölktem Himmel", "sur fond de ciel nuageux", "contra un cielo nublado", "contro un cielo nuvoloso", "contra um céu nublado", "на фоне облачного неба"]),
    term(Place::Night, &[NATURE], "night,stars,moon", ["against a night sky", "vor dem Nachthimmel", "sur fond de ciel nocturne", "contra un cielo nocturno", "contro un cielo notturno", "contra um céu noturno", "на фоне ночного неба"]),
    term(Place::Meadow, &[NATURE], "landscape,hills,grass", ["in a rolling landscape", "in hügeliger Landschaft", "dans un paysage vallonné", "en un paisaje de colinas", "in un paesaggio collinare", "em uma paisagem de colinas", "на фоне холмов"]),
    term(Place::Snow, &[NATURE], "snow,winter,landscape", ["in a winter landscape", "in einer Winterlandschaft", "dans un paysage d'hiver", "en un paisaje invernal", "in un paesaggio invernale", "em uma paisagem de inverno", "на фоне зимнего пейзажа"]),
];
