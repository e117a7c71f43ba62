import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenariosSchema, type ScenariosView } from '../../src/contract/api.ts';
import { formatNarrow } from '../../src/renderer/src/format.ts';
import { launchChromium } from '../support/chromium.ts';
import { startHost, type HostProcess } from '../support/hostProcess.ts';

/** The answer in a frame from the engine, null for any other message. */
function scenariosIn(frame: string | Buffer): ScenariosView | null {
  const message = JSON.parse(frame.toString()) as { readonly result?: unknown };
  const read = scenariosSchema.safeParse(message.result);
  return read.success ? read.data : null;
}

describe('the scenarios of a running host, on the real screen', () => {
  const data = mkdtempSync(join(tmpdir(), 'ballast-scenarios-'));
  let browser: Browser;
  let page: Page;
  let host: HostProcess;
  const faults: string[] = [];
  const answers: ScenariosView[] = [];

  /** The whole table as it stands on the page, by `SPX/VIX`. */
  const shownCells = (): Promise<Record<string, string>> => page.locator('[data-spx]').evaluateAll((cells) =>
    Object.fromEntries(cells.map((cell) => [`${cell.getAttribute('data-spx')}/${cell.getAttribute('data-vix')}`, cell.firstChild?.textContent ?? ''])));
  const cellsOf = (view: ScenariosView, side: 'total' | 'condors' | 'hedge'): Record<string, string> => Object.fromEntries(view.spxPercents.flatMap((percent, row) =>
    view.vixPoints.map((points, column) => [`${percent}/${points}`, formatNarrow(view[side]?.[row]?.[column])])));
  /** The market moves on and the page with it: the table is that of some answer the engine gave for this horizon. */
  const isAnswered = async (days: number, side: 'total' | 'condors' | 'hedge'): Promise<boolean> => {
    const shown = await shownCells();
    return answers.filter((view) => view.days === days).map((view) => cellsOf(view, side)).some((cells) => isDeepStrictEqual(cells, shown));
  };

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1024, height: 640 } });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
      const view = scenariosIn(payload);
      if (view !== null) answers.push(view);
    }));
    host = await startHost(['--port', '0', '--data', data, '--fills', 'none', '--speed', '60']);
    await page.goto(host.link);
    await page.getByRole('link', { name: 'Scenarios' }).click();
  });
  afterAll(async () => {
    await host.stop();
    await browser.close();
    rmSync(data, { recursive: true, force: true });
  });

  test('show the grid of the engine as it is now, cell by cell', async () => {
    await expect.poll(() => isAnswered(0, 'total'), { timeout: 60_000 }).toBe(true);
    expect(Object.keys(await shownCells())).toHaveLength(13 * 11);
    expect((await shownCells())['0/0']).toBe('0');
  });

  test('follow the horizon that the keyboard sets, and say it in words', async () => {
    const slider = page.getByLabel('Horizon');
    await slider.focus();
    for (let step = 0; step < 7; step += 1) await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^after 7 calendar days/);
    await page.locator('[data-horizon-days="7"]').waitFor({ timeout: 20_000 });
    await expect.poll(() => isAnswered(7, 'total'), { timeout: 20_000 }).toBe(true);
    // Time has earned or cost something: the centre of the grid is no longer nothing.
    expect((await shownCells())['0/0']).not.toBe('0');
  });

  test('show one part of the book when asked, and read the figures along the linked path to the keyboard', async () => {
    // Nothing is filled in this run: no hedge is held and its grid is nothing, unlike the one before.
    await page.getByRole('button', { name: 'Hedge' }).click();
    await expect.poll(() => isAnswered(7, 'hedge'), { timeout: 20_000 }).toBe(true);
    const plot = page.getByRole('slider', { name: 'Along the linked path' });
    await plot.focus();
    await page.keyboard.press('Home');
    expect(await plot.getAttribute('aria-valuetext')).toMatch(/^SPX \+8\.5.%, VIX −10: together /);
  });

  test('do not scroll sideways in the smallest window', async () => {
    expect(await page.evaluate(() => [...document.querySelectorAll('main, main .table-scroll')].filter((box) => box.scrollWidth > box.clientWidth).length)).toBe(0);
  });

  test('nothing on the page threw', () => {
    expect(faults).toEqual([]);
  });
});
