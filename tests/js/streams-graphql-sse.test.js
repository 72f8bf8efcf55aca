// The client graphql-sse, in its mode of distinct connections, against the server-sent events.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createClient } from 'graphql-sse';

import { all, next, startStreams } from './streams.js';

let streams;
before(async () => {
  streams = await startStreams();
});
after(() => streams?.stop());

const client = (options = {}) => createClient({ url: streams.graphql, retryAttempts: 0, ...options });

test('a finite subscription is iterated to its end', async () => {
  const results = await all(client().iterate({ query: 'subscription { count(to: 3) }' }));
  assert.deepEqual(results.map(({ data }) => data.count), [1, 2, 3]);
});

test('a query gives one result', async () => {
  const [{ data }] = await all(client().iterate({ query: '{ one }' }));
  assert.deepEqual(data, { one: 1 });
});

test('validation errors are a result', async () => {
  const [{ data, errors }] = await all(client().iterate({ query: 'subscription { nothing }' }));
  assert.equal(data, undefined);
  assert.equal(errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
});

test('events come as they happen, past signs of life, and the client can stop', async () => {
  const ticks = client().iterate({ query: 'subscription { ticks { text } }' });
  const first = next(ticks);
  await streams.opened(1);
  await streams.tick('one');
  assert.equal((await first).data.ticks.text, 'one');
  // Longer than the example's keep-alive of 100 ms: what is no event is no result either.
  await new Promise((resolve) => setTimeout(resolve, 350));
  const second = next(ticks);
  await streams.tick('two');
  assert.equal((await second).data.ticks.text, 'two');
  await ticks.return();
  await streams.opened(0);
});

test('the header names the viewer', async () => {
  const headers = { authorization: `Bearer ${streams.token}` };
  const [{ data }] = await all(client({ headers }).iterate({ query: 'subscription { viewer }' }));
  assert.equal(data.viewer, 'developer');
});

test('a stop is told before the stream completes', async () => {
  const stopping = await startStreams();
  const ticks = createClient({ url: stopping.graphql, retryAttempts: 0 }).iterate({ query: 'subscription { ticks { text } }' });
  const results = all(ticks);
  await stopping.opened(1);
  assert.equal(await stopping.stop(), 0);
  const [{ errors }] = await results;
  assert.match(errors[0].message, /subscribe again/);
});
