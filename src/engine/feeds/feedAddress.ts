import { failed, success, type Result } from '../../domain/result.ts';

/** Prices decide about money: they travel encrypted, except inside this computer. */
export function parseFeedAddress(text: string): Result<URL> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return failed('invalid-input', `"${text}" is not a feed address: write ws://127.0.0.1:PORT/ or wss://HOST/.`);
  }
  // The address is shown on screen and in messages.
  if (url.username !== '' || url.password !== '') return failed('refused', 'A feed address must not hold a user name or password.');
  if (url.hash !== '') return failed('invalid-input', 'A feed address must not hold a "#" part.');
  if (url.protocol === 'wss:') return success(url);
  if (url.protocol !== 'ws:') return failed('invalid-input', `A feed address begins with wss:// (or ws:// on this computer), not ${url.protocol}//.`);
  if (!isLoopback(url.hostname)) return failed('refused', `ws:// to ${url.hostname} would send quotes unencrypted: use wss://. Only this computer (127.0.0.1, localhost) may be reached by ws://.`);
  return success(url);
}

/** `URL` has already turned decimal, hex and short forms of IPv4 into dotted ones. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
