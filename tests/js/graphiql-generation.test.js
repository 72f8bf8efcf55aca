// GraphiQL in a real browser: pictures are asked for in one tab, and their progress is followed live in the next.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, newPage, write } from './browser.js';
import { start } from './portico.js';

let portico;
let browser;

before(async () => {
  portico = await start({ PORTICO_SANDBOX__GENERATION_TIME: '4s', PORTICO_GENERATION__FIRST_POLL: '200ms' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await portico?.stop();
});

/** Waits until a part of the page holds a text. */
const shows = (page, part, text) =>
  page.waitForFunction(([where, wanted]) => document.querySelector(where)?.textContent.includes(wanted), [part, text], { timeout: 60_000 });

const answered = (page, text) => shows(page, '.result-window', text);

/** Opens a tab, once the page is ready for that. */
async function open(page, name) {
  await page.getByRole('tab', { name }).click();
  await shows(page, '.graphiql-query-editor .view-lines', name);
}

test('a job is followed live, from its start to its pictures', { timeout: 120_000 }, async () => {
  const { page, complaints } = await newPage(browser);
  await page.goto(portico.graphiql);
  const run = page.getByRole('button', { name: /execute query/i });
  await shows(page, '.graphiql-query-editor .view-lines', 'SearchItems');
  await shows(page, 'body', 'HORIZONTAL');

  await open(page, 'GenerateImage');
  const asked = page.waitForResponse((response) => response.request().postData()?.includes('"GenerateImage"'));
  await run.click();
  const { id } = (await (await asked).json()).data.generateImage.generation;
  await answered(page, '"NEW"');

  await open(page, 'GenerationProgress');
  await write(page, '.graphiql-editor-tool .view-lines:visible', JSON.stringify({ id }));
  await run.click();
  // Previews are there before the job has ended.
  await answered(page, '"PROCESSING"');
  const pictures = page.locator('.portico-picture img');
  await pictures.first().waitFor();
  await answered(page, '"COMPLETED"');
  await page.waitForFunction(() => {
    const images = [...document.querySelectorAll('.portico-picture img')];
    return images.length === 4 && images.every((image) => image.complete && image.naturalWidth > 100);
  });
  const addresses = await pictures.evaluateAll((images) => images.map((image) => image.src));
  const own = new URL('download/', portico.graphql.replace(/graphql$/, '')).href;
  assert.ok(addresses.every((address) => address.startsWith(own)), addresses[0]);
  // The subscription has ended by itself: GraphiQL offers to run it again.
  await run.waitFor();

  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  assert.deepEqual(complaints, []);
  await page.close();
});
