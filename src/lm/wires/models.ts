import type { WireReply } from './wire';
import { jsonReply } from './write-reply';

const GEMINI = /\/v1(?:beta|alpha)\/models(?:\/([^/:]+))?$/;
const VENDORS = /\/v1\/models(?:\/(.+))?$/;
/** What a model's server on this machine is polled by until it is up, and what Cerebras' client asks when it is made. */
const PRESENCE = /^\/(?:health|v1\/tcp_warming)$/;
const OLLAMA = /\/api\/(tags|version|show)$/;

/**
 * What a provider says of itself and its models: that it is there, and so is any that is asked for; the list has one. Which models there
 * are is no matter of a test's rules.
 */
export function answerAboutModels({ hostname, pathname }: URL, method: string, body: string): WireReply | null {
  const ollama = OLLAMA.exec(pathname)?.[1];
  if (ollama !== undefined && (method === 'POST') === (ollama === 'show')) return jsonReply(OLLAMA_SAYS[ollama as 'tags']);
  if (method !== 'GET' || body !== '') return null;
  if (PRESENCE.test(pathname)) return jsonReply({});
  return aboutGemini(pathname) ?? aboutVendors(hostname, pathname);
}

function aboutGemini(pathname: string): WireReply | null {
  const gemini = GEMINI.exec(pathname);
  if (gemini === null) return null;
  return jsonReply(gemini[1] === undefined ? { models: [geminiModel('gemini-3.5-flash-lite')] } : geminiModel(gemini[1]));
}

function aboutVendors(hostname: string, pathname: string): WireReply | null {
  const vendors = VENDORS.exec(pathname) ?? (/\/models$/.test(pathname) ? [pathname] : null);
  if (vendors === null) return null;
  const [model, usual] = /anthropic\.com$/.test(hostname) ? [anthropicModel, 'claude-sonnet-5'] : [openAiModel, 'gpt-4o-mini'];
  if (vendors[1] !== undefined) return jsonReply(model(decodeURIComponent(vendors[1])));
  return jsonReply({ object: 'list', data: [model(usual)], first_id: usual, last_id: usual, has_more: false });
}

function openAiModel(id: string): object {
  return { id, object: 'model', created: 1_700_000_000, owned_by: 'dspex' };
}

function anthropicModel(id: string): object {
  return { type: 'model', id, display_name: id, created_at: '2023-11-14T22:13:20Z', max_input_tokens: 200_000, max_tokens: 64_000 };
}

function geminiModel(id: string): object {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'embedContent'],
  };
}

const DETAILS = { format: 'gguf', family: 'llama', parameter_size: '3B', quantization_level: 'Q4_K_M' };
const OLLAMA_SAYS = {
  tags: {
    models: [{ name: 'llama3.2', model: 'llama3.2', modified_at: '2023-11-14T22:13:20Z', size: 0, digest: 'dspex', details: DETAILS }],
  },
  version: { version: '0.0.0' },
  show: { details: DETAILS, model_info: {}, capabilities: ['completion', 'tools', 'thinking', 'vision'] },
};
