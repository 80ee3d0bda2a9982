const { types } = require('node:util');

/** Built-in modules that every file of a worker shares: what one file leaves there, the next one finds. */
const SHARED_MODULES = [
  'async_hooks',
  'child_process',
  'dns',
  'fs',
  'fs/promises',
  'http',
  'http2',
  'https',
  'net',
  'stream',
  'timers',
  'timers/promises',
  'tls',
  'worker_threads',
];
/** Deep enough for the methods of a prototype of a class of a module. */
const DEPTH = 4;

/**
 * What a Jest sandbox looks like to code that looks: each global and each member of the shared modules with its descriptor, name, length,
 * source, prototypes and members, as one flat record of text by path.
 */
exports.portrait = function portrait() {
  const lines = {};
  const seen = new Map();
  const look = (path, value, depth) => {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return describePrimitive(path, value);
    if (seen.has(value)) return `the same as ${seen.get(value)}`;
    seen.set(value, path);
    if (depth > 0) for (const key of Reflect.ownKeys(value)) member(path, value, key, depth);
    return describeObject(value);
  };
  const member = (path, owner, key, depth) => {
    const at = `${path}.${typeof key === 'symbol' ? `[${String(key)}]` : key}`;
    if (isOfTheRun(at)) return;
    const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
    if (descriptor === undefined) return;
    const flags = ['writable', 'enumerable', 'configurable'].filter((flag) => descriptor[flag]).join();
    const accessors = ['get', 'set'].filter((name) => descriptor[name] !== undefined);
    const text =
      'value' in descriptor
        ? look(at, descriptor.value, depth - 1)
        : accessors.map((name) => `${name} ${describeObject(descriptor[name])}`).join(', ');
    lines[at] = `${text} (${flags})`;
  };
  for (const name of Reflect.ownKeys(globalThis).filter((key) => typeof key === 'string')) void globalThis[name];
  lines.enumerated = namesIn(globalThis).join();
  look('global', globalThis, DEPTH);
  for (
    let above = Object.getPrototypeOf(globalThis), path = 'above';
    above !== null;
    above = Object.getPrototypeOf(above), path += '.above'
  )
    look(path, above, 2);
  for (const name of SHARED_MODULES) look(name, require(`node:${name}`), DEPTH);
  return lines;
};

function describePrimitive(path, value) {
  return typeof value === 'number' && /performance|process|Symbol|timer/i.test(path) ? 'a number' : String(value).slice(0, 200);
}

function describeObject(value) {
  const above = Object.getPrototypeOf(value);
  const over = above === null ? 'nothing' : nameOf(above);
  const proxy = types.isProxy(value) ? 'proxy of ' : '';
  return typeof value === 'function'
    ? `${proxy}function ${value.name}/${value.length} under ${over}`
    : `${proxy}${typeof value} under ${over}`;
}

function nameOf(prototype) {
  if (prototype === Object.prototype) return 'Object.prototype here';
  if (prototype === Function.prototype) return 'Function.prototype here';
  const made = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof made === 'function' ? `${made.name}.prototype` : typeof prototype === 'function' ? prototype.name : 'an object';
}

function namesIn(object) {
  const names = [];
  for (const name in object) names.push(name);
  return names;
}

/** What differs from one run to the next by itself: of the process, of Jest's own state, of the tests. */
function isOfTheRun(path) {
  return /(^global|_globalObject)\.(process|console|jest|expect|performance|__coverage__)\.|_lastModified|JEST_STATE_SYMBOL|jest-matchers-object|\.cwd$|^global\.global(This)?$/.test(
    path,
  );
}
