// X43: what graphql-js reads of the running endpoint is the schema that is printed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';

import { start } from './portico.js';

// Introspection has no word for the directives that are applied to a definition.
const plain = (schema) => printSchema(lexicographicSortSchema(schema));

test('X43 the introspection query of graphql-js gives the printed schema', async () => {
  const portico = await start();
  try {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      inputValueDeprecation: true,
    });
    const answer = await fetch(portico.graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${portico.token}` },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = await answer.json();
    assert.equal(errors, undefined);
    const seen = buildClientSchema(data);
    const printed = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
    assert.equal(plain(seen), plain(printed));
  } finally {
    await portico.stop();
  }
});
