//! Business, technology, and things.

use super::{Figure, Place, Source, Term, look, term, things};
use crate::sandbox::catalog::{
    category::{BUSINESS, EDUCATION, HEALTH, INDUSTRY, INTERIORS, OBJECTS, SCIENCE, TECHNOLOGY, TRANSPORT},
    frame::Weights,
};

/// The family.
pub(super) fn source() -> Source {
    Source {
        subjects: things(&SUBJECTS),
        scenes: &SCENES,
        looks: look::photographic(),
        frames: Weights { vector: 300, video: 140, audio: 0, editorial: 30, ai_generated: 60 },
        purpose: [
            "Business, technology and innovation concept.",
            "Konzept für Wirtschaft, Technologie und Innovation.",
            "Concept d'entreprise, de technologie et d'innovation.",
            "Concepto de negocios, tecnología e innovación.",
            "Concetto di affari, tecnologia e innovazione.",
            "Conceito de negócios, tecnologia e inovação.",
            "Концепция бизнеса, технологий и инноваций.",
        ],
        look_in_title: true,
    }
}

#[rustfmt::skip]
const SUBJECTS: [Term<Figure>; 32] = [
    term(Figure::Laptop, &[TECHNOLOGY, BUSINESS], "laptop,notebook,computer,screen,mockup", ["Open laptop", "Aufgeklappter Laptop", "Ordinateur portable ouvert", "Portátil abierto", "Portatile aperto", "Laptop aberto", "Открытый ноутбук"]),
    term(Figure::Laptop, &[TECHNOLOGY], "computer,monitor,desktop,screen", ["Computer monitor", "Computermonitor", "Écran d'ordinateur", "Monitor de ordenador", "Monitor del computer", "Monitor de computador", "Компьютерный монитор"]),
    term(Figure::Laptop, &[TECHNOLOGY], "code,programming,developer,software,screen", ["Program code on a screen", "Programmcode auf einem Bildschirm", "Code informatique sur un écran", "Código de programa en una pantalla", "Codice di programma su uno schermo", "Código de programa em uma tela", "Программный код на экране"]),
    term(Figure::Laptop, &[TECHNOLOGY, BUSINESS], "security,lock,data,protection,cyber", ["Laptop with a padlock", "Laptop mit Vorhängeschloss", "Ordinateur portable avec un cadenas", "Portátil con un candado", "Portatile con un lucchetto", "Laptop com um cadeado", "Ноутбук с навесным замком"]),
    term(Figure::Phone, &[TECHNOLOGY], "smartphone,mobile,screen,app,mockup", ["Smartphone", "Smartphone", "Smartphone", "Teléfono inteligente", "Smartphone", "Smartphone", "Смартфон"]),
    term(Figure::Phone, &[TECHNOLOGY], "tablet,screen,app,device", ["Tablet computer", "Tablet-Computer", "Tablette numérique", "Tableta digital", "Tablet digitale", "Tablet digital", "Планшетный компьютер"]),
    term(Figure::Phone, &[TECHNOLOGY, BUSINESS], "shopping,payment,online,ecommerce,mobile", ["Mobile phone with online shop", "Handy mit Online-Shop", "Téléphone avec boutique en ligne", "Móvil con tienda en línea", "Cellulare con negozio online", "Celular com loja on-line", "Телефон с интернет-магазином"]),
    term(Figure::Phone, &[TECHNOLOGY], "camera,selfie,mobile,photo", ["Phone with a map", "Handy mit Landkarte", "Téléphone avec une carte", "Móvil con un mapa", "Cellulare con una mappa", "Celular com um mapa", "Телефон с картой"]),
    term(Figure::Chart, &[BUSINESS], "graph,growth,finance,statistics,success", ["Growth chart", "Wachstumsdiagramm", "Graphique de croissance", "Gráfico de crecimiento", "Grafico di crescita", "Gráfico de crescimento", "График роста"]),
    term(Figure::Chart, &[BUSINESS], "stock market,trading,investment,graph", ["Stock market chart", "Börsenchart", "Graphique boursier", "Gráfico bursátil", "Grafico di borsa", "Gráfico da bolsa", "Биржевой график"]),
    term(Figure::Chart, &[BUSINESS], "report,analysis,data,finance,graph", ["Business report", "Geschäftsbericht", "Rapport d'activité", "Informe de negocios", "Relazione aziendale", "Relatório de negócios", "Деловой отчёт"]),
    term(Figure::Chart, &[SCIENCE, TECHNOLOGY], "data,analytics,artificial intelligence,network", ["Data dashboard", "Daten-Dashboard", "Tableau de bord de données", "Panel de datos", "Pannello di dati", "Painel de dados", "Панель данных"]),
    term(Figure::Gear, &[INDUSTRY, TECHNOLOGY], "gear,machine,mechanism,engineering", ["Metal gears", "Metallzahnräder", "Engrenages métalliques", "Engranajes metálicos", "Ingranaggi di metallo", "Engrenagens de metal", "Металлические шестерёнки"]),
    term(Figure::Gear, &[INDUSTRY, TECHNOLOGY], "robot,automation,factory,machine", ["Industrial robot", "Industrieroboter", "Robot industriel", "Robot industrial", "Robot industriale", "Robô industrial", "Промышленный робот"]),
    term(Figure::Gear, &[INDUSTRY], "tools,wrench,repair,workshop", ["Set of tools", "Werkzeugset", "Jeu d'outils", "Juego de herramientas", "Set di attrezzi", "Jogo de ferramentas", "Набор инструментов"]),
    term(Figure::Gear, &[SCIENCE, TECHNOLOGY], "circuit,electronics,chip,processor", ["Computer chip", "Computerchip", "Puce électronique", "Chip de ordenador", "Chip per computer", "Chip de computador", "Компьютерный чип"]),
    term(Figure::Book, &[EDUCATION], "book,reading,paper,knowledge,library", ["Stack of books", "Bücherstapel", "Pile de livres", "Pila de libros", "Pila di libri", "Pilha de livros", "Стопка книг"]),
    term(Figure::Book, &[EDUCATION, BUSINESS], "notebook,pen,paper,writing,mockup", ["Notebook with a pen", "Notizbuch mit Stift", "Carnet avec un stylo", "Cuaderno con un bolígrafo", "Taccuino con una penna", "Caderno com uma caneta", "Блокнот с ручкой"]),
    term(Figure::Book, &[BUSINESS], "contract,signature,document,legal", ["Signed contract", "Unterschriebener Vertrag", "Contrat signé", "Contrato firmado", "Contratto firmato", "Contrato assinado", "Подписанный договор"]),
    term(Figure::Book, &[BUSINESS], "calendar,date,planning,schedule", ["Wall calendar", "Wandkalender", "Calendrier mural", "Calendario de pared", "Calendario da parete", "Calendário de parede", "Настенный календарь"]),
    term(Figure::Coins, &[BUSINESS], "money,coin,savings,finance,cash", ["Stacks of coins", "Münzstapel", "Piles de pièces", "Pilas de monedas", "Pile di monete", "Pilhas de moedas", "Стопки монет"]),
    term(Figure::Coins, &[BUSINESS], "money,banknote,cash,currency,dollar", ["Dollar banknotes", "Dollarscheine", "Billets de dollars", "Billetes de dólar", "Banconote da un dollaro", "Notas de dólar", "Долларовые купюры"]),
    term(Figure::Coins, &[BUSINESS], "money,savings,pig,finance", ["Piggy bank", "Sparschwein", "Tirelire", "Hucha", "Salvadanaio", "Cofrinho", "Копилка"]),
    term(Figure::Coins, &[BUSINESS], "card,payment,bank,plastic,shopping", ["Credit card", "Kreditkarte", "Carte de crédit", "Tarjeta de crédito", "Carta di credito", "Cartão de crédito", "Кредитная карта"]),
    term(Figure::Clock, &[OBJECTS, BUSINESS], "clock,time,deadline,watch", ["Alarm clock", "Wecker", "Réveil", "Reloj despertador", "Sveglia", "Despertador", "Будильник"]),
    term(Figure::Clock, &[OBJECTS], "watch,time,luxury,accessory", ["Wrist watch", "Armbanduhr", "Montre-bracelet", "Reloj de pulsera", "Orologio da polso", "Relógio de pulso", "Наручные часы"]),
    term(Figure::Bulb, &[OBJECTS, BUSINESS], "idea,light bulb,lamp,innovation,energy", ["Glowing light bulb", "Leuchtende Glühbirne", "Ampoule allumée", "Bombilla encendida", "Lampadina accesa", "Lâmpada acesa", "Горящая лампочка"]),
    term(Figure::Camera, &[TECHNOLOGY, OBJECTS], "camera,photo,lens,photographer", ["Vintage camera", "Alte Kamera", "Appareil photo ancien", "Cámara antigua", "Fotocamera d'epoca", "Câmera antiga", "Старинный фотоаппарат"]),
    term(Figure::House, &[BUSINESS, OBJECTS], "real estate,mortgage,home,property,key", ["Model house with keys", "Modellhaus mit Schlüsseln", "Maquette de maison avec des clés", "Casa en miniatura con llaves", "Modellino di casa con chiavi", "Casa em miniatura com chaves", "Макет дома с ключами"]),
    term(Figure::Flask, &[SCIENCE, HEALTH], "laboratory,chemistry,research,test tube", ["Laboratory flasks", "Laborkolben", "Fioles de laboratoire", "Matraces de laboratorio", "Beute da laboratorio", "Frascos de laboratório", "Лабораторные колбы"]),
    term(Figure::Flask, &[HEALTH], "medicine,pills,pharmacy,tablets", ["Pills and medicine", "Tabletten und Medikamente", "Pilules et médicaments", "Pastillas y medicamentos", "Pillole e medicinali", "Comprimidos e remédios", "Таблетки и лекарства"]),
    term(Figure::Car, &[TRANSPORT, TECHNOLOGY], "electric car,charging,vehicle,ecology", ["Electric car", "Elektroauto", "Voiture électrique", "Coche eléctrico", "Auto elettrica", "Carro elétrico", "Электромобиль"]),
];

