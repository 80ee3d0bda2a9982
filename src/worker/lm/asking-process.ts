import type { AskingProcess } from '../../lm/cassettes/asking-turns';
import { identityIn, isAlive, thisProcess } from '../../resources/ownership/process-identity';
import { sleep } from '../../shared/waits/real-timers';

/** This process, as those of other runs tell it from one that has ended. */
export const ASKING_PROCESS: Omit<AskingProcess, 'maxWaitMs'> = {
  name: () => JSON.stringify(thisProcess()),
  isAlive(name) {
    const identity = identityIn(name);
    return identity === undefined || isAlive(identity);
  },
  sleep,
};
