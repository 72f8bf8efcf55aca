// A purchase by hand, in a real browser: quoted, bought, found again, downloaded, invoiced, passed on, proved.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { launch, newPage, write } from './browser.js';
import { operations } from './operations.js';
import { binary, start } from './portico.js';

/** What a title or a reference may hold when somebody means harm. */
const HARM = '<script>document.title="harmed"</script><img src=x onerror=\'document.title="harmed"\'>';

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

/** The variables that the operation's tab shows. */
function shown(name) {
  return structuredClone(operations.find((operation) => operation.name === name).variables);
}

/** Waits until an editor holds what matches. */
function holds(page, editor, pattern) {
  return page.waitForFunction(
    ([editor, pattern]) => new RegExp(pattern).test(document.querySelector(editor)?.textContent.replaceAll('\u00a0', ' ')),
    [editor, pattern],
  );
}

/** Opens an operation's tab, writes variables if other ones are wanted, runs it, and gives the answer that it shows. */
async function run(page, name, variables) {
  await page.getByRole('tab', { name, exact: true }).click();
  await holds(page, '.graphiql-query-editor', `(query|mutation) ${name}\\W`);
  if (variables) await write(page, '.graphiql-editor-tool .view-lines:visible', JSON.stringify(variables));
  return execute(page, name);
}

/** Runs what the open tab holds, and gives the answer that it shows. */
async function execute(page, name) {
  const answered = page.waitForResponse(
    (response) => response.url() === portico.graphql && response.request().postDataJSON()?.operationName === name,
  );
  await page.getByRole('button', { name: /execute query/i }).click();
  const answer = await (await answered).json();
  assert.equal(answer.errors, undefined, `${name}: ${JSON.stringify(answer.errors)}`);
  await holds(page, '.result-window', '"data"');
  return answer.data;
}

/** What the sandbox says that it charged for. */
async function book() {
  return (await fetch(`${portico.sandboxOrigin}/_sandbox/book`)).json();
}

test('a purchase is walked through from its quote to its proof', { timeout: 120_000 }, async () => {
  const { page, complaints } = await newPage(browser);
  await page.goto(portico.graphiql);
  // The editors take what a tab holds once they are there.
  await holds(page, '.graphiql-query-editor', 'SearchItems');
  await holds(page, '.graphiql-editor-tool', 'HORIZONTAL');

  const { quote } = await run(page, 'Quote');
  assert.deepEqual([quote.refusals, quote.lines[0].refusals, quote.lines[0].alreadyOwned], [[], [], false]);
  assert.equal((await book()).length, 0);

  const order = shown('LicenseItem');
  order.input.references = { project: 'Spring', client: HARM };
  const { licenseItem } = await run(page, 'LicenseItem', order);
  assert.deepEqual([licenseItem.purchase.status, licenseItem.replayed, licenseItem.userErrors], ['SETTLED', false, []]);
  const [transaction] = licenseItem.purchase.transactions;
  assert.equal(Number(transaction.price.amount), Number(quote.total.amount));
  const again = await execute(page, 'LicenseItem');
  // The tab kept what was written: the same key, the same arguments, the same answer.
  assert.deepEqual([again.licenseItem.replayed, again.licenseItem.purchase.id], [true, licenseItem.purchase.id]);
  await page.waitForFunction(() => document.querySelectorAll('.squiggly-error').length === 0);
  assert.deepEqual((await book()).map((charge) => String(charge.transactionId)), [transaction.key]);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: `File of ${transaction.key}` }).click();
  const file = await download;
  const bytes = readFileSync(await file.path());
  assert.match(file.suggestedFilename(), /\.jpg$/);
  assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff]);

  const { purchaseByIdempotencyKey: purchase } = await run(page, 'Purchase');
  assert.equal(purchase.id, licenseItem.purchase.id);
  const { transactions } = await run(page, 'Transactions');
  assert.equal(transactions.nodes[0].id, transaction.id);
  assert.equal(transactions.nodes[0].references.client, HARM);

  const invoice = shown('CreateInvoice');
  invoice.input.transactionIds = [transaction.id];
  const { createInvoice } = await run(page, 'CreateInvoice', invoice);
  assert.deepEqual(createInvoice.userErrors, []);
  const { invoices } = await run(page, 'Invoices');
  assert.ok(invoices.nodes.some(({ id }) => id === createInvoice.invoice.id));

  const transfer = shown('TransferLicense');
  transfer.input.transactionIds = [transaction.id];
  const { transferLicense } = await run(page, 'TransferLicense', transfer);
  assert.deepEqual(transferLicense.userErrors, []);
  assert.equal(transferLicense.transfers[0].to.company, transfer.input.to.company);

  const { transactions: certified } = await run(page, 'TransactionCertificates');
  assert.equal(certified.nodes[0].id, transaction.id);
  assert.equal(certified.nodes[0].certificate.transferredTo.company, transfer.input.to.company);
  assert.deepEqual(complaints, []);
  await page.close();
  await print(licenseItem.purchase.id, transaction.key, transfer.input.to.company);
});

/** The proof is a page of its own: nothing in it runs, nothing is fetched, and it fits the paper. */
async function print(purchase, transaction, company) {
  const html = execFileSync(binary, ['ledger', 'proof', purchase, '--html'], { cwd: portico.folder, env: portico.env });
  const path = `${portico.folder}/proof.html`;
  writeFileSync(path, html);
  const { page, complaints } = await newPage(browser);
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`file://${path}`);
  const text = await page.locator('body').textContent();
  for (const expected of [transaction, company, HARM, 'SETTLED']) assert.ok(text.includes(expected), expected);
  assert.match(await page.title(), /^Proof of purchase 01/);
  assert.equal(await page.locator('script, img').count(), 0);
  assert.deepEqual([asked, complaints], [[`file://${path}`], []]);
  // A4 at 96 dots to the inch.
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.emulateMedia({ media: 'print' });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  assert.match(pdf.toString('latin1'), /\/MediaBox\s*\[\s*0 0 59[45][\d.]* 84[12]/, 'it is A4');
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/proof.png`, fullPage: true });
  await page.close();
}
