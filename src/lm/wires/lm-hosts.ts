/** The built-in list, and the user's own. */
export function lmHosts(extra: readonly string[]): string[] {
  return [...LM_HOSTS, ...extra];
}

/** Hosts that serve language models. `*` stands for one or more labels or parts of a label: `*.openai.azure.com`. */
const LM_HOSTS = [
  'generativelanguage.googleapis.com',
  'aiplatform.googleapis.com',
  '*-aiplatform.googleapis.com',
  'aiplatform.*.rep.googleapis.com',
  'api.openai.com',
  '*.api.openai.com',
  '*.openai.azure.com',
  '*.openai.azure.us',
  '*.cognitiveservices.azure.com',
  '*.services.ai.azure.com',
  '*.inference.ai.azure.com',
  '*.models.ai.azure.com',
  'models.inference.ai.azure.com',
  'models.github.ai',
  'api.anthropic.com',
  'api.mistral.ai',
  'codestral.mistral.ai',
  'api.cohere.com',
  'api.cohere.ai',
  'api.groq.com',
  'api.together.xyz',
  'api.together.ai',
  'openrouter.ai',
  'api.deepseek.com',
  'api.x.ai',
  'api.perplexity.ai',
  'api.fireworks.ai',
  'bedrock-runtime.*.amazonaws.com',
  'bedrock-runtime-fips.*.amazonaws.com',
  'bedrock-agent-runtime.*.amazonaws.com',
  'bedrock-mantle.*.api.aws',
  '*.ml.cloud.ibm.com',
  'api-inference.huggingface.co',
  'router.huggingface.co',
  '*.endpoints.huggingface.cloud',
  'api.replicate.com',
  'api.ai21.com',
  'api.cerebras.ai',
  'api.sambanova.ai',
  'api.deepinfra.com',
  'api.hyperbolic.xyz',
  'api.novita.ai',
  'integrate.api.nvidia.com',
  'dashscope.aliyuncs.com',
  'dashscope-intl.aliyuncs.com',
  'api.moonshot.ai',
  'api.moonshot.cn',
  'open.bigmodel.cn',
  'api.z.ai',
  'api.minimax.io',
  'api.minimaxi.com',
  'api.minimax.chat',
  'api.stepfun.com',
  'api.stepfun.ai',
  'api.siliconflow.cn',
  'api.siliconflow.com',
  'ark.*.volces.com',
  'ark.*.bytepluses.com',
  'api.llama.com',
  'api.upstage.ai',
  'api.reka.ai',
  'api.writer.com',
  'api.inceptionlabs.ai',
  'api.studio.nebius.ai',
  'api.studio.nebius.com',
  'api.tokenfactory.nebius.com',
  'inference.baseten.co',
  'model-*.api.baseten.co',
  'llm.chutes.ai',
  'api.friendli.ai',
  'api.venice.ai',
  'api.featherless.ai',
  'api.inference.net',
  'api.lambda.ai',
  'api.scaleway.ai',
  '*.endpoints.kepler.ai.cloud.ovh.net',
  'inference.do-ai.run',
  'api.githubcopilot.com',
  'api.*.githubcopilot.com',
  'api.voyageai.com',
  'api.jina.ai',
  'gateway.ai.cloudflare.com',
  'ai-gateway.vercel.sh',
  'api.portkey.ai',
  'oai.helicone.ai',
  'anthropic.helicone.ai',
  'gateway.helicone.ai',
  'ai-gateway.helicone.ai',
  'ollama.com',
] as const;

/**
 * Says whether a host serves language models: the built-in list, and the user's own hosts (`*` allowed in both).
 *
 * @example
 * isLmHost('API.openai.com');                        // true
 * isLmHost('llm.corp.example', ['*.corp.example']);  // true
 * isLmHost('localhost:3000', ['localhost:11434']);   // false
 */
export function isLmHost(host: string, extra: readonly string[] = []): boolean {
  const { name } = readAddress(host);
  return EXACT.has(name) || PATTERNS.some((pattern) => pattern.test(name)) || isNamed(host, extra);
}

/**
 * Says whether a host is one of `entries`. An entry with a port means that port alone, by whichever name of this machine's own it is asked;
 * where `host` tells no port, any may be meant.
 */
export function isNamed(host: string, entries: readonly string[]): boolean {
  const address = readAddress(host);
  return entries.some((entry) => matches(readAddress(entry), address));
}

interface Address {
  readonly name: string;
  /** '' where it is not told; `*` is any. */
  readonly port: string;
}

/** A host arrives as people write it: upper case, with a port, with the dot of an absolute name, IPv6 with brackets or without. */
function readAddress(host: string): Address {
  const [, bracketed, plain = '', port = ''] = /^(?:\[(.*)\]|([^:]*))(?::(\d+|\*))?$/.exec(host) ?? [host, host];
  return { name: (bracketed ?? plain).toLowerCase().replace(/\.$/, ''), port };
}

function matches(entry: Address, { name, port }: Address): boolean {
  const isPort = entry.port === '' || entry.port === '*' || port === '' || entry.port === port;
  if (!isPort) return false;
  if (entry.name.includes('*')) return patternOf(entry.name).test(name);
  return entry.name === name || (/^\d/.test(entry.port) && isThisMachine(entry.name) && isThisMachine(name));
}

/** A client of `localhost:11434` may well ask `127.0.0.1:11434`, as Ollama's own does. */
function isThisMachine(name: string): boolean {
  return /^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|::1|0\.0\.0\.0|::)$/.test(name);
}

function patternOf(entry: string): RegExp {
  const escaped = entry.split('*').map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[a-z0-9.-]+')}$`);
}

const EXACT: ReadonlySet<string> = new Set(LM_HOSTS.filter((entry) => !entry.includes('*')));
const PATTERNS: readonly RegExp[] = LM_HOSTS.filter((entry) => entry.includes('*')).map(patternOf);
