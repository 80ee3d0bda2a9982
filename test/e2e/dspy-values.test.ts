import { isSince } from '../contract/dspy-version';
import { runOnce } from './run-jest';

const SHOW = `
import dspy

class Shows(dspy.Module):
    """Without annotations: nothing tells what its inputs are to be."""
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("picture: dspy.Image, question -> answer")
    def forward(self, picture, question):
        return dspy.Prediction(kind=type(picture).__name__, **self.ask(picture=picture, question=question).toDict())
`;
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const tests = (layer: string): string => `/** @jest-environment @dspex/jest-preset/${layer} */
const { dspex } = require('@dspex/jest-preset');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const png = Buffer.from('${PNG}', 'base64');
const URI = 'data:image/png;base64,${PNG}';

test.each([
  ['bytes', () => dspex.image(png), URI],
  ['bytes that say nothing', () => dspex.image(Buffer.from('x'), { mimeType: 'image/bmp' }), 'data:image/bmp;base64,eA=='],
  ['an address', () => dspex.image('https://example.com/a.png'), 'https://example.com/a.png'],
  ['a URL', () => dspex.image(new URL('https://example.com/a.png')), 'https://example.com/a.png'],
  ['a data URI', () => dspex.image(URI), URI],
  ['a file', () => dspex.image('cat.jpg'), 'data:image/jpeg;base64,YQ=='],
])('a picture from %s', async (_, picture, url) => {
  dspex.lm.when({ question: 'what?', picture: { url } }).reply({ answer: 'a dot' });
  const { outputs } = await dspex.run('picture: dspy.Image, question -> answer', { picture: picture(), question: 'what?' });
  expect(outputs.answer).toBe('a dot');
});
test('several pictures in a list, and none', async () => {
  dspex.lm.when({ pictures: [{ url: URI }, { url: URI }] }).reply({ answer: 'two' });
  dspex.lm.when({ pictures: [] }).reply({ answer: 'none' });
  const program = await dspex.createProgram({ signature: 'pictures: list[dspy.Image] -> answer' });
  expect((await program.execute({ pictures: [dspex.image(png), dspex.image(png)] })).outputs.answer).toBe('two');
  expect((await program.execute({ pictures: [] })).outputs.answer).toBe('none');
});
${layer === 'unit' || isSince('3.1.0') ? 'test' : 'test.skip'}('a sound, a file and a history', async () => {
  dspex.lm.otherwise({ answer: 'heard' });
  const program = await dspex.createProgram({ signature: 'sound: dspy.Audio, file: dspy.File, history: dspy.History, question -> answer' });
  const wav = Buffer.from('RIFF0000WAVEfmt ');
  const history = dspex.history([{ question: 'capital?', answer: 'Paris' }]);
  await program.execute({ sound: dspex.audio(wav), file: dspex.file('notes.txt'), history, question: 'sure?' });
  expect(dspex.lm.calls.at(-1).inputs).toMatchObject({
    sound: { data: wav.toString('base64'), audio_format: 'wav' },
    file: { file_data: 'data:text/plain;base64,Yg==', filename: 'notes.txt' },
    history: { messages: [{ question: 'capital?', answer: 'Paris' }] },
  });
  await program.execute({ sound: dspex.audio('clip.mp3'), file: dspex.file(Buffer.from('x')), history, question: 'again' });
  expect(dspex.lm.calls.at(-1).inputs).toMatchObject({ sound: { audio_format: 'mp3' }, file: { file_data: 'data:application/octet-stream;base64,eA==' } });
});
test.each([
  ['a file that is not there', () => dspex.image('nowhere.png'), /nowhere.png.*cannot be read/s],
  ['bytes of an unknown kind', () => dspex.image(Buffer.from('x')), /mimeType/],
  ['a sound of an unknown kind', () => dspex.audio(Buffer.from('x')), /format: 'wav'/],
])('%s is refused', (_, make, why) => {
  expect(make).toThrow(expect.objectContaining({ code: 'INPUT_TYPE', message: expect.stringMatching(why) }));
});
test('a type of DSPy that is misspelt is told', async () => {
  await expect(dspex.run('picture: Image -> answer', { picture: 1 })).rejects.toThrow(/did you mean dspy.Image/);
});
`;

// Fails when a picture, a sound, a file or a history is not what DSPy takes for one, or differs between the layers.
test('values of DSPy’s own types are made in Node, with and without Python', async () => {
  const run = await runOnce({
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { python: { path: ['.'] } } } };",
    'shows.py': SHOW,
    'cat.jpg': 'a',
    'notes.txt': 'b',
    'clip.mp3': 'c',
    'unit.test.js': tests('unit'),
    'python.test.js': `${tests('integration')}
test('a module without annotations gets a picture, and the model sees it', async () => {
  let media;
  dspex.lm.when((call) => { media = call.messages.flatMap(({ parts }) => parts).filter(({ type }) => type === 'media'); return true; }).reply({ answer: 'a dot' });
  const shows = await dspex.loadModule('shows:Shows');
  expect((await shows.execute({ picture: dspex.image(png), question: 'what?' })).outputs).toEqual({ kind: 'Image', answer: 'a dot' });
  expect(media).toHaveLength(1);
});
// Typed requests of DSPy 3.4 have no place for the name of a file: production hands such a call to litellm, by its body.
${isSince('3.1.0') ? 'test' : 'test.skip'}('a file with a name is told with it, in its place', async () => {
  dspex.lm.otherwise({ answer: 'read' });
  const inputs = { file: dspex.file('notes.txt'), question: 'what?' };
  await dspex.run('file: dspy.File, question -> answer', inputs);
  const [{ system, messages }] = dspex.lm.calls;
  expect(system).toContain('Your input fields are');
  expect(messages).toMatchObject([{ role: 'user', parts: [{ type: 'text' }, { type: 'media', data: 'Yg==', filename: 'notes.txt' }, { type: 'text' }] }]);
});`,
  });
  expect(run.tests.flatMap(({ failureMessages }) => failureMessages).join('\n')).toBe('');
  expect(run.tests).toHaveLength(26);
});
