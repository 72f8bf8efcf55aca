// Chromium without a window, and an editor of GraphiQL to write into.
import { chromium } from 'playwright-core';

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
