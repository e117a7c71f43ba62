import { randomToken, sameSecret, sign } from './hostKey.ts';

/** How long a browser stays signed in. */
const LIFETIME_S = 30 * 24 * 3600;
const COOKIE_VERSION = 'ballast-session-1';

export interface SignIn {
  /** The token of the present link. */
  token(): string;
  /** True once per link: the link is then used up and the next one holds. */
  redeem(given: string): boolean;
  /** True when this was a link of this run that has been used. */
  isUsedUp(given: string): boolean;
  /** Value of a Set-Cookie header that signs the browser in. */
  cookie(): string;
  isSignedIn(cookieHeader: string | undefined): boolean;
}

export interface SignInOptions {
  readonly key: Buffer;
  /** Cookies are shared by all ports of one host name, so name and signature carry the port. */
  readonly port: number;
  /** Wall clock, milliseconds: only for the age of cookies. */
  readonly nowMs: () => number;
}

export function createSignIn({ key, port, nowMs }: SignInOptions): SignIn {
  const cookieName = `ballast-${port}`;
  const usedUp = new Set<string>();
  let current = randomToken();
  const signature = (payload: string): string => sign(key, `${COOKIE_VERSION}|${port}|${payload}`);

  return {
    token: () => current,
    redeem(given) {
      if (!sameSecret(given, current)) return false;
      usedUp.add(current);
      current = randomToken();
      return true;
    },
    isUsedUp: (given) => usedUp.has(given),
    cookie() {
      const payload = `${Math.floor(nowMs() / 1000)}.${randomToken()}`;
      return `${cookieName}=${payload}.${signature(payload)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${LIFETIME_S}`;
    },
    isSignedIn(header) {
      // A page of another port may have set a cookie of the same name for another path: each one is tried.
      for (const part of (header ?? '').split(';')) {
        const at = part.indexOf('=');
        if (at >= 0 && part.slice(0, at).trim() === cookieName && isValid(part.slice(at + 1).trim())) return true;
      }
      return false;
    },
  };

  function isValid(value: string): boolean {
    const match = /^((\d{1,12})\.[\w-]{20,64})\.([\w-]{20,64})$/.exec(value);
    const [, payload, issued, given] = match ?? [];
    if (payload === undefined || issued === undefined || given === undefined) return false;
    const ageS = nowMs() / 1000 - Number(issued);
    return sameSecret(given, signature(payload)) && ageS >= -60 && ageS <= LIFETIME_S;
  }
}
