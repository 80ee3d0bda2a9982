import { PINNED_DSPY } from '../../shared/tested-versions';
import type { CiCommands } from './ci-commands';

/** As GitHub fills them in, for each job of the matrix. */
const MATRIX = { node: `\${{ matrix.node }}`, python: `\${{ matrix.python }}` };

const PYTHONS = `    strategy:
      fail-fast: false
      matrix:
        python: ["3.10", "3.12", "3.13"]
`;

/** A workflow with a job to each layer. The report of each is kept, also of a red run. */
export function githubWorkflow(commands: CiCommands): string {
  return `# Written by \`npx dspex-jest init --ci github\`.
name: test

on:
  push:
    # Another name of your main branch goes here.
    branches: [main, master]
  pull_request:

permissions:
  contents: read

jobs:
  # No key, no network, no Python.
  unit:
    name: unit (Node \${{ matrix.node }})
    runs-on: ubuntu-latest
    timeout-minutes: 15
    strategy:
      fail-fast: false
      matrix:
        node: [20, 22, 24]
    steps:
${steps(commands, { node: MATRIX.node, python: null })}
      - run: ${commands.jest}
        env: { TEST_MODE: unit }
${keepReport(`unit-${MATRIX.node}`)}
${integrationJob(commands)}
  # No recording holds a secret, is broken, or belongs to a test file that is gone.
  cassettes:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
${steps(commands, { node: '22', python: null })}
      - run: ${commands.dspexJest} cassettes verify

  # Asks a real model, and so needs its key: never for a pull request, and only where the repository has the secret. A test file that names
  # no layer runs in this one, too: begin it with /** @dspex-layer unit */ where it is not meant to ask.
  e2e:
    if: github.event_name == 'push' && github.ref_name == github.event.repository.default_branch
    needs: [unit, integration]
    runs-on: ubuntu-latest
    timeout-minutes: 20
    env: { HAS_KEY: "\${{ secrets.GEMINI_TEST_API_KEY != '' }}" }
    steps:
${steps(commands, { node: '22', python: commands.usesPython ? '3.12' : null })}
      # The key is there for this step alone: what runs while packages are installed never sees it.
      - if: env.HAS_KEY == 'true'
        run: ${commands.jest}
        env:
          TEST_MODE: e2e
          TEST_ONLY: "1"
          GEMINI_TEST_API_KEY: \${{ secrets.GEMINI_TEST_API_KEY }}
${keepReport('e2e')}`;
}

/** Recordings are played in it, and so it is there without Python, too. */
function integrationJob(commands: CiCommands): string {
  const { usesPython, jest } = commands;
  return `  # ${usesPython ? 'Real DSPy; what' : 'What'} models say comes from rules and committed recordings.
  integration:
${usesPython ? `    name: integration (Python ${MATRIX.python})\n` : ''}    runs-on: ubuntu-latest
    timeout-minutes: 20
${usesPython ? PYTHONS : ''}    steps:
${steps(commands, { node: '22', python: usesPython ? MATRIX.python : null })}
      - run: ${jest}
        env: { TEST_MODE: integration, TEST_ONLY: "1" }
${keepReport(usesPython ? `integration-${MATRIX.python}` : 'integration')}`;
}

interface Runtimes {
  readonly node: string;
  /** Null: none is set up. */
  readonly python: string | null;
}

function steps({ packageManager, install, requirements }: CiCommands, { node, python }: Runtimes): string {
  const cache = packageManager === 'npm' && install === 'npm ci' ? ', cache: npm' : '';
  const lines = [
    '- uses: actions/checkout@v6',
    '  with: { persist-credentials: false }',
    '- uses: actions/setup-node@v6',
    `  with: { node-version: "${node}"${cache} }`,
    `- run: ${install}`,
  ];
  if (python !== null)
    lines.push(
      '- uses: actions/setup-python@v6',
      '  id: python',
      `  with: { python-version: "${python}" }`,
      `- run: python -m pip install ${requirements === null ? PINNED_DSPY : `-r ${requirements}`}`,
    );
  return lines.map((line) => `      ${line}`).join('\n');
}

function keepReport(name: string): string {
  return `      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: "dspex-${name}"
          include-hidden-files: true
          if-no-files-found: ignore
          # It lies in the rootDir of Jest's config, such as src.
          path: |
            .dspex
            */.dspex
`;
}
