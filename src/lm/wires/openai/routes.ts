import { isRecord, parseBody, type Wire } from '../wire';
import { decodeOpenAi, decodeOpenAiEmbeddings } from './decode';
import { encodeOpenAi, type OpenAiWishes, openAiRefusal } from './encode';

function wishesOf(body: string): OpenAiWishes {
  const { stream_options: options, encoding_format: format } = parseBody(body);
  return { withUsage: isRecord(options) && options.include_usage === true, base64: format === 'base64' };
}

export const OPENAI_WIRE: Wire = {
  api: 'openai',
  matches: (url) => /\/(chat\/completions|embeddings)$/.test(url.pathname),
  decode: (url, body) => (url.pathname.endsWith('/embeddings') ? decodeOpenAiEmbeddings(url, body) : decodeOpenAi(url, body)),
  encode: (reply, call, { body }) => encodeOpenAi(reply, call, wishesOf(body)),
  encodeRefusal: openAiRefusal,
};
