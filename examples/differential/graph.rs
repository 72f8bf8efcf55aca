//! A small graph with everything that can go wrong in one: errors and nulls where they are allowed and where they are
//! not, lists of lists, interfaces, a union. All of it follows from one number; `tests/js/differential/small.js` is the
//! same in JavaScript.

use std::sync::{
    Arc,
    atomic::{AtomicI32, Ordering::SeqCst},
};

use async_graphql::{
    Context, Enum, Error, ErrorExtensions as _, ID, InputObject, Interface, Json, MaybeUndefined, Object,
    Subscription as Stream, Union,
};
use futures::stream;
use portico::graphql::nullable::Nullable;
use serde::Serialize;
use serde_json::{Value, json};

/// What the mutations of one operation have added up to.
#[derive(Clone, Default)]
pub(crate) struct Total(Arc<AtomicI32>);

impl Total {
    pub(crate) fn reset(&self) {
        self.0.store(0, SeqCst);
    }

    fn add(&self, number: i32) -> i32 {
        self.0.fetch_add(number, SeqCst) + number
    }
}

#[derive(Clone, Copy, Enum, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Mood {
    Calm,
    Merry,
    Wild,
}

/// What `echo` gets is what it says: absent is absent, null is null.
#[derive(InputObject, Serialize)]
struct Wish {
    #[graphql(default = 3)]
    count: i32,
    mood: Mood,
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    tags: MaybeUndefined<Vec<String>>,
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    inner: MaybeUndefined<Box<Wish>>,
    #[graphql(default_with = "Some(\"none\".to_owned())")]
    note: Option<String>,
}

#[derive(Clone, Copy)]
struct Thing(i32);
struct Cat(i32);
struct Dog(i32);
struct Robot(i32);

#[expect(clippy::duplicated_attributes, reason = "two fields may be of one type")]
#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "ID"),
    field(name = "name", ty = "String"),
    field(name = "friend", ty = "Nullable<Pet>"),
    field(name = "strict", ty = "String"),
    field(name = "thing", ty = "Option<Thing>", arg(name = "add", ty = "i32", default = 1))
)]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[derive(Interface)]
#[graphql(field(name = "name", ty = "String"), field(name = "maker", ty = "Nullable<Named>"))]
enum Named {
    Cat(Cat),
    Robot(Robot),
}

#[derive(Union)]
enum Animal {
    Cat(Cat),
    Dog(Dog),
    Robot(Robot),
}

fn failed(what: &str, number: i32) -> Error {
    Error::new(format!("{what} {number}")).extend_with(|_, values| values.set("code", "UPSTREAM_REJECTED"))
}

fn pet(number: i32) -> Pet {
    if number % 2 == 0 { Pet::Cat(Cat(number)) } else { Pet::Dog(Dog(number)) }
}

fn named(number: i32) -> Named {
    if number % 2 == 0 { Named::Cat(Cat(number)) } else { Named::Robot(Robot(number)) }
}

fn animal(number: i32) -> Animal {
    match number % 3 {
        0 => Animal::Cat(Cat(number)),
        1 => Animal::Dog(Dog(number)),
        _ => Animal::Robot(Robot(number)),
    }
}

/// Null, an error or a value.
fn perhaps<T>(what: &str, number: i32, value: T) -> Nullable<T> {
    match number % 4 {
        1 => Nullable::ok(None),
        2 => Err::<Option<T>, _>(failed(what, number)).into(),
        _ => Nullable::ok(Some(value)),
    }
}

fn certainly<T>(what: &str, number: i32, value: T) -> Result<T, Error> {
    if number % 5 == 3 { Err(failed(what, number)) } else { Ok(value) }
}

