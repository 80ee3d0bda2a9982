import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AskingProcess, AskingTurns } from '../../../../src/lm/cassettes/asking-turns';
import type { Cassette } from '../../../../src/lm/cassettes/cassette';
import { CassetteFolder } from '../../../../src/lm/cassettes/cassette-folder';
import type { CassetteMode } from '../../../../src/lm/cassettes/cassette-mode';
import { ContextCassettes, type ContextCassettesOptions } from '../../../../src/lm/cassettes/context-cassettes';
import type { RecordableReply } from '../../../../src/lm/cassettes/recorded-reply';
import { estimatedReply } from '../../../../src/lm/rules/estimated-reply';
import { Redactor } from '../../../../src/lm/secrets/redact';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { sleep } from '../../../../src/shared/waits/real-timers';
import { promptCall } from '../calls';

/** A folder of a test, and its removal. */
export function tempFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'dspex-cassettes-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What a provider said. */
export function said(text: string, call: LmCall = promptCall('x')): RecordableReply {
  return estimatedReply(call, { text });
}

/** The text of a cassette file, as a run would write it. */
export function cassetteFile(key: string, occurrence = 0, text = 'Paris'): string {
  const cassette: Cassette = {
    schemaVersion: 1,
    key,
    occurrence,
    test: { file: 'a.test.ts', name: 'asks' },
    recordedAt: '2026-01-02T03:04:05.000Z',
    durationMs: 12,
    request: { operation: 'generate', model: 'm', system: '', messages: [], tools: [], schema: null, sampling: {} },
    reply: {
      kind: 'message',
      text,
      thinking: null,
      toolCalls: [],
      finishReason: 'stop',
      usage: { inputTokens: 1, outputTokens: 1 },
      model: 'm',
      chunks: null,
      delaysMs: null,
    },
  };
  return `${JSON.stringify(cassette, null, 2)}\n`;
}

/** The folders of one project, and the cassettes of its tests, attempt by attempt. */
export class TestProject {
  folder: CassetteFolder;
  readonly pending: CassetteFolder;
  private run: Pick<ContextCassettesOptions, 'failedAttempts'> = { failedAttempts: new Map() };

  constructor(at: string) {
    this.folder = new CassetteFolder(join(at, 'kept'));
    this.pending = new CassetteFolder(join(at, 'pending'), false);
  }

  /** Another run: what attempts of the last one held in memory is gone. */
  nextRun(): void {
    this.folder = new CassetteFolder(this.folder.root);
    this.run = { failedAttempts: new Map() };
  }

  attempt(mode: CassetteMode = 'auto', more: Partial<ContextCassettesOptions> = {}): ContextCassettes {
    return new ContextCassettes({
      owner: { file: 'a.test.ts', name: 'asks', ordinal: 0 },
      folder: this.folder,
      pending: this.pending,
      ...this.run,
      mode,
      replay: 'instant',
      normalize: (text) => text,
      ids: (text) => text,
      stable: (text) => text,
      places: (text) => text,
      redactor: new Redactor({}),
      now: () => new Date('2026-01-02T03:04:05Z'),
      // Its neighbours are gone, but where a test says otherwise.
      isLiving: () => false,
      canRecord: () => mode !== 'replay',
      turns: turnsIn(this.pending),
      enclosing: undefined,
      ...more,
    });
  }
}

/** All askers in this process live. */
export function turnsIn(pending: CassetteFolder, more: Partial<AskingProcess> = {}): AskingTurns {
  return new AskingTurns(pending, { name: () => `${process.pid}`, isAlive: () => true, sleep, maxWaitMs: 60_000, ...more });
}

/** Asks as the engine does: what is recorded, else the provider, whose answer is recorded, and given as it is. */
export async function ask(cassettes: ContextCassettes, call: LmCall, provider: () => RecordableReply): Promise<RecordableReply> {
  const track = cassettes.take(call);
  const recorded = await cassettes.find(track);
  if (recorded !== null) return recorded;
  const reply = provider();
  await cassettes.record(track, reply, 12);
  return reply;
}
