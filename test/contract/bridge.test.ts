import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Bridge } from '../../src/bridge/child/bridge';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { COMMANDS, PROTOCOL_VERSION } from '../../src/shared/boundaries/bridge';
import { PYTHON_PACKAGE_FOLDER } from '../../src/shared/own-folders';
import { type TestLm, testLm } from './lm';
import { PYTHON, type PythonServer, startPython } from './python-server';

// The start methods differ in how a child begins, not in what it is: each case runs over both. One child for as many cases as it lives
// through, a session for each: by `spawn` it imports DSPy, which takes a second of a core.
describe.each(['fork', 'spawn'] as const)('a child by start method %s', (startMethod) => {
  let python: PythonServer;
  let bridge: Bridge | undefined;
  let lm: TestLm;
  let asker: { readonly user: ChildUser };
  let session: string;
  let sessions = 0;
  beforeAll(async () => {
    python = await startPython(startMethod);
    lm = testLm();
    asker = { user: lm.user };
  });
  afterAll(async () => {
    await bridge?.close();
    await python.close();
  });
  beforeEach(async () => {
    if (bridge?.isUsable !== true) {
      await bridge?.close();
      bridge = await python.open(lm.user);
    }
    session = `s${++sessions}`;
    await bridge.request('open_session', { session }, asker);
  });

  const child = (): Bridge => bridge as Bridge;
  const load = (name: string) =>
    child().request('load_module', { session, id: name, path: `modules.plain:${name}`, args: [], kwargs: {}, tools: null }, asker);
  const execute = (id: string, inputs: Record<string, unknown>, options = {}) =>
    child().execute({ session, id, inputs }, { ...asker, ...options });

  test('says hello with versions, contract and where its output goes', () => {
    expect(child().hello).toMatchObject({
      protocol: PROTOCOL_VERSION,
      python: expect.stringMatching(/^3\.\d+/),
      dspy: '3.4.1',
      lmContract: 'lm15',
      startMethod,
      pid: expect.any(Number),
    });
  });

  test('is a process of its own for every connection', async () => {
    const other = await python.open(lm.user);
    expect(other.hello.pid).not.toBe(child().hello.pid);
    await other.close();
  });

  test('lives in the world it is given: directory, environment, import path, seed', async () => {
    const world = async () => {
      const own = await python.open(lm.user);
      await own.request('open_session', { session }, asker);
      await own.request('load_module', { session, id: 'w', path: 'modules.world:World', args: [], kwargs: {}, tools: null }, asker);
      const { outputs } = await own.execute({ session, id: 'w', inputs: {} }, asker);
      await own.close();
      return outputs;
    };
    const outputs = await world();
    expect(outputs).toMatchObject({
      env: expect.not.objectContaining({ DSPY_CACHEDIR: undefined }),
      cwd: expect.stringContaining('/tmp/dxc-'),
      tmp: expect.stringContaining('/tmp/dxc-'),
    });
    expect((await world()).random).toEqual(outputs.random);
  });

  test('nothing that Python prints breaks the protocol', async () => {
    await load('Noisy');
    expect((await execute('Noisy', { text: 'still here' })).outputs).toEqual({ text: 'still here' });
    expect(await child().request('ping', {}, asker)).toEqual({ pid: child().hello.pid });
  });

  test('an exception comes with class, place, traceback and the last lines of stderr, without our own frames', async () => {
    await load('Raises');
    const error = await execute('Raises', { text: 'this' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'PYTHON_ERROR',
      message: expect.stringMatching(/ValueError: cannot do this[\s\S]*plain\.py:\d+[\s\S]*Traceback[\s\S]*about to fail/),
    });
    expect((error as Error).message).not.toContain('dspex_bridge/');
    await load('Echo');
    expect((await execute('Echo', { text: 'next' })).outputs).toEqual({ text: 'next' });
  });

  test('a cancel interrupts it, and the process is not used again', async () => {
    await load('Sleeps');
    const controller = new AbortController();
    const sleeping = execute('Sleeps', { seconds: 60 }, { signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(sleeping).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED', message: expect.stringContaining('changed my mind') });
    expect(child().isUsable).toBe(false);
  });

  test('a time limit that Python ignores ends the process', async () => {
    await load('Stubborn');
    await expect(execute('Stubborn', { seconds: 60 }, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'EXECUTE_TIMEOUT',
      message: expect.stringContaining('50 ms'),
    });
    await expect(python.server.childExit(child().hello.pid, 2_000)).resolves.toMatchObject({ pid: child().hello.pid });
  });

  test.each([
    ['a module that is nowhere', 'nothing:X', 'MODULE_IMPORT_FAILED', /python: \{ path/],
    ['a module that its package does not have', 'modules.nothing:X', 'MODULE_IMPORT_FAILED', /correct the path 'modules\.nothing:X'/],
    [
      'a module whose name is misspelt',
      'modules.brokn:X',
      'MODULE_IMPORT_FAILED',
      /Did you mean "modules\.broken:X"\?[\s\S]*loadModule\('modules\.broken:X'\)/,
    ],
    [
      'a package whose name is misspelt',
      'moduls.broken:X',
      'MODULE_IMPORT_FAILED',
      /Did you mean "modules\.broken:X"\?[\s\S]*loadModule\('modules\.broken:X'\)/,
    ],
    ['a file', 'test/contract/modules/plain.py:Echo', 'MODULE_IMPORT_FAILED', /Did you mean "modules\.plain:Echo"\?/],
    ['a package by its file', './modules/__init__.py:Echo', 'MODULE_IMPORT_FAILED', /loadModule\('modules:Echo'\)/],
    [
      'a module with the folder that it is found in',
      'contract.modules.plain:Echo',
      'MODULE_IMPORT_FAILED',
      /loadModule\('modules\.plain:Echo'\)/,
    ],
    ['a class behind a dot', 'modules.plain.Echo', 'MODULE_INVALID', /loadModule\('modules\.plain:Echo'\)/],
    ['a name that is not in it, with the nearest', 'modules.plain:Ecko', 'MODULE_INVALID', /Echo/],
    ['what is no module', 'modules.plain:not_a_module', 'MODULE_INVALID', /dspy\.Module/],
    ['a path without a class', 'modules.plain', 'MODULE_INVALID', /pkg\.mod:Class/],
    ['a module that fails at import, with its traceback', 'modules.broken:X', 'MODULE_IMPORT_FAILED', /ZeroDivisionError[\s\S]*broken\.py/],
  ])('refuses %s', async (_, path, code, message) => {
    await expect(
      child().request('load_module', { session, id: 'x', path, args: [], kwargs: {}, tools: null }, asker),
    ).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    await load('Echo');
  });

  test('an output that has no form in JSON names its field and class', async () => {
    await load('Socket');
    await expect(execute('Socket', {})).rejects.toMatchObject({
      code: 'OUTPUT_NOT_JSON',
      message: expect.stringMatching(/outputs\.value[\s\S]*TextIOWrapper/),
    });
  });

  test('a node function is a tool of an agent', async () => {
    child().tools.register('agent', { lookup: (args) => ({ found: (args as { word: string }).word.length }) });
    const signature = {
      inputs: [{ name: 'question', schema: { type: 'string' } }],
      outputs: [{ name: 'answer', schema: { type: 'string' } }],
    };
    const tools = [
      {
        kind: 'node' as const,
        name: 'lookup',
        description: 'looks up',
        parameters: { type: 'object', properties: { word: { type: 'string' } } },
      },
    ];
    await child().request('create_program', { session, id: 'agent', module: 'react', signature, tools, options: {} }, asker);
    lm.when({ question: /./ }).callTool('lookup', { word: 'seven77' });
    lm.when({ question: /./ }).reply({ answer: 'ok' });
    const { outputs } = await execute('agent', { question: 'go' });
    expect(outputs).toMatchObject({ answer: 'ok', trajectory: { tool_name_0: 'lookup', observation_0: { found: 7 } } });
  });
});

describe('the wire', () => {
  let python: PythonServer;
  beforeAll(async () => {
    python = await startPython();
  });
  afterAll(() => python.close());

  /** Sends raw bytes to a fresh child, and gives what comes back until it closes or answers so often. */
  function raw(chunks: readonly (string | Buffer)[], answers: number): Promise<string> {
    return new Promise((resolve, reject) => {
      let got = '';
      const socket = connect(python.info.socketPath, () => {
        for (const chunk of chunks) socket.write(chunk);
      });
      socket.setEncoding('utf8').on('data', (text: string) => {
        got += text;
        if ((got.match(/Content-Length/g) ?? []).length >= answers) socket.destroy();
      });
      socket.on('close', () => resolve(got)).on('error', reject);
    });
  }
  const frame = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const request = (message: object): string => frame(JSON.stringify({ jsonrpc: '2.0', ...message }));

  // Each fails when bad input hangs, kills the other side, or is answered by something else than a typed error.
  test.each([
    ['a body that is no JSON', [frame('{nope')], 1, /-32700/],
    ['a body that is no object', [frame('[1]')], 1, /-32700/],
    ['a method that is not there', [request({ id: 1, method: 'steal', params: {} })], 1, /-32601[\s\S]*hello/],
    ['a first request that is not hello', [request({ id: 1, method: 'open_session', params: { session: 's' } })], 1, /PROTOCOL_MISMATCH/],
    ['a missing parameter', [request({ id: 1, method: 'hello', params: {} })], 1, /-32602[\s\S]*protocol/],
    [
      'another protocol',
      [request({ id: 1, method: 'hello', params: { protocol: 99, world: {}, defaultModel: 'm', dspyCache: 'off', realBackoff: false } })],
      1,
      /PROTOCOL_MISMATCH[\s\S]*99/,
    ],
    ['neither a method nor an answer', [request({ id: 1 })], 1, /-32600/],
    [
      'two messages in one packet, one of them broken',
      [frame('{') + request({ id: 2, method: 'ping', params: {} })],
      2,
      /-32700[\s\S]*"id":2/,
    ],
    ['a message cut in pieces', [...request({ id: 3, method: 'steal', params: {} })], 1, /-32601/],
  ])('%s gets an error that says so', async (_, chunks, answers, expected) => {
    expect(await raw(chunks, answers)).toMatch(expected);
  });

  test.each([
    ['no header at all', ['x'.repeat(5_000)]],
    ['a header without an end', ['X: y\r\n'.repeat(1_000)]],
    ['a length that is no number', ['Content-Length: many\r\n\r\n{}']],
    ['a length beyond all bounds', ['Content-Length: 99999999999\r\n\r\n']],
  ])('%s ends the connection, not the server', async (_, chunks) => {
    expect(await raw(chunks, 1)).toBe('');
    const bridge = await python.open(testLm().user);
    await bridge.close();
  });

  test('the command table of Python is the one of Node', () => {
    const code = `import sys, json; sys.path.insert(0, ${JSON.stringify(PYTHON_PACKAGE_FOLDER)}); from dspex_bridge.protocol.params import PARAMS; print(json.dumps({k: list(v) for k, v in PARAMS.items()}))`;
    const theirs = JSON.parse(
      execFileSync(PYTHON, ['-c', code], { encoding: 'utf8', env: { ...process.env, DSPY_CACHEDIR: '/tmp/dspy-none' } }),
    );
    const ours = Object.fromEntries(
      Object.entries(COMMANDS).map(([name, { params }]) => [
        name,
        Object.keys((z.toJSONSchema(params, { unrepresentable: 'any' }) as { properties?: object }).properties ?? {}),
      ]),
    );
    expect(theirs).toEqual(ours);
  });
});

test('the package ships the Python files it starts', () => {
  expect(PYTHON_PACKAGE_FOLDER).toBe(join(__dirname, '../../python'));
});
