import { notPassed } from './not-passed';
import { runOnce } from './run-jest';

/** Of the protocol's own SDK for Python. */
const SERVER = `
import sys
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("orders")

@server.tool()
def find_order(id: int) -> str:
    """Says where an order is."""
    if id != 7:
        raise ToolError(f"no order {id}")
    return "on its way"

@server.tool()
def add(a: int, b: int = 1) -> int:
    """Adds."""
    return a + b

if len(sys.argv) > 1:
    server.run(transport="streamable-http", port=int(sys.argv[1]))
else:
    print("a line of a log", file=sys.stderr)
    server.run()
`;
const SUITE = `
/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
const python = process.env.DSPEX_PYTHON;
const over = {
  stdio: () => dspex.mcp({ command: python, args: ['server.py'] }),
  http: async () => {
    const { port } = await dspex.resources.port();
    return dspex.mcp({ command: python, args: ['server.py', String(port)], url: 'http://127.0.0.1:' + port + '/mcp' });
  },
};

describe.each(Object.keys(over))('over %s', (kind) => {
  test('its tools are an agent\\'s', async () => {
    dspex.lm.when({ question: /order/ }).callTool('find_order', { id: 7 }).callTool('find_order', { id: 8 }).reply({ answer: 'On its way.' });
    const orders = await over[kind]();
    expect([orders.name, orders.tools.map(({ name, description }) => [name, description])]).toEqual(
      ['orders', [['find_order', 'Says where an order is.'], ['add', 'Adds.']]]);
    const agent = await dspex.createProgram({ signature: 'question -> answer', module: 'react', tools: orders.tools });
    const { outputs } = await agent.execute({ question: 'Where is my order?' });
    expect(outputs.answer).toBe('On its way.');
    const told = JSON.stringify(outputs.trajectory);
    expect(told).toContain('on its way');
    expect(told).toContain('no order 8');
    expect(dspex.lm.calls[0].prompt + dspex.lm.calls[0].system).toContain('Says where an order is.');
  }, 20_000);

  test('they are called from the test, too', async () => {
    const { call } = await over[kind]();
    expect(await call('add', { a: 2, b: 3 })).toBe('5');
    expect(await Promise.all([1, 2, 3].map((a) => call('add', { a })))).toEqual(['2', '3', '4']);
    await expect(call('find_order', { id: 1 })).rejects.toMatchObject({ code: 'MCP_FAILED', message: expect.stringContaining('no order 1') });
    await expect(call('none')).rejects.toMatchObject({ code: 'MCP_FAILED', message: expect.stringContaining('none') });
  }, 20_000);
});

test('says what is no server', async () => {
  await expect(dspex.mcp({})).rejects.toMatchObject({ code: 'MCP_INVALID' });
  await expect(dspex.mcp({ url: 'here' })).rejects.toMatchObject({ code: 'MCP_INVALID' });
  await expect(dspex.mcp({ command: 'no-such-server' })).rejects.toMatchObject({ code: 'PROCESS_NOT_STARTED' });
  await expect(dspex.mcp({ command: python, args: ['-c', 'print("hello")'] })).rejects.toMatchObject({
    code: 'MCP_FAILED', message: expect.stringMatching(/initialize[\\s\\S]*exit code 0[\\s\\S]*hello/) });
});
`;

// Fails when a server of the protocol's own SDK is not understood, a tool's error is lost, or a server outlives its test.
test('servers of the Model Context Protocol give their tools, over streams and HTTP', async () => {
  const run = await runOnce({ 'mcp.test.js': SUITE.trimStart(), 'server.py': SERVER });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests).toHaveLength(5);
  expect(run.output).toMatch(/leaks +0/);
});
