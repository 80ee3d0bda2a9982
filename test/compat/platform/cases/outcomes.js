const http = require('node:http');

exports.rejected = async function rejected(work) {
  try {
    return ['resolved', String(await work())];
  } catch (error) {
    return [error.name, error.message, error.code ?? null, error.constructor.name, error instanceof Error];
  }
};

exports.thrown = function thrown(work) {
  try {
    return ['returned', String(work())];
  } catch (error) {
    return [error.name, error.message, error.code ?? null, error instanceof Error];
  }
};

exports.streamOf = function streamOf(...chunks) {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
};

exports.collect = async function collect(stream) {
  let text = '';
  for await (const chunk of stream) text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
  return text;
};

exports.withServer = async function withServer(work) {
  const server = http.createServer((request, response) => {
    if (request.url === '/redirect') return response.writeHead(302, { location: '/there' }).end();
    const told = { method: request.method, url: request.url, headers: request.headers, raw: request.rawHeaders };
    return response.writeHead(200, { 'Content-Type': 'application/json', 'X-Written-So': 'yes' }).end(JSON.stringify(told));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    const said = JSON.stringify(await work(`http://127.0.0.1:${server.address().port}`));
    return JSON.parse(said.replaceAll(String(server.address().port), '<port>'));
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
};
