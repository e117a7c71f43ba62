import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { pathInside, servePage } from '../../src/main/pageProtocol.ts';

const base = mkdtempSync(join(tmpdir(), 'ballast-page-'));
const root = join(base, 'renderer');
mkdirSync(join(root, 'assets'), { recursive: true });
mkdirSync(join(base, 'renderer-evil'));
writeFileSync(join(root, 'index.html'), 'inside');
writeFileSync(join(root, 'assets', 'a.js'), 'inside');
writeFileSync(join(root, 'assets', 'secret.txt'), 'outside');
writeFileSync(join(base, 'outside.js'), 'outside');
writeFileSync(join(base, 'renderer-evil', 'x.js'), 'outside');
symlinkSync(join(base, 'outside.js'), join(root, 'assets', 'link.js'));
symlinkSync(base, join(root, 'up'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const get = (url: string): Promise<Response> => servePage(root, { method: 'GET', url });

describe('the app:// protocol', () => {
  it('serves the page with the headers that keep everything else out', async () => {
    const page = await get('app://ballast/index.html');
    expect(await page.text()).toBe('inside');
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('app://ballast/')).status).toBe(200);
    expect((await get('app://ballast/assets/a.js?v=1#x')).status).toBe(200);
  });

  it.each([
    'app://ballast/../outside.js', 'app://ballast/%2e%2e/outside.js', 'app://ballast/%2e%2e%2foutside.js', 'app://ballast/..%2foutside.js', 'app://ballast/..%5coutside.js',
    'app://ballast/..\\outside.js', 'app://ballast/assets/../../outside.js', 'app://ballast/../renderer-evil/x.js', 'app://ballast/..%2frenderer-evil%2fx.js', 'app://ballast/%00index.html',
    'app://ballast/index.html%00.js', 'app://ballast//etc/passwd', 'app://ballast/%2fetc%2fpasswd', 'app://ballast/%', 'app://ballast/%ff', 'app://ballast/assets', 'app://ballast/assets/',
    'app://ballast/assets/link.js', 'app://ballast/up/outside.js', 'app://ballast/assets/secret.txt', 'app://evil/index.html', 'app://ballast.evil/index.html', 'app://u:p@ballast/index.html',
    'app://ballast:1/index.html', 'app:index.html', 'app:///index.html', 'file:///etc/passwd', 'https://ballast/index.html', '', 'app://ballast/missing.js', 'app://ballast/C:/x.js',
  ])('serves nothing for %s', async (url) => {
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('Not found');
  });

  it('answers GET only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) expect((await servePage(root, { method, url: 'app://ballast/index.html' })).status).toBe(404);
  });

  it('never names a file outside, whatever the path', () => {
    const piece = fc.constantFrom('..', '.', '/', '%2e', '%2E%2e', '%2f', '%5c', '\\', '%00', 'assets', 'a.js', '%252e', '//', 'renderer-evil', '~', ';', '%c0%ae');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = pathInside(root, `app://ballast/${pieces.join('')}`);
        expect(path === null || path.startsWith(`${root}/`)).toBe(true);
      }),
      { seed: 20_261_120, numRuns: 2_000 },
    );
  });
});
