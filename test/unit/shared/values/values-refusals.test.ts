import type { DspexError } from '../../../../src/shared/errors';
import { decodeValues, encodeValues } from '../../../../src/shared/values/values';

const loop: { self?: unknown } = {};
loop.self = { again: loop };

// Fails when something is lost silently on its way to Python, or when the path does not lead to it.
test.each([
  ['a function', { a: [() => 1] }, 'inputs.a[0]'],
  ['undefined', { a: { b: undefined } }, 'inputs.a.b'],
  ['a hole in a list', { a: new Array(2) }, 'inputs.a[0]'],
  ['a symbol', { a: Symbol('s') }, 'inputs.a'],
  ['a cycle', loop, 'inputs.self.again'],
  ['a Promise', { answer: Promise.resolve(1) }, 'inputs.answer'],
  ['an Error', { error: new Error('lost') }, 'inputs.error'],
  ['a RegExp', { pattern: /x/ }, 'inputs.pattern'],
  ['an invalid Date', { at: new Date('never') }, 'inputs.at'],
  ['a Blob', { sound: new Blob(['x']) }, 'inputs.sound'],
  ['Headers', { headers: new Headers({ a: 'b' }) }, 'inputs.headers'],
  [
    'an object whose fields are private',
    {
      secret: new (class Secret {
        #it = 1;
        get it() {
          return this.#it;
        }
      })(),
    },
    'inputs.secret',
  ],
  ['what lies in a Map', { m: new Map([['k', () => 1]]) }, 'inputs.m[k]'],
])('refuses %s by its path', (_, value, path) => {
  const error = refusal(() => encodeValues(value, 'inputs'));
  expect(error.code).toBe('INPUT_NOT_JSON');
  expect(error.message).toContain(`${path} cannot go to Python`);
});

test('says that an await is missing where it is a Promise', () => {
  expect(refusal(() => encodeValues({ a: Promise.resolve() }, 'inputs')).message).toContain('await');
});

test('takes the same object twice: only a cycle is refused', () => {
  const shared = { n: 1 };
  expect(encodeValues([shared, shared], 'inputs')).toEqual([{ n: 1 }, { n: 1 }]);
});

// Fails when an object that has fields, or may have had some, is refused.
test('takes boxed values, plain objects without fields, and what a class made with fields', () => {
  const given = {
    text: Object('s'),
    number: Object(1),
    none: {},
    bare: Object.create(null),
    point: new (class {
      x = 1;
    })(),
  };
  expect(encodeValues(given, 'inputs')).toEqual({ text: 's', number: 1, none: {}, bare: {}, point: { x: 1 } });
});

test('refuses a tag it does not know, instead of giving half a value', () => {
  expect(refusal(() => decodeValues({ $type: 'complex', value: '1j' })).code).toBe('PROTOCOL_ERROR');
});

function refusal(work: () => unknown): DspexError {
  try {
    work();
  } catch (error) {
    return error as DspexError;
  }
  throw new Error('it was accepted');
}
