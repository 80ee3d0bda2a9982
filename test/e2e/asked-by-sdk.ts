import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LLMock } from '@copilotkit/aimock';
import { dspyAnswer, startProvider, usage } from './provider';

/** As much of a call as most of these need, without a Python for each run. */
export const SAYS = `const OpenAI = require('openai').default;
const openai = new OpenAI({ apiKey: 'unused', maxRetries: 0 });
const say = async (...messages) => (await openai.chat.completions.create({ model: 'gpt-4o-mini', messages })).choices[0].message.content;
const ask = (content) => say({ role: 'user', content });
`;

/** A provider of each test's own, that answers whatever it is asked with Paris. */
export function providerOfTest(): () => LLMock {
  let provider: LLMock;
  beforeEach(async () => {
    provider = await startProvider();
    provider.onMessage(/./, { content: dspyAnswer({ answer: 'Paris' }), usage: usage(40, 9) });
  });
  afterEach(() => provider.stop());
  return () => provider;
}

/** All files below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
