import { z } from 'zod';
import { ERROR_CODES } from '../errors';
import { NETWORKS } from '../layers';
import { JsonRecord } from './json-record';
import { LmReply, PythonCall } from './lm-call';
import { SaidBody } from './said-body';
import { StreamPiece } from './stream';

/**
 * Node ↔ Python child: JSON-RPC 2.0, framed as in the Language Server Protocol's base protocol, both ways.
 * Values of the user's own (`inputs`, `outputs`, rule fields) are in the encoding of shared/values.
 */
export const PROTOCOL_VERSION = 1;

const Values = JsonRecord;

/** One field of a signature; `schema` is JSON Schema (the subset in shared/signature). */
export const FieldShape = z.object({ name: z.string(), schema: JsonRecord, description: z.string().optional() });
export type FieldShape = z.infer<typeof FieldShape>;

export const SignatureShape = z.object({ inputs: z.array(FieldShape), outputs: z.array(FieldShape), instructions: z.string().optional() });
export type SignatureShape = z.infer<typeof SignatureShape>;

/** A tool of a program: a Python function by path, or one in Node that Python calls back through `call_tool`. */
export const ToolShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('python'), path: z.string() }),
  z.object({ kind: z.literal('node'), name: z.string(), description: z.string(), parameters: JsonRecord }),
]);
export type ToolShape = z.infer<typeof ToolShape>;

export const ModuleKind = z.enum(['predict', 'chain_of_thought', 'react', 'react_v2', 'code_act', 'program_of_thought', 'rlm']);
export type ModuleKind = z.infer<typeof ModuleKind>;

export const ProgramInfo = z.object({
  id: z.string(),
  session: z.string(),
  /** A `ModuleKind`, or the `pkg.mod:Class` it was loaded from. */
  module: z.string(),
  /** null when a loaded module has no single signature. */
  signature: SignatureShape.nullable(),
});
export type ProgramInfo = z.infer<typeof ProgramInfo>;

export const ExecuteResult = z.object({
  outputs: Values,
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }),
  lmCalls: z.number(),
  durationMs: z.number(),
});
export type ExecuteResult = z.infer<typeof ExecuteResult>;

const World = z.object({
  cwd: z.string(),
  /** The whole environment: the child clears its own first. */
  env: z.record(z.string(), z.string()),
  /** Put in front of sys.path, in order. */
  path: z.array(z.string()),
  seed: z.number().int(),
  network: z.enum(NETWORKS),
  /** `host`, `host:port`, `*` for any part of a name: what the child may reach besides its bridge. */
  allowHosts: z.array(z.string()),
  /** In the same form: hosts of language models, whose requests the gateway answers. */
  lmHosts: z.array(z.string()),
});
export type World = z.infer<typeof World>;

/** What still goes on in a process after a test, or could not be put back. `kind`: thread, process, descriptor, task, program, state. */
export const Leftover = z.object({ kind: z.string(), what: z.string() });
export type Leftover = z.infer<typeof Leftover>;

const InSession = z.object({ session: z.string() });
const OneProgram = z.object({ session: z.string(), id: z.string() });
const None = z.object({});

