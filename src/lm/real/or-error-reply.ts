import type { LmErrorReply } from '../../shared/boundaries/lm-call';
import type { ProviderReply } from './provider';

/** What was asked for, or what the provider's own error says as a reply. Throws what is no error of the provider (`read` gives null). */
export async function orErrorReply(asked: Promise<ProviderReply>, read: (error: unknown) => LmErrorReply | null): Promise<ProviderReply> {
  try {
    return await asked;
  } catch (error) {
    const reply = read(error);
    if (reply === null) throw error;
    return reply;
  }
}
