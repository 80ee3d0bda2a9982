import { messageBody } from '../../../src/lm/real/anthropic/request';
import { withoutForeign } from '../../../src/lm/real/foreign';
import { generateBody } from '../../../src/lm/real/gemini/request';
import { completionBody } from '../../../src/lm/real/openai/request';
import { refuseUnsupported } from '../../../src/lm/real/unsupported';
import { decodeAnthropic } from '../../../src/lm/wires/anthropic/decode';
import { decodeGemini } from '../../../src/lm/wires/gemini/decode';
import { decodeOpenAi } from '../../../src/lm/wires/openai/decode';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';

const url = (path: string): URL => new URL(path, 'https://api.example.com');
const chat = (...content: object[]) =>
  decodeOpenAi(url('/v1/chat/completions'), JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }));
const messages = (...content: object[]) =>
  decodeAnthropic(url('/v1/messages'), JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content }] }));
const gemini = (...parts: object[]) =>
  decodeGemini(url('/v1beta/models/m:generateContent'), JSON.stringify({ contents: [{ role: 'user', parts }] }));

/** The parts of the last message as the provider gets them. */
const SENT = {
  openai: (call: LmCall) => (completionBody(call, false).messages.at(-1) as { content: unknown }).content,
  anthropic: (call: LmCall) => messageBody(call).messages.at(-1)?.content,
  gemini: (call: LmCall) => generateBody(call).contents.at(-1)?.parts,
} as const;

const BYTES = 'AAECAw==';
const sound = chat({ type: 'input_audio', input_audio: { data: BYTES, format: 'wav' } });
const pdf = chat({ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${BYTES}` } });
const address = chat({ type: 'image_url', image_url: { url: 'https://example.com/a.png' } });
const document = messages({ type: 'document', title: 'a.pdf', source: { type: 'base64', media_type: 'application/pdf', data: BYTES } });
const table = chat({
  type: 'file',
  file: { filename: 'a.csv', file_data: `data:text/csv;base64,${Buffer.from('a,ü').toString('base64')}` },
});
const kept = { type: 'container_upload', file_id: 'file_1' };
const refused = decodeOpenAi(
  url('/v1/chat/completions'),
  JSON.stringify({ model: 'm', messages: [{ role: 'assistant', content: [{ type: 'refusal', refusal: 'I will not.' }] }] }),
);
const film = gemini({ inlineData: { mimeType: 'video/mp4', data: BYTES } });
const flac = gemini({ inlineData: { mimeType: 'audio/flac', data: BYTES } });
const audio = gemini({ inlineData: { mimeType: 'audio/mpeg', data: BYTES } });

const inline = (mimeType: string) => [{ inlineData: { mimeType, data: BYTES } }];
// Each fails when a provider gets a sound as a picture, a file by another's name, or what it cannot read.
test.each<[string, LmCall, keyof typeof SENT, unknown]>([
  ['a sound of a chat completion', sound, 'gemini', inline('audio/wav')],
  ['a file of a chat completion', pdf, 'gemini', inline('application/pdf')],
  [
    'a file of a chat completion',
    pdf,
    'anthropic',
    [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: BYTES }, title: 'a.pdf' }],
  ],
  ['the address of a picture', address, 'anthropic', [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }]],
  ['a document of Anthropic’s', document, 'gemini', inline('application/pdf')],
  [
    'a document of Anthropic’s',
    document,
    'openai',
    [{ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${BYTES}` } }],
  ],
  [
    'a file of text, which Anthropic takes as text alone,',
    table,
    'anthropic',
    [{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a,ü' }, title: 'a.csv' }],
  ],
  ['a block of Anthropic’s own', messages(kept), 'anthropic', [kept]],
  ['what a model refused in', refused, 'anthropic', 'I will not.'],
  ['what a model refused in', refused, 'gemini', [{ text: 'I will not.' }]],
  ['a sound of Gemini’s', audio, 'openai', [{ type: 'input_audio', input_audio: { data: BYTES, format: 'mp3' } }]],
])('%s goes to a provider as that wants it', (_, call, provider, expected) => {
  refuseUnsupported(call, provider);
  expect(SENT[provider](withoutForeign(call, provider))).toEqual(expected);
});

// Each fails when something is sent as what it is not, or left out without a word.
test.each<[string, LmCall, 'openai' | 'anthropic' | 'gemini' | 'ai_sdk', RegExp]>([
  ['a sound', sound, 'anthropic', /audio\/wav.*wire openai.*wire anthropic/s],
  ['a film', film, 'openai', /video\/mp4.*wire gemini.*wire openai/s],
  ['a sound in a form that chats do not take', flac, 'openai', /audio\/flac.*wire gemini.*wire openai/s],
  ['a film', film, 'anthropic', /video\/mp4.*wire gemini.*wire anthropic/s],
  [
    'a file that a provider keeps',
    chat({ type: 'file', file: { file_id: 'file-1' } }),
    'gemini',
    /messages\[0\] \(file\).*wire openai.*wire gemini/s,
  ],
  ['a setting of one API', { ...sound, carried: { moderation: 'low' } }, 'gemini', /moderation.*wire openai.*wire gemini/s],
  [
    'a setting of one API',
    { ...film, carried: { safetySettings: [{ category: 'x' }] } },
    'ai_sdk',
    /safetySettings.*wire gemini.*wire ai_sdk/s,
  ],
])('%s that a provider has no place for is refused by name: %#', (_, call, provider, named) => {
  expect(() => refuseUnsupported(call, provider)).toThrow(named);
  expect(() => refuseUnsupported(call, provider)).toThrow(/LM_REQUEST_UNSUPPORTED/);
});