#[rustfmt::skip]
const SCENES: [Term<Place>; 16] = [
    term(Place::Office, &[BUSINESS], "desk,office,workplace", ["on an office desk", "auf einem Schreibtisch", "sur un bureau", "en el escritorio de una oficina", "su una scrivania", "na mesa do escritório", "на офисном столе"]),
    term(Place::Office, &[BUSINESS], "meeting,office,conference", ["in a meeting room", "in einem Besprechungsraum", "dans une salle de réunion", "en una sala de reuniones", "in una sala riunioni", "em uma sala de reuniões", "в переговорной"]),
    term(Place::Office, &[BUSINESS], "startup,office,workspace", ["in a coworking space", "in einem Coworking-Space", "dans un espace de coworking", "en un espacio de coworking", "in uno spazio di coworking", "em um espaço de coworking", "в коворкинге"]),
    term(Place::Room, &[INTERIORS], "home office,home,workplace", ["in a home office", "im Homeoffice", "dans un bureau à domicile", "en una oficina en casa", "in un ufficio domestico", "em um escritório em casa", "в домашнем кабинете"]),
    term(Place::Table, &[], "wood,wooden,table", ["on a wooden table", "auf einem Holztisch", "sur une table en bois", "sobre una mesa de madera", "su un tavolo di legno", "sobre uma mesa de madeira", "на деревянном столе"]),
    term(Place::Table, &[], "glass,table,reflection", ["on a glass table", "auf einem Glastisch", "sur une table en verre", "sobre una mesa de cristal", "su un tavolo di vetro", "sobre uma mesa de vidro", "на стеклянном столе"]),
    term(Place::Table, &[], "coffee,cup,table,break", ["next to a cup of coffee", "neben einer Tasse Kaffee", "à côté d'une tasse de café", "junto a una taza de café", "accanto a una tazza di caffè", "ao lado de uma xícara de café", "рядом с чашкой кофе"]),
    term(Place::Table, &[], "plant,table,minimal", ["with a potted plant", "mit einer Topfpflanze", "avec une plante en pot", "con una planta en maceta", "con una pianta in vaso", "com uma planta em vaso", "с растением в горшке"]),
    term(Place::Studio, &[], "isolated,cutout,white background", ["isolated on white background", "freigestellt auf weißem Hintergrund", "sur fond blanc", "aislado sobre fondo blanco", "su sfondo bianco", "isolado em fundo branco", "на белом фоне"]),
    term(Place::Studio, &[], "background,color,copy space", ["on a colored background", "auf farbigem Hintergrund", "sur fond de couleur", "sobre fondo de color", "su sfondo colorato", "em fundo colorido", "на цветном фоне"]),
    term(Place::Studio, &[], "3d,render,concept", ["as a 3D rendering", "als 3D-Rendering", "en rendu 3D", "en renderizado 3D", "in rendering 3D", "em renderização 3D", "в виде 3D-рендера"]),
    term(Place::Abstract, &[TECHNOLOGY], "digital,network,futuristic,connection", ["with a digital network", "mit digitalem Netzwerk", "avec un réseau numérique", "con una red digital", "con una rete digitale", "com uma rede digital", "с цифровой сетью"]),
    term(Place::City, &[], "city,urban,skyline", ["in front of a city skyline", "vor einer Skyline", "devant un panorama urbain", "frente al horizonte de una ciudad", "davanti allo skyline di una città", "em frente ao horizonte da cidade", "на фоне города"]),
    term(Place::Sky, &[], "sky,clouds,outdoors", ["against a cloudy sky", "vor bewölktem Himmel", "sur fond de ciel nuageux", "contra un cielo nublado", "contro un cielo nuvoloso", "contra um céu nublado", "на фоне облачного неба"]),
    term(Place::Forest, &[], "ecology,green,environment", ["in green surroundings", "in grüner Umgebung", "dans un cadre verdoyant", "en un entorno verde", "in un ambiente verde", "em um ambiente verde", "среди зелени"]),
    term(Place::Night, &[], "dark,glow,light", ["glowing in the night", "leuchtend in der Nacht", "brillant dans la nuit", "brillando en la noche", "che brilla nella notte", "brilhando na noite", "в ночном сиянии"]),
];
