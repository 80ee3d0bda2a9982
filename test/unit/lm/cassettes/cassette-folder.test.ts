import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { CassetteFolder } from '../../../../src/lm/cassettes/cassette-folder';
import { cassettePath, ownerFolder } from '../../../../src/lm/cassettes/cassette-path';
import { cassetteFile, tempFolder } from './cassette-parts';

const KEY = '0123456789abcdef0123';
const owner = { file: 'test/a.test.ts', name: 'asks', ordinal: 0 };
const path = cassettePath(owner, KEY, 0);
const everything = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

let temp: ReturnType<typeof tempFolder>;
let folder: CassetteFolder;
beforeEach(() => {
  temp = tempFolder();
  folder = new CassetteFolder(temp.path);
});
afterEach(() => temp.remove());

// Fails when a recording is lost or written over, or when something is left beside it.
describe('a folder of cassettes', () => {
  test('keeps the first of two that are written at once under one name, and nothing else', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => cassetteFile(KEY, 0, `answer ${index}`));
    const kept = await Promise.all(texts.map((text) => folder.keep(path, text)));
    expect(kept.filter(Boolean)).toHaveLength(1);
    expect(everything(temp.path)).toEqual([`${KEY}-0.json`]);
    expect(readFileSync(join(temp.path, path), 'utf8')).toBe(texts[kept.indexOf(true)]);
    expect(await folder.keep(path, cassetteFile(KEY, 0, 'new'), true)).toBe(true);
    expect(await folder.read(path)).toMatchObject({ reply: { text: 'new' } });
  });

  test('says where it may not read', async () => {
    mkdirSync(join(temp.path, path), { recursive: true });
    await expect(folder.read(path)).rejects.toMatchObject({ code: 'FILE_REFUSED', message: expect.stringContaining(path) });
    const onFile = new CassetteFolder(__filename);
    await expect(onFile.read(path)).rejects.toMatchObject({ code: 'FILE_REFUSED' });
  });

  test('reads what an editor made of a file: its line ends, and a mark before it', async () => {
    await folder.keep(path, `\uFEFF${cassetteFile(KEY).replaceAll('\n', '\r\n')}`);
    expect(await folder.read(path)).toMatchObject({ key: KEY });
  });

  test('reads no more than the one file of a recording', async () => {
    await folder.keep(path, cassetteFile(KEY));
    const list = jest.spyOn(folder, 'list');
    expect(await folder.read(path)).toMatchObject({ key: KEY });
    expect(list).not.toHaveBeenCalled();
    // A neighbour that nobody may look at: to list its folder would throw.
    writeFileSync(join(temp.path, 'test/a.test.ts/no-folder'), '');
    expect(await folder.read(cassettePath(owner, KEY, 1))).toBeNull();
  });

  test('says what is wrong with a file that cannot be read, and never takes it for a missing one', async () => {
    mkdirSync(dirname(join(temp.path, path)), { recursive: true });
    const broken = [
      '',
      cassetteFile(KEY).slice(0, 200),
      '<<<<<<< HEAD',
      cassetteFile(KEY).replace('"schemaVersion": 1', '"schemaVersion": "1"'),
    ];
    for (const text of broken) {
      writeFileSync(join(temp.path, path), text);
      await expect(folder.read(path)).rejects.toMatchObject({ code: 'CASSETTE_CORRUPT', message: expect.stringContaining('git checkout') });
    }
    writeFileSync(join(temp.path, path), cassetteFile(KEY).replace('"schemaVersion": 1', '"schemaVersion": 9'));
    await expect(folder.read(path)).rejects.toMatchObject({ code: 'CASSETTE_CORRUPT', message: expect.stringContaining('next: npm i -D') });
    writeFileSync(join(temp.path, path), cassetteFile('f'.repeat(20)));
    await expect(folder.read(path)).rejects.toMatchObject({ code: 'CASSETTE_CORRUPT', message: expect.stringContaining('f'.repeat(20)) });
  });

  test('takes empty folders away with the last recording in them', async () => {
    const other = cassettePath({ ...owner, name: 'other' }, KEY, 0);
    await folder.keep(path, cassetteFile(KEY));
    await folder.keep(other, cassetteFile(KEY));
    await folder.remove(path);
    expect(readdirSync(join(temp.path, 'test/a.test.ts'))).toHaveLength(1);
    await folder.remove(other);
    expect(readdirSync(temp.path)).toEqual([]);
  });

  test('sweeps drafts that a killed run left, and none that is being written', async () => {
    await folder.keep(path, cassetteFile(KEY));
    const place = dirname(join(temp.path, path));
    for (const name of ['.old.json.1.ab.tmp', '.new.json.1.ab.tmp']) writeFileSync(join(place, name), 'half');
    const hourAgo = Date.now() / 1000 - 3600;
    utimesSync(join(place, '.old.json.1.ab.tmp'), hourAgo, hourAgo);
    await folder.sweep();
    expect(everything(temp.path).sort()).toEqual(['.new.json.1.ab.tmp', `${KEY}-0.json`]);
  });
});

