/**
 * Renders the pictures of docs/signals.md: recorded history, told over the feed protocol to the real host, drawn by the screen's own
 * charts. Needs a build, a browser (the one the browser tests use) and `../shared/data`. From the repository root:
 *   node_modules/.bin/node scripts/signalPictures.mjs [NAME …]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../test/support/chromium.ts';
import { startHost } from '../test/support/hostProcess.ts';
import { recordPresent, startRecordedFeed } from './recordedFeed.ts';

const OUT = join(import.meta.dirname, '../docs/screenshots/signals');
const WIDTH = 900;
const HEIGHT = 720;
/** Last session told, and what is shown of it: a signal of the view `Signals`, or the chart of the overview. */
const pictures = [
  { name: 'divergence', date: '2024-04-24', signal: null, range: '6 m' },
  { name: 'ad-line', date: '2024-07-12', signal: 'adLine', range: '6 m' },
  { name: 'rsi', date: '2024-08-09', signal: 'rsi', range: '6 m' },
  { name: 'vix-rsi', date: '2020-04-03', signal: 'vixRsi', range: '6 m' },
  { name: 'macd', date: '2020-04-30', signal: 'macd', range: '6 m' },
  { name: 'vix-vs-spx', date: '2022-07-15', signal: 'vixVsSpx', range: '6 m' },
  { name: 'vix-macd', date: '2024-09-20', signal: 'vixMacd', range: '6 m' },
  { name: 'correlation', date: '2023-09-15', signal: 'vixSpxCorrelation21', range: '6 m' },
  { name: 'vix-beta', date: '2018-04-30', signal: 'vixBeta60', range: '6 m' },
  { name: 'term-structure', date: '2022-05-31', signal: 'termStructure', range: '6 m' },
  { name: 'implied-correlation', date: '2024-09-13', signal: 'cor1mPercentile', range: '6 m' },
  { name: 'credit-stress', date: '2020-07-31', signal: 'creditStress', range: '1 y' },
];
/** Charts are drawn and the pale moment of changed figures is over. */
const SETTLED_MS = 1_200;

const asked = process.argv.slice(2);
const wanted = pictures.filter(({ name }) => asked.length === 0 || asked.includes(name));

/** As wide a window as makes the panel of the wanted width: its columns beside the chart stay as they are. */
async function fitted(page, panel) {
  await page.setViewportSize({ width: 1400, height: HEIGHT });
  const box = await panel.boundingBox();
  await page.setViewportSize({ width: 1400 + WIDTH - Math.round(box?.width ?? WIDTH), height: HEIGHT });
}

async function take(page, { name, signal, range }) {
  const panel = page.locator(signal === null ? '.price-panel' : '.signal-chart');
  if (signal !== null) await page.locator(`[data-signal="${signal}"]`).getByRole('button').click();
  await panel.locator('canvas').first().waitFor();
  await fitted(page, panel);
  await panel.getByText(range, { exact: true }).click();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(SETTLED_MS);
  await panel.screenshot({ path: join(OUT, `${name}.png`) });
  process.stderr.write(`${name}.png\n`);
}

async function render(browser, picture) {
  const data = mkdtempSync(join(tmpdir(), 'ballast-pictures-'));
  const feed = await startRecordedFeed(picture.date);
  const host = await startHost(['--port', '0', '--data', data, '--fills', 'none', '--feed', feed.url]);
  const page = await browser.newPage({ viewport: { width: 1400, height: HEIGHT }, colorScheme: 'dark', reducedMotion: 'reduce' });
  try {
    await page.goto(host.link);
    await page.goto(new URL(picture.signal === null ? '/#overview' : '/#signals', host.link).href);
    await take(page, picture);
  } finally {
    await page.close();
    await host.stop();
    await feed.close();
    rmSync(data, { recursive: true, force: true });
  }
}

if (!recordPresent) {
  process.stderr.write('There is no ../shared/data to draw.\n');
  process.exitCode = 2;
} else {
  mkdirSync(OUT, { recursive: true });
  const browser = await launchChromium();
  try {
    for (const picture of wanted) await render(browser, picture);
  } finally {
    await browser.close();
  }
}