/** Requests from Node to Python. The Python command table is tested against the JSON Schema of these. */
export const COMMANDS = {
  hello: {
    params: z.object({
      protocol: z.number().int(),
      world: World,
      defaultModel: z.string(),
      dspyCache: z.enum(['off', 'memory']),
      realBackoff: z.boolean(),
    }),
    result: z.object({
      protocol: z.number().int(),
      pid: z.number().int(),
      python: z.string(),
      dspy: z.string(),
      /** `lm15`: DSPy 3.4 and later. `litellm`: before. */
      lmContract: z.enum(['lm15', 'litellm']),
      startMethod: z.enum(['fork', 'spawn']),
      /** Files that receive the child's descriptors 1 and 2; Node reads the last lines for errors. */
      stdoutPath: z.string(),
      stderrPath: z.string(),
    }),
  },
  ping: { params: None, result: z.object({ pid: z.number().int() }) },
  stats: {
    params: None,
    result: z.object({
      pid: z.number().int(),
      sessions: z.number().int(),
      programs: z.number().int(),
      running: z.number().int(),
      threads: z.array(z.string()),
      rssBytes: z.number().int(),
      /** The latest processes that it started, and the line that did: the guard does not see what they do. */
      started: z.array(z.object({ command: z.string(), at: z.string() })),
    }),
  },
  /** Where the code stands that the process runs: stacks in the form of Python's tracebacks. Of a coroutine the execute is not known. */
  where: { params: None, result: z.object({ stacks: z.array(z.object({ executeId: z.string().nullable(), stack: z.string() })) }) },
  /** A test begins to use a process that others use after it. `env`: what differs from the world's; null takes a variable away. */
  begin_attempt: {
    params: z.object({ attempt: z.string(), seed: z.number().int(), env: z.record(z.string(), z.string().nullable()) }),
    result: None,
  },
  /** It is over: the process is put back to what it was when the attempt began. */
  end_attempt: { params: z.object({ attempt: z.string() }), result: z.object({ leftovers: z.array(Leftover) }) },
  open_session: { params: InSession, result: None },
  reset_session: { params: InSession, result: None },
  close_session: { params: InSession, result: None },
  list_sessions: { params: None, result: z.object({ sessions: z.array(z.string()) }) },
  /** The default model name for programs of this session. */
  configure_lm: { params: z.object({ session: z.string(), model: z.string(), options: Values }), result: None },
  /** Puts the child's default LM back. */
  init_test_lm: { params: InSession, result: None },
  /** Settings for the session's programs: `adapter` is chat, json, xml or two_step. */
  configure_settings: { params: z.object({ session: z.string(), settings: Values }), result: None },
  create_program: {
    params: z.object({
      session: z.string(),
      id: z.string(),
      module: ModuleKind,
      signature: SignatureShape,
      tools: z.array(ToolShape),
      options: Values,
    }),
    result: ProgramInfo,
  },
  load_module: {
    params: z.object({
      session: z.string(),
      id: z.string(),
      path: z.string(),
      args: z.array(z.unknown()),
      kwargs: Values,
      /** Given as the keyword argument `tools`; null where none are. */
      tools: z.array(ToolShape).nullable(),
    }),
    result: ProgramInfo,
  },
  /** Imports a module into a process that is to be copied. `files`: the user's own that were read, with their modification times in ns. */
  preload: {
    params: z.object({ module: z.string() }),
    result: z.object({ durationMs: z.number(), inTheWay: z.string().nullable(), files: z.record(z.string(), z.string()) }),
  },
  /** `follows`: the execute right after which, and where, this one is to run; at once where that is over. */
  execute: {
    params: z.object({ session: z.string(), id: z.string(), executeId: z.string(), follows: z.string().optional(), inputs: Values }),
    result: ExecuteResult,
  },
  /** As `execute`; then the Python metric, of the example and of what the program gave. */
  execute_and_measure: {
    params: z.object({
      session: z.string(),
      id: z.string(),
      executeId: z.string(),
      follows: z.string().optional(),
      inputs: Values,
      example: Values,
      metric: z.string(),
    }),
    result: ExecuteResult.extend({ score: z.unknown() }),
  },
  /** Makes a program of others, by an optimiser of DSPy's. A metric in Node is the function `metric` under the new program's id. */
  optimize: {
    params: z.object({
      session: z.string(),
      id: z.string(),
      executeId: z.string(),
      programs: z.array(z.string()),
      teacher: z.string().nullable(),
      optimizer: z.string(),
      trainset: z.array(Values).nullable(),
      valset: z.array(Values).nullable(),
      /** Which fields of an example are inputs; null: those that the program takes. */
      inputs: z.array(z.string()).nullable(),
      metric: z
        .discriminatedUnion('kind', [z.object({ kind: z.literal('python'), path: z.string() }), z.object({ kind: z.literal('node') })])
        .nullable(),
      seed: z.number().int().nullable(),
      /** By DSPy's names: of the optimiser's constructor and of its `compile`. */
      options: Values,
    }),
    result: ProgramInfo,
  },
  /** Vectors by `dspy.Embedder`, one to each text. */
  embed: {
    params: z.object({ session: z.string(), executeId: z.string(), texts: z.array(z.string()), model: z.string(), options: Values }),
    result: z.object({ vectors: z.array(z.array(z.number())) }),
  },
  /** What DSPy saves of a program, without the versions of what saved it. */
  program_state: { params: OneProgram, result: z.object({ state: Values }) },
  /** What a program takes; null where that is not known. */
  input_names: { params: OneProgram, result: z.object({ names: z.array(z.string()).nullable() }) },
  /** As `execute`; what it says meanwhile comes as `stream_piece`. */
  stream: {
    params: z.object({
      session: z.string(),
      id: z.string(),
      executeId: z.string(),
      inputs: Values,
      /** Which outputs of which predictors; null: all. */
      fields: z.array(z.object({ field: z.string(), predictor: z.string().optional() })).nullable(),
      /** Who says the status: null is DSPy itself, false nobody, text a provider by its path, a list the functions in Node that there are. */
      status: z.union([z.null(), z.boolean(), z.string(), z.array(z.string())]),
      /** By which `call_tool` knows these functions. */
      toolsId: z.string(),
    }),
    /** `interrupted`: it had to be, where it stood, so its process may hold half-built state. */
    result: ExecuteResult.extend({ ended: z.enum(['whole', 'stopped', 'interrupted']) }),
  },
  /** Nobody reads this stream any more. */
  stop_stream: { params: z.object({ executeId: z.string() }), result: None },
  list_programs: { params: InSession, result: z.object({ programs: z.array(ProgramInfo) }) },
  program_info: { params: OneProgram, result: ProgramInfo },
  delete_program: { params: OneProgram, result: None },
  /** DSPy's own JSON state file. */
  save_program: { params: OneProgram.extend({ file: z.string() }), result: None },
  load_program: { params: OneProgram.extend({ file: z.string() }), result: ProgramInfo },
  history: {
    params: z.object({ session: z.string(), limit: z.number().int() }),
    result: z.object({ calls: z.array(z.object({ model: z.string(), prompt: z.string(), outputs: z.array(z.string()) })) }),
  },
  /**
   * Copies the process, while nothing runs in it: the copy serves the first connection to `socketPath`, and says hello there. It has
   * everything that was built so far and shares nothing from now on. NOT_FORKABLE names what a fork would lose or share.
   */
  fork: { params: None, result: z.object({ socketPath: z.string() }) },
  /** Ends the process after a flush and the atexit callbacks registered since its start (500 ms at most). */
  shutdown: { params: None, result: None },
} as const;
export type CommandName = keyof typeof COMMANDS;
export type CommandParams<C extends CommandName> = z.input<(typeof COMMANDS)[C]['params']>;
export type CommandResult<C extends CommandName> = z.output<(typeof COMMANDS)[C]['result']>;

