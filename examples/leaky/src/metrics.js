const { createServer } = require('node:http');

/** Starts listening, and keeps what could close it to itself. */
exports.serveMetrics = () =>
  new Promise((resolve) => {
    const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
