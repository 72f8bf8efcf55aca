// Chance that repeats itself: the same seed gives the same documents (mulberry32).

/** A source of chance. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random = {
    /** Whether something of this probability happens. */
    happens: (probability) => next() < probability,
    /** An integer from `least` to `most`. */
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    /** One of the list; undefined when it is empty. */
    pick: (list) => list[Math.floor(next() * list.length)],
    /** As many as are asked for, each made anew. */
    some: (least, most, make) => Array.from({ length: random.between(least, most) }, make),
  };
  return random;
}
