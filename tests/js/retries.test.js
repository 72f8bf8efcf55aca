// A client that sends a purchase again after every error, behind a network that loses answers in every way: it buys once.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { connect, gql } from './apollo.js';
import { operations } from './operations.js';
import { start } from './portico.js';

const { RetryLink } = await import('@apollo/client/link/retry');

/** What the network makes of an answer, one after the other; later ones pass. */
const FATES = {
  // Hangs up as soon as the request is on its way.
  'hang up': (response) => response.destroy(),
  'no answer': async (response, answer) => (await answer, response.destroy()),
  'bad gateway': async (response, answer) => (await answer, response.writeHead(502).end('<html>502</html>')),
  'half an answer': async (response, answer) => {
    const { headers, body } = await answer;
    response.writeHead(200, { 'content-type': headers.get('content-type'), 'content-length': body.length });
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  },
  garbage: async (response, answer) => {
    const { headers } = await answer;
    response.writeHead(200, { 'content-type': headers.get('content-type') }).end('{"data": {"licenseItem"');
  },
};

let portico;
let network;
let fates = [];

before(async () => {
  portico = await start();
  network = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { 'content-type': type, accept, authorization } = request.headers;
    const headers = { 'content-type': type, accept, authorization };
    const answer = fetch(portico.graphql, { method: 'POST', headers, body: Buffer.concat(chunks) }).then(
      async (got) => ({ status: got.status, headers: got.headers, body: Buffer.from(await got.arrayBuffer()) }),
    );
    const fate = fates.shift();
    if (fate) return FATES[fate](response, answer);
    const { status, headers: got, body } = await answer;
    response.writeHead(status, { 'content-type': got.get('content-type') }).end(body);
  });
  await new Promise((resolve) => network.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  network?.closeAllConnections();
  network?.close();
  await portico?.stop();
});

const sandbox = async (path) => (await fetch(`${portico.sandboxOrigin}/_sandbox/${path}`)).json();

test('a client that retries on every error buys once', { timeout: 60_000 }, async () => {
  const again = new RetryLink({ delay: { initial: 1, max: 5, jitter: false }, attempts: { max: 50, retryIf: () => true } });
  const behind = { ...portico, graphql: `http://127.0.0.1:${network.address().port}/graphql` };
  const { client, sent } = connect(behind, { links: [again] });
  // The provider's answer is lost too.
  await portico.fault('licenseItem', 'commit_then_drop');
  const { text, variables } = operations.find(({ name }) => name === 'LicenseItem');
  fates = Object.keys(FATES);

  const { data } = await client.mutate({ mutation: gql(text), variables });
  assert.equal(sent.length, Object.keys(FATES).length + 1);
  assert.deepEqual([data.licenseItem.purchase.status, data.licenseItem.replayed], ['SETTLED', true]);
  const charged = await sandbox('book');
  assert.deepEqual(
    charged.map(({ transactionId }) => String(transactionId)),
    data.licenseItem.purchase.transactions.map(({ key }) => key),
  );
  assert.equal(charged.length, 1);
  const spends = (await sandbox('calls')).filter(({ command }) => command === 'licenseItem');
  assert.equal(spends.length, 1);
});
