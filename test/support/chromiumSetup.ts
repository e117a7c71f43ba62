import { findChromium } from './chromium.ts';

/** Finds (and once unpacks) the browser before the first browser test, so that no test's own time limit pays for it. */
export default async function setup(): Promise<void> {
  await findChromium();
}
