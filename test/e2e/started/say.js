const { parentPort, workerData } = require('node:worker_threads');
const { ask } = require('./asking');

/** The program of a started process or thread: asks what it is told to, and says the answers to whoever started it. */
const [origin, ...clients] = workerData ?? process.argv.slice(2);

async function say() {
  const said = [];
  for (const client of clients) said.push(await ask(origin, client));
  const text = JSON.stringify(said);
  if (parentPort !== null) parentPort.postMessage(text);
  else if (process.send !== undefined) process.send(text, () => process.disconnect());
  else process.stdout.write(text);
}

void say();
