import type { LmCall } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf } from '../../call/read-json';
import { parseBody } from '../read-request';
import { decodeEmbed } from './decode-embed';
import { decodeGenerate } from './decode-generate';
import { camelCased } from './spellings';

const METHODS = 'generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents';
/** Vertex predicts with anything: of texts alone it is known what is asked, by models that are named for it. */
const PREDICTS_FROM_TEXTS = '(?!multimodal)[^/:]*(?:embed|e5)[^/:]*:predict$';

export const GEMINI_ROUTE = new RegExp(
  `/(?:models|tunedModels|endpoints)/(?:(?=${PREDICTS_FROM_TEXTS})|(?=[^/:]+:(?:${METHODS})$))([^/:]+):(\\w+)$`,
);

/** Reads any request of Gemini's, v1 and v1beta: the path says which. */
export function decodeGemini(url: URL, body: string): LmCall {
  const [, name = '', method = ''] = GEMINI_ROUTE.exec(url.pathname) ?? [];
  const model = decodeURIComponent(name);
  const request = camelCased(parseBody(body));
  if (method === 'countTokens') return decodeCount(request, model);
  if (method === 'embedContent') return decodeEmbed([request], model);
  if (method === 'predict') return decodeEmbed(predicted(request), model);
  if (method === 'batchEmbedContents') return decodeEmbed(recordsOf(request.requests), model);
  return decodeGenerate(request, model, method === 'streamGenerateContent');
}

/** `countTokens` of contents, or of a whole request. */
function decodeCount(request: Record<string, unknown>, model: string): LmCall {
  const inner = request.generateContentRequest;
  return { ...decodeGenerate(isRecord(inner) ? inner : request, model, false), operation: 'count_tokens' };
}

/** Vertex asks for embeddings as for any prediction: the instances in a list, the settings beside it. */
function predicted({ instances, parameters }: Record<string, unknown>): Record<string, unknown>[] {
  return recordsOf(instances).map(({ content, ...instance }) => ({
    ...instance,
    ...recordOf(parameters),
    content: { parts: [{ text: content }] },
  }));
}
