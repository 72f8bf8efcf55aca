// The client graphql-ws against the WebSocket transport.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { all, next, startStreams } from './streams.js';

let streams;
before(async () => {
  streams = await startStreams();
});
after(() => streams?.stop());

const client = (options = {}) => createClient({ url: streams.websocket, webSocketImpl: WebSocket, ...options });
const counts = (results) => results.map(({ data }) => data.count);

test('a finite subscription is iterated to its end', async () => {
  const ws = client();
  assert.deepEqual(counts(await all(ws.iterate({ query: 'subscription { count(to: 3) }' }))), [1, 2, 3]);
  await ws.dispose();
});

test('a query and a mutation give one result', async () => {
  const ws = client();
  const [query] = await all(ws.iterate({ query: 'query ($text: String!) { echo(text: $text) }', variables: { text: 'ü' } }));
  assert.equal(query.data.echo, 'ü');
  const [mutation] = await all(ws.iterate({ query: 'mutation { tick(text: "x") }' }));
  assert.equal(mutation.data.tick, 0);
  await ws.dispose();
});

test('a validation error surfaces as GraphQL errors', async () => {
  const ws = client();
  await assert.rejects(all(ws.iterate({ query: 'subscription { nothing }' })), (errors) => {
    assert.ok(Array.isArray(errors));
    assert.equal(errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    return true;
  });
  await ws.dispose();
});

test('a client that closes is closed with its own code, and reconnects at once', async () => {
  // Without the server's close in return both see 1006.
  const socket = new WebSocket(streams.websocket, 'graphql-transport-ws');
  await new Promise((resolve) => socket.once('open', resolve));
  const code = new Promise((resolve) => socket.once('close', resolve));
  socket.close(1000, 'done');
  assert.equal(await code, 1000);

  const closes = [];
  const ws = client({
    retryAttempts: 0,
    on: { closed: ({ code, wasClean }) => closes.push({ code, wasClean }) },
  });
  // Lazy: each subscription has a connection of its own.
  for (let round = 1; round <= 3; round++) {
    assert.deepEqual(counts(await all(ws.iterate({ query: 'subscription { count(to: 2) }' }))), [1, 2]);
    while (closes.length < round) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(closes, Array(3).fill({ code: 1000, wasClean: true }));
});

test('pings of the client are answered for a second', async () => {
  let pongs = 0;
  let closes = 0;
  const seen = new Promise((resolve) => {
    const ws = client({
      lazy: false,
      keepAlive: 200,
      on: {
        // Of our own pings the client sends the pongs.
        pong: (received) => received && ++pongs === 5 && resolve(ws),
        closed: () => closes++,
      },
    });
  });
  const ws = await seen;
  assert.equal(closes, 0);
  await ws.dispose();
});

test('a bad token closes with 4403, and the client gives up', async () => {
  const codes = [];
  const ws = client({
    connectionParams: { Authorization: 'Bearer nonsense' },
    retryAttempts: 2,
    retryWait: async () => {},
    on: { closed: ({ code }) => codes.push(code) },
  });
  await assert.rejects(all(ws.iterate({ query: '{ one }' })), ({ code, reason }) => {
    assert.equal(code, 4403);
    assert.match(reason, /^Forbidden/);
    return true;
  });
  assert.deepEqual(codes, [4403, 4403, 4403]);
});

test('the token of connectionParams reaches the resolvers', async () => {
  const ws = client({ connectionParams: async () => ({ authorization: `Bearer ${streams.token}` }) });
  const [result] = await all(ws.iterate({ query: 'subscription { viewer }' }));
  assert.equal(result.data.viewer, 'developer');
  await ws.dispose();
});

test('after unsubscribing the socket stays usable', async () => {
  let sockets = 0;
  const ws = client({ lazyCloseTimeout: 1_000, on: { opened: () => sockets++ } });
  const ticks = ws.iterate({ query: 'subscription { ticks { text } }' });
  const first = next(ticks);
  await streams.opened(1);
  await streams.tick('one');
  await streams.tick('two');
  assert.equal((await first).data.ticks.text, 'one');
  assert.equal((await next(ticks)).data.ticks.text, 'two');
  await ticks.return();
  await streams.opened(0);
  assert.deepEqual(counts(await all(ws.iterate({ query: 'subscription { count(to: 2) }' }))), [1, 2]);
  assert.equal(sockets, 1);
  await ws.dispose();
});

test('fifty subscriptions share a socket', async () => {
  const ws = client();
  const every = Array.from({ length: 50 }, () => all(ws.iterate({ query: 'subscription { count(to: 3) }' })));
  for (const results of await Promise.all(every)) assert.deepEqual(counts(results), [1, 2, 3]);
  await ws.dispose();
});

test('a message over 2 MiB closes the socket with 1009', async () => {
  // The last is more than is read: the client is told while it still sends.
  for (const mebibytes of [3, 5]) {
    const ws = client({ retryAttempts: 0 });
    const variables = { text: 'x'.repeat(mebibytes * 1024 * 1024) };
    await assert.rejects(
      all(ws.iterate({ query: 'query ($text: String!) { echo(text: $text) }', variables })),
      ({ code }) => code === 1009,
    );
  }
});

test('a socket that the server closes because it stops is opened anew', { timeout: 30_000 }, async () => {
  const stopping = await startStreams();
  const codes = [];
  const ws = createClient({
    url: stopping.websocket,
    webSocketImpl: WebSocket,
    retryAttempts: 1_000,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)),
    shouldRetry: () => true,
    on: { closed: ({ code }) => codes.push(code) },
  });
  const ticks = ws.iterate({ query: 'subscription { ticks { text } }' });
  const first = next(ticks);
  await stopping.opened(1);
  assert.equal(await stopping.stop(), 0);
  const started = await startStreams(stopping.port);
  await started.opened(1);
  await started.tick('after the restart');
  assert.equal((await first).data.ticks.text, 'after the restart');
  assert.equal(codes[0], 1001);
  await ws.dispose();
  await started.stop();
});
