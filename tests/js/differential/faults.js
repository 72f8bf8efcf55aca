// Faults to put into a document, by the rule they are to break. What really breaks is for the judge to say: some of what
// comes out is valid, or breaks another rule, and that is as good a question.
import {
  Kind,
  TypeInfo,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  parse,
  parseType,
  print,
  visit,
  visitWithTypeInfo,
} from 'graphql';

import { argument, literal, name, named, variableDefinition, variableOf } from './documents.js';

const lines = (text) => text.trim().split(/\s*\n\s*/);
const definitions = (text) => parse(text, { noLocation: true }).definitions;
const selections = (text) => definitions(`{ ${text} }`)[0].selectionSet.selections;
const directives = (text) => selections(`a ${text}`)[0].directives;
const type = (text) => parseType(text, { noLocation: true });
const objectField = (key, value) => ({ kind: Kind.OBJECT_FIELD, name: name(key), value });

/** Literals of which few fit anywhere. */
const VALUES = lines(`
  1
  -1
  2147483648
  -2147483649
  1.5
  1e3
  1e400
  123456789012345678901234567890
  "text"
  "1"
  """block"""
  true
  null
  CALM
  IMAGE
  NOWHERE
  []
  [1]
  ["x"]
  [[1]]
  [null]
  {}
  {a: 1}
  {count: 1, mood: CALM}
  {kinds: IMAGE}
`);
const TYPES =
  'Int Int! Float String String! ID ID! Boolean Boolean! [Int] [Int!] [Int!]! [[Int]] [String!] [ID] [ID!]!'.split(' ');

/** This fault cannot be put into this document. */
class Inapplicable extends Error {}

/** A document, and what can be changed in it. */
class Patient {
  constructor(schema, document, random) {
    this.schema = schema;
    this.random = random;
    this.document = structuredClone(document);
    Object.assign(this, { fields: [], sets: [], spreads: [], inlines: [], conditions: [], values: [], objects: [] });
    this.look();
    const ofKind = (wanted) => this.document.definitions.filter(({ kind }) => kind === wanted);
    this.operations = ofKind(Kind.OPERATION_DEFINITION);
    this.fragments = ofKind(Kind.FRAGMENT_DEFINITION);
    this.variables = this.operations.flatMap(({ variableDefinitions }) => variableDefinitions);
    this.selections = [...this.fields.map(({ node }) => node), ...this.spreads, ...this.inlines];
  }

  look() {
    const info = new TypeInfo(this.schema);
    const value = (holder) => void this.values.push({ holder, type: info.getInputType() });
    const visitor = {
      Field: (node) => void this.fields.push({ node, definition: info.getFieldDef() }),
      SelectionSet: (node) => void this.sets.push({ node, type: info.getParentType() }),
      FragmentSpread: (node) => void this.spreads.push(node),
      InlineFragment: (node) => void this.inlines.push(node),
      Directive: (node) => void this.conditions.push(node),
      Argument: value,
      ObjectField: value,
      ObjectValue: (node) => void this.objects.push({ node, type: getNamedType(info.getInputType()) }),
    };
    visit(this.document, visitWithTypeInfo(info, visitor));
  }

  /** One of the list that fulfils the condition. */
  one(list, condition = () => true) {
    const candidates = list.filter(condition);
    if (candidates.length === 0) throw new Inapplicable();
    return this.random.pick(candidates);
  }

  /** The name of some type of this kind. */
  typeName(condition) {
    return this.one(Object.values(this.schema.getTypeMap()), condition).name;
  }

  literal() {
    return literal(this.random.pick(VALUES));
  }

  /** Selects something somewhere. */
  select(text, into = this.one(this.sets).node) {
    const at = this.random.between(0, into.selections.length);
    into.selections.splice(at, 0, ...selections(text));
  }

  define(text) {
    this.document.definitions.push(...definitions(text));
  }

  declare(text) {
    this.one(this.operations).variableDefinitions.push(variableDefinition(...text.split(': ')));
  }

  /** A leaf of this type, under a key. */
  leaf(key, of) {
    const leaves = Object.values(of.getFields?.() ?? {}).filter((leaf) => isLeafType(getNamedType(leaf.type)));
    return `${key}: ${this.random.pick(leaves.filter(({ args }) => !args.some(isRequiredArgument)))?.name ?? '__typename'}`;
  }

