import { readFile, writeFile } from 'node:fs/promises';
import type { ChildUser } from '../bridge/child/child-user';
import type { CommandParams, CommandResult, ExecuteResult, Leftover, ProgramInfo } from '../shared/boundaries/bridge';
import type { FailedProcess } from '../shared/boundaries/failure';
import { DspexError } from '../shared/errors';
import type { Adapter, AdapterCommand, AdapterRequestOptions } from './adapter';
import { closedError, didYouMean, sessionNotFound } from './adapter-errors';
import { askedOutputs, lmCallOf } from './mock-call';
import { unsupported } from './mock-errors';
import { checkInputs } from './mock-inputs';
import { withinLimit } from './mock-limit';
import { outputsOf } from './mock-outputs';

interface Session {
  readonly id: string;
  readonly programs: Map<string, ProgramInfo>;
  model: string | undefined;
}

type Handlers = {
  [C in AdapterCommand]: (params: CommandParams<C>, options: AdapterRequestOptions) => Promise<CommandResult<C>> | CommandResult<C>;
};

const MODEL = 'gpt-4o-mini';

/** Programs without Python: the same commands, shapes and errors; an execute is one LM call with the program's fields. */
export class MockAdapter implements Adapter {
  readonly name = 'mock';
  readonly capabilities = { python: false, loadModule: false };
  private readonly sessions = new Map<string, Session>();
  private readonly attempts = new Set<ChildUser>();
  private restore: () => void = () => undefined;
  private running = 0;
  private closed = false;

  /** `original`: whose sessions and programs it begins with, as a copy of a process would. */
  constructor(original?: Adapter) {
    if (!(original instanceof MockAdapter)) return;
    for (const session of original.sessions.values()) this.sessions.set(session.id, { ...session, programs: new Map(session.programs) });
  }

  async request<C extends AdapterCommand>(command: C, params: CommandParams<C>, options: AdapterRequestOptions): Promise<CommandResult<C>> {
    if (this.closed) throw closedError(this.name);
    if (options.attempt !== undefined) this.begin(options.user);
    return (await this.handlers[command](params as never, options)) as CommandResult<C>;
  }

  endAttempt(user: ChildUser): Promise<readonly Leftover[]> {
    if (this.attempts.delete(user) && this.attempts.size === 0) this.restore();
    return Promise.resolve([]);
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  processes(): Promise<readonly FailedProcess[]> {
    return Promise.resolve([]);
  }

  async where(): Promise<undefined> {
    // No Python.
  }

  holdTimeLimits(): () => void {
    // Its LM is in this process: it waits for nothing that is not asked of the test itself.
    return () => undefined;
  }

  processOf(): undefined {
    // Its programs are in this process.
  }

  close(): Promise<void> {
    this.closed = true;
    this.sessions.clear();
    return Promise.resolve();
  }

  private readonly handlers: Handlers = {
    ping: () => ({ pid: process.pid }),
    stats: () => ({
      pid: process.pid,
      sessions: this.sessions.size,
      running: this.running,
      threads: ['main'],
      rssBytes: process.memoryUsage.rss(),
      started: [],
      programs: [...this.sessions.values()].reduce((sum, session) => sum + session.programs.size, 0),
    }),
    open_session: ({ session }) => this.open(session),
    reset_session: ({ session }) => {
      const found = this.session(session);
      found.programs.clear();
      found.model = undefined;
      return {};
    },
    close_session: ({ session }) => {
      this.sessions.delete(this.session(session).id);
      return {};
    },
    list_sessions: () => ({ sessions: [...this.sessions.keys()] }),
    configure_lm: ({ session, model }) => {
      this.session(session).model = model.split('/').pop();
      return {};
    },
    init_test_lm: ({ session }) => {
      this.session(session).model = undefined;
      return {};
    },
    configure_settings: ({ session }) => {
      // Settings choose how Python formats a prompt; without Python there is none to format.
      this.session(session);
      return {};
    },
    create_program: (params) => this.create(params),
    load_module: ({ path }) => {
      throw unsupported(`loading the Python module "${path}"`);
    },
    execute: (params, options) => this.execute(params, options),
    list_programs: ({ session }) => ({ programs: [...this.session(session).programs.values()] }),
    program_info: ({ session, id }) => this.program(session, id),
    delete_program: ({ session, id }) => {
      this.session(session).programs.delete(this.program(session, id).id);
      return {};
    },
    save_program: async ({ session, id, file }) => {
      await writeFile(file, `${JSON.stringify(this.program(session, id), null, 2)}\n`);
      return {};
    },
    load_program: async ({ session, id, file }) => {
      const program = this.program(session, id);
      JSON.parse(await readFile(file, 'utf8'));
      return program;
    },
    history: ({ session }) => {
      this.session(session);
      throw unsupported('history');
    },
  };

  /** As Python does: attempts that run at once are taken back when the last of them ends. */
  private begin(user: ChildUser): void {
    if (this.attempts.has(user)) return;
    this.attempts.add(user);
    if (this.attempts.size > 1) return;
    const before = [...this.sessions.values()].map((session) => ({ ...session, programs: new Map(session.programs) }));
    this.restore = () => {
      this.sessions.clear();
      for (const session of before) this.sessions.set(session.id, session);
    };
  }

  private open(id: string): Record<string, never> {
    if (this.sessions.has(id)) {
      throw new DspexError({
        code: 'SESSION_EXISTS',
        what: `The session "${id}" is open already.`,
        why: `open: ${[...this.sessions.keys()].join(', ')}`,
        next: 'const session = await dspex.openSession()',
      });
    }
    this.sessions.set(id, { id, programs: new Map(), model: undefined });
    return {};
  }

  private create({ session, id, module, signature }: CommandParams<'create_program'>): ProgramInfo {
    const { programs } = this.session(session);
    const taken = programs.get(id);
    if (taken !== undefined) {
      throw new DspexError({
        code: 'PROGRAM_EXISTS',
        what: `The program "${id}" exists already.`,
        why: `session ${session} holds it (${taken.module})`,
        next: 'give it another id, or delete the first: program.delete()',
      });
    }
    const info: ProgramInfo = { id, session, module, signature };
    programs.set(id, info);
    return info;
  }

  private async execute({ session, id, inputs }: CommandParams<'execute'>, options: AdapterRequestOptions): Promise<ExecuteResult> {
    const program = this.program(session, id);
    checkInputs(inputs, program.signature?.inputs ?? [], id);
    const call = lmCallOf(program, this.session(session).model ?? MODEL, inputs);
    const startedAt = performance.now();
    this.running += 1;
    try {
      const { reply } = await withinLimit(options.user.answer(call), options);
      const { values, usage } = outputsOf(reply, askedOutputs(program), id);
      return { outputs: values, usage, lmCalls: 1, durationMs: performance.now() - startedAt };
    } finally {
      this.running -= 1;
    }
  }

  private session(id: string): Session {
    const found = this.sessions.get(id);
    if (found !== undefined) return found;
    throw sessionNotFound(id, [...this.sessions.keys()]);
  }

  private program(session: string, id: string): ProgramInfo {
    const { programs } = this.session(session);
    const found = programs.get(id);
    if (found !== undefined) return found;
    const ids = [...programs.keys()];
    throw new DspexError({
      code: 'PROGRAM_NOT_FOUND',
      what: `There is no program "${id}".`,
      why: `session ${session} holds: ${ids.join(', ') || 'none'}.${didYouMean(id, ids)}`,
      next: "create it first: dspex.createProgram({ signature: 'question -> answer' })",
    });
  }
}