// Fails when a kill leaves half a file under a cassette's name, loses one that was acknowledged, or leaves litter for ever.
test('a process that is killed while it records leaves whole files, and all that it acknowledged', async () => {
  const random = seeded(20260102);
  const script = `
    const { writeSync } = require('node:fs');
    const { CassetteFolder } = require(${JSON.stringify(resolve(__dirname, '../../../../build/src/lm/cassettes/cassette-folder.js'))});
    const folder = new CassetteFolder(process.argv[1]);
    const text = JSON.parse(process.argv[2]);
    const record = async (lane) => {
      for (let i = 0; ; i++) {
        const key = (lane + '-' + process.argv[3]).padEnd(12, 'x').slice(0, 12).replace(/[^0-9a-f]/g, 'a') + String(i).padStart(8, '0');
        const path = 'a.test.ts/asks-0/' + key + '-0.json';
        await folder.keep(path, text.replaceAll('${KEY}', key));
        writeSync(1, path + '\\n');
      }
    };
    for (const lane of [1, 2, 3]) record(lane);`;
  const text = JSON.stringify(cassetteFile(KEY, 0, 'long '.repeat(20_000)));
  const acknowledged: string[] = [];
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, ['-e', script, temp.path, text, `${round}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let left = 1 + Math.floor(random() * 25);
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (--left === 0) setTimeout(() => child.kill('SIGKILL'), random() * 4);
    }
    expect((await ended)[1]).toBe('SIGKILL');
  }
  const listed = await folder.list();
  for (const one of listed) await expect(folder.read(one)).resolves.not.toBeNull();
  expect(listed).toEqual(expect.arrayContaining(acknowledged));
  for (const name of everything(temp.path).filter((file) => file.endsWith('.tmp')))
    utimesSync(join(temp.path, 'a.test.ts/asks-0', name), 1, 1);
  await folder.sweep();
  expect(everything(temp.path).every((name) => name.endsWith('.json'))).toBe(true);
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

// Fails when a name of a test makes a path that some system cannot have, or two tests share one.
describe('the place of a recording', () => {
  test.each([
    ['unicode', '日本語のテスト 🚀'],
    ['what Windows forbids', 'a<b>:"c"/d\\e|f?g*. '],
    ['a device of Windows', 'CON'],
    ['very long', 'long '.repeat(500)],
    ['of dots', '../../..'],
    ['empty', ''],
  ])('is short and plain for a name that is %s', (_, name) => {
    expect(ownerFolder({ ...owner, name })).toMatch(/^test\/a\.test\.ts\/[a-z0-9][a-z0-9-]{0,47}-[0-9a-f]{8}$/);
  });

  test('is another for names that differ in case, in signs, at their end, or only in their ordinal', () => {
    const long = 'x'.repeat(100);
    const names = ['Asks', 'asks', 'asks!', 'asks?', 'ásks', `${long}a`, `${long}b`, 'ask s'];
    const folders = [...names.map((name) => ownerFolder({ ...owner, name })), ownerFolder({ ...owner, ordinal: 1 })];
    expect(new Set(folders.map((place) => place.toLowerCase())).size).toBe(folders.length);
  });

  test('stays inside of the folder for a test file outside of the project', () => {
    expect(ownerFolder({ ...owner, file: '../shared/a.test.ts', name: null })).toBe('__/shared/a.test.ts/_file');
  });
});