  /** A field that is selected, and the set it stands in. */
  selected(condition) {
    const { node } = this.one(this.fields, ({ node, definition }) => definition && condition(node, definition));
    const into = this.one(this.sets, (set) => set.node.selections.includes(node));
    return { node, into: into.node };
  }
}

/** The document with a fault, as text; undefined where it has no place for it. */
export function spoil(fault, schema, document, random) {
  try {
    const patient = new Patient(schema, document, random);
    fault(patient);
    return print(patient.document);
  } catch (error) {
    if (error instanceof Inapplicable) return undefined;
    throw error;
  }
}

const isOwn = ({ name }) => !name.startsWith('__');
const isLeafName = (candidate) => !isCompositeType(candidate);

export const FAULTS = {
  ExecutableDefinitionsRule: lines(`
    type A { b: Int }
    scalar A
    enum A { B }
    input A { b: Int }
    union A = Query
    interface A { b: Int }
    directive @a on FIELD
    schema { query: Query }
    extend type Query { b: Int }
    extend schema @a
  `).map((definition) => (it) => it.define(definition)),

  UniqueOperationNamesRule: [
    (it) => {
      it.one(it.operations).name = name('Same');
      it.define('query Same { __typename } fragment Same on Query { __typename }');
    },
    (it) => {
      it.one(it.operations).name = name('Same');
      it.define('query Other { __typename } mutation Same { __typename }');
    },
  ],

  LoneAnonymousOperationRule: [
    (it) => it.define('{ __typename }'),
    (it) => {
      delete it.one(it.operations).name;
      it.define('query Other { __typename }');
    },
  ],

  SingleFieldSubscriptionsRule: [
    ...lines(`
      __typename
      number
      other: number
      ... { other: number }
      ... on Subscription { number other: number }
    `).map((more) => (it) => it.select(more, it.one(it.operations).selectionSet)),
    ...['number', 'more: number'].map((more) => (it) => {
      it.select('...Roots', it.one(it.operations).selectionSet);
      it.define(`fragment Roots on Subscription { number ${more} }`);
    }),
    ...lines(`
      __typename
      __schema { __typename }
      number
      number @skip(if: true)
    `).map((only) => (it) => {
      it.one(it.operations).selectionSet.selections = selections(only);
    }),
  ],

  KnownTypeNamesRule: [
    (it) => {
      it.one([...it.inlines, ...it.fragments], ({ typeCondition }) => typeCondition).typeCondition = named('Nothing');
    },
    (it) => {
      it.one(it.variables).type = type(it.random.pick(['Nothing', '[Nothing!]', 'Nothing!']));
    },
    (it) => it.select('... on Nothing { __typename }'),
  ],

  FragmentsOnCompositeTypesRule: [
    (it) => it.select(`... on ${it.typeName(isLeafName)} { __typename }`),
    (it) => {
      it.one(it.fragments).typeCondition = named(it.typeName(isLeafName));
    },
  ],

  VariablesAreInputTypesRule: [
    (it) => {
      const output = it.typeName((candidate) => !isInputType(candidate));
      it.one(it.variables).type = type(it.random.pick([output, `[${output}]`, `${output}!`]));
    },
    (it) => it.declare(`more: ${it.typeName((candidate) => !isInputType(candidate))}`),
  ],

  ScalarLeafsRule: [
    (it) => {
      delete it.selected(({ selectionSet }) => selectionSet).node.selectionSet;
    },
    (it) => {
      const inside = it.random.pick(['__typename', 'id', 'length']);
      it.selected(({ selectionSet }) => !selectionSet).node.selectionSet = definitions(`{ ${inside} }`)[0].selectionSet;
    },
  ],

  FieldsOnCorrectTypeRule: [
    (it) => {
      it.one(it.fields).node.name = name('nobody');
    },
    (it) => {
      it.one(it.fields).node.name = it.one(it.fields).node.name;
    },
    (it) => {
      const key = it.random.pick('name id lives barks size item price __typename'.split(' '));
      it.select(key, it.one(it.sets, (set) => isAbstractType(set.type)).node);
    },
    (it) => it.select(it.random.pick(['__schema { __typename }', '__type(name: "Query") { name }'])),
  ],

  UniqueFragmentNamesRule: [
    (it) => it.define(print(it.one(it.fragments))),
    (it) => it.define(`fragment ${it.one(it.fragments).name.value} on Query { __typename }`),
  ],

  KnownFragmentNamesRule: [
    (it) => it.select('...Missing'),
    (it) => {
      it.one(it.spreads).name = name('Missing');
    },
    (it) => {
      const lost = it.one(it.fragments);
      it.document.definitions = it.document.definitions.filter((definition) => definition !== lost);
    },
  ],

  NoUnusedFragmentsRule: [
    (it) => it.define(`fragment Unused on ${it.typeName(isCompositeType)} { __typename }`),
    (it) => it.define('fragment Unused on Query { ...UnusedToo } fragment UnusedToo on Query { __typename }'),
    (it) => {
      const unused = it.one(it.spreads).name.value;
      for (const { node } of it.sets) {
        const isUse = ({ kind, name }) => kind === Kind.FRAGMENT_SPREAD && name.value === unused;
        node.selections = node.selections.map((selection) =>
          isUse(selection) ? selections('__typename')[0] : selection,
        );
      }
    },
  ],

  PossibleFragmentSpreadsRule: [
    (it) => it.select(`... on ${it.typeName((to) => isCompositeType(to) && isOwn(to))} { __typename }`),
    (it) => {
      it.select('...Elsewhere');
      it.define(`fragment Elsewhere on ${it.typeName(isCompositeType)} { __typename }`);
    },
    (it) => {
      it.one(it.fragments).typeCondition = named(it.typeName((to) => isCompositeType(to) && isOwn(to)));
    },
    (it) => it.select('... on Query { __typename }'),
  ],

  NoFragmentCyclesRule: [
    (it) => {
      const { node, type } = it.one(it.sets);
      it.select('...Round', node);
      it.define(`fragment Round on ${type} { __typename ...Round }`);
    },
    (it) => {
      const { node, type } = it.one(it.sets);
      it.select('...A', node);
      it.define(`
        fragment A on ${type} { ... on ${type} { ...B } } fragment B on ${type} { ...C }
        fragment C on ${type} { __typename ...${it.random.pick(['A', 'B', 'C'])} }
      `);
    },
    (it) => it.define('fragment Alone on Query { ...Alone }'),
    (it) => it.select(`...${it.one(it.fragments).name.value}`, it.one(it.fragments).selectionSet),
  ],

  UniqueVariableNamesRule: [
    (it) => it.declare(`${it.one(it.variables).variable.name.value}: ${it.random.pick(TYPES)}`),
    (it) => {
      const { variableDefinitions } = it.one(it.operations, (operation) => operation.variableDefinitions.length > 0);
      variableDefinitions.push(structuredClone(it.random.pick(variableDefinitions)));
    },
  ],

  NoUndefinedVariablesRule: [
    (it) =>
      it.one(it.operations, ({ variableDefinitions }) => variableDefinitions.length > 0).variableDefinitions.pop(),
    (it) => {
      it.one(it.values).holder.value = variableOf('nobody');
    },
    (it) => {
      it.one(it.values, ({ type }) => isListType(type?.ofType ?? type)).holder.value = literal('[$nobody]');
    },
    (it) => it.one(it.objects).node.fields.push(objectField('note', variableOf('nobody'))),
    (it) => {
      it.one(it.selections).directives = directives('@skip(if: $nobody)');
    },
    (it) => it.define('query Later { __typename @skip(if: $nobody) }'),
    (it) => {
      const variable = it.one(it.variables);
      variable.defaultValue = variable.variable;
    },
  ],

  NoUnusedVariablesRule: [
    (it) => it.declare(`idle: ${it.random.pick(TYPES)}`),
    (it) => {
      const idle = print(it.one(it.variables).variable);
      for (const { holder } of it.values) if (print(holder.value) === idle) holder.value = literal('null');
    },
    (it) => it.define('query Later ($v: Boolean!) { __typename }'),
  ],

  KnownDirectivesRule: '@nobody @deprecated @specifiedBy @oneOf @defer @stream @skip(if:true) @include(if:true)'
    .split(' ')
    .map((unfit) => (it) => {
      const target = it.one([...it.operations, ...it.fragments, ...it.variables, it.one(it.selections)]);
      target.directives.push(...directives(unfit));
    }),

  UniqueDirectivesPerLocationRule: ['@skip(if: true) @skip(if: false)', '@include(if: true) @include(if: true)'].map(
    (twice) => (it) => {
      it.one(it.selections).directives = directives(twice);
    },
  ),

  KnownArgumentNamesRule: [
    (it) =>
      it
        .one([it.one(it.fields).node, ...it.conditions])
        .arguments.push(argument(it.random.pick(['nobody', 'first']), literal('1'))),
    (it) => {
      it.one(it.values, ({ holder }) => holder.kind === Kind.ARGUMENT).holder.name = name('nobody');
    },
  ],

  UniqueArgumentNamesRule: [
    (it) => {
      const all = it.one([...it.selections, ...it.conditions], (node) => node.arguments?.length > 0).arguments;
      all.push(structuredClone(it.random.pick(all)));
    },
  ],

  ValuesOfCorrectTypeRule: [
    (it) => {
      it.one(it.values).holder.value = it.literal();
    },
    (it) => {
      it.one(it.values).holder.value = { kind: Kind.LIST, values: [it.literal(), it.literal()] };
    },
    (it) => {
      it.one(it.values, ({ type }) => isNonNullType(type)).holder.value = literal('null');
    },
    (it) => {
      it.one(it.variables).defaultValue = it.literal();
    },
    (it) => {
      const { node } = it.one(it.objects);
      node.fields.splice(it.random.between(0, node.fields.length), 1);
    },
    (it) => {
      const { node, type } = it.one(it.objects);
      const key = it.random.pick([...Object.keys(type.getFields()), 'nobody']);
      node.fields = [...node.fields.filter((given) => given.name.value !== key), objectField(key, it.literal())];
    },
  ],

  ProvidedRequiredArgumentsRule: [
    (it) => {
      const { node } = it.selected((_, { args }) => args.some(isRequiredArgument));
      node.arguments.splice(it.random.between(0, node.arguments.length), 1);
    },
    ...['@skip', '@include', '@include(unless: true)'].map((bare) => (it) => {
      it.one(it.selections).directives = directives(bare);
    }),
  ],

  VariablesInAllowedPositionRule: [
    (it) => {
      it.one(it.variables).type = type(it.random.pick(TYPES));
    },
    (it) => {
      const variable = it.one(it.variables);
      const text = print(variable.type);
      variable.type = type(it.random.pick([text.replace(/!$/, ''), `${text.replace(/!$/, '')}!`, `[${text}]`]));
      if (it.random.happens(0.3)) variable.defaultValue = literal('null');
    },
    (it) => {
      delete it.one(it.variables, ({ defaultValue }) => defaultValue).defaultValue;
    },
    (it) => {
      const { variable } = it.one(it.variables);
      it.one(it.values).holder.value = it.random.pick([variable, variable, { kind: Kind.LIST, values: [variable] }]);
    },
    (it) => {
      const { holder, type: expected } = it.one(it.values, (candidate) => candidate.type);
      const text = String(expected);
      const near = [text.replace(/!$/, ''), `${text.replace(/!$/, '')}!`, text.replaceAll('!', ''), `[${text}]`];
      it.declare(`placed: ${it.random.pick([...near, String(expected.ofType ?? expected)])}`);
      holder.value = variableOf('placed');
    },
  ],

  OverlappingFieldsCanBeMergedRule: [
    (it) => {
      const { node, type } = it.one(it.sets);
      it.select(it.leaf('same', type), node);
      it.select(it.leaf('same', type), node);
    },
    (it) => {
      const { node, type } = it.one(it.sets);
      it.select(it.leaf('same', type), node);
      it.select('... { ...Conflicting }', node);
      it.define(`fragment Conflicting on ${type} { ${it.leaf('same', type)} }`);
    },
    (it) => {
      const { node, type } = it.one(it.sets, (set) => isAbstractType(set.type));
      for (const object of it.schema.getPossibleTypes(type))
        it.select(`... on ${object} { ${it.leaf('same', object)} }`, node);
    },
    (it) => {
      const { node, into } = it.selected(({ selectionSet }) => selectionSet);
      const other = structuredClone(node);
      const { type } = it.one(it.sets, (set) => set.node === node.selectionSet);
      it.select(it.leaf('deep', type), node.selectionSet);
      it.select(it.leaf('deep', type), other.selectionSet);
      into.selections.push(other);
    },
    (it) => {
      const { node, into } = it.selected((_, { args }) => args.length > 0);
      const other = structuredClone(node);
      if (other.arguments.length > 0) other.arguments.pop();
      else other.arguments.push(argument('first', literal('1')));
      into.selections.push(other);
    },
    (it) => {
      const { node, into } = it.selected((candidate) => candidate.arguments.length > 0);
      const other = structuredClone(node);
      // The order alone is no conflict.
      other.arguments.reverse();
      for (const { value } of other.arguments) value.fields?.reverse();
      if (it.random.happens(0.5)) it.one(other.arguments).value = it.literal();
      into.selections.push(other);
    },
  ],

  UniqueInputFieldNamesRule: [
    (it) => {
      const { fields } = it.one(it.objects, ({ node }) => node.fields.length > 0).node;
      fields.push(structuredClone(it.random.pick(fields)));
    },
    ...lines(`
      {mood: CALM, mood: CALM}
      {mood: CALM, inner: {mood: CALM, mood: WILD}}
      {kinds: [], kinds: []}
      {width: {min: 1, min: 2}}
      [{mood: CALM, mood: CALM}]
    `).map((twice) => (it) => {
      it.one(it.values, (candidate) => isInputObjectType(getNamedType(candidate.type))).holder.value = literal(twice);
    }),
  ],

  MaxIntrospectionDepthRule: [
    (it) => {
      const levels = ['fields { type {', 'inputFields { type {', 'interfaces {', 'possibleTypes {'];
      const chosen = it.random.some(1, 5, () => it.random.pick(levels)).join(' ');
      const deep = `${chosen} name ${'}'.repeat(chosen.split('{').length - 1)}`;
      const { selectionSet } = it.one(it.operations, ({ operation }) => operation === 'query');
      if (it.random.happens(0.5)) return it.select(`__type(name: "Query") { ${deep} }`, selectionSet);
      it.select('__schema { types { ...Deep } }', selectionSet);
      return it.define(`fragment Deep on __Type { ${deep} }`);
    },
  ],
};

