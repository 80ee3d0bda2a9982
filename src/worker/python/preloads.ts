import type { Bridge } from '../../bridge/child/bridge';
import type { BridgeOptions } from '../../bridge/child/bridge-options';
import { type DspexError, isDspexError } from '../../shared/errors';
import type { WhileWaiting } from '../context/clock';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import type { GatewayUser } from '../context/gateway-user';
import { type ImportGateway, PreloadTemplate } from './preload-template';

/** Somebody who wants a process with the modules of `python.preload` in it. */
export interface PreloadOrder {
  readonly config: FileConfig;
  /** As for a process of its own. */
  readonly options: BridgeOptions;
  readonly serverPid: number;
  /** Answers clients that were made at import, and know of no test. */
  readonly user: GatewayUser;
  readonly events: FileEvents;
  readonly whileWaiting: WhileWaiting;
}

/** This worker's processes that have imported the modules of `python.preload`; those of its tests are copies of them. */
export class Preloads {
  private readonly templates = new Map<string, PreloadTemplate>();

  constructor(private readonly openGateway: () => ImportGateway) {}

  /**
   * A copy of the process for this configuration; undefined where nothing can be imported ahead.
   *
   * Throws MODULE_IMPORT_FAILED for a module that cannot be imported at all.
   */
  async open(order: PreloadOrder): Promise<Bridge | undefined> {
    const { preload, startMethod } = order.config.options.python;
    if (preload.length === 0) return undefined;
    if (startMethod !== 'fork') {
      note(order, "python.preload does nothing under startMethod 'spawn': each process imports its modules anew", 'preload');
      return undefined;
    }
    try {
      return await this.copy(order);
    } catch (error) {
      // It may have been killed; then there is another now.
      const template = this.templates.get(keyOf(order));
      if (template?.isGone !== true || template.hasFailed) throw error;
      return this.copy(order);
    }
  }

  close(): void {
    for (const template of this.templates.values()) template.close('the run is over');
    this.templates.clear();
  }

  private async copy(order: PreloadOrder): Promise<Bridge | undefined> {
    const template = this.obtain(order);
    template.usedBy(order.user);
    const notices = await order.whileWaiting(template.notices, 'the modules of python.preload to be imported').catch((error: unknown) => {
      // Its import may never end: who comes next would wait as long for another.
      if (isWaitTooLong(error)) template.giveUp(error);
      throw error;
    });
    for (const { module, text } of notices) note(order, text, `preload ${module}`);
    return template.copy(order.options, ({ parts }) =>
      note(order, `the modules of python.preload are imported anew in every process: ${parts.what}`, 'preload'),
    );
  }

  private obtain(order: PreloadOrder): PreloadTemplate {
    const key = keyOf(order);
    const known = this.templates.get(key);
    if (known !== undefined && (!known.isGone || known.hasFailed) && !known.isStaleFor(order.config)) return known;
    known?.close('its modules changed on disk');
    const template = new PreloadTemplate(order.config, order.options, this.openGateway());
    this.templates.set(key, template);
    return template;
  }
}

/** For the summary, which says each key once. */
function note({ events }: PreloadOrder, text: string, key: string): void {
  events.add({ type: 'notice', text, key });
}

/** What a module may see of its surroundings when it is imported. Not the variables of single tests: a copy gets those when it begins. */
function keyOf({ config, serverPid }: PreloadOrder): string {
  const { rootDir, options } = config;
  const { preload, path, env, dspyCache, realBackoff } = options.python;
  const { network, allowHosts, lm } = options;
  return JSON.stringify([serverPid, rootDir, preload, path, env, dspyCache, realBackoff, lm.model, lm.hosts, network, allowHosts]);
}

function isWaitTooLong(error: unknown): error is DspexError {
  return isDspexError(error) && error.code === 'WAIT_TOO_LONG';
}
