// Apollo Client 4: subscriptions over graphql-ws and over multipart answers; and meros, which others read those with.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ApolloClient, CombinedGraphQLErrors, CombinedProtocolErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { meros } from 'meros/browser';
import WebSocket from 'ws';

import { all, next, startStreams } from './streams.js';

// As browsers have it; the link tells its events from errors by it.
globalThis.WebSocket ??= WebSocket;

let streams;
before(async () => {
  streams = await startStreams();
});
after(() => streams?.stop());

const apollo = (link) => new ApolloClient({ link, cache: new InMemoryCache() });
const multipart = () => apollo(new HttpLink({ uri: streams.graphql }));

/** The results of a subscription, as an iterator. */
async function* results(client, query) {
  const waiting = [];
  let wake = () => {};
  const subscription = client.subscribe({ query, errorPolicy: 'all' }).subscribe({
    next: (value) => (waiting.push({ value }), wake()),
    error: (error) => (waiting.push({ error }), wake()),
    complete: () => (waiting.push({ done: true }), wake()),
  });
  try {
    for (;;) {
      while (waiting.length === 0) await new Promise((resolve) => (wake = resolve));
      const { value, error, done } = waiting.shift();
      if (error) throw error;
      if (done) return;
      yield value;
    }
  } finally {
    subscription.unsubscribe();
  }
}

const TICKS = gql`subscription { ticks { text } }`;
const COUNT = gql`subscription { count(to: 3) }`;

for (const [name, make] of [
  ['GraphQLWsLink', () => apollo(new GraphQLWsLink(createClient({ url: streams.websocket, webSocketImpl: WebSocket })))],
  ['HttpLink (multipart)', multipart],
]) {
  test(`${name}: a finite subscription`, async () => {
    const client = make();
    assert.deepEqual((await all(results(client, COUNT))).map(({ data }) => data.count), [1, 2, 3]);
    client.stop();
  });

  test(`${name}: events come when they happen, and unsubscribing ends them`, async () => {
    const client = make();
    const ticks = results(client, TICKS);
    for (const text of ['one', 'two']) {
      // Only then the next one happens: none may be held back until then.
      const result = next(ticks);
      await streams.opened(1);
      await streams.tick(text);
      assert.equal((await result).data.ticks.text, text);
    }
    await ticks.return();
    await streams.opened(0);
    client.stop();
  });

  test(`${name}: a refused subscription has GraphQL errors`, async () => {
    const client = make();
    const [{ error }] = await all(results(client, gql`subscription { nothing }`)).catch((error) => [{ error }]);
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.equal(error.errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    client.stop();
  });
}

test('HttpLink: a query is a document as ever', async () => {
  const { data } = await multipart().query({ query: gql`{ one }` });
  assert.deepEqual(data, { one: 1 });
});

test('HttpLink: a stop of the server is an error of the protocol', async () => {
  const stopping = await startStreams();
  const client = apollo(new HttpLink({ uri: stopping.graphql }));
  const ended = all(results(client, TICKS)).catch((error) => [{ error }]);
  await stopping.opened(1);
  assert.equal(await stopping.stop(), 0);
  const { error } = (await ended).at(-1);
  assert.ok(CombinedProtocolErrors.is(error), String(error));
  assert.match(error.message, /subscribe again/);
});

test('meros reads the parts, each when it happens', async () => {
  const response = await fetch(streams.graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed;subscriptionSpec=1.0' },
    body: JSON.stringify({ query: 'subscription { ticks { text } }' }),
  });
  const parts = await meros(response);
  await streams.opened(1);
  let heartbeats = 0;
  for (const text of ['one', '--graphql', 'three']) {
    await streams.tick(text);
    for (;;) {
      const { json, body } = await next(parts);
      assert.ok(json);
      if (!body.payload) {
        assert.deepEqual(body, {});
        heartbeats += 1;
        continue;
      }
      assert.equal(body.payload.data.ticks.text, text);
      break;
    }
  }
  while (heartbeats === 0) if (!(await next(parts)).body.payload) heartbeats += 1;
  await parts.return();
  await streams.opened(0);
});
