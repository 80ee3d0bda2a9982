import { shardsText } from './shards.mjs';
import { goalTable, rowText } from './tables.mjs';

/** `docs/benchmarks.md`. */
export function pageText(results, { machine, costs }) {
  const minutes = results.reduce((sum, [, result]) => sum + (result?.seconds ?? 0), 0) / 60;
  return `# Benchmarks

\`npm run bench\` measures these in one run and writes this page. The contenders of a row run in turn, in an order that is turned each round;
figures are medians of the rounds, the least and the greatest in brackets. Ratios are those of a round, so that a slow moment of the machine, which hits
both, cancels out. They travel better than milliseconds, but not to every machine: where the processor runs an interpreter twice as fast, it does
not fork a process or wake another one twice as fast, and a row that is made of that stands higher. CPU is that of all processes of a command
together.

${goalTable(results)}

"One more" is the marginal cost: what the whole command of many takes more than that of few, shared out over what there is more of. "Built
towards" is a goal, not a promise.

## Row by row

"Fixed" is what a command takes without its tests.

${results.map(section).join('\n\n')}

## Many machines

${shardsText(costs)}

## What the rows measure

The tests of a suite are in 3 files; each makes one \`ChainOfThought\` from \`question -> answer\`, runs it once with an answer of its own, and
checks it. In pytest the same body runs with DSPy's \`DummyLM\`, which skips DSPy's engine, or with a \`dspy.LM\` that asks a server on the same machine, whose
own time does not count. Times are those of the whole command, start-up included.

An evaluation and an optimisation are one test each, with a metric in the language of the test: half of the 200 examples are right, and
\`BootstrapFewShot\` keeps 8 demos out of 40. Each contender is held to that score and to these demos. DSPy itself runs with one thread.

The first run of a few tests finds no cache of Jest's. A changed file in a watch session is timed from the change of the file to what Jest says at the end.

The test of a 2 s import makes one program of a module that builds 200,000 objects while it is imported, and runs it once; its time is that
from one test to the next, in a file of 40. Built in \`beforeAll\`, it runs a program that is there already. The import itself is paid once, or, imported
anew, by each test.

Calls through Node's door and recordings are asked by \`fetch\`, one after the other; nock, msw and Polly.JS run in plain Jest. Each test plays ten
recordings of its own, out of 3,000; what loading them takes is part of it. Memory is private memory: what a process shares with the one that it
was forked from costs once.

## What one can ask

| command | gives |
| --- | --- |
| \`npm run bench -- --only watch\` | rows whose name has that text; does not write this page |
| \`npm run bench -- --rounds 3\` | fewer rounds than seven, or more; with fewer, this page is not written |
| \`npm run bench -- --resume\` | goes on where a run was cut off: rows that are whole are not measured again |
| \`npm run bench -- --summary\` | what is there, without measuring; with \`--write\` it becomes this page |
| \`npm run bench -- --against HEAD~5\` | builds that commit and measures both builds pair by pair |
| \`npm run bench -- --profile\` | profiles of Jest and of Python, in \`.stage/bench/profiles\` |
| \`npm run bench -- --json\` | all figures on standard output, the rest on standard error |

Measured on ${machine}, in ${minutes.toFixed(0)} minutes.
`;
}

const section = ([row, result]) => `### ${row.name[0].toUpperCase()}${row.name.slice(1)}\n\n${rowText(row, result)}`;
