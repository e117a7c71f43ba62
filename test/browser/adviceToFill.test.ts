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
    expect(await card.locator('h3').innerText()).toMatch(/VIX .* C/);
    await card.locator('[data-alert-action="why"]').click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.innerText()).toMatch(/VIX point/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('acknowledging and filling change the alert, the book and the log; the page shows it only after it is written', async () => {
    const card = page.locator(OPEN_CARD).first();
    const alertId = await card.getAttribute('data-alert-id');
    const sameCard = page.locator(`article[data-alert-id="${alertId}"]`);
    await card.locator('[data-alert-action="acknowledge"]').click();
    const note = page.getByRole('dialog');
    await note.waitFor();
    await note.getByRole('button', { name: /acknowledge/i }).click();
    await expect.poll(() => sameCard.getAttribute('data-alert-state')).toBe('acknowledged');

    await sameCard.locator('[data-alert-action="fill"]').click();
    await page.locator('[data-alert-action="fill-confirm"]').click();
    await expect.poll(() => sameCard.getAttribute('data-alert-state').catch(() => 'gone'), { timeout: 20_000 }).not.toBe('acknowledged');

    const file = join(data, 'log.jsonl');
    const exported = await runCommand(['log', 'export', '--data', data, '--format', 'jsonl', '--out', file]);
    expect(exported).toMatchObject({ code: 0 });
    const kinds = readFileSync(file, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { kind?: string }).kind);
    expect(kinds).toEqual(expect.arrayContaining(['started', 'bookChanged', 'stageChanged', 'decision', 'acknowledged', 'fill']));
    expect(await runCommand(['log', 'verify', file])).toMatchObject({ code: 0 });

    await page.goto(new URL('/#book', host.link).href);
    await expect.poll(() => page.locator('main').innerText()).toMatch(/VIX .* C/);
    await page.goto(new URL('/#overview', host.link).href);
  });

  test('a killed host shows "not monitoring"; restarted, the page reconnects and what was recorded is still there', async () => {
    await host.stop('SIGKILL');
    await expect.poll(() => page.locator('header').innerText(), { timeout: 15_000 }).toMatch(/not monitoring/i);
    const port = new URL(host.link).port;
    host = await startHost(['--port', port, '--data', data, '--fills', 'none']);
    await expect.poll(() => page.locator('header').innerText(), { timeout: 30_000 }).not.toMatch(/not monitoring/i);
    const file = join(data, 'after-restart.jsonl');
    await runCommand(['log', 'export', '--data', data, '--format', 'jsonl', '--out', file]);
    const kinds = readFileSync(file, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { kind?: string }).kind);
    expect(kinds.filter((kind) => kind === 'started')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'fill')).toHaveLength(1);
    expect(await runCommand(['log', 'verify', file])).toMatchObject({ code: 0 });
  });

  test('nothing on the page threw', () => {
    expect(faults).toEqual([]);
  });
});
