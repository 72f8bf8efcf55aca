// A real browser, and how GraphiQL is used by hand in it.
import { chromium } from 'playwright-core';

/** Starts Chromium, which asks nobody but the page's own hosts. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page on which what the browser complains of is collected. */
export async function newPage(browser) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

/** Replaces what an editor holds. */
export async function write(page, editor, text) {
  await page.locator(editor).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
  // What the editor closed by itself: brackets, quotation marks.
  await page.keyboard.press('Control+Shift+End');
  await page.keyboard.press('Delete');
  // The beginning is what people look at.
  await page.keyboard.press('Control+Home');
}
