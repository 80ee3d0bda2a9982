import type { LmCall, LmMessage } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf } from '../../call/read-json';
import { parseBody } from '../read-request';
import { decodeGenerate, textOf } from './decode-generate';

export const GEMINI_ROUTE =
  /\/(?:models|tunedModels|endpoints)\/([^/:]+):(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents|predict)$/;

/** Reads any request of Gemini's, v1 and v1beta: the path says which. */
export function decodeGemini(url: URL, body: string): LmCall {
  const [, name = '', method = ''] = GEMINI_ROUTE.exec(url.pathname) ?? [];
  const model = decodeURIComponent(name);
  const request = parseBody(body);
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

/** One request to each text. */
function decodeEmbed(requests: readonly Record<string, unknown>[], model: string): LmCall {
  const [first = {}] = requests;
  const dimensions = first.outputDimensionality ?? first.output_dimensionality;
  const taskType = first.taskType ?? first.task_type;
  return {
    ...decodeGenerate({}, model, false),
    operation: 'embed',
    messages: requests.map((one): LmMessage => ({ role: 'user', parts: [{ type: 'text', text: textOf(recordOf(one.content)) }] })),
    sampling: { ...(dimensions != null && { dimensions }), ...(taskType != null && { taskType }) },
  };
}

/** Vertex asks for embeddings as for any prediction: the instances in a list, the settings beside it. */
function predicted({ instances, parameters }: Record<string, unknown>): Record<string, unknown>[] {
  const { outputDimensionality } = recordOf(parameters);
  return recordsOf(instances).map(({ content, task_type: taskType }) => ({
    content: { parts: [{ text: content }] },
    taskType,
    outputDimensionality,
  }));
}
