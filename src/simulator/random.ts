/** Seeded random numbers: the same seed and stream give the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal (Box–Muller). */
  gaussian(): number;
}

/** splitmix32: spreads a small seed over the generator's state. */
function createSeeder(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/**
 * sfc32 (Doty-Humphrey's Small Fast Chaotic generator), keyed by a seed and any number of stream numbers. Every session takes its
 * own stream, so that one session's noise never depends on how many numbers another one drew.
 */
export function createRandom(seed: number, ...streams: readonly number[]): Random {
  let key = seed >>> 0;
  for (const stream of streams) key = createSeeder(key ^ Math.imul(stream + 1, 0x85ebca6b))();
  const seeder = createSeeder(key);
  let [a, b, c, counter] = [seeder(), seeder(), seeder(), 1];
  let spare: number | null = null;

  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  const uniform = (): number => next() / 0x1_0000_0000;

  return {
    uniform,
    gaussian: () => {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
