import { couldBeKey, PLACEHOLDER_KEY, PLACEHOLDERS } from '../../lm/keys/provider-keys';
import { type Led, NOBODY } from '../../reach/led';
import type { AnyFunction } from '../../shared/stand-in';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { GatewayAddresses } from './gateway-addresses';
import { baseUrlVariables } from './gateway-variables';
import type { LedFile } from './led-starts';

interface FileStartsParts {
  readonly config: FileConfig;
  readonly addresses: GatewayAddresses;
  /** Whose code calls this function; undefined: not this file's. */
  readonly whoStarts: (calledAs: AnyFunction) => Context | undefined;
  /** Variables whose real keys the file's code does not get. */
  readonly hiddenKeys: readonly string[];
}

/** The processes and threads that one file's code starts ask at the address of whoever started them. */
export class FileStarts implements LedFile {
  constructor(private readonly parts: FileStartsParts) {}

  led(calledAs: AnyFunction): Led | undefined {
    const { config, addresses, whoStarts, hiddenKeys } = this.parts;
    const starter = whoStarts(calledAs);
    if (starter === undefined) return undefined;
    const { lm, allowHosts } = config.options;
    const hidden = hiddenKeys.filter((name) => couldBeKey(process.env[name]));
    const led = { gateway: addresses.ofStarted(starter), hosts: lm.hosts, allowHosts, hiddenKeys: hidden };
    return lm.placeholders ? led : { ...led, withoutPlaceholders: true };
  }

  /** The worker's own variables, with which a process is started that was given none, hold real keys; what it was given, it gets. */
  variables(env: NodeJS.ProcessEnv, { gateway, withoutPlaceholders }: Led): NodeJS.ProcessEnv {
    const below = baseUrlVariables(gateway ?? NOBODY);
    if (!isWorkersOwn(env)) return { ...below, ...env };
    return { ...below, ...(withoutPlaceholders ? {} : PLACEHOLDERS), ...this.withoutHidden(env) };
  }

  private withoutHidden(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const isHidden = (name: string, value: string | undefined): boolean =>
      (couldBeKey(value) && value === process.env[name] && this.parts.hiddenKeys.includes(name)) || (value === '' && name in PLACEHOLDERS);
    return Object.fromEntries(Object.entries(env).filter(([name, value]) => !isHidden(name, value)));
  }
}

/** All of them, and more, as cluster adds its own. The test's copy is told by its placeholders. */
function isWorkersOwn(env: NodeJS.ProcessEnv): boolean {
  if (Object.keys(PLACEHOLDERS).some((name) => env[name] === PLACEHOLDER_KEY && !process.env[name])) return false;
  return Object.keys(process.env).every((name) => env[name] === process.env[name]);
}
