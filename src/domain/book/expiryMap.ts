import type { IsoDate } from '../units.ts';

/** Values by root and expiration. They are looked up for every contract, so without a text put together for each. */
export interface ExpiryMap<T> {
  get(root: string, expiration: IsoDate): T | undefined;
  /** Gives the value back. */
  set(root: string, expiration: IsoDate, value: T): T;
}

export function createExpiryMap<T>(): ExpiryMap<T> {
  const roots = new Map<string, Map<IsoDate, T>>();
  return {
    get: (root, expiration) => roots.get(root)?.get(expiration),
    set(root, expiration, value) {
      let expirations = roots.get(root);
      if (expirations === undefined) roots.set(root, expirations = new Map());
      expirations.set(expiration, value);
      return value;
    },
  };
}
