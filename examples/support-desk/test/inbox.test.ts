/**
 * Unit tests: no Python, no network, a few milliseconds each. This is the layer of a file that says nothing else.
 * A signature in a string is enough to have a typed program; rules answer in place of a model.
 */

import { dspex } from '@dspex/jest-preset';
import { buildProgram } from '@dspex/jest-preset/factories';
import { expect, test } from '@jest/globals';
import { sortInbox, type Triage } from '../src/inbox';

const SIGNATURE = "ticket -> queue: Literal['billing', 'shipping', 'technical'], urgency: int";

const triage: Triage = async (ticket) => (await dspex.run(SIGNATURE, { ticket })).outputs;

test('puts the most urgent ticket first', async () => {
  // A rule: when the input field `ticket` looks like this, answer with these output fields.
  dspex.lm.when({ ticket: /late/ }).reply({ queue: 'shipping', urgency: 2 });
  dspex.lm.when({ ticket: /charged twice/ }).reply({ queue: 'billing', urgency: 5 });

  const inbox = await sortInbox(['My parcel is late.', 'I was charged twice!'], triage);

  expect(inbox.map((entry) => entry.queue)).toEqual(['billing', 'shipping']);
  expect(dspex.lm).toHaveAnswered(2);
});

test('keeps the rules of one test from the next', async () => {
  // Nothing of the test above is left. Where no rule is in sight, a typed default answers: the first queue, and 0.
  const [entry] = await sortInbox(['My parcel is late.'], triage);

  expect(entry).toEqual({ ticket: 'My parcel is late.', queue: 'billing', urgency: 0 });
});

test('answers by a function of the call', async () => {
  dspex.lm.when({ ticket: /!/ }).reply(({ inputs }) => ({ queue: 'technical', urgency: inputs.ticket.split('!').length }));

  const inbox = await sortInbox(['It broke!', 'It broke!!!'], triage);

  expect(inbox.map((entry) => entry.urgency)).toEqual([4, 2]);
});

test('runs a program that was built for the test', async () => {
  // buildProgram fills in what a test does not care about: here, the id.
  const program = await dspex.createProgram(buildProgram({ signature: SIGNATURE }));
  dspex.lm.when({ ticket: /password/ }).reply({ queue: 'technical', urgency: 3 });

  const { outputs, lmCalls } = await program.execute({ ticket: 'I forgot my password.' });

  expect(outputs).toEqual({ queue: 'technical', urgency: 3 });
  expect(lmCalls).toBe(1);
});
