/**
 * How good is the classifier? An evaluation over a file of tickets, and a better program made by one of DSPy's optimisers.
 *
 * @jest-environment @dspex/jest-preset/integration
 */

import { dspex } from '@dspex/jest-preset';
import { beforeEach, expect, test } from '@jest/globals';

type Ticket = { ticket: string };
type Sorted = { queue: string };

/** True where the classifier found the queue that a person wrote down. */
const isRight = (example: Record<string, string>, { queue }: Sorted) => queue === example.queue;

// The model of these tests: it is wrong about invoices until it has been shown how it is done.
beforeEach(() => {
  const said = { reasoning: 'It says so.', urgency: 2, summary: 'A ticket.', customer: { name: 'unknown' } };
  dspex.lm.when({ ticket: /charged/ }).reply({ ...said, queue: 'billing' });
  dspex.lm.when({ ticket: /parcel/ }).reply({ ...said, queue: 'shipping' });
  dspex.lm.when({ ticket: /start/ }).reply({ ...said, queue: 'technical' });
  dspex.lm
    .when({ ticket: /invoice/ })
    .reply(({ prompt }) => ({ ...said, queue: prompt.includes('charged twice') ? 'billing' : 'technical' }));
});

const loadClassifier = () => dspex.loadModule<Ticket, Sorted>('support.classifier:Classifier');

test('sorts three of four tickets as a person would', async () => {
  const result = await dspex.evaluate(await loadClassifier(), 'test/tickets.csv', isRight);

  // A lower score would fail with the worst tickets and what the model was asked about them.
  expect(result).toScoreAtLeast(0.75);
});

test('sorts all of them once it is shown how', async () => {
  const better = await dspex.optimize(await loadClassifier(), {
    optimizer: 'BootstrapFewShot',
    trainset: 'test/tickets.csv',
    metric: isRight,
    options: { max_bootstrapped_demos: 2, max_labeled_demos: 0 },
  });

  expect(await dspex.evaluate(better, 'test/tickets.csv', isRight)).toScoreAtLeast(1);
  // What it was shown, and is told: a change of it is a change to look at.
  expect(await better.state()).toMatchSnapshot();
});
