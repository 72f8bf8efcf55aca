// The small graph of `examples/differential/graph.rs`, the same in JavaScript: all of it follows from one number.

const failed = (what, number) => {
  throw new Error(`${what} ${number}`);
};
const list = (length, item) => Array.from({ length: Math.max(length, 0) }, (_, index) => item(index));

const thing = (number) => ({ __typename: 'Thing', number });
const cat = (number) => ({ __typename: 'Cat', number });
const dog = (number) => ({ __typename: 'Dog', number });
const robot = (number) => ({ __typename: 'Robot', number });
const pet = (number) => (number % 2 === 0 ? cat : dog)(number);
const named = (number) => (number % 2 === 0 ? cat : robot)(number);
const animal = (number) => ([cat, dog][number % 3] ?? robot)(number);

/** Null, an error or a value. */
const perhaps = (what, number, value) => {
  if (number % 4 === 1) return null;
  return number % 4 === 2 ? failed(what, number) : value;
};
const certainly = (what, number, value) => (number % 5 === 3 ? failed(what, number) : value);
/** As an item of a list, where graphql-js takes an error as a value. */
const item = (...of) => {
  try {
    return perhaps(...of);
  } catch (error) {
    return error;
  }
};

const loose = (number) => list(3, (column) => item('loose', number + column, thing(number + column)));

const pets = {
  id: ({ number }) => number,
  name: ({ __typename, number }) => `${__typename} ${number}`,
  friend: ({ number }) => perhaps('friend', number, pet(number + 1)),
  strict: ({ number }) => certainly('strict', number, 'strict'),
  thing: ({ number }, { add }) => thing(number + add),
};
const maker = ({ number }) => perhaps('maker', number, named(number + 1));

const RESOLVERS = {
  Thing: {
    half: ({ number }) => number / 2,
    big: ({ number }) => number > 4,
    text: ({ number }) => (number % 3 === 0 ? null : `text ${number}`),
    mood: ({ number }) => ['CALM', 'MERRY', 'WILD'][number % 4],
    perhaps: ({ number }) => perhaps('perhaps', number, `perhaps ${number}`),
    certain: ({ number }) => certainly('certain', number, `certain ${number}`),
    next: ({ number }) => perhaps('next', number, thing(number + 1)),
    following: ({ number }) => certainly('following', number, thing(number + 1)),
    things: ({ number }, { first }) => list(first, (index) => thing(number + index)),
    sparse: ({ number }, { first }) => list(first, (index) => item('sparse', number + index, thing(number + index))),
    grid: ({ number }, { first }) => list(2, (row) => list(first, (column) => thing(number + row * first + column))),
    loose: ({ number }) => list(3, (row) => item('row', number + row, loose(number + row))),
    numbers: ({ number }) => perhaps('numbers', number, [number, 2, 1]),
    letters: ({ number }) => list(3, (index) => item('letters', number + index, 'x')),
    pet: ({ number }) => pet(number),
    animal: ({ number }) => animal(number),
    animals: ({ number }, { first }) => list(first, (index) => animal(number + index)),
    named: ({ number }) => perhaps('named', number, named(number)),
  },
  Cat: { ...pets, maker, lives: () => 9, size: ({ number }) => number },
  Dog: { ...pets, barks: () => true, size: ({ number }) => number },
  Robot: { name: pets.name, maker, size: () => 'large' },
  Query: {
    thing: (_, { number }) => thing(number),
    certain: (_, { number }) => certainly('certain', number, thing(number)),
    things: (_, { from, first }) => list(first, (index) => thing(from + index)),
    pet: (_, { number }) => perhaps('pet', number, pet(number)),
    animals: (_, { from }) => list(3, (index) => animal(from + index)),
    named: (_, { number }) => (number == null ? null : named(number)),
    echo: (_, { mood = null, ...others }) => ({ mood, ...others }),
    demand: (_, { count, moods, flag, ids = null }) => ({ count, moods, flag, ids }),
  },
  Mutation: {
    add: (_, { number }, total) => thing(total.add(number)),
    perhaps: (_, __, total) => {
      const number = total.add(1);
      return perhaps('perhaps', number, thing(number));
    },
    certain: (_, { wish }, total) => {
      const number = total.add(wish?.count ?? 1);
      return certainly('certain', number, number);
    },
  },
};

/** Puts the resolvers into the schema. */
export function resolve(schema) {
  for (const [type, fields] of Object.entries(RESOLVERS)) {
    for (const [key, resolver] of Object.entries(fields)) schema.getType(type).getFields()[key].resolve = resolver;
  }
  return schema;
}

/** What the mutations of one operation have added up to. */
export const total = () => {
  let sum = 0;
  return { add: (number) => (sum += number) };
};
