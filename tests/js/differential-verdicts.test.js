// Whether a document is valid: for thousands of them, graphql-js and Portico say the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GraphQLError, parse, print, specifiedRules, validate } from 'graphql';

import { Documents } from './differential/documents.js';
import { FAULTS, garble, spoil } from './differential/faults.js';
import { answers, schemas } from './differential/ours.js';
import { chance } from './differential/random.js';

const SEED = 1;
/** Valid documents and documents with tokens out of place, for each graph. */
const SOUND = 300;
const GARBLED = 400;
/** Documents per rule that are meant to break it, and how many of them really must. */
const PER_RULE = 50;
const BREAKING = 20;

/** Portico has no subscriptions; to apollo-compiler, two root fields under one key are two, and none may be skipped. */
const isKnown = ({ valid, query, ours }) =>
  valid &&
  query.includes('subscription') &&
  /only one top level field|@skip or @include on root fields/.test(ours.message);

test('graphql-js and Portico agree on which documents are valid', async () => {
  const graphs = await schemas();
  const documents = generate(graphs).map(({ graph, query }) => ({ graph, query, ...judge(graphs[graph], query) }));
  // No operation has this name: what is valid ends there, and is not run.
  const ours = await answers(documents.map(({ graph, query }) => ({ graph, query, operationName: 'Nobody' })));

  const broken = documents.flatMap((document) => document.broken);
  for (const rule of ['syntax', ...specifiedRules.map(({ name }) => name)]) {
    const times = broken.filter((other) => other === rule).length;
    assert.ok(times >= BREAKING, `${rule} is broken by ${times} documents only`);
  }
  assert.ok(documents.length >= 2_500 && documents.filter(({ valid }) => valid).length >= 700, 'too few documents');

  const compared = documents.map((document, index) => ({ ...document, ours: ours[index].errors[0] }));
  const different = compared.filter(isDifferent);
  const surprising = different.filter((document) => !isKnown(document));
  const examples = surprising.slice(0, 5).map(({ query, reason, ours }) => [query, reason, ours.message]);
  assert.deepEqual(examples, [], `${surprising.length} differ`);
  assert.ok(different.length > 0, 'nothing is different any more: isKnown can go');
});

/** Documents as text: sound ones, ones with a fault, ones that are hardly GraphQL. */
function generate(graphs) {
  const random = chance(SEED);
  const made = [];
  for (const [graph, schema] of Object.entries(graphs)) {
    const maker = new Documents(schema, random);
    const sound = Array.from({ length: SOUND }, () => maker.sound().document);
    const add = (query) => query !== undefined && made.push({ graph, query });
    const until = (most, make) => {
      for (const end = made.length + most; made.length < end; ) add(make());
    };
    for (const document of sound) add(print(document));
    until(GARBLED, () => garble(print(random.pick(sound)), random));
    for (const [rule, faults] of Object.entries(FAULTS)) {
      if (rule === 'SingleFieldSubscriptionsRule') continue;
      until(PER_RULE / 2, () => spoil(random.pick(faults), schema, random.pick(sound), random));
    }
    if (!schema.getSubscriptionType()) continue;
    const streams = Array.from({ length: 20 }, () => maker.sound('subscription').document);
    until(PER_RULE, () =>
      spoil(random.pick(FAULTS.SingleFieldSubscriptionsRule), schema, random.pick(streams), random),
    );
  }
  return made;
}

/** What graphql-js says, and which rules it finds broken. */
function judge(schema, query) {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    assert.ok(error instanceof GraphQLError, error);
    return { valid: false, broken: ['syntax'], reason: error.message };
  }
  const broken = new Set();
  const noting = (rule) => (context) => {
    const reportError = (error) => {
      broken.add(rule.name);
      context.reportError(error);
    };
    return rule(Object.create(context, { reportError: { value: reportError } }));
  };
  const errors = validate(schema, document, specifiedRules.map(noting));
  return { valid: errors.length === 0, broken: [...broken], reason: errors[0]?.message };
}

function isDifferent({ valid, query, ours: { message, extensions } }) {
  if (message === 'Unknown operation named "Nobody".') return !valid;
  const refused =
    ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'].includes(extensions.code) ||
    /introspection depth/i.test(message);
  assert.ok(refused, `a limit that graphql-js does not have is in the way: ${message}\n${query}`);
  return valid;
}
