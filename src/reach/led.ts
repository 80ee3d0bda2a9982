import { join } from 'node:path';
import { PLACEHOLDER_KEY, PLACEHOLDER_VARIABLES } from '../lm/keys/provider-keys';
import { isLmHost, isNamed } from '../lm/wires/lm-hosts';
import type { WireError } from '../shared/errors';
import { PACKAGE_FOLDER } from '../shared/own-folders';

/** What a Node process or thread that a test started knows of its LM calls: who answers, and for which hosts. Crosses as JSON. */
export interface Led {
  /** The address at which the rules of its test answer; null where nobody can. */
  readonly gateway: string | null;
  /** Said instead, where nobody can. */
  readonly refusal?: Pick<WireError, 'code' | 'why' | 'next'>;
  /** LM hosts besides the known ones. */
  readonly hosts: readonly string[];
  /** LM hosts that go through. */
  readonly allowHosts: readonly string[];
  /** Variables that a thread's copy of the worker's must not hold. */
  readonly hiddenKeys?: readonly string[];
  /** Where no key is set, none stands. */
  readonly withoutPlaceholders?: boolean;
}

/** Loaded before anything else of a process or thread. From the sources, too: Node itself runs it. */
export const PRELOAD = join(PACKAGE_FOLDER, 'dist', 'src', 'started', 'preload.js');

/** Where a process finds what leads it; a thread finds it under the same name in its environment data. */
export const LED_NAME = 'DSPEX_LED';

/** A process that is led says so here when it begins a Jest run with this environment: the rules of that run answer from then on. */
export const OWN_RULES_CHANNEL = 'dspex-jest:own-rules';

/** A port that nothing listens at: where nobody can answer, clients that know nothing of us ask there, and not a real LM. */
export const NOBODY = 'http://127.0.0.1:1/no-language-model-can-be-reached';

/** Tells the gateway which host was asked. */
export const LM_HOST_HEADER = 'x-dspex-lm-host';

/** True for a host whose calls go to the gateway, or nowhere. The gateway itself may be on a host that is named. */
export function isLedHost(host: string, { hosts, allowHosts, gateway }: Pick<Led, 'hosts' | 'allowHosts' | 'gateway'>): boolean {
  return isLmHost(host, hosts) && !isNamed(host, allowHosts) && (gateway === null || host !== new URL(gateway).host);
}

/** Variables for a process that is about to start, so that it is led, and whatever Node it starts itself. */
export function ledVariables(env: NodeJS.ProcessEnv, { hiddenKeys: _, ...led }: Led): { NODE_OPTIONS: string; [LED_NAME]: string } {
  const options = optionsWithout(env.NODE_OPTIONS);
  return { NODE_OPTIONS: options === '' ? PRELOAD_OPTION : `${options} ${PRELOAD_OPTION}`, [LED_NAME]: JSON.stringify(led) };
}

/** Takes what leads a process out of its variables: its code finds those it was given. Undefined: it is not led. */
export function takeLed(env: NodeJS.ProcessEnv): Led | undefined {
  const { [LED_NAME]: text, NODE_OPTIONS: options } = env;
  if (text === undefined) return undefined;
  delete env[LED_NAME];
  const rest = optionsWithout(options);
  if (rest === '') delete env.NODE_OPTIONS;
  else env.NODE_OPTIONS = rest;
  return JSON.parse(text) as Led;
}

/** Takes the addresses of who led a process, and what stood for keys, out of its variables: a run with rules of its own begins in it. */
export function forgetLedVariables(env: NodeJS.ProcessEnv, { gateway }: Led): void {
  for (const [name, value] of Object.entries(env)) if (value?.startsWith(gateway ?? NOBODY)) delete env[name];
  for (const name of PLACEHOLDER_VARIABLES) if (env[name] === PLACEHOLDER_KEY) delete env[name];
}

/** In NODE_OPTIONS a blank ends an option, unless the option is quoted; within quotes a backslash escapes. */
const PRELOAD_OPTION = `--require ${/[\s"\\]/.test(PRELOAD) ? `"${PRELOAD.replace(/["\\]/g, '\\$&')}"` : PRELOAD}`;

function optionsWithout(options = ''): string {
  return options.split(PRELOAD_OPTION).join('').trim();
}
