//! Food and drink.

use super::{Figure, Place, Source, Term, look, term, things};
use crate::sandbox::catalog::{
    category::{FOOD, HEALTH, HOLIDAYS, INTERIORS, OUTDOOR},
    frame::Weights,
};

/// The family.
pub(super) fn source() -> Source {
    Source {
        subjects: things(&SUBJECTS),
        scenes: &SCENES,
        looks: look::photographic(),
        frames: Weights { vector: 150, video: 140, audio: 0, editorial: 15, ai_generated: 40 },
        purpose: [
            "Healthy eating and home cooking concept.",
            "Konzept für gesunde Ernährung und hausgemachtes Essen.",
            "Concept d'alimentation saine et de cuisine maison.",
            "Concepto de alimentación sana y cocina casera.",
            "Concetto di alimentazione sana e cucina casalinga.",
            "Conceito de alimentação saudável e comida caseira.",
            "Концепция здорового питания и домашней кухни.",
        ],
        look_in_title: true,
    }
}

#[rustfmt::skip]
const SUBJECTS: [Term<Figure>; 32] = [
    term(Figure::Cup, &[FOOD], "coffee,espresso,hot,drink,breakfast", ["Cup of coffee", "Tasse Kaffee", "Tasse de café", "Taza de café", "Tazza di caffè", "Xícara de café", "Чашка кофе"]),
    term(Figure::Cup, &[FOOD], "coffee,milk,latte art,foam,drink", ["Cappuccino", "Cappuccino", "Cappuccino", "Capuchino", "Cappuccino", "Cappuccino", "Капучино"]),
    term(Figure::Cup, &[FOOD], "tea,hot,drink,mint,lemon", ["Cup of green tea", "Tasse grüner Tee", "Tasse de thé vert", "Taza de té verde", "Tazza di tè verde", "Xícara de chá verde", "Чашка зелёного чая"]),
    term(Figure::Cup, &[FOOD], "cocoa,hot,drink,marshmallow,sweet", ["Hot chocolate", "Heiße Schokolade", "Chocolat chaud", "Chocolate caliente", "Cioccolata calda", "Chocolate quente", "Горячий шоколад"]),
    term(Figure::Glass, &[FOOD], "wine,alcohol,drink,restaurant", ["Glass of red wine", "Glas Rotwein", "Verre de vin rouge", "Copa de vino tinto", "Calice di vino rosso", "Taça de vinho tinto", "Бокал красного вина"]),
    term(Figure::Glass, &[FOOD], "champagne,alcohol,drink,celebration", ["Glass of champagne", "Glas Champagner", "Coupe de champagne", "Copa de champán", "Calice di champagne", "Taça de champanhe", "Бокал шампанского"]),
    term(Figure::Glass, &[FOOD, HEALTH], "juice,orange,drink,vitamin,fresh", ["Orange juice", "Orangensaft", "Jus d'orange", "Zumo de naranja", "Succo d'arancia", "Suco de laranja", "Апельсиновый сок"]),
    term(Figure::Glass, &[FOOD, HEALTH], "smoothie,detox,drink,vitamin,spinach", ["Green smoothie", "Grüner Smoothie", "Smoothie vert", "Batido verde", "Frullato verde", "Smoothie verde", "Зелёный смузи"]),
    term(Figure::Bottle, &[FOOD], "oil,olive,cooking,mediterranean", ["Bottle of olive oil", "Flasche Olivenöl", "Bouteille d'huile d'olive", "Botella de aceite de oliva", "Bottiglia di olio d'oliva", "Garrafa de azeite", "Бутылка оливкового масла"]),
    term(Figure::Bottle, &[FOOD], "beer,alcohol,drink,pub", ["Bottle of cold beer", "Flasche kaltes Bier", "Bouteille de bière fraîche", "Botella de cerveza fría", "Bottiglia di birra fredda", "Garrafa de cerveja gelada", "Бутылка холодного пива"]),
    term(Figure::Bottle, &[FOOD, HEALTH], "milk,dairy,drink,calcium", ["Bottle of milk", "Flasche Milch", "Bouteille de lait", "Botella de leche", "Bottiglia di latte", "Garrafa de leite", "Бутылка молока"]),
    term(Figure::Bottle, &[FOOD], "honey,jar,bee,sweet", ["Jar of honey", "Glas Honig", "Pot de miel", "Tarro de miel", "Vasetto di miele", "Pote de mel", "Банка мёда"]),
    term(Figure::Fruit, &[FOOD, HEALTH], "fruit,fresh,organic,vitamin", ["Red apples", "Rote Äpfel", "Pommes rouges", "Manzanas rojas", "Mele rosse", "Maçãs vermelhas", "Красные яблоки"]),
    term(Figure::Fruit, &[FOOD, HEALTH], "fruit,citrus,fresh,vitamin", ["Fresh oranges", "Frische Orangen", "Oranges fraîches", "Naranjas frescas", "Arance fresche", "Laranjas frescas", "Свежие апельсины"]),
    term(Figure::Fruit, &[FOOD, HEALTH], "fruit,berry,fresh,summer", ["Ripe strawberries", "Reife Erdbeeren", "Fraises mûres", "Fresas maduras", "Fragole mature", "Morangos maduros", "Спелая клубника"]),
    term(Figure::Fruit, &[FOOD, HEALTH], "fruit,citrus,sour,yellow", ["Sliced lemons", "Zitronenscheiben", "Citrons tranchés", "Limones en rodajas", "Limoni a fette", "Limões fatiados", "Нарезанные лимоны"]),
    term(Figure::Vegetable, &[FOOD, HEALTH], "vegetable,fresh,organic,vegan", ["Fresh tomatoes", "Frische Tomaten", "Tomates fraîches", "Tomates frescos", "Pomodori freschi", "Tomates frescos", "Свежие помидоры"]),
    term(Figure::Vegetable, &[FOOD, HEALTH], "vegetable,fresh,organic,vegan,root", ["Bunch of carrots", "Bund Karotten", "Botte de carottes", "Manojo de zanahorias", "Mazzo di carote", "Maço de cenouras", "Пучок моркови"]),
    term(Figure::Vegetable, &[FOOD, HEALTH], "vegetable,green,toast,vegan", ["Ripe avocado", "Reife Avocado", "Avocat mûr", "Aguacate maduro", "Avocado maturo", "Abacate maduro", "Спелый авокадо"]),
    term(Figure::Vegetable, &[FOOD], "vegetable,autumn,halloween,harvest", ["Orange pumpkin", "Oranger Kürbis", "Citrouille orange", "Calabaza naranja", "Zucca arancione", "Abóbora laranja", "Оранжевая тыква"]),
    term(Figure::Bowl, &[FOOD, HEALTH], "salad,vegetables,healthy,vegan,lunch", ["Bowl of fresh salad", "Schüssel mit frischem Salat", "Bol de salade fraîche", "Bol de ensalada fresca", "Ciotola di insalata fresca", "Tigela de salada fresca", "Миска свежего салата"]),
    term(Figure::Bowl, &[FOOD], "soup,vegetables,hot,dinner", ["Vegetable soup", "Gemüsesuppe", "Soupe de légumes", "Sopa de verduras", "Zuppa di verdure", "Sopa de legumes", "Овощной суп"]),
    term(Figure::Bowl, &[FOOD, HEALTH], "oatmeal,breakfast,berries,muesli", ["Bowl of muesli with berries", "Müsli mit Beeren", "Bol de muesli aux baies", "Bol de muesli con bayas", "Ciotola di muesli con frutti di bosco", "Tigela de granola com frutas vermelhas", "Мюсли с ягодами"]),
    term(Figure::Bowl, &[FOOD], "noodles,asian,japanese,soup", ["Ramen noodle soup", "Ramen-Nudelsuppe", "Soupe de nouilles ramen", "Sopa de fideos ramen", "Zuppa di ramen", "Sopa de macarrão lámen", "Суп рамен с лапшой"]),
    term(Figure::Plate, &[FOOD], "pasta,italian,tomato,dinner", ["Plate of spaghetti", "Teller Spaghetti", "Assiette de spaghettis", "Plato de espaguetis", "Piatto di spaghetti", "Prato de espaguete", "Тарелка спагетти"]),
    term(Figure::Plate, &[FOOD], "italian,cheese,baked,dinner", ["Homemade pizza", "Hausgemachte Pizza", "Pizza maison", "Pizza casera", "Pizza fatta in casa", "Pizza caseira", "Домашняя пицца"]),
    term(Figure::Plate, &[FOOD], "japanese,fish,rice,asian,seafood", ["Sushi rolls", "Sushi-Rollen", "Rouleaux de sushi", "Rollos de sushi", "Rotolini di sushi", "Rolinhos de sushi", "Суши-роллы"]),
    term(Figure::Plate, &[FOOD], "meat,beef,grill,dinner,barbecue", ["Grilled steak", "Gegrilltes Steak", "Steak grillé", "Bistec a la parrilla", "Bistecca alla griglia", "Bife grelhado", "Стейк на гриле"]),
    term(Figure::Cake, &[FOOD, HOLIDAYS], "cake,dessert,sweet,party,birthday", ["Birthday cake", "Geburtstagstorte", "Gâteau d'anniversaire", "Tarta de cumpleaños", "Torta di compleanno", "Bolo de aniversário", "Праздничный торт"]),
    term(Figure::Cake, &[FOOD], "cake,dessert,sweet,cocoa", ["Chocolate cake", "Schokoladenkuchen", "Gâteau au chocolat", "Pastel de chocolate", "Torta al cioccolato", "Bolo de chocolate", "Шоколадный торт"]),
    term(Figure::Bread, &[FOOD], "bread,bakery,baked,wheat,loaf", ["Fresh bread", "Frisches Brot", "Pain frais", "Pan fresco", "Pane fresco", "Pão fresco", "Свежий хлеб"]),
    term(Figure::Bread, &[FOOD], "pastry,bakery,breakfast,french", ["Croissants", "Croissants", "Croissants", "Cruasanes", "Cornetti", "Croissants", "Круассаны"]),
];

