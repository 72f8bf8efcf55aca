//! Landscapes, cities and ways between them.

use super::{Figure, Place, Source, Term, look, term, things};
use crate::sandbox::catalog::{
    category::{ARCHITECTURE, LANDMARKS, NATURE, OUTDOOR, TRANSPORT},
    frame::Weights,
};

/// The family.
pub(super) fn source() -> Source {
    Source {
        subjects: things(&SUBJECTS),
        scenes: &SCENES,
        looks: look::photographic(),
        frames: Weights { vector: 120, video: 200, audio: 0, editorial: 90, ai_generated: 40 },
        purpose: [
            "Travel and vacation background with room for text.",
            "Hintergrund für Reise und Urlaub mit Platz für Text.",
            "Arrière-plan de voyage et de vacances avec espace pour le texte.",
            "Fondo de viajes y vacaciones con espacio para texto.",
            "Sfondo per viaggi e vacanze con spazio per il testo.",
            "Fundo de viagens e férias com espaço para texto.",
            "Фон для путешествий и отпуска с местом для текста.",
        ],
        look_in_title: true,
    }
}

#[rustfmt::skip]
const SUBJECTS: [Term<Figure>; 40] = [
    term(Figure::Mountain, &[NATURE], "alps,summit,hiking,scenery", ["Snowy mountain peak", "Verschneiter Berggipfel", "Sommet de montagne enneigé", "Cumbre de montaña nevada", "Vetta di montagna innevata", "Pico de montanha nevado", "Заснеженная горная вершина"]),
    term(Figure::Mountain, &[NATURE], "range,panorama,hiking,scenery", ["Mountain range", "Bergkette", "Chaîne de montagnes", "Cordillera", "Catena montuosa", "Cordilheira", "Горный хребет"]),
    term(Figure::Mountain, &[NATURE], "crater,lava,geology", ["Volcano", "Vulkan", "Volcan", "Volcán", "Vulcano", "Vulcão", "Вулкан"]),
    term(Figure::Mountain, &[NATURE], "cliff,rocks,erosion,geology", ["Red rock canyon", "Roter Felscanyon", "Canyon de roches rouges", "Cañón de roca roja", "Canyon di roccia rossa", "Cânion de rocha vermelha", "Каньон из красных скал"]),
    term(Figure::Lake, &[NATURE], "water,reflection,calm,scenery", ["Mountain lake", "Bergsee", "Lac de montagne", "Lago de montaña", "Lago di montagna", "Lago de montanha", "Горное озеро"]),
    term(Figure::Lake, &[NATURE], "water,stream,valley,scenery", ["Winding river", "Gewundener Fluss", "Rivière sinueuse", "Río sinuoso", "Fiume sinuoso", "Rio sinuoso", "Извилистая река"]),
    term(Figure::Lake, &[NATURE], "norway,water,cliff,scenery", ["Deep fjord", "Tiefer Fjord", "Fjord profond", "Fiordo profundo", "Fiordo profondo", "Fiorde profundo", "Глубокий фьорд"]),
    term(Figure::Waterfall, &[NATURE], "water,stream,cascade,rocks", ["Waterfall", "Wasserfall", "Cascade", "Cascada", "Cascata", "Cachoeira", "Водопад"]),
    term(Figure::Island, &[NATURE], "palm,paradise,tropical,ocean,vacation", ["Tropical island", "Tropische Insel", "Île tropicale", "Isla tropical", "Isola tropicale", "Ilha tropical", "Тропический остров"]),
    term(Figure::Island, &[NATURE], "palm tree,tropical,ocean,vacation,sand", ["Palm trees", "Palmen", "Palmiers", "Palmeras", "Palme", "Palmeiras", "Пальмы"]),
    term(Figure::Waves, &[NATURE], "surf,water,ocean,sea,power", ["Ocean waves", "Meereswellen", "Vagues de l'océan", "Olas del océano", "Onde dell'oceano", "Ondas do oceano", "Океанские волны"]),
    term(Figure::Waves, &[NATURE], "shore,bay,sea,rocks", ["Rocky coastline", "Felsige Küste", "Côte rocheuse", "Costa rocosa", "Costa rocciosa", "Costa rochosa", "Скалистое побережье"]),
    term(Figure::Tree, &[NATURE], "oak,leaves,branch,alone", ["Lonely oak tree", "Einsame Eiche", "Chêne solitaire", "Roble solitario", "Quercia solitaria", "Carvalho solitário", "Одинокий дуб"]),
    term(Figure::Tree, &[NATURE, OUTDOOR], "trees,path,woods,hiking", ["Forest path", "Waldweg", "Sentier forestier", "Sendero del bosque", "Sentiero nel bosco", "Trilha na floresta", "Лесная тропа"]),
    term(Figure::Tree, &[NATURE], "trees,pine,woods,evergreen", ["Pine trees", "Kiefern", "Pins", "Pinos", "Pini", "Pinheiros", "Сосны"]),
    term(Figure::Tree, &[NATURE, OUTDOOR], "sakura,blossom,japan,pink", ["Cherry trees in bloom", "Blühende Kirschbäume", "Cerisiers en fleurs", "Cerezos en flor", "Ciliegi in fiore", "Cerejeiras em flor", "Цветущие вишни"]),
    term(Figure::Flower, &[NATURE], "provence,field,purple,summer", ["Lavender field", "Lavendelfeld", "Champ de lavande", "Campo de lavanda", "Campo di lavanda", "Campo de lavanda", "Лавандовое поле"]),
    term(Figure::Flower, &[NATURE], "field,summer,agriculture,yellow", ["Sunflower field", "Sonnenblumenfeld", "Champ de tournesols", "Campo de girasoles", "Campo di girasoli", "Campo de girassóis", "Поле подсолнухов"]),
    term(Figure::Leaf, &[NATURE], "grape,wine,agriculture,hills", ["Green vineyard", "Grüner Weinberg", "Vignoble verdoyant", "Viñedo verde", "Vigneto verde", "Vinhedo verde", "Зелёный виноградник"]),
    term(Figure::Leaf, &[NATURE], "grain,harvest,agriculture,farm", ["Wheat field", "Weizenfeld", "Champ de blé", "Campo de trigo", "Campo di grano", "Campo de trigo", "Пшеничное поле"]),
    term(Figure::Skyline, &[ARCHITECTURE, LANDMARKS], "city,skyscraper,downtown,urban", ["Modern city skyline", "Moderne Skyline", "Panorama d'une ville moderne", "Horizonte de una ciudad moderna", "Skyline di una città moderna", "Horizonte de uma cidade moderna", "Панорама современного города"]),
    term(Figure::Skyline, &[ARCHITECTURE], "city,glass,tower,urban,business", ["Glass skyscrapers", "Gläserne Wolkenkratzer", "Gratte-ciel de verre", "Rascacielos de cristal", "Grattacieli di vetro", "Arranha-céus de vidro", "Стеклянные небоскрёбы"]),
    term(Figure::Skyline, &[LANDMARKS], "new york,manhattan,usa,city,urban", ["New York skyline", "Skyline von New York", "Panorama de New York", "Horizonte de Nueva York", "Skyline di New York", "Horizonte de Nova York", "Панорама Нью-Йорка"]),
    term(Figure::Skyline, &[LANDMARKS], "london,england,city,urban", ["London skyline", "Skyline von London", "Panorama de Londres", "Horizonte de Londres", "Skyline di Londra", "Horizonte de Londres", "Панорама Лондона"]),
    term(Figure::House, &[ARCHITECTURE, LANDMARKS], "europe,town,street,historic", ["Old town houses", "Altstadthäuser", "Maisons de la vieille ville", "Casas del casco antiguo", "Case del centro storico", "Casas da cidade velha", "Дома старого города"]),
    term(Figure::House, &[ARCHITECTURE, OUTDOOR], "cabin,cottage,rural,vacation", ["Wooden cabin", "Holzhütte", "Chalet en bois", "Cabaña de madera", "Baita di legno", "Cabana de madeira", "Деревянный домик"]),
    term(Figure::House, &[ARCHITECTURE], "village,rural,country,houses", ["Small village", "Kleines Dorf", "Petit village", "Pueblo pequeño", "Piccolo villaggio", "Pequena vila", "Маленькая деревня"]),
    term(Figure::House, &[LANDMARKS], "temple,asia,buddhism,religion", ["Ancient temple", "Antiker Tempel", "Temple ancien", "Templo antiguo", "Tempio antico", "Templo antigo", "Древний храм"]),
    term(Figure::Castle, &[LANDMARKS, ARCHITECTURE], "fortress,history,tower", ["Medieval castle", "Mittelalterliche Burg", "Château médiéval", "Castillo medieval", "Castello medievale", "Castelo medieval", "Средневековый замок"]),
    term(Figure::Castle, &[LANDMARKS, ARCHITECTURE], "church,religion,gothic,tower", ["Gothic cathedral", "Gotische Kathedrale", "Cathédrale gothique", "Catedral gótica", "Cattedrale gotica", "Catedral gótica", "Готический собор"]),
    term(Figure::Lighthouse, &[LANDMARKS], "sea,coast,beacon,navigation", ["White lighthouse", "Weißer Leuchtturm", "Phare blanc", "Faro blanco", "Faro bianco", "Farol branco", "Белый маяк"]),
    term(Figure::Lighthouse, &[LANDMARKS], "netherlands,mill,rural", ["Old windmill", "Alte Windmühle", "Vieux moulin à vent", "Viejo molino de viento", "Vecchio mulino a vento", "Velho moinho de vento", "Старая ветряная мельница"]),
    term(Figure::Bridge, &[LANDMARKS, TRANSPORT], "river,steel,engineering,road", ["Suspension bridge", "Hängebrücke", "Pont suspendu", "Puente colgante", "Ponte sospeso", "Ponte suspensa", "Подвесной мост"]),
    term(Figure::Bridge, &[LANDMARKS], "river,historic,arch", ["Old stone bridge", "Alte Steinbrücke", "Vieux pont de pierre", "Viejo puente de piedra", "Vecchio ponte di pietra", "Velha ponte de pedra", "Старый каменный мост"]),
    term(Figure::Boat, &[TRANSPORT], "sea,yacht,sailing,water", ["Sailing boat", "Segelboot", "Voilier", "Velero", "Barca a vela", "Veleiro", "Парусная лодка"]),
    term(Figure::Boat, &[TRANSPORT], "sea,fishing,harbor,water", ["Wooden fishing boat", "Hölzernes Fischerboot", "Bateau de pêche en bois", "Barco de pesca de madera", "Barca da pesca in legno", "Barco de pesca de madeira", "Деревянная рыбацкая лодка"]),
    term(Figure::Road, &[TRANSPORT], "highway,asphalt,travel,trip", ["Empty road", "Leere Straße", "Route déserte", "Carretera vacía", "Strada deserta", "Estrada vazia", "Пустая дорога"]),
    term(Figure::Car, &[TRANSPORT], "vehicle,retro,classic,trip", ["Vintage car", "Oldtimer", "Voiture ancienne", "Coche antiguo", "Auto d'epoca", "Carro antigo", "Ретроавтомобиль"]),
    term(Figure::Train, &[TRANSPORT], "railway,locomotive,trip", ["Passenger train", "Personenzug", "Train de voyageurs", "Tren de pasajeros", "Treno passeggeri", "Trem de passageiros", "Пассажирский поезд"]),
    term(Figure::Plane, &[TRANSPORT], "aircraft,airplane,flight,trip", ["Passenger plane", "Passagierflugzeug", "Avion de ligne", "Avión de pasajeros", "Aereo passeggeri", "Avião de passageiros", "Пассажирский самолёт"]),
];

