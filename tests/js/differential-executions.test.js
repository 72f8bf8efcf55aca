// What comes back: for hundreds of operations on a small graph, graphql-js and Portico give the same data in the same
// order, and the same errors at the same places.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  execute,
  getNamedType,
  getNullableType,
  getOperationAST,
  isAbstractType,
  isNonNullType,
  parse,
  print,
} from 'graphql';

import { Documents } from './differential/documents.js';
import { answers, schemas } from './differential/ours.js';
import { chance } from './differential/random.js';
import { resolve, total } from './differential/small.js';

const SEED = 2;
const OPERATIONS = 800;

test('graphql-js and Portico give the same answers', async () => {
  const schema = resolve((await schemas()).small);
  const questions = generate(schema);
  const ours = await answers(questions);
  const seen = { refused: 0, failed: 0, propagated: 0, different: 0 };
  for (const [index, question] of questions.entries()) {
    const document = parse(question.query);
    const { variables, operationName } = question;
    const result = await execute({ schema, document, operationName, variableValues: variables, contextValue: total() });
    const expected = JSON.parse(JSON.stringify(result));
    const answer = ours[index];
    if (isKnown(expected, answer, variables)) {
      seen.different += 1;
      continue;
    }
    const report = () => JSON.stringify({ question, expected, answer }, null, 2);
    // As text: the order of the keys counts.
    assert.equal(JSON.stringify(answer.data), JSON.stringify(expected.data), report());
    if (expected.data === undefined) {
      seen.refused += 1;
      continue;
    }
    const root = schema.getRootType(getOperationAST(document, operationName).operation);
    const told = places(expected, (path) => toldPath(schema, root, path));
    assert.deepEqual(places(answer), told, report());
    seen.failed += told.length > 0;
    seen.propagated += expected.data === null;
  }
  for (const [what, times] of Object.entries(seen)) assert.ok(times >= 10, `${what}: ${times} only`);
});

const places = ({ errors = [] }, pathOf = (path) => path) =>
  errors.map(({ path, locations }) => JSON.stringify([pathOf(path), locations])).sort();

function generate(schema) {
  const random = chance(SEED);
  const maker = new Documents(schema, random);
  return Array.from({ length: OPERATIONS }, () => {
    const { document, variables, operationName } = maker.sound();
    const wrong = random.happens(0.05) ? random.pick(Object.keys(variables)) : undefined;
    if (wrong) variables[wrong] = maker.wrong();
    return { graph: 'small', query: print(document), variables, operationName };
  });
}

/**
 * A difference that is meant: a null that a variable brings where none may stand fails one field by the specification;
 * here it refuses the operation, as it does everywhere else (the executor would fail the parent of the field).
 */
function isKnown(expected, answer, variables) {
  const [{ message }] = answer.errors ?? [{}];
  const refused =
    answer.data === undefined && /^Argument ".*" has an invalid value: ".*!" must not be null\.$/.test(message);
  return refused && expected.data !== undefined && JSON.stringify(variables).includes('null');
}

/**
 * The path that async-graphql 7.0.19 tells: of the lists that an error passes on its way up, the outermost alone keeps
 * its index (docs/decisions/0002). The keys of these documents start with the field's name.
 */
function toldPath(schema, root, path) {
  let type = root;
  const nullable = path.map((step) => {
    if (typeof step === 'number') {
      type = getNullableType(type).ofType;
    } else {
      const parent = getNamedType(type);
      const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
      type = objects.map((object) => object.getFields()[step.split('_')[0]]).find(Boolean).type;
    }
    return !isNonNullType(type);
  });
  const stop = nullable.lastIndexOf(true);
  const outermost = path.findIndex((step, index) => index > stop && typeof step === 'number');
  return path.filter((step, index) => index <= stop || index === outermost || typeof step === 'string');
}