/** Requests from Python to Node. */
export const CALLBACKS = {
  /**
   * `executeId` is null when user code calls from a thread of its own. `ask`: the number under which a streamed reply is told while a provider
   * says it (the notification `lm_piece`: the answer so far, without its `callId`), and under which the call is given up.
   */
  lm_answer: {
    params: z.object({
      executeId: z.string().nullable(),
      session: z.string().nullable(),
      call: PythonCall,
      ask: z.number().int().optional(),
    }),
    /** `declaredAt`: the place of the rule that answered. `said`: how the provider said it. */
    result: z.object({ callId: z.string(), reply: LmReply, declaredAt: z.string().optional(), said: SaidBody.optional() }),
  },
  call_tool: {
    params: z.object({ executeId: z.string().nullable(), id: z.string(), name: z.string(), arguments: Values }),
    result: z.object({ value: z.unknown() }),
  },
} as const;

/** A DspexError as it crosses. */
const TypedError = z.object({
  code: z.enum(ERROR_CODES),
  what: z.string(),
  why: z.string(),
  next: z.string(),
  detail: z.string().optional(),
});

/** Notifications from Python to Node. */
export const NOTIFICATIONS = {
  /** A reply that the child could not give to DSPy: a field is missing or of the wrong type. Fails the test even when user code swallows it. */
  lm_rejected: z.object({ callId: z.string(), error: TypedError }),
  /** Nobody waits for the answer of a call any more: its code was cancelled, or reads no more of it. */
  lm_given_up: z.object({ ask: z.number().int() }),
  /** The next of a stream. */
  stream_piece: z.object({ executeId: z.string(), piece: StreamPiece }),
  /** A socket that the guard refused; `executeId` is null when a thread of the user's own asked for it. Fails the test, too. */
  egress_refused: z.object({ executeId: z.string().nullable(), error: TypedError }),
  /** From the fork server, in place of a child: there is none for this connection, and why. */
  no_child: z.object({ error: TypedError }),
} as const;

export type NotificationName = keyof typeof NOTIFICATIONS;
export type NotificationParams<N extends NotificationName> = z.output<(typeof NOTIFICATIONS)[N]>;

/** JSON-RPC error code of a typed error; `data` is a WireError. Other codes are those of JSON-RPC 2.0. */
export const RPC_TYPED_ERROR = -32000;
