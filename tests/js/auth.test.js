// Tokens made by a library that is not ours (jose), an issuer with a real server of its keys, and the built binary in
// production mode.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { SignJWT, UnsecuredJWT, base64url, exportJWK, exportSPKI, generateKeyPair } from 'jose';

import { binary, start } from './portico.js';

const run = promisify(execFile);

/** A key pair with a name, and how it is published. */
async function pair(alg, kid) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** An OpenID Connect issuer: its address, its published keys (to be replaced), how often they were fetched. */
async function issue(keys) {
  const issuer = { keys, fetches: 0 };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }));
    } else if (request.url === '/keys') {
      issuer.fetches += 1;
      response.end(JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) }));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.url = `http://127.0.0.1:${server.address().port}`;
  issuer.stop = () => server.close().closeAllConnections();
  return issuer;
}

let keys;
let issuer;
let portico;

before(async () => {
  keys = await Promise.all(['RS256', 'PS256', 'ES256', 'EdDSA'].map((alg) => pair(alg, `first-${alg}`)));
  issuer = await issue(keys);
  portico = await start({
    PORTICO_MODE: 'production',
    PORTICO_SANDBOX__ALLOWED_IN_PRODUCTION: 'true',
    PORTICO_AUTH__ISSUER: issuer.url,
    PORTICO_AUTH__AUDIENCE: 'portico',
    PORTICO_AUTH__SCOPE_CLAIMS: 'scope,/realm_access/roles',
    PORTICO_AUTH__TENANT_CLAIM: 'org',
  });
});

after(async () => {
  await portico?.stop();
  issuer?.stop();
});

const claims = { scope: 'openid items:read', org: 'acme', realm_access: { roles: ['account:read', 'offline_access'] } };

/** A token as it should be, but for what `change` does to it. */
const token = ({ alg, kid, privateKey, header = {} }, change = (jwt) => jwt) =>
  change(
    new SignJWT(claims)
      .setProtectedHeader({ alg, kid, typ: 'JWT', ...header })
      .setIssuer(issuer.url)
      .setAudience(['portico', 'other'])
      .setSubject('ann')
      .setIssuedAt()
      .setExpirationTime('10m'),
  ).sign(privateKey);

async function ask(bearer, query = '{ viewer { subject tenant scopes } }') {
  const headers = { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) };
  const answer = await fetch(portico.graphql, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body: await answer.json() };
}

async function refused(bearer, what) {
  const { status, challenge, body } = await ask(bearer);
  assert.equal(status, 401, what);
  assert.equal(challenge, 'Bearer realm="portico", error="invalid_token"', what);
  const error = { message: 'The token is not valid.', extensions: { code: 'UNAUTHENTICATED' } };
  assert.deepEqual(body, { errors: [error] }, what);
}

test('tokens of every allowed algorithm name their viewer', async () => {
  for (const key of keys) {
    const { status, body } = await ask(await token(key));
    assert.equal(status, 200, key.alg);
    const viewer = { subject: 'ann', tenant: 'acme', scopes: ['items:read', 'account:read'] };
    assert.deepEqual(body.data, { viewer }, key.alg);
  }
  const { status, challenge } = await ask();
  assert.deepEqual([status, challenge], [401, 'Bearer realm="portico"']);
});

test('a field without its scope is null and its neighbours live', async () => {
  const { body } = await ask(await token(keys[0]), '{ search(query: "fox", first: 1) { nodes { title } } licenses { id } }');
  assert.equal(body.data.search.nodes.length, 1);
  assert.equal(body.data.licenses, null);
  assert.deepEqual(body.errors.map(({ path, extensions }) => [path, extensions.code]), [[['licenses'], 'FORBIDDEN']]);
});

test('what was made for other places, other times or by others is refused', async () => {
  const [rsa, , ec] = keys;
  const past = Math.floor(Date.now() / 1000) - 3600;
  await refused(await token(rsa, (jwt) => jwt.setExpirationTime(past)), 'expired');
  await refused(await token(rsa, (jwt) => jwt.setNotBefore('1h')), 'not yet');
  await refused(await token(rsa, (jwt) => jwt.setIssuer('https://elsewhere.example')), 'issuer');
  await refused(await token(rsa, (jwt) => jwt.setAudience('elsewhere')), 'audience');
  await refused(await token({ ...(await pair('RS256', rsa.kid)) }), 'a foreign key of the same name');
  await refused(await token({ ...ec, kid: rsa.kid }), 'a key of another kind');
  const unsigned = new UnsecuredJWT(claims).setIssuer(issuer.url).setAudience('portico').setSubject('ann').setExpirationTime('1h');
  await refused(unsigned.encode(), 'none');
  for (const secret of [await exportSPKI(rsa.publicKey), JSON.stringify(rsa.jwk), rsa.jwk.n]) {
    const confused = { alg: 'HS256', kid: rsa.kid, privateKey: new TextEncoder().encode(secret) };
    await refused(await token(confused), 'a public key taken for a secret');
  }
  const [head, body] = (await token(rsa)).split('.');
  await refused(`${head}.${body}.`, 'no signature');
  await refused(`${head}.${base64url.encode(JSON.stringify({ sub: 'root' }))}.x`, 'another payload');
  const attacker = await pair('RS256', 'theirs');
  const theirs = await issue([attacker]);
  try {
    for (const header of [{ jku: `${theirs.url}/keys` }, { x5u: `${theirs.url}/keys` }, { jwk: attacker.jwk }]) {
      await refused(await token({ ...attacker, header }), Object.keys(header)[0]);
    }
    assert.equal(theirs.fetches, 0, 'nobody goes where a token points');
  } finally {
    theirs.stop();
  }
});

test('production mode makes no tokens', async () => {
  const env = { PORTICO_MODE: 'production', PORTICO_AUTH__ANONYMOUS: 'true', PORTICO_SANDBOX__ALLOWED_IN_PRODUCTION: 'true' };
  await assert.rejects(run(binary, ['token'], { env }), /production/);
});

// The last, for it withdraws the keys of the others.
test('after a rotation, a hundred tokens of the new key cost one fetch, and the old key is gone', { timeout: 90_000 }, async () => {
  const fresh = await start({
    PORTICO_MODE: 'production',
    PORTICO_SANDBOX__ALLOWED_IN_PRODUCTION: 'true',
    PORTICO_AUTH__ISSUER: issuer.url,
    PORTICO_AUTH__AUDIENCE: 'portico',
  });
  const at = portico;
  portico = fresh;
  try {
    const old = await token(keys[2]);
    assert.equal((await ask(old)).status, 200);
    const next = await pair('ES256', 'second');
    issuer.keys = [next];
    const before = issuer.fetches;
    const bearer = await token(next);
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(bearer)));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(issuer.fetches, before + 1);
    await refused(old, 'withdrawn');
  } finally {
    portico = at;
    await fresh.stop();
  }
});
