//! Animals.

use super::{Figure, Place, Source, Term, look, term, things};
use crate::sandbox::catalog::{
    category::{ANIMALS, INTERIORS, NATURE, OUTDOOR},
    frame::Weights,
};

/// The family.
pub(super) fn source() -> Source {
    Source {
        subjects: things(&SUBJECTS),
        scenes: &SCENES,
        looks: look::photographic(),
        frames: Weights { vector: 160, video: 200, audio: 0, editorial: 20, ai_generated: 50 },
        purpose: [
            "Pets, wildlife and animal care concept.",
            "Konzept für Haustiere, Wildtiere und Tierpflege.",
            "Concept d'animaux de compagnie, de faune et de soins.",
            "Concepto de mascotas, fauna y cuidado de animales.",
            "Concetto di animali domestici, fauna selvatica e cura.",
            "Conceito de animais de estimação, vida selvagem e cuidados.",
            "Концепция домашних питомцев, дикой природы и заботы о животных.",
        ],
        look_in_title: true,
    }
}

#[rustfmt::skip]
const SUBJECTS: [Term<Figure>; 24] = [
    term(Figure::Cat, &[ANIMALS], "cat,kitty,pet,feline,cute,fluffy", ["Tabby cat", "Getigerte Katze", "Chat tigré", "Gato atigrado", "Gatto tigrato", "Gato malhado", "Полосатая кошка"]),
    term(Figure::Cat, &[ANIMALS], "cat,kitten,pet,feline,cute,baby animal", ["Little kitten", "Kleines Kätzchen", "Petit chaton", "Gatito pequeño", "Gattino", "Gatinho", "Маленький котёнок"]),
    term(Figure::Cat, &[ANIMALS], "cat,pet,feline,halloween", ["Black cat", "Schwarze Katze", "Chat noir", "Gato negro", "Gatto nero", "Gato preto", "Чёрная кошка"]),
    term(Figure::Cat, &[ANIMALS], "big cat,wildlife,africa,safari,predator,king", ["Lion", "Löwe", "Lion", "León", "Leone", "Leão", "Лев"]),
    term(Figure::Dog, &[ANIMALS], "dog,puppy,pet,canine,cute,baby animal", ["Playful puppy", "Verspielter Welpe", "Chiot joueur", "Cachorro juguetón", "Cucciolo giocoso", "Filhote brincalhão", "Игривый щенок"]),
    term(Figure::Dog, &[ANIMALS], "dog,pet,canine,loyal,friend", ["Golden retriever", "Golden Retriever", "Golden retriever", "Golden retriever", "Golden retriever", "Golden retriever", "Золотистый ретривер"]),
    term(Figure::Dog, &[ANIMALS], "dog,pet,canine,small,funny", ["French bulldog", "Französische Bulldogge", "Bouledogue français", "Bulldog francés", "Bulldog francese", "Buldogue francês", "Французский бульдог"]),
    term(Figure::Fox, &[ANIMALS], "wildlife,predator,forest,red", ["Red fox", "Rotfuchs", "Renard roux", "Zorro rojo", "Volpe rossa", "Raposa-vermelha", "Рыжая лисица"]),
    term(Figure::Bird, &[ANIMALS], "bird,parrot,feather,tropical,colorful", ["Colorful parrot", "Bunter Papagei", "Perroquet coloré", "Loro colorido", "Pappagallo colorato", "Papagaio colorido", "Яркий попугай"]),
    term(Figure::Bird, &[ANIMALS], "bird,owl,feather,wildlife,wise", ["Owl", "Eule", "Hibou", "Búho", "Gufo", "Coruja", "Сова"]),
    term(Figure::Bird, &[ANIMALS], "bird,seagull,feather,sea", ["Seagull", "Möwe", "Mouette", "Gaviota", "Gabbiano", "Gaivota", "Чайка"]),
    term(Figure::Bird, &[ANIMALS], "bird,eagle,feather,wildlife,predator", ["Golden eagle", "Steinadler", "Aigle royal", "Águila real", "Aquila reale", "Águia-real", "Беркут"]),
    term(Figure::Horse, &[ANIMALS], "horse,mare,farm,riding,mane", ["Brown horse", "Braunes Pferd", "Cheval brun", "Caballo marrón", "Cavallo marrone", "Cavalo marrom", "Гнедая лошадь"]),
    term(Figure::Horse, &[ANIMALS], "horse,farm,riding,mane,noble", ["White horse", "Weißes Pferd", "Cheval blanc", "Caballo blanco", "Cavallo bianco", "Cavalo branco", "Белая лошадь"]),
    term(Figure::Horse, &[ANIMALS], "deer,stag,antlers,wildlife,forest", ["Young deer", "Junger Hirsch", "Jeune cerf", "Ciervo joven", "Giovane cervo", "Cervo jovem", "Молодой олень"]),
    term(Figure::Horse, &[ANIMALS], "cow,cattle,farm,milk,agriculture", ["Dairy cow", "Milchkuh", "Vache laitière", "Vaca lechera", "Mucca da latte", "Vaca leiteira", "Дойная корова"]),
    term(Figure::Rabbit, &[ANIMALS], "rabbit,bunny,pet,easter,cute", ["White rabbit", "Weißes Kaninchen", "Lapin blanc", "Conejo blanco", "Coniglio bianco", "Coelho branco", "Белый кролик"]),
    term(Figure::Rabbit, &[ANIMALS], "squirrel,rodent,wildlife,nut,cute", ["Squirrel", "Eichhörnchen", "Écureuil", "Ardilla", "Scoiattolo", "Esquilo", "Белка"]),
    term(Figure::Rabbit, &[ANIMALS], "hedgehog,wildlife,spines,cute", ["Hedgehog", "Igel", "Hérisson", "Erizo", "Riccio", "Ouriço", "Ёж"]),
    term(Figure::Elephant, &[ANIMALS], "elephant,wildlife,africa,safari,trunk", ["African elephant", "Afrikanischer Elefant", "Éléphant d'Afrique", "Elefante africano", "Elefante africano", "Elefante africano", "Африканский слон"]),
    term(Figure::Fish, &[ANIMALS], "fish,aquarium,underwater,goldfish", ["Goldfish", "Goldfisch", "Poisson rouge", "Pez dorado", "Pesce rosso", "Peixe-dourado", "Золотая рыбка"]),
    term(Figure::Fish, &[ANIMALS], "dolphin,ocean,underwater,wildlife,mammal", ["Dolphin", "Delfin", "Dauphin", "Delfín", "Delfino", "Golfinho", "Дельфин"]),
    term(Figure::Butterfly, &[ANIMALS], "butterfly,insect,wings,macro", ["Monarch butterfly", "Monarchfalter", "Papillon monarque", "Mariposa monarca", "Farfalla monarca", "Borboleta-monarca", "Бабочка монарх"]),
    term(Figure::Butterfly, &[ANIMALS], "bee,insect,wings,pollen,macro,honey", ["Honey bee", "Honigbiene", "Abeille", "Abeja", "Ape", "Abelha", "Медоносная пчела"]),
];