#[rustfmt::skip]
const SCENES: [Term<Place>; 16] = [
    term(Place::Sky, &[], "sky,clouds,cloudscape", ["under a wide sky", "unter weitem Himmel", "sous un vaste ciel", "bajo un cielo inmenso", "sotto un ampio cielo", "sob um céu amplo", "под широким небом"]),
    term(Place::Sky, &[], "sky,clouds,weather", ["under dramatic clouds", "unter dramatischen Wolken", "sous des nuages spectaculaires", "bajo nubes dramáticas", "sotto nuvole drammatiche", "sob nuvens dramáticas", "под драматичными облаками"]),
    term(Place::Sky, &[NATURE], "sky,rain,colors,weather", ["with a rainbow", "mit Regenbogen", "avec un arc-en-ciel", "con arcoíris", "con arcobaleno", "com arco-íris", "с радугой"]),
    term(Place::Sky, &[], "aerial,drone,from above,top view", ["seen from above", "von oben gesehen", "vu d'en haut", "desde el aire", "dall'alto", "visto de cima", "с высоты птичьего полёта"]),
    term(Place::Sea, &[NATURE], "sea,ocean,coast,water", ["by the sea", "am Meer", "au bord de la mer", "junto al mar", "in riva al mare", "à beira-mar", "у моря"]),
    term(Place::Beach, &[NATURE], "beach,sand,coast,summer", ["near a sandy beach", "an einem Sandstrand", "près d'une plage de sable", "cerca de una playa de arena", "vicino a una spiaggia sabbiosa", "perto de uma praia de areia", "у песчаного пляжа"]),
    term(Place::Sea, &[], "harbor,port,coast,water", ["near the harbor", "in der Nähe des Hafens", "près du port", "cerca del puerto", "vicino al porto", "perto do porto", "возле гавани"]),
    term(Place::Mountains, &[NATURE], "mountains,alps,valley", ["in the mountains", "in den Bergen", "à la montagne", "en las montañas", "in montagna", "nas montanhas", "в горах"]),
    term(Place::Meadow, &[NATURE], "hills,meadow,countryside,grass", ["among green hills", "zwischen grünen Hügeln", "parmi les collines verdoyantes", "entre colinas verdes", "tra verdi colline", "entre colinas verdes", "среди зелёных холмов"]),
    term(Place::Meadow, &[NATURE, OUTDOOR], "flowers,meadow,wildflowers", ["behind a flower meadow", "hinter einer Blumenwiese", "derrière une prairie fleurie", "tras un prado de flores", "dietro un prato fiorito", "atrás de um prado florido", "за цветущим лугом"]),
    term(Place::Forest, &[NATURE], "forest,trees,woods", ["at the edge of a forest", "am Waldrand", "à la lisière d'une forêt", "al borde de un bosque", "ai margini di un bosco", "à beira de uma floresta", "на опушке леса"]),
    term(Place::Snow, &[NATURE], "snow,winter,cold,ice", ["after fresh snow", "nach frischem Schnee", "après la neige fraîche", "tras la nieve recién caída", "dopo la neve fresca", "depois da neve fresca", "после свежего снега"]),
    term(Place::Desert, &[NATURE], "desert,sand,dunes,heat", ["at the edge of the desert", "am Rand der Wüste", "aux portes du désert", "al borde del desierto", "ai margini del deserto", "à beira do deserto", "на краю пустыни"]),
    term(Place::City, &[ARCHITECTURE], "city,urban,town", ["near a big city", "bei einer Großstadt", "près d'une grande ville", "cerca de una gran ciudad", "vicino a una grande città", "perto de uma grande cidade", "возле большого города"]),
    term(Place::Night, &[NATURE], "stars,sky,astronomy,night", ["under a starry sky", "unter dem Sternenhimmel", "sous un ciel étoilé", "bajo un cielo estrellado", "sotto un cielo stellato", "sob um céu estrelado", "под звёздным небом"]),
    term(Place::Sky, &[], "panorama,landscape,view,scenic", ["in a panoramic view", "im Panorama", "en vue panoramique", "en vista panorámica", "in vista panoramica", "em vista panorâmica", "на панорамном снимке"]),
];
