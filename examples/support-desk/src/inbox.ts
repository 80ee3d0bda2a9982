/** What a triage says of a ticket. */
export interface Triaged {
  readonly queue: 'billing' | 'shipping' | 'technical';
  /** 1: can wait, 5: drop everything. */
  readonly urgency: number;
}

export type Triage = (ticket: string) => Promise<Triaged>;

export interface InboxEntry extends Triaged {
  readonly ticket: string;
}

/** Triages all tickets at once and returns them most urgent first. Knows nothing of DSPy: it is handed the triage. */
export async function sortInbox(tickets: readonly string[], triage: Triage): Promise<InboxEntry[]> {
  const entries = await Promise.all(tickets.map(async (ticket) => ({ ticket, ...(await triage(ticket)) })));
  return entries.sort((a, b) => b.urgency - a.urgency);
}
