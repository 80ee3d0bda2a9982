const { createServer } = require('node:http');

/** Stands in for a provider, and counts who gets to it: connections, so that nothing has to be asked to be counted. */
exports.countingHost = () => {
  const server = createServer((_, response) => response.end(JSON.stringify({ choices: [{ message: { content: 'THE REAL ONE' } }] })));
  const host = { reached: 0, origin: '' };
  server.on('connection', () => {
    host.reached += 1;
  });
  beforeAll(async () => {
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    host.origin = `http://127.0.0.1:${server.address().port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  beforeEach(() => {
    host.reached = 0;
  });
  return host;
};
