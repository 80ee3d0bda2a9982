/** The middle value; of an even number, the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The middle value between the least and the greatest; null where nothing was measured. */
export function spreadOf(values) {
  const measured = values.filter((value) => value !== null && value !== undefined);
  if (measured.length === 0) return null;
  return { median: median(measured), min: Math.min(...measured), max: Math.max(...measured), rounds: measured.length };
}

/** Round by round, what one gives to the other: a slow moment of the machine, which hits both, cancels out. */
export function pairwise(left, right, join) {
  return Array.from({ length: Math.min(left.length, right.length) }, (_, round) => {
    const [one, other] = [left[round], right[round]];
    return one === null || other === null ? null : join(one, other);
  });
}

/** Names in the order of a round: turned each time, so that none always comes after the same one. */
export function turned(names, round) {
  const from = round % names.length;
  const rotated = [...names.slice(from), ...names.slice(0, from)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}
