/** Who imports whom, from the facts of files: a map from a path to paths. Imports that lead to no file of these are left out. */
export function graphOf(facts) {
  const paths = new Set(facts.map(({ path }) => path));
  const fileOf = (name) =>
    [name, `${name}.ts`, `${name}/index.ts`, `${name}.py`, `${name}/__init__.py`].find((candidate) => paths.has(candidate));
  return new Map(
    facts.map(({ path, imports }) => {
      const targets = imports.map(fileOf).filter((target) => target !== undefined && target !== path);
      return [path, [...new Set(targets)].sort()];
    }),
  );
}

/** The graph of groups: who imports whom between them, and by how many imports of files. */
export function grouped(graph, groupOf) {
  const groups = new Map();
  for (const [path, targets] of graph) {
    const counts = groups.get(groupOf(path)) ?? new Map();
    groups.set(groupOf(path), counts);
    for (const target of targets.map(groupOf)) if (target !== groupOf(path)) counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  return groups;
}

/** Sets of nodes each of which leads to every other, and back: the circles. */
export function circlesIn(graph) {
  return components(graph).filter((nodes) => nodes.length > 1);
}

/** The longest way from import to import. A circle counts as one step, because there is no longest way through it. */
export function deepestChain(graph) {
  const best = new Map();
  for (const nodes of components(graph)) {
    const targets = nodes.flatMap((node) => [...graph.get(node)]).filter((target) => !nodes.includes(target));
    const below = targets.map((target) => best.get(target)).reduce((a, b) => (b.length > a.length ? b : a), []);
    const name = nodes.length === 1 ? nodes[0] : `(${nodes.join(' ')})`;
    for (const node of nodes) best.set(node, [name, ...below]);
  }
  return [...best.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
}

/** Tarjan's strongly connected components, those first that others lead to; each in the order of its names. */
function components(graph) {
  const state = { found: [], index: new Map(), low: new Map(), stack: [] };
  for (const node of graph.keys()) if (!state.index.has(node)) visit(node, graph, state);
  return state.found;
}

function visit(node, graph, state) {
  const { index, low, stack } = state;
  index.set(node, index.size);
  low.set(node, index.get(node));
  stack.push(node);
  for (const target of graph.get(node) ?? []) {
    if (!index.has(target)) visit(target, graph, state);
    if (stack.includes(target)) low.set(node, Math.min(low.get(node), low.get(target)));
  }
  if (low.get(node) === index.get(node)) state.found.push(stack.splice(stack.indexOf(node)).sort());
}
