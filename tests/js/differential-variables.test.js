// What becomes of variables: for every type that an argument has, graphql-js and Portico take the same values, and make
// the same of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { execute, getVariableValues, isCompositeType, getNamedType, isRequiredArgument, parse, print } from 'graphql';

import { Documents, argument, directive, field, literal, variableOf } from './differential/documents.js';
import { answers, schemas } from './differential/ours.js';
import { chance } from './differential/random.js';
import { resolve } from './differential/small.js';

const SEED = 3;
/** Values for each argument. */
const VALUES = 40;

test('graphql-js and Portico coerce variables alike', async () => {
  const graphs = await schemas();
  resolve(graphs.small);
  const questions = generate(graphs);
  const ours = await answers(questions.map(({ graph, query, variables }) => ({ graph, query, variables })));
  const seen = { taken: 0, refused: 0, echoed: 0 };
  for (const [index, { graph, query, variables, echoes }] of questions.entries()) {
    const schema = graphs[graph];
    const document = parse(query);
    const { errors } = getVariableValues(schema, document.definitions[0].variableDefinitions, variables);
    const report = JSON.stringify({ graph, query, variables, errors, ours: ours[index] });
    assert.equal(ours[index].data === undefined, errors !== undefined, report);
    seen[errors ? 'refused' : 'taken'] += 1;
    if (!echoes || errors) continue;
    const { data } = await execute({ schema, document, variableValues: variables });
    assert.deepEqual(ours[index].data, JSON.parse(JSON.stringify(data)), report);
    seen.echoed += 1;
  }
  for (const [what, times] of Object.entries(seen)) assert.ok(times >= 100, `${what}: ${times} only`);
});

/** For each argument of a root field: operations that give it by a variable, without asking the field for anything. */
function generate(graphs) {
  const random = chance(SEED);
  const made = [];
  for (const [graph, schema] of Object.entries(graphs)) {
    const maker = new Documents(schema, random);
    for (const root of Object.values(schema.getQueryType().getFields())) {
      for (const { name, type } of root.args) {
        const others = root.args.filter((other) => isRequiredArgument(other) && other.name !== name);
        const given = [
          argument(name, variableOf('value')),
          ...others.map((other) => argument(other.name, maker.literal(other.type, 2))),
        ];
        const selections = isCompositeType(getNamedType(root.type)) ? [field('__typename')] : undefined;
        const asked = field(root.name, selections, given);
        const echoes = ['echo', 'demand'].includes(root.name);
        if (!echoes) asked.directives = [directive('skip', [argument('if', literal('true'))])];
        const query = `query ($value: ${type}) { __typename ${print(asked)} }`;
        for (let count = 0; count < VALUES; count += 1) {
          const value = random.happens(0.5) ? maker.json(type, 2) : maker.damaged(type);
          made.push({ graph, query, variables: random.happens(0.05) ? {} : { value }, echoes });
        }
      }
    }
  }
  return made;
}
