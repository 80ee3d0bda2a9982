import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import type { Circus } from '@jest/types';
import { DspexError } from '../shared/errors';
import type { Layer } from '../shared/layers';
import { FileDelegate } from './file/file-delegate';
import { workerParts } from './file/worker-parts';

export type EnvironmentClass = new (config: JestEnvironmentConfig, context: EnvironmentContext) => JestEnvironment;

// Jest types handleTestEvent as a property, and `super` reaches only methods: the members we override are restated.
interface Overridable extends Pick<JestEnvironment, 'global'> {
  setup(): Promise<void>;
  teardown(): Promise<void>;
  handleTestEvent?(event: Circus.Event, state: Circus.State): unknown;
}

/**
 * Adds dspex to a Jest environment class: jest-environment-node, jest-environment-jsdom or your own subclass.
 *
 * OPTION_INVALID for what is no class, such as a name that the package of an environment does not export.
 *
 * The base's setup, teardown and event handler are always called: before ours, and at teardown after ours, but for what we tell the run.
 *
 * @example
 * // my-environment.js
 * const { withDspex } = require('@dspex/jest-preset/with-dspex');
 * const { TestEnvironment } = require('jest-environment-jsdom');
 * module.exports = withDspex(TestEnvironment);
 */
export function withDspex(Base: EnvironmentClass, layer?: Layer): EnvironmentClass {
  requireClass(Base);
  class DspexEnvironment extends (Base as unknown as new (...args: [JestEnvironmentConfig, EnvironmentContext]) => Overridable) {
    private delegate: FileDelegate | undefined;

    constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
      // An environment may take things of the platform's into its sandbox as it is made.
      workerParts();
      super(config, context);
      this.delegate = new FileDelegate(config, context, this.global as unknown as typeof globalThis, layer);
    }

    override async setup(): Promise<void> {
      await super.setup();
      await this.delegate?.setup();
    }

    override async handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> {
      // Jest dispatches add_test without awaiting: what is done after an await would come too late.
      if (event.name === 'add_test') this.delegate?.noteTest(state);
      await super.handleTestEvent?.(event, state);
      await this.delegate?.handleTestEvent(event, state);
    }

    override async teardown(): Promise<void> {
      const { delegate } = this;
      // What is kept of this object after teardown must not keep the file's whole world (--detectLeaks).
      this.delegate = undefined;
      try {
        await delegate?.close();
      } finally {
        await super.teardown();
      }
      await delegate?.tell();
    }
  }
  return DspexEnvironment as unknown as EnvironmentClass;
}

/** Packages export their environment as TestEnvironment, as default, or as the module itself. */
function requireClass(given: unknown): void {
  if (typeof given === 'function') return;
  const names =
    typeof given === 'object' && given !== null ? Object.keys(given).filter((name) => typeof Reflect.get(given, name) === 'function') : [];
  throw new DspexError({
    code: 'OPTION_INVALID',
    what: 'withDspex was given no environment class.',
    why: `it was given ${given === null ? 'null' : names.length > 0 ? `an object with ${names.join(', ')}` : `what is of type ${typeof given}`}`,
    next:
      names.length > 0
        ? `withDspex(require('…').${names[0]})`
        : "withDspex(require('jest-fixed-jsdom'))   # where the module is the class; withDspex(require('jest-environment-jsdom').TestEnvironment) elsewhere",
  });
}
