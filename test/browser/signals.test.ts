import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snapshotSchema, type EngineState } from '../../src/contract/api.ts';
import { launchChromium } from '../support/chromium.ts';
import { startHost, type HostProcess } from '../support/hostProcess.ts';

type Explanations = EngineState['signals']['explanations'];

/** What the engine explains in the snapshot of a frame, null for any other message. */
function explanationsIn(frame: string | Buffer): Explanations | null {
  const message = JSON.parse(frame.toString()) as { readonly result?: unknown };
  const read = snapshotSchema.safeParse(message.result);
  return read.success ? read.data.state.signals.explanations : null;
}

describe('the signals of a running host, on the real screen', () => {
  const data = mkdtempSync(join(tmpdir(), 'ballast-signals-'));
  let browser: Browser;
  let page: Page;
  let host: HostProcess;
  const faults: string[] = [];
  let explained: Explanations = [];

  const row = (signal: string) => page.locator(`[data-signal="${signal}"]`);
  const grounds = () => page.getByRole('region', { name: /: what it rests on$/ });
  const because = (): Promise<string[]> => grounds().getByRole('listitem').allInnerTexts();
  const tops = (): Promise<number[]> => page.locator('.signal-item').evaluateAll((items) => items.map((item) => item.getBoundingClientRect().top));
  const chartLabel = (): Promise<string | null> => page.locator('.signal-chart [role="img"]').getAttribute('aria-label');
  /** Inked pixels of all canvases of the chart: its panes, axes and lines. */
  const ink = (): Promise<number> => page.locator('.signal-chart canvas').evaluateAll((canvases) => canvases.reduce((sum, canvas) => {
    if (!(canvas instanceof HTMLCanvasElement) || canvas.width === 0 || canvas.height === 0) return sum;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let inked = 0;
    for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 0) inked += 1;
    return sum + inked;
  }, 0));

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()); });
    await page.exposeFunction('noteViolation', (text: string) => faults.push(text));
    await page.addInitScript('addEventListener("securitypolicyviolation", (event) => noteViolation(`${event.violatedDirective}: ${event.blockedURI}`))');
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => { explained = explanationsIn(payload) ?? explained; }));
    host = await startHost(['--port', '0', '--data', data, '--fills', 'none', '--speed', '60']);
    await page.goto(host.link);
    await page.getByRole('link', { name: 'Signals' }).click();
  });
  afterAll(async () => {
    await host.stop();
    await browser.close();
    rmSync(data, { recursive: true, force: true });
  });

  test('lists every signal that the engine explains, in its order', async () => {
    await expect.poll(() => explained.length, { timeout: 60_000 }).toBeGreaterThan(10);
    await expect.poll(() => page.locator('.signal-title').allInnerTexts(), { timeout: 20_000 }).toEqual(explained.map(({ title }) => title));
  });

  test('tells of the chosen one its grounds, the session they are of, and its line under the price', async () => {
    await row('rsi').getByRole('button').click();
    const { title, because: said } = explained.find(({ signal }) => signal === 'rsi')!;
    expect(said.length).toBeGreaterThan(0);
    expect(await grounds().getAttribute('aria-label')).toBe(`${title}: what it rests on`);
    expect(await because()).toHaveLength(said.length);
    expect(await grounds().innerText()).toMatch(/As of the close of \w{3} \d+ \w{3}\./);
    expect(await chartLabel()).toMatch(/: daily SPX on top, below RSI of SPX, \d{3} sessions to \d{4}-\d\d-\d\d$/);
    await expect.poll(ink, { timeout: 10_000 }).toBeGreaterThan(2_000);
  });

  test('is worked by the keyboard alone, and one signal is chosen at a time', async () => {
    await row('vixRsi').getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await row('vixRsi').getByRole('button').getAttribute('aria-current')).toBe('true');
    expect(await page.locator('.signal-list [aria-current="true"]').count()).toBe(1);
    expect((await because()).length).toBeGreaterThan(0);
    expect(await chartLabel()).toMatch(/: daily VIX on top, below RSI of VIX, /);
    await expect.poll(ink, { timeout: 10_000 }).toBeGreaterThan(2_000);
  });

  test('says of the intraday bars that no rule acts on them', async () => {
    const panel = page.getByRole('region', { name: 'Early warning: hourly and 5-minute' });
    await expect.poll(() => panel.innerText(), { timeout: 30_000 }).toMatch(/No rule acts on these/);
    expect(await panel.getByRole('rowheader').allInnerTexts()).toEqual(['Hourly', '5-minute']);
  });

  test('keeps every row and the chart in place when another signal is chosen, in the smallest window too', async () => {
    for (const size of [{ width: 1440, height: 900 }, { width: 1024, height: 640 }]) {
      await page.setViewportSize(size);
      await row('obv').getByRole('button').click();
      const [before, chart] = [await tops(), await page.locator('.signal-chart').boundingBox()];
      expect(before.length).toBeGreaterThan(10);
      // Without the scrolling that a click by the browser's driver brings along.
      for (const signal of ['rsiFailure', 'vixBeta60', 'adLine']) {
        await row(signal).getByRole('button').evaluate((button: HTMLElement) => button.click());
        await expect.poll(() => row(signal).getByRole('button').getAttribute('aria-current')).toBe('true');
        expect(await tops()).toEqual(before);
        expect(await page.locator('.signal-chart').boundingBox()).toEqual(chart);
      }
    }
  });

  test('does not scroll sideways in the smallest window', async () => {
    expect(await page.evaluate(() => [...document.querySelectorAll('.screen, .column, .signals')].filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className))).toEqual([]);
  });

  test('nothing on the page threw, was logged as an error or was refused by the policy', () => {
    expect(faults).toEqual([]);
  });
});
