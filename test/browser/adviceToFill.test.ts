import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { runCommand, startHost, type HostProcess } from '../support/hostProcess.ts';

const OPEN_CARD = 'article[data-alert-id][data-alert-state="open"]:has([data-alert-action="fill"])';

describe('from a simulated market to a filled hedge, on the real screen', () => {
  const data = mkdtempSync(join(tmpdir(), 'ballast-browser-'));
  const words = ['--port', '0', '--data', data, '--fills', 'none'];
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let host: HostProcess;
  const faults: string[] = [];
  let alertId = '';
  const acknowledged = () => page.locator(`article[data-alert-id="${alertId}"][data-alert-state="acknowledged"]`);

  beforeAll(async () => {
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    host = await startHost(words);
    await page.goto(host.link);
  });
  afterAll(async () => {
    await host.stop();
    await browser.close();
    rmSync(data, { recursive: true, force: true });
  });

  test('an advice appears, says it is a simulated market, and opens its evidence', async () => {
    const card = page.locator(OPEN_CARD).first();
    await card.waitFor({ timeout: 60_000 });
    expect(await page.getByText('Simulated market').first().isVisible()).toBe(true);
    expect(await card.locator('h3').innerText()).toMatch(/VIXW? .* C/);
    await card.locator('[data-alert-action="why"]').click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.innerText()).toMatch(/VIX point/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('acknowledged, then the host is killed and restarted: the page says so, reconnects, and the alert is still there', async () => {
    const open = page.locator(OPEN_CARD).first();
    alertId = (await open.getAttribute('data-alert-id')) ?? '';
    await open.locator('[data-alert-action="acknowledge"]').click();
    await acknowledged().waitFor();

    await host.stop('SIGKILL');
    await expect.poll(() => page.locator('header').innerText(), { timeout: 15_000 }).toMatch(/not monitoring/i);
    // Slower from here: the advice must not expire at the session's close while a busy machine reconnects.
    host = await startHost(['--port', new URL(host.link).port, '--data', data, '--fills', 'none', '--speed', '60']);
    await expect.poll(() => page.locator('header').innerText(), { timeout: 30_000 }).not.toMatch(/not monitoring/i);
    await acknowledged().waitFor();
  });

  test('a recorded fill changes alert, book and log, and the log verifies', async () => {
    await acknowledged().locator('[data-alert-action="fill"]').click();
    await page.locator('[data-alert-action="fill-confirm"]').click();
    await expect.poll(() => acknowledged().count(), { timeout: 20_000 }).toBe(0);

    const file = join(data, 'log.jsonl');
    expect(await runCommand(['log', 'export', '--data', data, '--format', 'jsonl', '--out', file])).toMatchObject({ code: 0 });
    const kinds = readFileSync(file, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { kind?: string }).kind);
    expect(kinds).toEqual(expect.arrayContaining(['bookChanged', 'stageChanged', 'decision', 'acknowledged', 'fill']));
    expect(kinds.filter((kind) => kind === 'started')).toHaveLength(2);
    expect(await runCommand(['log', 'verify', file])).toMatchObject({ code: 0 });

    await page.goto(new URL('/#book', host.link).href);
    await expect.poll(() => page.locator('main').innerText()).toMatch(/VIXW? .* C/);
  });

  test('nothing on the page threw', () => {
    expect(faults).toEqual([]);
  });
});
