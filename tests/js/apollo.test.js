// Apollo Client 4 as a front-end team sets it up: POST and GET, the normalised cache, errors of every kind.
import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';

import { CombinedGraphQLErrors, InMemoryCache, connect as connectTo, gql } from './apollo.js';
import { operations } from './operations.js';
import { start } from './portico.js';

let portico;
let possibleTypes;
before(async () => {
  portico = await start();
  const query = gql`{ __schema { types { name possibleTypes { name } } } }`;
  const { data } = await connect().client.query({ query });
  const abstract = data.__schema.types.filter((type) => type.possibleTypes);
  possibleTypes = Object.fromEntries(abstract.map((type) => [type.name, type.possibleTypes.map(({ name }) => name)]));
});
after(() => portico?.stop());

const connect = (options) => connectTo(portico, options);

const foxes = gql`
  query Foxes($first: Int!) {
    search(query: "fox", first: $first) {
      totalCount
      nodes {
        id
        title
      }
    }
  }
`;
const owned = gql`
  query Owned($id: ID!) {
    node(id: $id) {
      id
      ... on Item {
        title
        ownership {
          owned
        }
      }
    }
  }
`;

/** The id of the nth fox: each test asks for another, so that none lives on what another left in the server's cache. */
async function fox(nth) {
  const { data } = await connect().client.query({ query: foxes, variables: { first: nth } });
  return data.search.nodes[nth - 1].id;
}

test('A01 a query goes by POST, and its answer into the cache', async () => {
  const { client, sent } = connect();
  const { data } = await client.query({ query: foxes, variables: { first: 2 } });
  assert.equal(data.search.nodes.length, 2);
  assert.deepEqual(sent.map(({ method }) => method), ['POST']);

  const { id, title } = data.search.nodes[1];
  assert.equal(client.readFragment({ id: `Item:${id}`, fragment: gql`fragment T on Item { title }` }).title, title);
  assert.deepEqual((await client.query({ query: foxes, variables: { first: 2 } })).data, data);
  assert.equal(sent.length, 1);
});

test('A02 useGETForQueries', async () => {
  const { client, sent } = connect({ useGETForQueries: true });
  const { data } = await client.query({ query: foxes, variables: { first: 2 } });
  assert.equal(data.search.nodes.length, 2);
  assert.deepEqual(sent.map(({ method, body }) => [method, body]), [['GET', undefined]]);
});

test('A04 fragments on an interface, with the possible types that the schema tells', async () => {
  const { client, sent } = connect({ cache: new InMemoryCache({ possibleTypes }) });
  const bought = await connect().client.query({ query: gql`{ transactions(first: 1) { nodes { id filename } } }` });
  const transaction = bought.data.transactions.nodes[0];
  const query = gql`
    query Things($ids: [ID!]!) {
      nodes(ids: $ids) {
        ...Thing
        ... on Item {
          title
        }
        ... on Transaction {
          filename
        }
      }
    }
    fragment Thing on Node {
      id
    }
  `;
  const ids = [await fox(1), transaction.id];
  const { data } = await client.query({ query, variables: { ids } });
  assert.deepEqual(data.nodes.map(({ __typename, id }) => [__typename, id]), [['Item', ids[0]], ['Transaction', ids[1]]]);
  assert.match(data.nodes[0].title, /fox/i);
  assert.equal(data.nodes[1].filename, transaction.filename);
  assert.deepEqual((await client.query({ query, variables: { ids } })).data, data);
  assert.equal(sent.length, 1);
});

for (const useGETForQueries of [false, true]) {
  test(`A05 a validation error says what is wrong${useGETForQueries ? ', by GET too' : ''}`, async () => {
    const { client } = connect({ useGETForQueries });
    const failure = await client.query({ query: gql`{ viewer { nickname } }` }).catch((error) => error);
    assert.ok(CombinedGraphQLErrors.is(failure), String(failure));
    assert.equal(failure.errors[0].message, 'Cannot query field "nickname" on type "Viewer". Did you mean "name"?');
    assert.equal(failure.errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
  });
}

test('A06 errorPolicy "all" gives what could be had, and what could not', async () => {
  const { client } = connect();
  const id = await fox(3);
  await portico.fault('getLicensedItems', 'refuse');
  const { data, error } = await client.query({ query: owned, variables: { id }, errorPolicy: 'all' });
  assert.match(data.node.title, /fox/i);
  assert.equal(data.node.ownership, null);
  assert.ok(CombinedGraphQLErrors.is(error), String(error));
  assert.deepEqual(error.errors[0].path, ['node', 'ownership']);
  assert.equal(error.errors[0].extensions.code, 'UPSTREAM_REJECTED');
});

test('A07 a field error leaves no hole in the cache', async (t) => {
  const complaints = mock.method(console, 'error', () => {}).mock;
  t.after(() => complaints.restore());
  const { client, sent } = connect();
  const id = await fox(4);
  await portico.fault('getLicensedItems', 'refuse');
  const { data, error } = await client.query({ query: owned, variables: { id }, errorPolicy: 'all' });
  assert.ok(error);
  assert.deepEqual(client.readQuery({ query: owned, variables: { id } }), data);
  assert.equal(sent.length, 1);
  assert.equal(complaints.callCount(), 0, String(complaints.calls[0]?.arguments));

  // Apollo would have complained: it does about a hole.
  client.writeQuery({ query: owned, variables: { id }, data: { node: { __typename: 'Item', id } } });
  assert.equal(complaints.callCount(), 2);
});

/** An answer without how long it took, which is another each time. */
const timeless = (data) => JSON.parse(JSON.stringify(data, (key, value) => (key === 'tookMs' ? undefined : value)));

test('every operation reads from the cache as it was answered', async () => {
  // A size's id is only known within its licence.
  const typePolicies = { LicenseSize: { keyFields: false } };
  for (const { name, text, variables } of operations.filter(({ kind }) => kind === 'query')) {
    const { client, sent } = connect({ cache: new InMemoryCache({ possibleTypes, typePolicies }) });
    const query = gql(text);
    const { data: fresh } = await client.query({ query, variables, fetchPolicy: 'no-cache' });
    await client.query({ query, variables });
    assert.deepEqual(timeless(client.readQuery({ query, variables })), timeless(fresh), name);
    assert.equal(sent.length, 2);
  }
});
