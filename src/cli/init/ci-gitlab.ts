import { PINNED_DSPY } from '../../shared/tested-versions';
import type { CiCommands } from './ci-commands';

/** A pipeline with a job to each layer. The report of each is kept, also of a red run, and its tests are shown in merge requests. */
export function gitlabPipeline(commands: CiCommands): string {
  return `# Written by \`npx dspex-jest init --ci gitlab\`.
.dspex:
  image: node:$NODE
  variables: { NODE: "22" }
  before_script:
    - ${commands.install}

.dspex-tests:
  extends: .dspex
  after_script:
    - ${commands.dspexJest} report junit --out .dspex/junit.xml
  artifacts:
    when: always
    # It lies in the rootDir of Jest's config, such as src.
    paths: [.dspex, '*/.dspex']
    reports: { junit: .dspex/junit.xml }
    expire_in: 1 week

# No key, no network, no Python.
unit:
  extends: .dspex-tests
  parallel:
    matrix:
      - NODE: ["20", "22", "24"]
  script:
    - TEST_MODE=unit ${commands.jest}

${integrationJob(commands)}
# No recording holds a secret, is broken, or belongs to a test file that is gone.
cassettes:
  extends: .dspex
  script:
    - ${commands.dspexJest} cassettes verify

# Asks a real model, and so needs its key: a masked and protected variable GEMINI_TEST_API_KEY. A test file that names no layer runs in this
# one, too: begin it with /** @dspex-layer unit */ where it is not meant to ask.
e2e:
  extends: .dspex-tests
  needs: [unit, integration]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $GEMINI_TEST_API_KEY
${withPython(commands)}  script:
    - TEST_MODE=e2e TEST_ONLY=1 ${commands.jest}
`;
}

/** Recordings are played in it, and so it is there without Python, too. */
function integrationJob(commands: CiCommands): string {
  return `# ${commands.usesPython ? 'Real DSPy; what' : 'What'} models say comes from rules and committed recordings.
integration:
  extends: .dspex-tests
${withPython(commands)}  script:
    - TEST_MODE=integration TEST_ONLY=1 ${commands.jest}
`;
}

/** Node's image has Python, and no venv. */
function withPython({ usesPython, install, requirements }: CiCommands): string {
  if (!usesPython) return '';
  return `  before_script:
    - apt-get update -q && apt-get install -q -y python3-venv
    - python3 -m venv .venv
    - .venv/bin/python -m pip install -q ${requirements === null ? PINNED_DSPY : `-r ${requirements}`}
    - ${install}
`;
}
