import { z } from 'zod';
import { DspexError } from '../errors';
import { ADAPTER_NAMES, BRIDGE_MODES, ISOLATION_LEVELS, LAYERS, LM_MODES, NETWORKS } from '../layers';
import { nearestName } from '../nearest';
import { CLEANUP_POLICIES, LEAK_ACTIONS, UNUSED_RULES } from './policies';

const LmModeOption = z.enum(LM_MODES);

/** A field or a prompt to look for: text, or a regular expression written as data. */
export const TextPattern = z.union([z.string(), z.strictObject({ regex: z.string(), flags: z.string().optional() })]);

/** A rule written in the config: it stands behind the rules of files and tests. */
export const ConfiguredResponse = z.strictObject({
  /** By signature fields, as in `dspex.lm.when(…)`. */
  when: z.record(z.string(), z.union([TextPattern, z.number(), z.boolean(), z.null()])).optional(),
  /** By prompt text, as in `dspex.lm.whenPrompt(…)`. */
  prompt: TextPattern.optional(),
  /** Fields, or text. */
  reply: z.union([z.string(), z.record(z.string(), z.unknown())]),
});
export type ConfiguredResponse = z.infer<typeof ConfiguredResponse>;

/** Relative to rootDir, or absolute. Jest's own options take the token, so everybody writes it. */
const path = z.string().transform((given) => given.replace(/^<rootDir>[\\/]?/, '') || '.');

const PythonOptions = z
  .strictObject({
    /** The interpreter. Default: VIRTUAL_ENV, then .venv or venv in rootDir or above it, then PATH; DSPEX_PYTHON wins over all. */
    executable: path.optional(),
    /** Folders put in front of sys.path, relative to rootDir. */
    path: z.array(path).default(['.']),
    /** Modules imported once, in a process that those of the tests are copies of. */
    preload: z.array(z.string()).default([]),
    /** Variables for the child besides those of the test's own process.env. */
    env: z.record(z.string(), z.string()).default({}),
    /** `fork`: milliseconds, on Linux. `spawn`: a cold start per process, everywhere. */
    startMethod: z.enum(['fork', 'spawn']).default(process.platform === 'linux' ? 'fork' : 'spawn'),
    /** Processes forked ahead. */
    spares: z.number().int().min(0).max(8).default(2),
    /** DSPy's own response cache: off, or an empty one in each process. */
    dspyCache: z.enum(['off', 'memory']).default('off'),
    /** true lets DSPy really sleep between retries of a scripted error. */
    realBackoff: z.boolean().default(false),
  })
  .prefault({});

/** What of a prompt differs from run to run: `uuid`, `date`, `timestamp`, or a pattern and what stands for it. */
const Normalizer = z.union([
  z.enum(['uuid', 'date', 'timestamp']),
  z
    .strictObject({ regex: z.string(), flags: z.string().optional(), with: z.string() })
    .refine(({ regex, flags }) => isRegex(regex, flags), 'it is no regular expression'),
]);

