// GraphiQL in a real browser: it runs a search, shows the pictures, and asks nobody but this machine.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, newPage, write } from './browser.js';
import { start } from './portico.js';
import { startStreams } from './streams.js';

let portico;
let browser;

before(async () => {
  portico = await start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await portico?.stop();
});

test('a search runs, its pictures show, and nothing leaves the machine', { timeout: 60_000 }, async () => {
  const { page, complaints } = await newPage(browser);
  const hosts = new Set();
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http')) hosts.add(url.hostname);
  });

  await page.goto(portico.graphiql);
  await page.getByRole('button', { name: /execute query/i }).waitFor();
  await page.waitForFunction(() => document.querySelector('.graphiql-query-editor .view-lines')?.textContent.includes('SearchItems'));
  await page.waitForFunction(() => document.body.textContent.includes('HORIZONTAL'));
  await page.getByRole('button', { name: /execute query/i }).click();

  const pictures = page.locator('.portico-picture img');
  await pictures.first().waitFor();
  await page.waitForFunction(() => {
    const images = [...document.querySelectorAll('.portico-picture img')].slice(0, 5);
    return images.length === 5 && images.every((image) => image.complete && image.naturalWidth > 100);
  });
  const addresses = await pictures.evaluateAll((images) => images.map((image) => image.src));
  assert.equal(addresses.length, 12);
  assert.ok(addresses.every((address) => address.startsWith(`${portico.sandboxOrigin}/previews/`)), addresses[0]);
  const answer = await page.locator('.result-window').textContent();
  assert.match(answer.replaceAll('\u00a0', ' '), /"totalCount"/);

  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  assert.deepEqual([...hosts], ['127.0.0.1']);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('the headers tab carries the development token, and the documentation opens', { timeout: 60_000 }, async () => {
  const { page } = await newPage(browser);
  await page.goto(portico.graphiql);
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  await page.waitForFunction(() => document.body.textContent.includes('Bearer'));
  await page.getByRole('button', { name: /documentation explorer/i }).click();
  await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).first().waitFor();
  await page.close();
});

test('a subscription shows what happens, with the headers of its tab, and stops', { timeout: 60_000 }, async (t) => {
  const streams = await startStreams();
  t.after(() => streams.stop());
  const { page, complaints } = await newPage(browser);
  const sockets = [];
  page.on('websocket', (socket) => {
    const sent = [];
    socket.on('framesent', ({ payload }) => sent.push(JSON.parse(payload)));
    sockets.push({ url: socket.url(), sent });
  });

  await page.goto(streams.graphiql);
  await page.getByRole('button', { name: /execute query/i }).waitFor();
  await write(page, '.graphiql-query-editor .view-lines', 'subscription Ticks { ticks { text } }');
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  const headers = { authorization: `Bearer ${streams.token}` };
  await write(page, '.graphiql-editor-tool .view-lines:visible', JSON.stringify(headers));
  await page.getByRole('button', { name: /execute query/i }).click();
  await streams.opened(1);
  for (const text of ['one', 'two']) {
    await streams.tick(text);
    await page.waitForFunction((shown) => document.querySelector('.result-window').textContent.includes(`"${shown}"`), text);
  }
  await page.getByRole('button', { name: /stop query/i }).click();
  await streams.opened(0);

  assert.equal(sockets.length, 1);
  assert.equal(sockets[0].url, streams.websocket);
  assert.deepEqual(sockets[0].sent[0], {
    type: 'connection_init',
    payload: headers,
  });
  assert.deepEqual(complaints, []);
  await page.close();
});
