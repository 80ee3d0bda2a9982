/**
 * Where the packages are that installing some brings along, by a lock file: what they depend on, and the peers that they insist on.
 *
 * Node's own way of looking for a package: from the folder of who asks, upwards.
 */
export function closure(packages, names, from = '') {
  const found = new Set();
  const follow = (name, asker) => {
    const path = placeOf(packages, name, asker);
    if (path === undefined || found.has(path)) return;
    found.add(path);
    for (const next of broughtBy(packages[path])) follow(next, path);
  };
  for (const name of names) follow(name, from);
  return found;
}

/** What a package brings by itself: optional peers stay away. */
export function broughtBy({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }) {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys(dependencies ?? {}), ...Object.keys(optionalDependencies ?? {}), ...peers];
}

function placeOf(packages, name, asker) {
  for (let folder = asker; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}
