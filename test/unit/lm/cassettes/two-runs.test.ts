import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setMark } from '../../../../src/lm/cassettes/asking-mark';
import type { ContextCassettes } from '../../../../src/lm/cassettes/context-cassettes';
import { promptCall } from '../calls';
import { ask, cassetteFile, said, TestProject, tempFolder, turnsIn } from './cassette-parts';

const call = promptCall('capital of France?');

let temp: ReturnType<typeof tempFolder>;
let project: TestProject;
let other: TestProject;
beforeEach(() => {
  temp = tempFolder();
  project = new TestProject(temp.path);
  other = new TestProject(temp.path);
});
afterEach(() => temp.remove());

/** Asks as the engine does, in turn. */
async function askInTurn(cassettes: ContextCassettes, provider: () => Promise<ReturnType<typeof said>>): Promise<void> {
  const track = cassettes.take(call);
  const endTurn = await cassettes.turnToAsk(track);
  if ((await cassettes.find(track)) === null) await cassettes.record(track, await provider(), 1);
  await endTurn();
}

// Fails when a run that removes what it is done with takes the folder from another that writes into it, or hides what lies beside.
test('recordings that one run keeps and another removes, in one folder at once, are all kept and all listed', async () => {
  const lane = async (number: number): Promise<void> => {
    const { folder } = new TestProject(temp.path);
    for (let n = 0; n < 60; n++) {
      const key = `${number}`.repeat(12) + `${n}`.padStart(8, '0');
      const path = `a.test.ts/asks-0/${key}-0.json`;
      expect(await folder.keep(path, cassetteFile(key))).toBe(true);
      expect(await folder.list()).toContain(path);
      await folder.remove(path);
    }
  };
  await Promise.all([1, 2, 3, 4].map(lane));
  expect(await project.folder.list()).toEqual([]);
});

// Fails when a test that passes in one run removes what the same test of another run has paid for and not kept yet.
test('a test that passes takes away only what became its cassettes', async () => {
  const [one, two] = [project.attempt(), other.attempt()];
  await ask(one, call, () => said('mine'));
  await ask(two, promptCall('another question'), () => said('paid for'));
  await one.finish(true);
  await two.finish(false);
  const later = new TestProject(temp.path).attempt();
  expect(await later.find(later.take(promptCall('another question')))).toMatchObject({ text: 'paid for' });
});

// Fails when a test that ends while its call is still asked loses the answer, which is paid for.
test('an answer that comes after the end of its test is kept with the others', async () => {
  const cassettes = project.attempt();
  let come: () => void = () => undefined;
  const coming = new Promise<void>((resolve) => {
    come = resolve;
  });
  const asking = cassettes.during(coming.then(() => ask(cassettes, call, () => said('late'))));
  const finished = cassettes.finish(true);
  come();
  await Promise.all([asking, finished]);
  expect(await project.folder.list()).toHaveLength(1);
  expect(readdirSync(project.pending.root)).toEqual([]);
});

describe('a call that two runs miss at once', () => {
  // Fails when both pay, or when one of them is not answered.
  test('is asked by one of them; the other plays what that one recorded', async () => {
    let asked = 0;
    const provider = async () => said(`answer ${++asked}`);
    const runs = Array.from({ length: 8 }, () => new TestProject(temp.path).attempt());
    await Promise.all(runs.map((run) => askInTurn(run, provider)));
    expect(asked).toBe(1);
    for (const run of runs) await run.finish(true);
    expect(await project.folder.list()).toHaveLength(1);
    expect(readdirSync(project.pending.root)).toEqual([]);
  });

  // Fails when a call waits for ever, or is lost, because the one that went first failed.
  test('is asked by the next when the first was not answered', async () => {
    const [one, two] = [project.attempt(), other.attempt()];
    const endTurn = await one.turnToAsk(one.take(call));
    const asked = askInTurn(two, async () => said('second'));
    await endTurn();
    await asked;
    await two.finish(true);
    expect(await project.folder.list()).toHaveLength(1);
  });

  // Fails when what a killed run left stands in the way, or the mark of a living one does not.
  test('waits for a process that lives, and not for one that was killed', async () => {
    const turns = (isAlive: boolean) => turnsIn(project.pending, { isAlive: () => isAlive, maxWaitMs: 0 });
    const { path } = project.attempt().take(call);
    await setMark(join(project.pending.root, path, `../.${path.split('/').at(-1)}.0.asking`), 'its name');
    const waited = (await turns(true)
      .take(path)
      .catch((error: unknown) => error)) as { code: string; parts: { next: string } };
    expect(waited.code).toBe('WAIT_TOO_LONG');
    await (await turns(false).take(path))();
    expect(readdirSync(project.pending.root)).toEqual([]);
    // What it says to type removes a mark of which nobody knows whose it is.
    await setMark(join(project.pending.root, path, `../.${path.split('/').at(-1)}.0.asking`), 'its name');
    const command = waited.parts.next.split('rm ')[1] as string;
    expect(spawnSync('sh', ['-c', `rm ${command}`], { cwd: '/' }).status).toBe(0);
    await (await turns(true).take(path))();
  });
});

// Fails when a new test is told that its recording moved from a test that lives, or shares that one's recording for good.
describe('a test that asks what another asks', () => {
  const renamed = { owner: { file: 'a.test.ts', name: 'another', ordinal: 0 } };
  beforeEach(async () => {
    const first = project.attempt();
    await ask(first, call, () => said('Paris'));
    await first.finish(true);
  });

  test('gets a recording of its own while the other lives', async () => {
    const second = other.attempt('auto', { ...renamed, isLiving: () => true });
    expect(await ask(second, call, () => said('Paris, again'))).toMatchObject({ text: 'Paris, again' });
    await second.finish(true);
    expect(second.uses).toMatchObject([{ how: 'recorded' }]);
    expect(await project.folder.list()).toHaveLength(2);
  });

  test('plays that of the living one where nothing can be recorded, and none has moved', async () => {
    const second = other.attempt('replay', { ...renamed, isLiving: () => true });
    expect(await second.find(second.take(call))).toMatchObject({ text: 'Paris' });
    expect(second.uses).toMatchObject([{ how: 'played' }]);
  });

  test('plays that of one that is gone, which has moved', async () => {
    const second = other.attempt('auto', { ...renamed, isLiving: () => false });
    expect(await second.find(second.take(call))).toMatchObject({ text: 'Paris' });
    expect(second.uses).toMatchObject([{ how: 'moved' }]);
  });
});

// Fails when the file that an error names is not where its command looks for it.
test('the command for a pending recording that cannot be read works from any folder', async () => {
  const first = project.attempt();
  await ask(first, call, () => said('Paris'));
  await first.finish(false);
  const [path] = await project.pending.list();
  const file = join(project.pending.root, path as string);
  spawnSync('sh', ['-c', `echo broken > '${file}'`]);
  const later = other.attempt();
  const error = (await later.find(later.take(call)).catch((thrown: unknown) => thrown)) as { parts: { next: string } };
  expect(spawnSync('sh', ['-c', error.parts.next], { cwd: '/' }).status).toBe(0);
  expect(existsSync(file)).toBe(false);
});