function isRegex(regex: string, flags: string | undefined): boolean {
  try {
    return new RegExp(regex, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

const CassetteOptions = z
  .strictObject({
    /** Relative to rootDir. LM_CACHE_DIR wins. */
    dir: path.default('test/fixtures/lm_responses'),
    /** Streams come at once, or with the waits they were recorded with. */
    replay: z.enum(['instant', 'realtime']).default('instant'),
    normalize: z.array(Normalizer).default([]),
    /** What looks like a secret and is none: patterns, each of the whole of it. */
    notSecret: z.array(z.string().refine((regex) => isRegex(regex, undefined), 'it is no regular expression')).default([]),
    /** Older recordings are reported; they play all the same. */
    maxAgeDays: z.number().positive().default(180),
  })
  .prefault({});

const ModelPriceOption = z.strictObject({ inputPerMillionUsd: z.number().min(0), outputPerMillionUsd: z.number().min(0) });

/** A package of the AI SDK's providers; `options` go to its factory. */
const AiSdkPackageOption = z.strictObject({
  package: z.string(),
  export: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
});

const RealLmOptions = z
  .strictObject({
    /** `openai` is every server that speaks its chat completions or its Responses; a package is one of the AI SDK's providers, installed by you. */
    provider: z.union([z.enum(['gemini', 'openai', 'anthropic']), AiSdkPackageOption]).default('gemini'),
    /** Answers programs that name no model. Default: gemini-3.5-flash-lite, claude-haiku-4-5; with others, the name in `lm.model`. */
    model: z.string().optional(),
    /** The names that your code uses, and the provider's for them. */
    models: z.record(z.string(), z.string()).default({}),
    baseUrl: z.url().optional(),
    /** What a provider `openai` is asked by for a call that came over Responses. `auto`: Responses, and chat completions where the server has no such route. */
    wire: z.enum(['auto', 'chat', 'responses']).default('auto'),
    /** The variable that holds the key. Default: GEMINI_TEST_API_KEY, OPENAI_TEST_API_KEY, ANTHROPIC_TEST_API_KEY, MISTRAL_TEST_API_KEY of a package … */
    apiKeyVariable: z.string().optional(),
    /** The most a reply may have where the call sets no limit: a budget needs one. */
    maxOutputTokens: z.number().int().positive().default(8192),
  })
  .prefault({});

const LedgerOptions = z
  .strictObject({
    /** Real calls in any 60 s, over all workers of the run. */
    requestsPerMinute: z.number().int().positive().default(10),
    /** What real calls may cost in a run. */
    budgetUsd: z.number().min(0).default(1),
    /** What they may cost in a month on this machine. */
    monthlyBudgetUsd: z.number().min(0).default(10),
    /** Rate and budget over several machines. DSPEX_REDIS_URL wins. */
    redisUrl: z.string().optional(),
    /** Runs of one key share a budget. Default: the CI's own id of the run. */
    runKey: z.string().optional(),
  })
  .prefault({});

/** The report of a run, `.dspex/report`. */
const ReportOptions = z
  .strictObject({
    /** false: none is written. */
    write: z.boolean().default(true),
    /** Which tests' LM calls, requests to Python and what it printed are told. */
    details: z.enum(['all', 'failed']).default('all'),
    /** Writes the results as JUnit's XML, too: a path relative to rootDir. */
    junit: path.optional(),
  })
  .prefault({});
export type ReportOptions = z.output<typeof ReportOptions>;

const LmOptions = z
  .strictObject({
    /** The text default of a mock. */
    default: z.string().default('mock_response'),
    /** The model name of the LM that programs have when they set none. */
    model: z.string().default('gpt-4o-mini'),
    responses: z.array(ConfiguredResponse).default([]),
    /** What becomes of a rule that answers nothing: told in the summary; fails the test that declared it; or nothing. */
    unusedRules: z.enum(UNUSED_RULES).default('warn'),
    /** Variables with keys of providers that tests may see in LM modes `mock` and `cached`. */
    keys: z.array(z.string()).default([]),
    /** Whether placeholders stand where no key is set, so that SDKs can be made. */
    placeholders: z.boolean().default(true),
    /** What is told of each LM call to the OpenTelemetry that the project has registered. `messages`: prompts and replies, too. */
    spans: z.enum(['none', 'calls', 'messages']).default('none'),
    /** LM hosts besides the built-in list: answered by the HTTP door, refused below it. */
    hosts: z.array(z.string()).default([]),
    cassettes: CassetteOptions,
    real: RealLmOptions,
    /** Prices by model, before those of @pydantic/genai-prices. */
    prices: z.record(z.string(), ModelPriceOption).default({}),
  })
  .prefault({});

/** All options, under the one key `dspex` of `testEnvironmentOptions`. Defaults live here, not in the preset file: Jest merges shallowly. */
export const DspexOptions = z.strictObject({
  /** The layer of tests that declare none. Default: TEST_MODE, or unit. */
  layer: z.enum(LAYERS).optional(),
  /** What a test shares with its neighbours. Default: by layer. */
  level: z.enum(ISOLATION_LEVELS).optional(),
  /** Default: by layer. */
  adapter: z.enum(ADAPTER_NAMES).optional(),
  /** Says adapter and isolation by one word; conflicts with `level` and `adapter` are errors. Tests of layer unit have no Python anyway. */
  bridgeMode: z.enum(BRIDGE_MODES).optional(),
  lmModes: z
    .strictObject({ unit: LmModeOption.optional(), integration: LmModeOption.optional(), e2e: LmModeOption.optional() })
    .prefault({}),
  python: PythonOptions,
  lm: LmOptions,
  /** How Python is kept from the network: every socket is judged; or a network namespace besides; or not at all. */
  network: z.enum(NETWORKS).default('guard'),
  /** Hosts that Python may reach, and LM hosts that Node may: `host`, `host:port`, `*` for any part of a name. */
  allowHosts: z.array(z.string()).default([]),
  ledger: LedgerOptions,
  /** The most Python processes at once, over all workers of a run. Processes forked ahead are not counted. */
  maxPythonProcesses: z.number().int().min(1).default(4),
  /** The most tests that use Python at once, over all workers. Default: as many as get a process. */
  maxParallelCases: z.number().int().min(1).optional(),
  /** false: tests that use Python run one after another, over all workers, as with `maxParallelCases: 1`. */
  parallel: z.boolean().default(true),
  /** The most Python processes that one test's `python_pool` spreads its sessions over. */
  maxPoolSize: z.number().int().min(1).max(32).default(2),
  /** The longest a program may run when `execute` is given no timeout. */
  processTimeoutMs: z.number().int().positive().default(30_000),
  /** The longest a test may wait with its clock stopped. */
  maxWaitMs: z.number().int().positive().default(120_000),
  /** How what a test has started is ended. `aggressive`: short waits, then it is killed; `graceful`: long waits; `off`: left until the run ends, and reported. */
  cleanupPolicy: z.enum(CLEANUP_POLICIES).default('aggressive'),
  /** Keeps the temp files of a failed test, and a transcript of what it asked of models and of Python. */
  retainOnFailure: z.boolean().default(true),
  /** What becomes of a test that leaves something behind; `off`: nobody looks. Default: `fail` in CI, else `warn`. */
  leaks: z.enum(LEAK_ACTIONS).optional(),
  report: ReportOptions,
  /** Failed tests after which the rest of the run is skipped; 0 = never. Default: 1 in CI, 5 in e2e, else never. */
  maxFailures: z.number().int().min(0).optional(),
});
export type DspexOptions = z.output<typeof DspexOptions>;
export type DspexOptionsInput = z.input<typeof DspexOptions>;

/** Zod writes and compiles code for each object's parse by itself, which pays after some hundred of them: options are parsed once. */
const ONCE: z.core.ParseContext<z.core.$ZodIssue> = { jitless: true };

/** Validates options; `source` says in an error where they were written. Throws OPTION_INVALID with a did-you-mean. */
export function parseOptions(input: unknown, source: string): DspexOptions {
  const parsed = DspexOptions.safeParse(input ?? {}, ONCE);
  if (parsed.success) return parsed.data;
  throw optionError(parsed.error.issues[0] as z.core.$ZodIssue, input, source);
}

/** What the run itself has to know of its options. Whatever is wrong with them, each test file says it. */
export function reportOptions(input: unknown): ReportOptions {
  const parsed = ReportOptions.safeParse((input as { report?: unknown } | null | undefined)?.report, ONCE);
  return parsed.success ? parsed.data : ReportOptions.parse({}, ONCE);
}

/** The first thing wrong with an option object, as one readable error. */
export function optionError(issue: z.core.$ZodIssue, input: unknown, source: string): DspexError {
  const at = ['dspex', ...issue.path].join('.');
  if (issue.code !== 'unrecognized_keys') {
    const value = valueAt(input, issue.path);
    return new DspexError({
      code: 'OPTION_INVALID',
      what: `The option ${at} is ${JSON.stringify(value)}.`,
      why: `${issue.message} (in ${source})`,
      next: `correct ${at} in ${source}`,
    });
  }
  const key = issue.keys[0] as string;
  const known = knownKeys(issue.path);
  const nearest = nearestName(key, known);
  return new DspexError({
    code: 'OPTION_INVALID',
    what: `Unknown option ${at}.${key} in ${source}.`,
    why: nearest === null ? `${at} takes: ${known.join(', ')}` : `did you mean ${at}.${nearest}? ${at} takes: ${known.join(', ')}`,
    next: nearest === null ? `remove ${key} from ${at}` : `rename ${key} to ${nearest}`,
  });
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = DspexOptions;
  for (const key of path) schema = shapeOf(schema)?.[String(key)];
  return Object.keys(shapeOf(schema) ?? {});
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const candidate = schema as { shape?: Record<string, unknown>; unwrap?: () => unknown } | undefined;
  if (candidate?.shape !== undefined) return candidate.shape;
  return candidate?.unwrap === undefined ? undefined : shapeOf(candidate.unwrap());
}