#[Object]
impl Thing {
    async fn number(&self) -> i32 {
        self.0
    }
    async fn half(&self) -> f64 {
        f64::from(self.0) / 2.0
    }
    async fn big(&self) -> bool {
        self.0 > 4
    }
    async fn text(&self) -> Option<String> {
        (self.0 % 3 != 0).then(|| format!("text {}", self.0))
    }
    async fn mood(&self) -> Option<Mood> {
        [Mood::Calm, Mood::Merry, Mood::Wild].get(usize::try_from(self.0 % 4).ok()?).copied()
    }
    async fn perhaps(&self) -> Nullable<String> {
        perhaps("perhaps", self.0, format!("perhaps {}", self.0))
    }
    async fn certain(&self) -> Result<String, Error> {
        certainly("certain", self.0, format!("certain {}", self.0))
    }
    async fn next(&self) -> Nullable<Thing> {
        perhaps("next", self.0, Thing(self.0 + 1))
    }
    async fn following(&self) -> Result<Thing, Error> {
        certainly("following", self.0, Thing(self.0 + 1))
    }
    async fn things(&self, #[graphql(default = 2)] first: i32) -> Vec<Thing> {
        (0..first).map(|index| Thing(self.0 + index)).collect()
    }
    async fn sparse(&self, #[graphql(default = 3)] first: i32) -> Option<Vec<Nullable<Thing>>> {
        let item = |index| perhaps("sparse", self.0 + index, Thing(self.0 + index));
        Some((0..first).map(item).collect())
    }
    async fn grid(&self, #[graphql(default = 2)] first: i32) -> Option<Vec<Vec<Thing>>> {
        let row = |row| (0..first).map(|column| Thing(self.0 + row * first + column)).collect();
        Some((0..2).map(row).collect())
    }
    async fn loose(&self) -> Vec<Nullable<Vec<Nullable<Thing>>>> {
        let item = |number| perhaps("loose", number, Thing(number));
        let row = |row| perhaps("row", self.0 + row, (0..3).map(|column| item(self.0 + row + column)).collect());
        (0..3).map(row).collect()
    }
    async fn numbers(&self) -> Nullable<Vec<i32>> {
        perhaps("numbers", self.0, vec![self.0, 2, 1])
    }
    async fn letters(&self) -> Vec<Nullable<String>> {
        (0..3).map(|index| perhaps("letters", self.0 + index, "x".to_owned())).collect()
    }
    async fn pet(&self) -> Pet {
        pet(self.0)
    }
    async fn animal(&self) -> Option<Animal> {
        Some(animal(self.0))
    }
    async fn animals(&self, #[graphql(default = 3)] first: i32) -> Vec<Animal> {
        (0..first).map(|index| animal(self.0 + index)).collect()
    }
    async fn named(&self) -> Nullable<Named> {
        perhaps("named", self.0, named(self.0))
    }
}

#[Object]
impl Cat {
    async fn id(&self) -> ID {
        self.0.into()
    }
    async fn name(&self) -> String {
        format!("Cat {}", self.0)
    }
    async fn friend(&self) -> Nullable<Pet> {
        perhaps("friend", self.0, pet(self.0 + 1))
    }
    async fn strict(&self) -> Result<String, Error> {
        certainly("strict", self.0, "strict".to_owned())
    }
    async fn thing(&self, #[graphql(default = 1)] add: i32) -> Option<Thing> {
        Some(Thing(self.0 + add))
    }
    async fn maker(&self) -> Nullable<Named> {
        perhaps("maker", self.0, named(self.0 + 1))
    }
    async fn lives(&self) -> i32 {
        9
    }
    async fn size(&self) -> Option<i32> {
        Some(self.0)
    }
}

#[Object]
impl Dog {
    async fn id(&self) -> ID {
        self.0.into()
    }
    async fn name(&self) -> String {
        format!("Dog {}", self.0)
    }
    async fn friend(&self) -> Nullable<Pet> {
        perhaps("friend", self.0, pet(self.0 + 1))
    }
    async fn strict(&self) -> Result<String, Error> {
        certainly("strict", self.0, "strict".to_owned())
    }
    async fn thing(&self, #[graphql(default = 1)] add: i32) -> Option<Thing> {
        Some(Thing(self.0 + add))
    }
    async fn barks(&self) -> bool {
        true
    }
    async fn size(&self) -> i32 {
        self.0
    }
}

