/** Who leads to whom: files that import files, rooms that import rooms. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Every circle once, as a chain that ends where it begins: `['a', 'b', 'a']`. Empty where there is none. */
export function circlesIn(graph: Graph): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): void => {
    if (path.includes(node)) circles.push([...path.slice(path.indexOf(node)), node]);
    if (path.includes(node) || done.has(node)) return;
    path.push(node);
    for (const target of graph.get(node) ?? []) visit(target);
    path.pop();
    done.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return circles;
}

/** The same graph between groups of nodes; what leads from a group to itself is left out. */
export function grouped(graph: Graph, groupOf: (node: string) => string): Graph {
  const groups = new Map<string, Set<string>>();
  for (const [node, targets] of graph) {
    const own = groups.get(groupOf(node)) ?? new Set<string>();
    groups.set(groupOf(node), own);
    for (const target of targets.map(groupOf)) if (target !== groupOf(node)) own.add(target);
  }
  return new Map([...groups].map(([group, targets]) => [group, [...targets]]));
}
