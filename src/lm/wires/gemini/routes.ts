import type { LmCall, LmMessage } from '../../../shared/boundaries/lm-call';
import { FINAL_HEADERS, isRecord, parseBody, recordsOf, type Wire } from '../wire';
import { decodeGemini, decodeGenerate, GEMINI_ROUTE, geminiRoute, recordOf, textOf } from './decode';
import { encodeGemini, geminiErrorBody } from './encode';

/** `countTokens` of contents, or of a whole request. */
function decodeCount(url: URL, body: string): LmCall {
  const request = parseBody(body);
  const inner = request.generateContentRequest;
  return { ...decodeGenerate(isRecord(inner) ? inner : request, geminiRoute(url).model, false), operation: 'count_tokens' };
}

/** `embedContent`, or `batchEmbedContents` with one request to each text. */
function decodeEmbed(url: URL, body: string): LmCall {
  const request = parseBody(body);
  const each = geminiRoute(url).method === 'batchEmbedContents' ? recordsOf(request.requests) : [request];
  const [first = {}] = each;
  const dimensions = first.outputDimensionality ?? first.output_dimensionality;
  const taskType = first.taskType ?? first.task_type;
  return {
    ...decodeGenerate({}, geminiRoute(url).model, false),
    operation: 'embed',
    messages: each.map((one): LmMessage => ({ role: 'user', parts: [{ type: 'text', text: textOf(recordOf(one.content)) }] })),
    sampling: { ...(dimensions != null && { dimensions }), ...(taskType != null && { taskType }) },
  };
}

function decode(url: URL, body: string): LmCall {
  const { method } = geminiRoute(url);
  if (method === 'countTokens') return decodeCount(url, body);
  return method.endsWith('generateContent') || method.endsWith('GenerateContent') ? decodeGemini(url, body) : decodeEmbed(url, body);
}

export const GEMINI_WIRE: Wire = {
  api: 'gemini',
  matches: (url) => GEMINI_ROUTE.test(url.pathname),
  decode,
  encode: (reply, call, { url }) => encodeGemini(reply, call, url),
  encodeRefusal: (status, message) => ({ status, headers: FINAL_HEADERS, chunks: [geminiErrorBody(status, message)], everyMs: 0 }),
};