#[rustfmt::skip]
const SCENES: [Term<Place>; 16] = [
    term(Place::Table, &[], "wood,wooden,table,rustic", ["on a wooden table", "auf einem Holztisch", "sur une table en bois", "sobre una mesa de madera", "su un tavolo di legno", "sobre uma mesa de madeira", "на деревянном столе"]),
    term(Place::Table, &[], "marble,table,elegant", ["on a marble table", "auf einem Marmortisch", "sur une table en marbre", "sobre una mesa de mármol", "su un tavolo di marmo", "sobre uma mesa de mármore", "на мраморном столе"]),
    term(Place::Table, &[], "tablecloth,linen,table", ["on a linen tablecloth", "auf einer Leinentischdecke", "sur une nappe en lin", "sobre un mantel de lino", "su una tovaglia di lino", "sobre uma toalha de linho", "на льняной скатерти"]),
    term(Place::Table, &[], "stone,slate,board", ["on a slate board", "auf einer Schieferplatte", "sur une ardoise", "sobre una pizarra", "su un tagliere di ardesia", "sobre uma tábua de ardósia", "на сланцевой доске"]),
    term(Place::Studio, &[], "isolated,cutout,white background,copy space", ["isolated on white background", "freigestellt auf weißem Hintergrund", "sur fond blanc", "aislado sobre fondo blanco", "su sfondo bianco", "isolado em fundo branco", "на белом фоне"]),
    term(Place::Studio, &[], "copy space,background,color", ["on a colored background", "auf farbigem Hintergrund", "sur fond de couleur", "sobre fondo de color", "su sfondo colorato", "em fundo colorido", "на цветном фоне"]),
    term(Place::Studio, &[], "flat lay,top view,from above", ["in a top view", "in der Draufsicht", "en vue de dessus", "en vista superior", "con vista dall'alto", "em vista superior", "вид сверху"]),
    term(Place::Studio, &[], "levitation,flying,creative", ["floating in the air", "in der Luft schwebend", "flottant dans les airs", "flotando en el aire", "sospeso in aria", "flutuando no ar", "в воздухе"]),
    term(Place::Room, &[INTERIORS], "kitchen,home,cooking", ["in a country kitchen", "in einer Landhausküche", "dans une cuisine de campagne", "en una cocina rústica", "in una cucina di campagna", "em uma cozinha rústica", "на деревенской кухне"]),
    term(Place::Room, &[INTERIORS], "restaurant,dining,dinner", ["in a restaurant", "in einem Restaurant", "dans un restaurant", "en un restaurante", "in un ristorante", "em um restaurante", "в ресторане"]),
    term(Place::Room, &[INTERIORS], "window,home,cozy", ["by the window", "am Fenster", "près de la fenêtre", "junto a la ventana", "vicino alla finestra", "perto da janela", "у окна"]),
    term(Place::Room, &[INTERIORS], "bed,breakfast,morning,home", ["on a breakfast tray in bed", "auf einem Frühstückstablett im Bett", "sur un plateau de petit déjeuner au lit", "en una bandeja de desayuno en la cama", "su un vassoio per la colazione a letto", "em uma bandeja de café da manhã na cama", "на подносе для завтрака в постели"]),
    term(Place::Meadow, &[OUTDOOR], "picnic,grass,summer,outdoors", ["at a picnic on the grass", "beim Picknick im Gras", "lors d'un pique-nique sur l'herbe", "en un picnic sobre la hierba", "durante un picnic sull'erba", "em um piquenique na grama", "на пикнике на траве"]),
    term(Place::Forest, &[OUTDOOR], "garden,outdoors,green", ["in a garden", "in einem Garten", "dans un jardin", "en un jardín", "in un giardino", "em um jardim", "в саду"]),
    term(Place::Beach, &[OUTDOOR], "beach,sea,summer,vacation", ["at a beach bar", "an einer Strandbar", "dans un bar de plage", "en un chiringuito de playa", "in un bar sulla spiaggia", "em um bar de praia", "в пляжном баре"]),
    term(Place::City, &[], "market,street food,urban", ["at a street market", "auf einem Straßenmarkt", "sur un marché de rue", "en un mercado callejero", "in un mercato di strada", "em uma feira de rua", "на уличном рынке"]),
];
