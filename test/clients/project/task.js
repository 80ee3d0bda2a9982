const { ask } = require('./asking');

/** One task of a pool: asks by each client, and gives the answers. */
module.exports = async ({ origin, clients }) => {
  const said = [];
  for (const client of clients) said.push(await ask(origin, client));
  return said;
};
