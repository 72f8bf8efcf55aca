// The schema and the operations keep the rules of eslint.config.js.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ESLint } from 'eslint';

import { operations, root, sdl } from './operations.js';

const eslint = new ESLint({ cwd: root, overrideConfigFile: `${root}tests/js/eslint.config.js` });

const complaints = (results) =>
  results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => `${filePath.slice(root.length)}:${line} ${ruleId}: ${message}`),
  );

test('the schema is well made, also in the eyes of Relay', async () => {
  assert.deepEqual(complaints(await eslint.lintFiles('schema.graphql')), []);
});

test('the operations are well made', async () => {
  const results = await eslint.lintFiles('operations/*.graphql');
  assert.equal(results.length, operations.length);
  assert.deepEqual(complaints(results), []);
});

test('the rules can be broken', async () => {
  const worse = `${sdl}\ntype money_bag { money_bag_list: [money_bag] }\n`;
  const broken = complaints(await eslint.lintText(worse, { filePath: `${root}schema.graphql` }));
  for (const rule of ['naming-convention', 'require-description', 'no-unreachable-types', 'strict-id-in-types']) {
    assert.ok(broken.some((complaint) => complaint.includes(`/${rule}:`)), `${rule}: ${broken.join('\n')}`);
  }
});
