import { GoogleGenerativeAI } from '@google/generative-ai';

const MODEL = 'gemini-3.5-flash-lite';
const INSTRUCTION = 'You draft replies for a support desk. Be brief and polite.';

/** Made for each call: the key is read when it is needed, and a test needs none. */
function model() {
  const gemini = new GoogleGenerativeAI(process.env.GEMINI_API_KEY ?? '');
  return gemini.getGenerativeModel({ model: MODEL, systemInstruction: INSTRUCTION });
}

/** Drafts a reply to a ticket. */
export async function draftReply(ticket: string): Promise<string> {
  const { response } = await model().generateContent(ticket);
  return response.text();
}

/** Drafts a reply, piece by piece as the model writes it. */
export async function* streamReply(ticket: string): AsyncGenerator<string> {
  const { stream } = await model().generateContentStream(ticket);
  for await (const chunk of stream) yield chunk.text();
}
