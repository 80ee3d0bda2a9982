import { pairwise, spreadOf } from './stats.mjs';

const PARTS = ['wall', 'cpu'];

/**
 * What the rounds of a row say. `seen` has for each contender the samples of its whole, `many`, and, where it has a smaller self, those of
 * that, `one`: the difference, shared out over what the larger has `more`, is the marginal cost; the fixed one is what the smaller takes
 * without the `least` that it has itself.
 */
export function figuresOf(row, seen) {
  return {
    contenders: Object.fromEntries(Object.entries(row.contenders).map(([name, it]) => [name, contenderFigures(it, seen[name])])),
    beside: (row.beside ?? []).map((beside) => besideFigures(row, beside, seen)),
  };
}

function contenderFigures({ shown, more, least = 1 }, samples = { many: [] }) {
  const of = (values) => Object.fromEntries(PARTS.map((part) => [part, spreadOf(values(samples, part, more, least))]));
  return { shown, whole: of(wholes), fixed: of(fixed), marginal: of(marginals) };
}

const column = (samples = [], part) => samples.map((sample) => sample[part] ?? null);

function wholes({ many }, part) {
  return column(many, part);
}

function marginals({ many, one }, part, more) {
  return pairwise(column(many, part), column(one, part), (whole, small) => (whole - small) / more);
}

function fixed(samples, part, more, least) {
  return pairwise(column(samples.one, part), marginals(samples, part, more), (small, each) => small - each * least);
}

function besideFigures(row, { ours, base, of = 'whole', as = 'times', ...told }, seen) {
  const valuesOf = (name, part) => {
    const samples = seen[name] ?? { many: [] };
    return of === 'whole' ? wholes(samples, part) : marginals(samples, part, row.contenders[name].more);
  };
  const sumOf = (part) => base.map((name) => valuesOf(name, part)).reduce((sum, next) => pairwise(sum, next, (a, b) => a + b));
  const spreads = PARTS.map((part) => [part, spreadOf(pairwise(valuesOf(ours, part), sumOf(part), JOINS[as]))]);
  const { shown, each = 'test' } = row.contenders[ours];
  const name = of === 'whole' ? shown : `${shown}: one more ${each}`;
  return { ...told, as, of, name, ...Object.fromEntries(spreads) };
}

/** `times` as much, so many milliseconds `more`, or a `part` of it: 1 / 140. */
const JOINS = {
  // A difference of two commands may come out below nothing: there is no ratio to that.
  times: (ours, base) => (base > 0 ? ours / base : null),
  more: (ours, base) => ours - base,
  part: (ours, base) => base / ours,
};

/** Two builds, pair by pair: what the second takes of the first, of the whole and of one more. */
export function comparisonOf(row, seen) {
  return Object.entries(row.contenders)
    .filter(([, { own }]) => own)
    .map(([name, { shown, more }]) => {
      const [before, after] = [seen[`before ${name}`] ?? { many: [] }, seen[`after ${name}`] ?? { many: [] }];
      const ratio = (values, part) => spreadOf(pairwise(values(after, part, more), values(before, part, more), JOINS.times));
      const of = (values) => Object.fromEntries(PARTS.map((part) => [part, ratio(values, part)]));
      return { shown, whole: of(wholes), marginal: of(marginals) };
    });
}
