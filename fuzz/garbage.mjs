/**
 * What a broken or hostile other side may send. Each kind gives `chunks`, written one by one, and `framing`: 'kept' when the bytes end at a
 * message boundary, so that the next message has to be understood; 'lost' when nothing after them can be, so that the connection has to
 * close; 'open' when a message is cut off, and only more bytes or the end could tell.
 */
export function garbage(random, messages) {
  const kind = random.pick(Object.keys(KINDS));
  const message = structuredClone(random.pick(messages));
  return { kind, ...KINDS[kind](random, message, messages) };
}

export function frame(body) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}

const kept = (...chunks) => ({ chunks: chunks.map((chunk) => (Buffer.isBuffer(chunk) ? chunk : frame(chunk))), framing: 'kept' });
const lost = (...chunks) => ({ chunks: chunks.map((chunk) => Buffer.from(chunk)), framing: 'lost' });
const STRANGE = [null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, '', '\u0000', '\ud83d', 'x'.repeat(5_000), [], {}, [[]], { $type: 'nan' }];
const NAMES = ['steal', '', '__proto__', 'constructor', 'toString', 'hello ', '$/cancelRequest', '$/progress', 'shutdown_', 'rpc.discover'];

const KINDS = {
  cut: (random, message) => {
    const whole = frame(message);
    return { chunks: [whole.subarray(0, 1 + random.below(whole.length - 1))], framing: 'open' };
  },
  flippedBytes: (random, message) => {
    const whole = frame(message);
    for (let flips = 1 + random.below(8); flips > 0; flips--) whole[random.below(whole.length)] = random.below(256);
    return { chunks: [whole], framing: 'open' };
  },
  randomBytes: (random) => ({ chunks: [random.bytes(1 + random.below(3_000))], framing: 'open' }),
  noJson: (random) => kept(random.pick(['{', 'nope', '', '{"a":}', '"', '\u0000', "{'a': 1}", '{"id":1,"method":"ping"', 'NaN', '[1,'])),
  noObject: (random) => kept(random.pick(['[]', '1', '"text"', 'null', 'true', '[{"id":1,"method":"ping","params":{}}]'])),
  invalidUtf8: (random) => kept(frame(Buffer.concat([Buffer.from('{"x":"'), random.bytes(20), Buffer.from('"}')]))),
  deepNesting: (random) => {
    const depth = random.pick([100, 5_000, 200_000]);
    return kept(
      random.pick([
        '['.repeat(depth) + ']'.repeat(depth),
        `{"id":9,"method":"ping","params":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`,
      ]),
    );
  },
  wrongTypes: (random, message) => kept(withStrange(random, message)),
  wrongId: (random, message) => kept({ ...message, id: random.pick(STRANGE) }),
  unknownMethod: (random, message) => kept({ ...message, method: random.pick(NAMES) }),
  strangeParams: (random, message) => kept({ ...message, params: random.pick(STRANGE) }),
  neitherNor: () => kept({ jsonrpc: '2.0', id: 3 }),
  both: (_, message) => kept({ ...message, result: 1, error: { code: 1, message: 'both' } }),
  answersToNobody: (random) =>
    kept({
      jsonrpc: '2.0',
      id: random.pick([7_777, 'x', -1, 0.5]),
      ...random.pick([{ result: 1 }, { error: 3 }, { error: { code: 'x' } }, { error: {} }]),
    }),
  sameIdTwice: (_, message) => kept(message, message),
  severalInOne: (random, _, messages) =>
    kept(Buffer.concat(Array.from({ length: 2 + random.below(60) }, () => frame(random.pick(messages))))),
  byteByByte: (_, message) => ({
    chunks: [...frame(message)].slice(0, 2_000).map((byte) => Buffer.from([byte])),
    framing: frame(message).length > 2_000 ? 'open' : 'kept',
  }),
  interleaved: (random, message, messages) => {
    const [one, other] = [frame(message), frame(random.pick(messages))];
    const at = 1 + random.below(one.length - 1);
    return { chunks: [one.subarray(0, at), other, one.subarray(at)], framing: 'open' };
  },
  large: (random, message) => kept({ ...message, params: { ...message.params, padding: 'x'.repeat(random.pick([70_000, 3_000_000])) } }),
  lengthTooLong: (_, message) => {
    const body = JSON.stringify(message);
    return { chunks: [Buffer.from(`Content-Length: ${body.length + 50}\r\n\r\n${body}`)], framing: 'open' };
  },
  lengthTooShort: (_, message) => {
    const body = JSON.stringify(message);
    return { chunks: [Buffer.from(`Content-Length: ${Math.max(1, body.length - 7)}\r\n\r\n${body}`)], framing: 'open' };
  },
  lengthIsNone: (random) =>
    lost(
      `Content-Length: ${random.pick(['-1', '-5', 'many', '', '1e3', '0x10', '99999999999', '9'.repeat(3_000), '12 12', '+4', '1.5'])}\r\n\r\n{"a":1}`,
    ),
  noLength: (random) => lost(random.pick(['Content-Type: x\r\n\r\n', '\r\n\r\n', 'Content-Length\r\n\r\n', ': 5\r\n\r\n'])),
  endlessHeader: () => lost('Content-Length: 2'.padEnd(9_000, '2')),
  headerFlood: (random) => lost(`X-${random.below(9)}: y\r\n`.repeat(20_000)),
  otherProtocol: (random) =>
    lost(random.pick(['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'SSH-2.0-x\r\n\r\n', '{"id":1,"method":"ping"}\n'.padEnd(5_000, '\n')])),
};

/** The message with something else at a random place in it. */
function withStrange(random, message) {
  const copy = structuredClone(message);
  let at = copy;
  while (true) {
    const keys = Object.keys(at);
    if (keys.length === 0) return copy;
    const key = random.pick(keys);
    if (typeof at[key] !== 'object' || at[key] === null || random.below(3) === 0) {
      if (random.below(4) === 0) delete at[key];
      else at[key] = random.pick(STRANGE);
      return copy;
    }
    at = at[key];
  }
}