#[rustfmt::skip]
const SCENES: [Term<Place>; 16] = [
    term(Place::Meadow, &[NATURE], "grass,green,outdoors", ["in the grass", "im Gras", "dans l'herbe", "en la hierba", "nell'erba", "na grama", "в траве"]),
    term(Place::Meadow, &[NATURE], "flowers,meadow,outdoors", ["among wildflowers", "zwischen Wildblumen", "parmi les fleurs sauvages", "entre flores silvestres", "tra fiori selvatici", "entre flores silvestres", "среди полевых цветов"]),
    term(Place::Forest, &[NATURE], "forest,trees,woods,outdoors", ["in the forest", "im Wald", "dans la forêt", "en el bosque", "nella foresta", "na floresta", "в лесу"]),
    term(Place::Forest, &[OUTDOOR], "garden,bush,outdoors", ["in the garden", "im Garten", "dans le jardin", "en el jardín", "in giardino", "no jardim", "в саду"]),
    term(Place::Beach, &[NATURE], "beach,sand,sea,outdoors", ["on the beach", "am Strand", "sur la plage", "en la playa", "sulla spiaggia", "na praia", "на пляже"]),
    term(Place::Sea, &[NATURE], "water,sea,shore,outdoors", ["at the water's edge", "am Wasser", "au bord de l'eau", "a la orilla del agua", "in riva all'acqua", "à beira da água", "у воды"]),
    term(Place::Mountains, &[NATURE], "mountains,rocks,outdoors", ["in the mountains", "in den Bergen", "à la montagne", "en las montañas", "in montagna", "nas montanhas", "в горах"]),
    term(Place::Snow, &[NATURE], "snow,winter,cold,outdoors", ["in the snow", "im Schnee", "dans la neige", "en la nieve", "nella neve", "na neve", "в снегу"]),
    term(Place::Desert, &[NATURE], "savanna,desert,dry,outdoors", ["in a dry landscape", "in trockener Landschaft", "dans un paysage aride", "en un paisaje árido", "in un paesaggio arido", "em uma paisagem árida", "на фоне сухой степи"]),
    term(Place::Sky, &[NATURE], "sky,clouds,outdoors", ["against the sky", "vor dem Himmel", "sur fond de ciel", "contra el cielo", "contro il cielo", "contra o céu", "на фоне неба"]),
    term(Place::City, &[], "city,street,urban", ["in the city", "in der Stadt", "en ville", "en la ciudad", "in città", "na cidade", "в городе"]),
    term(Place::Room, &[INTERIORS], "home,sofa,indoors,cozy", ["on the sofa at home", "zu Hause auf dem Sofa", "sur le canapé à la maison", "en el sofá de casa", "sul divano di casa", "no sofá de casa", "дома на диване"]),
    term(Place::Room, &[INTERIORS], "home,window,indoors", ["by the window", "am Fenster", "près de la fenêtre", "junto a la ventana", "vicino alla finestra", "perto da janela", "у окна"]),
    term(Place::Studio, &[], "isolated,cutout,white background", ["isolated on white background", "freigestellt auf weißem Hintergrund", "sur fond blanc", "aislado sobre fondo blanco", "su sfondo bianco", "isolado em fundo branco", "на белом фоне"]),
    term(Place::Studio, &[], "studio,portrait,background", ["in a studio portrait", "im Studioporträt", "en portrait de studio", "en un retrato de estudio", "in un ritratto in studio", "em um retrato de estúdio", "на студийном портрете"]),
    term(Place::Night, &[NATURE], "moon,night,dark,stars", ["under the moon", "unter dem Mond", "sous la lune", "bajo la luna", "sotto la luna", "sob a lua", "под луной"]),
];
