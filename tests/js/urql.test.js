// urql with its defaults: GET while the address is short enough, errors of the document as errors of GraphQL.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';

import { start } from './portico.js';

let portico;
before(async () => {
  portico = await start();
});
after(() => portico?.stop());

/** A client with an empty cache, and how it sent its requests. */
function connect(options = {}) {
  const sent = [];
  const client = new Client({
    url: portico.graphql,
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: { headers: { authorization: `Bearer ${portico.token}` } },
    fetch(address, request) {
      sent.push(request.method);
      return fetch(address, request);
    },
    ...options,
  });
  return { client, sent };
}

const foxes = gql`
  query Foxes($filter: SearchFilter) {
    search(query: "fox", first: 2, filter: $filter) {
      nodes {
        id
        title
      }
    }
  }
`;
// Far longer together than the 2048 characters that urql puts into an address.
const excludeWords = Array.from({ length: 100 }, (_, nth) => `a rather long word, the ${nth}th`);

for (const [name, options, filter, method] of [
  ['U01 a short query goes by GET', {}, {}, 'GET'],
  ['U01 a long one by POST', {}, { excludeWords }, 'POST'],
  ['U02 every query goes by POST if asked to', { preferGetMethod: false }, {}, 'POST'],
]) {
  test(name, async () => {
    const { client, sent } = connect(options);
    const { data, error } = await client.query(foxes, { filter }).toPromise();
    assert.equal(error, undefined);
    assert.equal(data.search.nodes.length, 2);
    assert.deepEqual(sent, [method]);
  });
}

for (const preferGetMethod of [true, false]) {
  test(`U04 a validation error is no network error, by ${preferGetMethod ? 'GET' : 'POST'}`, async () => {
    const { client } = connect({ preferGetMethod });
    const { data, error } = await client.query(gql`{ viewer { nickname } }`, {}).toPromise();
    assert.equal(data, undefined);
    assert.equal(error.networkError, undefined);
    const message = 'Cannot query field "nickname" on type "Viewer". Did you mean "name"?';
    assert.deepEqual(error.graphQLErrors.map(({ message }) => message), [message]);
    assert.equal(error.graphQLErrors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
  });
}