#[Object]
impl Robot {
    async fn name(&self) -> String {
        format!("Robot {}", self.0)
    }
    async fn maker(&self) -> Nullable<Named> {
        perhaps("maker", self.0, named(self.0 + 1))
    }
    async fn size(&self) -> String {
        "large".to_owned()
    }
}

pub(crate) struct Query;

#[Object]
impl Query {
    async fn thing(&self, #[graphql(default = 0)] number: i32) -> Option<Thing> {
        Some(Thing(number))
    }
    async fn certain(&self, number: i32) -> Result<Thing, Error> {
        certainly("certain", number, Thing(number))
    }
    async fn things(&self, #[graphql(default)] from: i32, #[graphql(default = 3)] first: i32) -> Option<Vec<Thing>> {
        Some((0..first).map(|index| Thing(from + index)).collect())
    }
    async fn pet(&self, #[graphql(default = 0)] number: i32) -> Nullable<Pet> {
        perhaps("pet", number, pet(number))
    }
    async fn animals(&self, #[graphql(default)] from: i32) -> Vec<Animal> {
        (0..3).map(|index| animal(from + index)).collect()
    }
    async fn named(&self, number: Option<i32>) -> Option<Named> {
        number.map(named)
    }
    #[expect(clippy::too_many_arguments, reason = "one for each kind of type")]
    async fn echo(
        &self,
        int: MaybeUndefined<i32>,
        float: MaybeUndefined<f64>,
        text: MaybeUndefined<String>,
        id: MaybeUndefined<ID>,
        flag: MaybeUndefined<bool>,
        #[graphql(default_with = "Some(Mood::Calm)")] mood: Option<Mood>,
        ints: MaybeUndefined<Vec<i32>>,
        grid: MaybeUndefined<Vec<Option<Vec<Option<i32>>>>>,
        wish: MaybeUndefined<Wish>,
        wishes: MaybeUndefined<Vec<Option<Wish>>>,
    ) -> Json<Value> {
        let mut said = json!({ "mood": mood });
        say(&mut said, "int", &int);
        say(&mut said, "float", &float);
        say(&mut said, "text", &text);
        say(&mut said, "id", &id);
        say(&mut said, "flag", &flag);
        say(&mut said, "ints", &ints);
        say(&mut said, "grid", &grid);
        say(&mut said, "wish", &wish);
        say(&mut said, "wishes", &wishes);
        Json(said)
    }
    async fn demand(
        &self,
        count: i32,
        #[graphql(default_with = "vec![Mood::Wild]")] moods: Vec<Mood>,
        #[graphql(default = true)] flag: bool,
        ids: Option<Vec<ID>>,
    ) -> Nullable<Json<Value>> {
        Nullable::ok(Some(Json(json!({ "count": count, "moods": moods, "flag": flag, "ids": ids }))))
    }
}

fn say<T: Serialize>(said: &mut Value, name: &str, value: &MaybeUndefined<T>) {
    if !value.is_undefined() {
        said[name] = json!(value);
    }
}

pub(crate) struct Mutation;

#[Object]
impl Mutation {
    async fn add(&self, ctx: &Context<'_>, #[graphql(default = 1)] number: i32) -> Thing {
        Thing(ctx.data_unchecked::<Total>().add(number))
    }
    async fn perhaps(&self, ctx: &Context<'_>) -> Nullable<Thing> {
        let number = ctx.data_unchecked::<Total>().add(1);
        perhaps("perhaps", number, Thing(number))
    }
    async fn certain(&self, ctx: &Context<'_>, wish: Option<Wish>) -> Result<i32, Error> {
        let number = ctx.data_unchecked::<Total>().add(wish.map_or(1, |wish| wish.count));
        certainly("certain", number, number)
    }
}

/// Streams cannot be asked for here; they are to be validated.
pub(crate) struct Subscription;

#[Stream]
impl Subscription {
    async fn number(&self) -> stream::Empty<i32> {
        stream::empty()
    }
    async fn thing(&self, #[graphql(default)] from: i32) -> stream::Iter<std::iter::Once<Thing>> {
        stream::iter(std::iter::once(Thing(from)))
    }
}
