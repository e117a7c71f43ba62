import { describe, expect, it } from 'vitest';
import { findChromium, launchChromium, NO_BROWSER, systemChromium } from '../support/chromium.ts';
import { unpackedChromium } from '../support/chromiumPackage.ts';

describe('the browser of the tests', () => {
  it('draws a page and clicks in it', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.setContent('<button onclick="this.textContent=\'pressed\'">press</button>');
      await page.click('button');
      expect(await page.textContent('button')).toBe('pressed');
    } finally {
      await browser.close();
    }
  });

  it('is the named one before any other, and a wrong name is told', async () => {
    const before = process.env['BALLAST_CHROMIUM'];
    try {
      process.env['BALLAST_CHROMIUM'] = '/nowhere/chrome';
      await expect(findChromium()).rejects.toThrow(`/nowhere/chrome, which is not a program. ${NO_BROWSER}`);
      process.env['BALLAST_CHROMIUM'] = process.execPath;
      expect(await findChromium()).toMatchObject({ path: process.execPath });
    } finally {
      if (before === undefined) delete process.env['BALLAST_CHROMIUM'];
      else process.env['BALLAST_CHROMIUM'] = before;
    }
  });

  it('is not found where there is none', () => {
    expect(systemChromium('')).toBeNull();
  });

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('comes with the packages on Linux x64', async () => {
    expect(await unpackedChromium()).toMatchObject({ path: expect.stringMatching(/chromium$/) });
  });
});
