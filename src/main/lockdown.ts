import type { Session, WebContents } from 'electron';
import { PAGE_ORIGIN, PAGE_SCHEME } from './pageProtocol.ts';

/** Our own page, compared as parsed parts: a prefix of the text would let `app://ballast.evil` in. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${PAGE_SCHEME}:` && `${url.protocol}//${url.host}` === PAGE_ORIGIN && url.username === '' && url.password === '';
}

/** What the page may load: itself, files it made itself (the log export), data: images. Developer tools come from devtools:. */
export function mayLoad(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  if (protocol === 'blob:') return isOwnPage(address.slice('blob:'.length));
  return protocol === 'data:' || protocol === 'devtools:' || isOwnPage(address);
}

interface Preventable {
  preventDefault(): void;
}

/** Refuses navigation away, new windows and webviews, for every web contents there ever is. */
export function lockDownContents(contents: WebContents): void {
  const refuseForeign = (event: Preventable & { readonly url: string }): void => {
    if (!isOwnPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', refuseForeign);
  contents.on('will-frame-navigate', refuseForeign);
  contents.on('will-redirect', refuseForeign);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Refuses every permission and every request that leaves the page's own origin. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url) }));
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:') || !mayLoad(item.getURL())) event.preventDefault();
  });
}
