// The audits of GraphQL over HTTP: every MUST, SHOULD and MAY.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { serverAudits } from 'graphql-http';

import { start } from './portico.js';

let portico;
before(async () => {
  portico = await start();
});
after(() => portico?.stop());

for (const { id, name } of serverAudits({ url: 'http://localhost' })) {
  test(`${id} ${name}`, async () => {
    // The list is made before the server has an address; the audit itself runs against the real one.
    const audit = serverAudits({ url: portico.graphql }).find((candidate) => candidate.id === id);
    const result = await audit.fn();
    assert.equal(result.status, 'ok', result.reason);
  });
}
