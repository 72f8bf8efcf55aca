// The graph as a Federation 2 subgraph: composed with another one and asked through Apollo's gateway.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { composeServices } from '@apollo/composition';
import { ApolloGateway, LocalGraphQLDataSource, RemoteGraphQLDataSource } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

import { start } from './portico.js';

let portico;
before(async () => {
  portico = await start({ PORTICO_GRAPHQL__FEDERATION: 'true' });
});
after(() => portico?.stop());

async function ask(query, variables) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(portico.graphql, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return answer.json();
}

const foxes = async () => (await ask('{ search(query: "fox", first: 2) { nodes { id title } } }')).data.search.nodes;

/** The neighbour: campaigns, and the pictures that are in them. */
const campaigns = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
  type Query { campaign: Campaign! }
  type Campaign { name: String! pictures: [Item!]! }
  type Item @key(fields: "id") { id: ID! campaign: Campaign }
`);

/** Portico and the neighbour as one graph. */
async function compose() {
  const { data } = await ask('{ _service { sdl } }');
  return composeServices([
    { name: 'portico', url: portico.graphql, typeDefs: parse(data._service.sdl) },
    { name: 'campaigns', url: 'http://localhost', typeDefs: campaigns },
  ]);
}

/** Asks a gateway over both; the campaign of the neighbour has these pictures. */
async function askGateway(query, pictures) {
  const campaign = { name: 'Foxes of spring', pictures };
  const resolvers = { Query: { campaign: () => campaign }, Item: { campaign: () => campaign } };
  const neighbour = new LocalGraphQLDataSource(buildSubgraphSchema({ typeDefs: campaigns, resolvers }));
  const { supergraphSdl } = await compose();
  const buildService = ({ name, url }) => (name === 'portico' ? new RemoteGraphQLDataSource({ url }) : neighbour);
  const { executor } = await new ApolloGateway({ supergraphSdl, buildService }).load();
  const request = { document: parse(query), request: { query }, queryHash: query };
  const answer = await executor({ ...request, context: {}, metrics: {} });
  // As it would go over the wire.
  return JSON.parse(JSON.stringify(answer));
}

test('F01 _service tells a Federation 2 schema', async () => {
  const { data } = await ask('{ _service { sdl } }');
  assert.match(data._service.sdl, /@link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2/);
  assert.match(data._service.sdl, /type Item implements Node @key\(fields: "id"\)/);
});

const entities = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Item { title } } }`;

test('F02 an entity is found by its key', async () => {
  const [{ id, title }] = await foxes();
  const { data, errors } = await ask(entities, { of: [{ __typename: 'Item', id }] });
  assert.equal(errors, undefined);
  assert.deepEqual(data._entities, [{ __typename: 'Item', title }]);
});

test('F03 a key that nobody knows is null, its neighbours are not', async () => {
  const [{ id, title }] = await foxes();
  const { data, errors } = await ask(entities, { of: ['unknown', id].map((id) => ({ __typename: 'Item', id })) });
  assert.equal(errors, undefined);
  assert.deepEqual(data._entities, [null, { __typename: 'Item', title }]);
});

test('F04 a type that nobody knows is an error in its place', async () => {
  const [{ id, title }] = await foxes();
  const { data, errors } = await ask(entities, { of: ['Item', 'Nonsense'].map((__typename) => ({ __typename, id })) });
  assert.deepEqual(data._entities, [{ __typename: 'Item', title }, null]);
  assert.deepEqual(errors.map(({ path }) => path), [['_entities', 1]]);
});

test('F05 it composes with another subgraph', async () => {
  const { errors, hints, supergraphSdl } = await compose();
  assert.equal(errors, undefined);
  assert.deepEqual(hints.map(({ message }) => message), []);
  assert.match(supergraphSdl, /type Item implements Node[^{]+@join__type\(graph: CAMPAIGNS, key: "id"\)/);
});

test('F06 one query goes across both subgraphs, there and back', async () => {
  const [, { id, title }] = await foxes();
  const { data, errors } = await askGateway(
    `{
      campaign { name pictures { title licenses { name } } }
      item(id: "${id}") { title campaign { name } }
    }`,
    [{ id }],
  );
  assert.equal(errors, undefined);
  assert.equal(data.campaign.pictures[0].title, title);
  assert.ok(data.campaign.pictures[0].licenses.length > 0);
  assert.deepEqual(data.item, { title, campaign: { name: 'Foxes of spring' } });
});

test('F07 a field that fails in Portico fails in the gateway, alone and in its place', async () => {
  const [{ id, title }] = await foxes();
  await portico.fault('getLicensedItems', 'refuse');
  const { data, errors } = await askGateway('{ campaign { name pictures { title ownership { owned } } } }', [{ id }]);
  assert.deepEqual(data.campaign, { name: 'Foxes of spring', pictures: [{ title, ownership: null }] });
  assert.equal(errors.length, 1);
  assert.deepEqual(errors[0].path, ['campaign', 'pictures', 0, 'ownership']);
  assert.equal(errors[0].extensions.code, 'UPSTREAM_REJECTED');
  assert.equal(errors[0].extensions.serviceName, 'portico');
});
