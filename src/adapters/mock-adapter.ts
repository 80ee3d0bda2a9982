import { readFile, writeFile } from 'node:fs/promises';
import type { ChildUser } from '../bridge/child/child-user';
import type { CommandParams, CommandResult, ExecuteResult, Leftover } from '../shared/boundaries/bridge';
import type { FailedProcess } from '../shared/boundaries/failure';
import type { Adapter, AdapterCommand, AdapterRequestOptions } from './adapter';
import { closedError, unsupported } from './adapter-errors';
import { embedMock } from './mock-embed';
import { type MockRun, runMock } from './mock-run';
import { MockSessions } from './mock-sessions';
import { checkAdapterSetting } from './mock-settings';
import { streamMock } from './mock-stream';

type Handlers = {
  [C in AdapterCommand]: (params: CommandParams<C>, options: AdapterRequestOptions) => Promise<CommandResult<C>> | CommandResult<C>;
};

/** Of a session that has configured none. */
const DEFAULT_MODEL = 'gpt-4o-mini';

/** Programs without Python: the same commands, shapes and errors; an execute is one LM call with the program's fields. */
export class MockAdapter implements Adapter {
  readonly name = 'mock';
  readonly capabilities = { python: false, loadModule: false };
  private readonly sessions: MockSessions;
  private running = 0;
  private closed = false;

  /** `copyOf`: whose sessions and programs it begins with, as a copy of a process would. */
  constructor(copyOf?: Adapter) {
    this.sessions = copyOf instanceof MockAdapter ? copyOf.sessions.copy() : new MockSessions();
  }

  async request<C extends AdapterCommand>(command: C, params: CommandParams<C>, options: AdapterRequestOptions): Promise<CommandResult<C>> {
    if (this.closed) throw closedError(this.name);
    if (options.attempt !== undefined) this.sessions.begin(options.user);
    return (await this.handlers[command](params as never, options)) as CommandResult<C>;
  }

  endAttempt(user: ChildUser): Promise<readonly Leftover[]> {
    this.sessions.end(user);
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
      sessions: this.sessions.ids.length,
      running: this.running,
      threads: ['main'],
      rssBytes: process.memoryUsage.rss(),
      started: [],
      programs: this.sessions.programCount,
    }),
    open_session: ({ session }) => {
      this.sessions.open(session);
      return {};
    },
    reset_session: ({ session }) => {
      const found = this.sessions.session(session);
      found.programs.clear();
      found.model = undefined;
      return {};
    },
    close_session: ({ session }) => {
      this.sessions.close(session);
      return {};
    },
    list_sessions: () => ({ sessions: this.sessions.ids }),
    configure_lm: ({ session, model }) => {
      this.sessions.session(session).model = model.split('/').pop();
      return {};
    },
    init_test_lm: ({ session }) => {
      this.sessions.session(session).model = undefined;
      return {};
    },
    configure_settings: ({ session, settings }) => {
      // Settings choose how Python formats a prompt; without Python there is none to format.
      this.sessions.session(session);
      checkAdapterSetting(settings.adapter);
      return {};
    },
    create_program: (params) => this.sessions.create(params),
    load_module: ({ path }) => {
      throw unsupported(`loading the Python module "${path}"`);
    },
    execute: (params, options) => this.execute(params, options),
    execute_and_measure: ({ metric }) => {
      throw unsupported(`the Python metric "${metric}"`);
    },
    optimize: ({ optimizer }) => {
      throw unsupported(`optimising by ${optimizer}`);
    },
    embed: ({ session, ...asked }, options) => embedMock(asked, this.sessions.session(session) && options),
    program_state: ({ session, id }) => ({ state: { signature: this.sessions.program(session, id).signature } }),
    input_names: ({ session, id }) => ({ names: this.sessions.program(session, id).signature?.inputs.map(({ name }) => name) ?? null }),
    stream: (params, options) => this.stream(params, options),
    list_programs: ({ session }) => ({ programs: [...this.sessions.session(session).programs.values()] }),
    program_info: ({ session, id }) => this.sessions.program(session, id),
    delete_program: ({ session, id }) => {
      this.sessions.session(session).programs.delete(this.sessions.program(session, id).id);
      return {};
    },
    save_program: async ({ session, id, file }) => {
      await writeFile(file, `${JSON.stringify(this.sessions.program(session, id), null, 2)}\n`);
      return {};
    },
    load_program: async ({ session, id, file }) => {
      const program = this.sessions.program(session, id);
      JSON.parse(await readFile(file, 'utf8'));
      return program;
    },
    history: ({ session }) => {
      this.sessions.session(session);
      throw unsupported('history');
    },
  };

  private async execute(params: CommandParams<'execute'>, options: AdapterRequestOptions): Promise<ExecuteResult> {
    return this.counted(async () => (await runMock(this.runOf(params, false), options)).result());
  }

  private stream(params: CommandParams<'stream'>, options: AdapterRequestOptions): Promise<CommandResult<'stream'>> {
    return this.counted(() => streamMock(this.runOf(params, true), params, options));
  }

  private runOf({ session, id, inputs }: CommandParams<'execute' | 'stream'>, stream: boolean): MockRun {
    const model = this.sessions.session(session).model ?? DEFAULT_MODEL;
    return { program: this.sessions.program(session, id), model, inputs, stream };
  }

  private async counted<T>(work: () => Promise<T>): Promise<T> {
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
    }
  }
}
