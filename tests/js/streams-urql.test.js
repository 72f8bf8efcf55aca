// urql: subscriptions by its own exchange, over graphql-ws and over graphql-sse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, cacheExchange, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { createClient as createSse } from 'graphql-sse';
import { createClient as createWs } from 'graphql-ws';
import WebSocket from 'ws';

import { startStreams } from './streams.js';

let streams;
before(async () => {
  streams = await startStreams();
});
after(() => streams?.stop());

/** What a client of graphql-ws or graphql-sse is to urql. */
const forward = (client) => ({ query, variables }) => ({
  subscribe: (sink) => ({ unsubscribe: client.subscribe({ query, variables }, sink) }),
});

const clients = {
  'fetchExchange (server-sent events)': () =>
    new Client({
      url: streams.graphql,
      exchanges: [cacheExchange, fetchExchange],
      fetchSubscriptions: true,
      preferGetMethod: false,
    }),
  'subscriptionExchange over graphql-ws': () => {
    const client = createWs({ url: streams.websocket, webSocketImpl: WebSocket });
    return new Client({
      url: streams.graphql,
      exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: (request) => forward(client)(request) })],
      preferGetMethod: false,
    });
  },
  'subscriptionExchange over graphql-sse': () => {
    const client = createSse({ url: streams.graphql, retryAttempts: 0 });
    return new Client({
      url: streams.graphql,
      exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: (request) => forward(client)(request) })],
      preferGetMethod: false,
    });
  },
};

/** Collects results until `enough` of them are there. */
function collect(client, query, enough) {
  let subscription;
  const collected = new Promise((resolve) => {
    const results = [];
    subscription = client.subscription(query, {}).subscribe((result) => {
      results.push(result);
      if (results.length === enough) resolve(results);
    });
  });
  return { collected, stop: () => subscription.unsubscribe() };
}

for (const [name, make] of Object.entries(clients)) {
  test(`${name}: a finite subscription`, async () => {
    const { collected } = collect(make(), gql`subscription { count(to: 3) }`, 3);
    assert.deepEqual((await collected).map(({ data }) => data.count), [1, 2, 3]);
  });

  test(`${name}: events come when they happen, and unsubscribing ends them`, async () => {
    const { collected, stop } = collect(make(), gql`subscription { ticks { text } }`, 2);
    await streams.opened(1);
    await streams.tick('one');
    await streams.tick('two');
    assert.deepEqual((await collected).map(({ data }) => data.ticks.text), ['one', 'two']);
    stop();
    await streams.opened(0);
  });

  test(`${name}: a refused subscription has GraphQL errors`, async () => {
    const { collected, stop } = collect(make(), gql`subscription { nothing }`, 1);
    const [{ error }] = await collected;
    assert.equal(error.graphQLErrors[0]?.extensions.code, 'GRAPHQL_VALIDATION_FAILED', String(error));
    stop();
  });
}

test('a query beside a subscription is a document as ever', async () => {
  const { data } = await clients['fetchExchange (server-sent events)']().query(gql`{ one }`, {});
  assert.deepEqual(data, { one: 1 });
});
