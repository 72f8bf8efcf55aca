// Automatic persisted queries as Apollo's link speaks them: the hash first, the document once, then the hash alone.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';

import { PersistedQueryLink, connect as connectTo, gql } from './apollo.js';
import { start } from './portico.js';

let portico;
before(async () => {
  portico = await start();
});
after(() => portico?.stop());

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** A client that knows nothing yet, as another browser would. */
const connect = (options) => connectTo(portico, { links: [new PersistedQueryLink({ sha256, ...options })] });

/** How a request was sent, and whether as a hash alone. */
function described({ method, address, body }) {
  const parameters = body ? JSON.parse(body) : Object.fromEntries(new URL(address).searchParams);
  assert.match(JSON.stringify(parameters.extensions), /persistedQuery.*sha256Hash/);
  return `${method} ${parameters.query ? 'document and hash' : 'hash'}`;
}

// Each test has a document of its own, which the server knows only if the test made it known.
const subject = (name) => `query ${name} { viewer { subject } }`;
const extensions = (sha256Hash) => ({ persistedQuery: { version: 1, sha256Hash } });

async function post(body) {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  const answer = await fetch(portico.graphql, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.json();
}

async function get(parameters) {
  const headers = { accept: 'application/graphql-response+json' };
  const answer = await fetch(`${portico.graphql}?${new URLSearchParams(parameters)}`, { headers });
  return answer.json();
}

const notFound = ({ data, errors }) => {
  assert.equal(data, undefined);
  assert.deepEqual(
    errors.map(({ message, extensions: { code } }) => [message, code]),
    [['PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND']],
  );
};

for (const [name, options, expected] of [
  ['A08', {}, ['POST hash', 'POST document and hash', 'POST hash']],
  ['A09', { useGETForHashedQueries: true }, ['GET hash', 'POST document and hash', 'GET hash']],
]) {
  test(`${name} ${expected.join(', then ')}`, async () => {
    const query = gql(subject(name));
    const [first, second] = [connect(options), connect(options)];
    for (const { client } of [first, second]) {
      const { data, error } = await client.query({ query });
      assert.equal(error, undefined);
      assert.equal(data.viewer.subject, 'developer');
    }
    assert.deepEqual([...first.sent, ...second.sent].map(described), expected);
  });
}

test('A10 a registered hash by GET, with the name of one of its operations', async () => {
  const query = 'query One { viewer { subject } } query Two { viewer { tenant } }';
  const hash = extensions(sha256(query));
  const one = await post({ query, extensions: hash, operationName: 'One' });
  assert.deepEqual(one.data.viewer, { subject: 'developer' });
  const { data } = await get({ extensions: JSON.stringify(hash), operationName: 'Two' });
  assert.deepEqual(data.viewer, { tenant: 'default' });
});

test('A11 a document with the hash of another is refused, and registered under neither', async () => {
  const [mine, other] = [subject('Mine'), subject('Other')];
  const { data, errors } = await post({ query: mine, extensions: extensions(sha256(other)) });
  assert.equal(data, undefined);
  assert.equal(errors[0].extensions.code, 'BAD_USER_INPUT');
  for (const query of [mine, other]) notFound(await post({ extensions: extensions(sha256(query)) }));
});

test('A12 a hash that nobody registered is not found, in the words that clients wait for', async () => {
  const hash = extensions(sha256('{ never }'));
  notFound(await post({ extensions: hash }));
  notFound(await get({ extensions: JSON.stringify(hash) }));
});
