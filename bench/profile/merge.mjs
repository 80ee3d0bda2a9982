const EVERY_US = 1000;

/**
 * One profile, as V8 writes them, of the stacks of many Python processes: `[[name, file, line], …]` from the outermost in, with how often each
 * was seen. Which came first is not known: it is told as if one had followed the other.
 */
export function profileOf(stacks) {
  const nodes = [node(1, ['(python)', '', 1])];
  const childrenOf = new Map([[1, new Map()]]);
  const samples = [];
  for (const [frames, count] of stacks) {
    let id = 1;
    for (const frame of frames) id = childOf(nodes, childrenOf, id, frame);
    nodes[id - 1].hitCount += count;
    for (let sample = 0; sample < count; sample++) samples.push(id);
  }
  return { nodes, startTime: 0, endTime: samples.length * EVERY_US, samples, timeDeltas: samples.map(() => EVERY_US) };
}

function childOf(nodes, childrenOf, parent, frame) {
  const siblings = childrenOf.get(parent);
  const key = frame.join('\0');
  if (!siblings.has(key)) {
    const id = nodes.length + 1;
    nodes.push(node(id, frame));
    nodes[parent - 1].children.push(id);
    childrenOf.set(id, new Map());
    siblings.set(key, id);
  }
  return siblings.get(key);
}

function node(id, [functionName, url, line]) {
  return { id, callFrame: { functionName, scriptId: '0', url, lineNumber: line - 1, columnNumber: 0 }, hitCount: 0, children: [] };
}
