import { notPassed } from '../e2e/not-passed';
import { runOnce } from '../e2e/run-jest';

/** Written by hand, over both transports: what a server of the SDK does not do by itself. */
const SERVER = `
const http = require('node:http');
const readline = require('node:readline');
const text = (value) => ({ content: [{ type: 'text', text: value }] });
const picture = { type: 'image', data: 'iVBORw==', mimeType: 'image/png' };
const names = ['big', 'pair', 'picture', 'captioned', 'none', 'asks', 'never', 'untilCancelled', 'dies', 'fails'];
const cancelled = [];
let isCancelled = () => undefined;
const replies = new Map();

async function call(name, { n }, id, ask) {
  if (name === 'big') return text('x'.repeat(n));
  if (name === 'pair') return { content: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }] };
  if (name === 'picture') return { content: [picture] };
  if (name === 'captioned') return { content: [{ type: 'text', text: 'a caption' }, picture] };
  if (name === 'none') return { content: [] };
  if (name === 'asks') return text(JSON.stringify([await ask('ping'), await ask('roots/list')]));
  if (name === 'never') return new Promise(() => undefined);
  if (name === 'untilCancelled') return text(String(cancelled.length > 0 || (await new Promise((done) => { isCancelled = done; })) || true));
  if (name === 'dies') { process.stderr.write('out of ideas\\n', () => process.exit(3)); return new Promise(() => undefined); }
  return { ...text('no such order'), isError: true };
}
async function answer({ id, method, params, result, error }, ask) {
  if (method === undefined) return void replies.get(id)?.(result ?? error.code);
  if (method === 'notifications/cancelled') { cancelled.push(params.requestId); isCancelled(); }
  if (id === undefined) return undefined;
  if (method === 'initialize') return { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'faults' } };
  if (method === 'tools/list') return { tools: names.map((name) => ({ name, inputSchema: { type: 'object', properties: {} } })) };
  return call(params.name, params.arguments, id, ask);
}
const asking = (send) => (method) => new Promise((done) => { const id = 'of-the-server-' + replies.size; replies.set(id, done); send({ id, method }); });
const line = (message) => JSON.stringify({ jsonrpc: '2.0', ...message });

if (process.argv[2] === undefined) {
  const send = (message) => process.stdout.write(line(message) + '\\n');
  readline.createInterface({ input: process.stdin }).on('line', async (said) => {
    const message = JSON.parse(said);
    const result = await answer(message, asking(send));
    process.stdout.write('what is no message\\n[1,\\n{"id":' + message.id + ',"method":"log"}\\n');
    if (result !== undefined) send({ id: message.id, result });
  });
} else {
  http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const message = JSON.parse(body);
    if (message.id === undefined || message.method === undefined) { await answer(message); return response.writeHead(202).end(); }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (sent) => response.write('event: message\\ndata: ' + line(sent) + '\\n\\n');
    send({ id: message.id, result: await answer(message, asking(send)) });   // And stays open.
  }).listen(Number(process.argv[2]), '127.0.0.1');
}
`;
const SUITE = `
/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
const over = {
  stdio: (options) => dspex.mcp({ command: process.execPath, args: ['server.js'], ...options }),
  http: async (options) => {
    const { port } = await dspex.resources.port();
    return dspex.mcp({ command: process.execPath, args: ['server.js', String(port)], url: 'http://127.0.0.1:' + port + '/', ...options });
  },
};
const failed = (...texts) => ({ code: 'MCP_FAILED', message: expect.stringMatching(new RegExp(texts.join('[\\\\s\\\\S]*'))) });

describe.each(Object.keys(over))('over %s', (kind) => {
  test('an answer may be of any size, and have several parts', async () => {
    const { call } = await over[kind]();
    expect(await call('big', { n: 1e6 })).toHaveLength(1e6);
    expect(await Promise.all([1, 2, 3].map((n) => call('big', { n: n * 1e5 })))).toEqual([1, 2, 3].map((n) => 'x'.repeat(n * 1e5)));
    expect(await call('pair')).toEqual(['a', 'b']);
    expect(await call('picture')).toEqual([{ type: 'image', data: 'iVBORw==', mimeType: 'image/png' }]);
    expect(await call('captioned')).toBe('a caption');
    expect(await call('none')).toEqual([]);
    await expect(call('fails')).rejects.toMatchObject(failed('fails: no such order'));
  });

  test('what a server asks is answered', async () => {
    const { call } = await over[kind]();
    expect(JSON.parse(await call('asks'))).toEqual([{}, -32601]);
  });

  test('one that does not answer is told so', async () => {
    const { call } = await over[kind]({ timeoutMs: 4000 });
    const [late, dead] = [call('never'), call('untilCancelled')];
    await expect(late).rejects.toMatchObject(failed('tool "never" within 4000 ms', 'timeoutMs: 8000'));
    await dead.catch(() => undefined);
    expect(await call('untilCancelled')).toBe('true');
  }, 20_000);

  test('one that ends says how, and which tool was asked', async () => {
    const { call } = await over[kind]();
    const asked = [call('never'), call('dies')];
    const said = kind === 'stdio' ? ['ended, with exit code 3', 'server.js', 'out of ideas'] : ['curl'];
    await expect(asked[0]).rejects.toMatchObject(failed('tool "never"', ...said));
    await expect(asked[1]).rejects.toMatchObject(failed('tool "dies"', ...said));
    const after = call('pair');
    await expect(after).rejects.toMatchObject(failed('tool "pair"'));
    await expect(after).rejects.not.toThrow('jsonrpc');
  });

  test('it hears when a program that called it is given up', async () => {
    const { tools, call } = await over[kind]();
    const controller = new AbortController();
    const never = tools.find(({ name }) => name === 'never');
    const givenUp = { ...never, run: (args, given) => { setImmediate(() => controller.abort()); return never.run(args, given); } };
    dspex.lm.when({ q: 'x' }).callTool('never', {}).reply({ a: 'y' });
    const agent = await dspex.createProgram({ signature: 'q -> a', module: 'react', tools: [givenUp] });
    await expect(agent.execute({ q: 'x' }, { signal: controller.signal })).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED' });
    expect(await call('untilCancelled')).toBe('true');
  });
});
`;

// Fails when an answer is lost, cut or given otherwise than DSPy gives it, a server's question hangs, or an error names no tool.
test('servers of the Model Context Protocol that are slow, talkative, asking or dying', async () => {
  const run = await runOnce({ 'mcp.test.js': SUITE.trimStart(), 'server.js': SERVER });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests).toHaveLength(10);
  expect(run.output).toMatch(/leaks +0/);
});
