/**
 * One text for one value: keys sorted by UTF-16 code unit, no whitespace, numbers and strings as ECMAScript writes them (the rules
 * of RFC 8785). Hashes of log entries and policies stand on it. The one departure: a lone surrogate is written as its `\u` escape,
 * not refused, because a trader's note must never make a log entry impossible.
 *
 * Throws `TypeError` for what JSON cannot carry (NaN, infinities, undefined, functions, dates, maps, …): that is a bug of the caller.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', 0);
}

/** Refuses what JSON would silently drop or change; for values that are stored in their own key order. */
export function assertJsonSafe(value: unknown): void {
  write(value, '$', 0);
}

/** Deeper than any record of the product; keeps a cyclic value from ending in a stack overflow. */
const MAX_DEPTH = 100;

function write(value: unknown, path: string, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError(`${path} is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string': return JSON.stringify(value);
    case 'boolean': return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${path} is ${value}, which JSON cannot carry`);
      return JSON.stringify(value);
    case 'object': return value === null ? 'null' : Array.isArray(value) ? writeArray(value, path, depth) : writeObject(value, path, depth);
    default: throw new TypeError(`${path} is ${typeof value}, which JSON cannot carry`);
  }
}

function writeArray(items: readonly unknown[], path: string, depth: number): string {
  const parts: string[] = [];
  for (let index = 0; index < items.length; index += 1) parts.push(write(items[index], `${path}[${index}]`, depth + 1));
  return `[${parts.join(',')}]`;
}

function writeObject(value: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError(`${path} is not a plain object`);
  const record = value as Readonly<Record<string, unknown>>;
  const parts = Object.keys(record).sort().map((key) => `${JSON.stringify(key)}:${write(record[key], `${path}.${key}`, depth + 1)}`);
  return `{${parts.join(',')}}`;
}
