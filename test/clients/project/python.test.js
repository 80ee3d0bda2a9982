const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { dspex } = require('@dspex/jest-preset');

const MESSAGES = '[{"role": "user", "content": "go"}]';

/** SDKs in a Python process of the test's own, with nothing but their defaults: where to ask, they find in their variables. */
const CLIENTS = {
  openai: `import openai; print(openai.OpenAI().chat.completions.create(model="m", messages=${MESSAGES}).choices[0].message.content)`,
  anthropic: `import anthropic; print(anthropic.Anthropic().messages.create(model="m", max_tokens=9, messages=${MESSAGES}).content[0].text)`,
  litellm: `import litellm; print(litellm.completion(model="openai/gpt-4o-mini", messages=${MESSAGES}).choices[0].message.content)`,
};

test.each(Object.keys(CLIENTS))(
  '%s in a Python process that the test starts is answered',
  async (client) => {
    dspex.lm.whenPrompt('go').reply('rule');
    const { stdout } = await promisify(execFile)(process.env.DSPEX_PYTHON, ['-c', CLIENTS[client]]);
    expect(stdout.trim()).toBe('rule');
    expect(dspex.lm).toHaveAnswered(1);
  },
  60_000,
);
