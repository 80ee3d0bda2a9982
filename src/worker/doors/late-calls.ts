import { isLmHost, isNamed } from '../../lm/wires/lm-hosts';
import { asFailedConnection, blocked, type FenceOptions } from '../../reach/fence';
import { hostOf } from '../../reach/host-of';
import type { DspexError } from '../../shared/errors';
import { findCaller } from '../../shared/stack-places';
import type { AnyFunction } from '../../shared/stand-in';
import { OVER } from './over';

/** A test file that is over, as far as its code may still ask. */
export interface LateFile {
  readonly hosts: readonly string[];
  readonly allowHosts: readonly string[];
}

interface LateCallsParts {
  /** The file that is over, and whose code called this function. */
  readonly fileOf: (calledAs: AnyFunction) => LateFile | undefined;
  /** LM hosts that files have named; to read a stack for each request to anywhere is too dear. */
  readonly hosts: () => readonly string[];
  readonly tell: (text: string) => void;
}

/** LM calls that the code of a file makes when the file is over: whatever runs by then, they are not answered, and not sent. */
export class LateCalls {
  constructor(private readonly parts: LateCallsParts) {}

  /** True for a call of fetch or http to an LM host. */
  readonly isLate = (args: readonly unknown[], calledAs: AnyFunction): boolean => this.fence(hostOf(args), calledAs) !== undefined;

  readonly refuseFetch = async (...args: unknown[]): Promise<never> => {
    const host = hostOf(args);
    const error = blocked(host, findCaller(), OVER);
    this.tell(error);
    throw new TypeError('fetch failed', { cause: asFailedConnection(error) });
  };

  /** What is refused to the code that called. */
  readonly fence = (host: string, calledAs: AnyFunction): FenceOptions | undefined => {
    const { fileOf, hosts } = this.parts;
    if (!isLmHost(host, hosts())) return undefined;
    const late = fileOf(calledAs);
    if (late === undefined || !isLmHost(host, late.hosts) || isNamed(host, late.allowHosts)) return undefined;
    return { isLmHost: () => true, refusal: OVER, onBlocked: (error) => this.tell(error) };
  };

  private tell({ parts }: DspexError): void {
    this.parts.tell(`${parts.what} ${parts.why}`);
  }
}