/** Pieces of documents, whole and broken. */
const PIECES = [
  ...'{ } ( ) [ ] : $ @ ! = | & ... # , " """ {} () { { \\ . - ? % ; \' '.split(' '),
  ...'0 01 -0 1. .5 1e 1.e3 0x1 1a 1_0 a $a @a ...on on true null query fragment type extend'.split(' '),
  ...[
    '... on Query',
    'on on',
    'fragment on',
    '""""',
    '"\\x"',
    '"\\u12"',
    '"\\u{110000}"',
    '"\\uD83D"',
    '"\n"',
    '"text"',
  ],
  ...['é', '\u0000', '\u00a0', '\ufeff'],
];
const TOKEN = /"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n])*"|\.\.\.|[$@]?\w+|\S/gu;

/** The text with tokens lost, doubled, swapped or strange. */
export function garble(text, random) {
  const tokens = text.match(TOKEN);
  for (let times = random.between(1, 2); times > 0; times -= 1) {
    const at = random.between(0, tokens.length - 1);
    const other = tokens.length - 1 - at;
    const how = random.between(1, 5);
    if (how === 1) tokens.splice(at, 1);
    else if (how === 2) tokens.splice(at, 0, tokens[at]);
    else if (how === 3) tokens.splice(at, 0, random.pick(PIECES));
    else if (how === 4) tokens[at] = random.pick(PIECES);
    else [tokens[at], tokens[other]] = [tokens[other], tokens[at]];
  }
  return tokens.join(random.pick([' ', ' ', '\n', ',', '\r\n']));
}
