/** What tests, tickets and errors of a support desk say. */

export const NAMES = [
  'sorts a refund into billing',
  'asks back when the order is unknown',
  'answers in the language of the mail',
  'finds the order by its number',
  'gives up after three tools',
  'keeps the tone polite',
  'drafts a reply for a late parcel',
  'routes an outage to the on-call team',
];
export const QUESTIONS = [
  'I want my money back for order A-1.',
  'My parcel is late. Where is it?',
  'Das Gerät startet nicht mehr.',
  'Can I change the address of order B-7?',
  'The login page shows an error since this morning.',
];
export const SYSTEM =
  "Your input fields are:\n1. `ticket` (str)\nYour output fields are:\n1. `queue` (Literal['billing', 'tech', 'orders'])\n2. `reply` (str)\n\nIn adhering to this structure, your objective is:\n        Sort a ticket into a queue, and draft a polite reply.";
export const MISS = `No rule answers this LM call: ticket -> queue, reply with {"ticket":"My parcel is late. Where is it?"}.
  why:  the nearest rule is at test/triage.test.ts:18; ticket: expected /refund/, got "My parcel is late. Where is it?"
  next: dspex.lm.when({ ticket: 'My parcel is late. Where is it?' }).reply({ queue: 'billing', reply: '' });
  [LM_MISS]`;

export const SUBJECTS = ['Triage', 'Inbox', 'Agent', 'Service', 'Evaluation'];
export const BEGAN = Date.parse('2026-03-02T09:14:00Z');
export const HOUR = 3_600_000;
