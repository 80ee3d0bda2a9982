import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeProject } from '../e2e/run-jest';

const REPOSITORY = resolve(__dirname, '../..');
const CLI = join(REPOSITORY, '.stage/node_modules/@dspex/jest-preset/dist/src/cli/main.js');
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');

const MODULES = `
from __future__ import annotations
import datetime, enum, socket
from typing import Literal, Optional, TypedDict, TYPE_CHECKING
import dspy, pydantic
if TYPE_CHECKING:
    from nowhere import Unknown
print("a module that prints")

class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"

class Person(pydantic.BaseModel):
    name: str
    age: int = 3
    born: datetime.date | None = None
    friends: list[Person] = []

class Triage(dspy.Signature):
    """Sorts."""
    ticket: str = dspy.InputField()
    people: list[Person] = dspy.InputField()
    queue: Literal["billing", "it's tech"] = dspy.OutputField()
    mood: Mood = dspy.OutputField()
    scores: dict[str, float] = dspy.OutputField()
    pair: tuple[int, str] = dspy.OutputField()
    maybe: Optional[list[str | int]] = dspy.OutputField()

class ByPart(dspy.Module):
    def __init__(self):
        super().__init__()
        self.triage = dspy.Predict(Triage)
    def forward(self, ticket: str, *, limit: int = 5):
        return self.triage(ticket=ticket, people=[])

class ByName(dspy.Module):
    def __init__(self):
        super().__init__()
        self.think = dspy.ChainOfThought("question -> answer, score: float")
    async def aforward(self, question: str):
        thought = await self.think.acall(question=question)
        return thought

class ByPrediction(ByPart):
    def forward(self, ticket):
        sorted_ = self.triage(ticket=ticket, people=[])
        def inner():
            return 1
        if ticket:
            return dspy.Prediction(queue=sorted_.queue, length=len(ticket))
        return dspy.Prediction(queue=sorted_.queue)

class Nested(dspy.Module):
    def __init__(self):
        super().__init__()
        self.inner = ByPart()
    def forward(self, **inputs):
        return self.inner(**inputs)

class Rebound(ByPart):
    def forward(self, ticket):
        result = self.triage(ticket=ticket, people=[])
        result = str(result)
        return result

class Answer(TypedDict, total=False):
    text: str
    bytes_: bytes

class Declared(dspy.Module):
    def forward(self, unknown: Unknown, given: list[int]) -> Answer:
        return {}

class ByHints(dspy.Module):
    def __init__(self, size):
        super().__init__()
    def forward(self, given: list[int], odd: "datetime.date" = None) -> Answer:
        return {}

class Text(dspy.Module):
    def forward(self) -> str:
        return ""

class Agent(dspy.Module):
    def __init__(self):
        super().__init__()
        self.react = dspy.ReAct("question -> answer", tools=[])
    def forward(self, question: str):
        return self.react(question=question)

ready = dspy.Predict("question -> answer")

class Calls(dspy.Module):
    def __init__(self):
        super().__init__()
        socket.create_connection(("192.0.2.1", 80), timeout=1)

class Broken(dspy.Module):
    def forward(self, question):
        return dspy.Prediction(**self.whatever)
`;

const SORTED =
  '{ queue: "billing" | "it\'s tech"; mood: "good" | "bad"; scores: Record<string, number>; pair: [number, string]; maybe: (string | number)[] | null }';
const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  Agent: ['{ question: string }', '{ answer: string } & Record<string, any>'],
  Broken: ['{ question: any }', 'Record<string, any>'],
  ByHints: ['{ given: number[]; odd?: string }', '{ text?: string; bytes_?: Buffer }'],
  ByName: ['{ question: string }', '{ reasoning: string; answer: string; score: number }'],
  ByPart: ['{ ticket: string; limit?: number }', SORTED],
  ByPrediction: ['{ ticket: any }', '{ queue: "billing" | "it\'s tech"; length?: any }'],
  Calls: ['Record<string, any>', 'Record<string, any>'],
  Declared: ['{ unknown: any; given: any }', 'Record<string, never>'],
  Nested: ['Record<string, any>', SORTED],
  Rebound: ['{ ticket: any }', 'Record<string, any>'],
  Text: ['Record<string, never>', '{ result: string }'],
  ready: ['{ question: string }', '{ answer: string }'],
};

const TEST = `
import { dspex } from '@dspex/jest-preset';
${Object.keys(EXPECTED)
  .map((name) => `const ${name}_ = () => dspex.loadModule('desk.modules:${name}');`)
  .join('\n')}
export async function typed(): Promise<string> {
  const { outputs } = await (await ByPart_()).execute({ ticket: 'x', limit: 3 });
  const queue: 'billing' | "it's tech" = outputs.queue;
  // @ts-expect-error: the input is called ticket
  await (await ByPart_()).execute({ tikcet: 'x' });
  // @ts-expect-error: there is no such queue
  const wrong: 'sales' = outputs.queue;
  const own = await dspex.loadModule<{ a: number }, { b: string }>('desk.other:Own');
  return queue + wrong + (await own.execute({ a: 1 })).outputs.b;
}
`;

interface Ran {
  readonly code: number;
  readonly out: string;
}

function run(cwd: string, file: string, ...args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, DSPEX_PYTHON: join(REPOSITORY, '.venv/bin/python') };
  return new Promise((done) =>
    execFile(process.execPath, [file, ...args], { cwd, env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    ),
  );
}

// Fails when a module is typed as something that it does not give, when a stale file passes, or when a module that cannot be read is told as read.
test('dspex-jest types writes what loadModule takes and gives, and tells when that is stale', async () => {
  const { folder: project } = makeProject({
    'jest.config.js':
      "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { python: { path: ['./python'] } } } };",
    'python/desk/__init__.py': '',
    'python/desk/modules.py': MODULES,
    'a.test.ts': TEST,
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, skipLibCheck: true, module: 'node16', target: 'es2022' },
    }),
  });
  const declaration = join(project, 'dspex-modules.d.ts');

  expect(await run(project, CLI, 'types', '--check')).toMatchObject({ code: 1, out: expect.stringContaining('desk.other') });
  const written = await run(project, CLI, 'types');
  expect(written).toMatchObject({ code: 1, out: expect.stringMatching(/No module named 'desk.other'[\s\S]*the types of 12 modules/) });
  const text = readFileSync(declaration, 'utf8');
  const found = [...text.matchAll(/'desk\.modules:(\w+)': \{\n\s+inputs: (.*);\n\s+outputs: (.*);\n/g)].map(([, name, ...sides]) => [
    name,
    sides,
  ]);
  expect(Object.fromEntries(found)).toEqual(EXPECTED);
  expect(await run(project, TSC, '-p', '.')).toEqual({ code: 0, out: '' });

  const names = Object.keys(EXPECTED).map((name) => `desk.modules:${name}`);
  expect(await run(project, CLI, 'types', '--check', ...names)).toEqual({
    code: 0,
    out: expect.stringMatching(
      /^desk\.modules:ByHints: .*'size'\ndesk\.modules:Calls: .*192\.0\.2\.1.*\ndspex-modules\.d\.ts is up to date: 12 modules\.\n$/,
    ),
  });
  writeFileSync(join(project, 'python/desk/modules.py'), MODULES.replace('limit: int', 'limit: str'));
  const stale = await run(project, CLI, 'types', '--check', '--json', ...names);
  expect([stale.code, JSON.parse(stale.out)]).toEqual([1, { file: 'dspex-modules.d.ts', isCurrent: false, modules: 12, problems: [] }]);
  expect(readFileSync(declaration, 'utf8')).toBe(text);
});
