import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, runJest } from './run-jest';

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}

const SNIPPETS = Object.values(JSON.parse(readFileSync(join(__dirname, '../../dspex.code-snippets'), 'utf8'))) as Snippet[];
const GREETER = `
import dspy
class Greeter(dspy.Module):
    def __init__(self):
        super().__init__()
        self.greet = dspy.Predict("name -> greeting")
    def forward(self, name):
        return self.greet(name=name)
`;

/** As an editor leaves it: each place has what stands there, or the first of its choices. */
const written = ({ body }: Snippet): string =>
  body
    .join('\n')
    .replace(/\$\{\d+\|([^,|]+)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$0/g, '');
const of = (prefix: string): string => written(SNIPPETS.find((snippet) => snippet.prefix === prefix) as Snippet);

const IMPORTS = "const { dspex } = require('@dspex/jest-preset');\n";
const ask = (prompt: string, more = '') =>
  `fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' },
   body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: '${prompt}' }]${more} }) })`;
const TOOLS = ", tools: [{ type: 'function', function: { name: 'find_order', parameters: { type: 'object', properties: {} } } }]";

let project: Project;
afterEach(() => project.remove());

// Fails when a snippet is a test that does not run, or a rule that does not do what its name says.
test('each snippet of VS Code works as it is, by its own words', async () => {
  project = makeProject({
    'plain.test.js': `${IMPORTS}${of('dspex-run')}
${of('dspex-prompt').replace('\n\t\n', `\n\texpect((await (await ${ask('the weather?')}).json()).choices[0].message.content).toBe('It is sunny.');\n`)}
test('calls the tool', async () => {
  ${of('dspex-tool')}
  const { choices } = await (await ${ask('my parcel?', TOOLS)}).json();
  expect(choices[0].message.tool_calls[0].function.name).toBe('find_order');
});
test('fails', async () => {
  ${of('dspex-error')}
  expect((await ${ask('the weather?')}).status).toBe(429);
});
`,
    'module.test.js': `${of('dspex-layer')}\n${IMPORTS}${of('dspex-module')}`,
    'greeter.py': GREETER,
  });
  const { tests } = await runJest(project);
  expect(tests.map(({ fullName, status, failureMessages }) => [fullName, status, ...failureMessages])).toEqual(
    expect.arrayContaining(['greets', 'answers', 'calls the tool', 'fails', 'greets'].map((name) => [name, 'passed'])),
  );
  expect(SNIPPETS).toHaveLength(6);
});
