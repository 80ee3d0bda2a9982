/** By what a sandbox needs for them: that of jsdom has no fetch. */
const OF_FETCH = ['headers', 'requests', 'responses', 'bodies', 'clients'];
const OF_NODE = ['clients'];

/** Each case that the Fetch standard and Node's documentation name, with what came of it. */
exports.behaviours = async function behaviours() {
  const said = {};
  const hasFetch = typeof fetch === 'function';
  for (const file of hasFetch ? OF_FETCH : OF_NODE) {
    for (const [name, work] of Object.entries(require(`./cases/${file}`))) {
      if (!hasFetch && name.startsWith('fetch')) continue;
      said[name] = await Promise.resolve()
        .then(work)
        .catch((error) => ['threw', error.stack]);
    }
  }
  return said;
};
