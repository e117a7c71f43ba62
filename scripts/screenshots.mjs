/**
 * Renders the pictures of docs/screenshots from the real host: simulated market, sample book, an open advice.
 * Needs a build and a browser (the one the browser tests use). From the repository root:
 *   node_modules/.bin/node scripts/screenshots.mjs
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../test/support/chromium.ts';
import { startHost } from '../test/support/hostProcess.ts';

const OUT = join(import.meta.dirname, '../docs/screenshots');
const DESKTOP = { width: 1440, height: 900 };
const SMALL = { width: 1024, height: 640 };
const pictures = [
  { name: 'overview-dark', view: 'overview', theme: 'dark', size: DESKTOP },
  { name: 'overview-light', view: 'overview', theme: 'light', size: DESKTOP },
  { name: 'book-dark', view: 'book', theme: 'dark', size: DESKTOP },
  { name: 'signals-dark', view: 'signals', theme: 'dark', size: DESKTOP },
  { name: 'scenarios-dark', view: 'scenarios', theme: 'dark', size: DESKTOP },
  { name: 'small-light', view: 'overview', theme: 'light', size: SMALL },
];
/** An advice to grow the hedge, with its divergence on the chart. */
const ADVICE = 'article.alert[data-alert-state="open"]:has([data-alert-action="fill"])';
const ADVICE_WITHIN_MS = 90_000;
/** Charts are drawn and the pale moment of changed figures is over. */
const SETTLED_MS = 1_200;

const data = mkdtempSync(join(tmpdir(), 'ballast-pictures-'));
const browser = await launchChromium();
const host = await startHost(['--port', '0', '--data', data, '--fills', 'none', '--speed', '1800']);
try {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(host.link);
  await page.locator(ADVICE).first().waitFor({ timeout: ADVICE_WITHIN_MS });
  mkdirSync(OUT, { recursive: true });
  for (const { name, view, theme, size } of pictures) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto(new URL(`/#${view}`, host.link).href);
    await page.waitForTimeout(SETTLED_MS);
    await page.screenshot({ path: join(OUT, `${name}.png`) });
    process.stderr.write(`${name}.png\n`);
  }
} finally {
  await browser.close();
  await host.stop();
  rmSync(data, { recursive: true, force: true });
}
