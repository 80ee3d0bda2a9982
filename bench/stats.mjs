/** The middle value; of an even number, the lower one of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** The middle value between the least and the greatest. */
export function spreadOf(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

export const ms = (value) =>
  value >= 100 ? `${value.toFixed(0)} ms` : value >= 1 ? `${value.toFixed(1)} ms` : `${(value * 1000).toFixed(0)} µs`;
export const times = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(2));

/** Runs every contender once per round, in turn, so that a slow moment of the machine hits all alike. Gives the medians. */
export async function interleave(rounds, contenders) {
  const seen = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const [name, measure] of Object.entries(contenders)) seen[name].push(await measure());
  return Object.fromEntries(Object.entries(seen).map(([name, values]) => [name, median(values)]));
}
