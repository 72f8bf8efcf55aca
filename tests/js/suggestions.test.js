// Who misspells a name reads what graphql-js would have said, word for word, on the whole schema.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { buildSchema, parse, validate } from 'graphql';

import { start } from './portico.js';

const documents = [
  '{ item(id: "x") { titel } }',
  '{ serch(query: "fox") { totalCount } }',
  '{ search(qeury: "fox") { totalCount } }',
  '{ search(query: "fox", sort: NEWST) { totalCount } }',
  '{ search(query: "fox", filter: { orient: HORIZONTAL }) { totalCount } }',
  '{ node(id: "x") { ... on Itm { title } } }',
  '{ node(id: "x") { title } }',
  '{ node(id: "x") { status } }',
  '{ node(id: "x") { id } nodez(ids: []) { id } }',
  '{ item(id: "x") }',
  '{ item(id: "x") { author } }',
  '{ item(id: "x") { id @skip(iff: true, if: true) } }',
  'query ($f: SearchFiltr) { search(query: "fox", filter: $f) { totalCount } }',
  'query ($q: String) { serch(query: $q) { ...F } } fragment F on ItemConnection { totalCount }',
  '{ node(id: "x") { ...F } } fragment F on Itm { title }',
  'mutation { licenseItm(input: {}) { purchase { id } } }',
];

test('misspelt names are errors in the words of graphql-js', async () => {
  const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  const portico = await start();
  try {
    for (const query of documents) {
      const expected = validate(schema, parse(query)).map(({ message }) => message);
      assert.notEqual(expected.length, 0, query);
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${portico.token}` };
      const answer = await fetch(portico.graphql, { method: 'POST', headers, body: JSON.stringify({ query }) });
      const { errors } = await answer.json();
      assert.deepEqual(errors.map(({ message }) => message).sort(), expected.sort(), query);
    }
  } finally {
    await portico.stop();
  }
});
