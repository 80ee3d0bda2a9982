/** Stands where an SDK wants a key and none is set. Too short for a secret, so that nothing is redacted for its sake. */
export const PLACEHOLDER_KEY = 'dspex';

/** A shorter value is nobody's key: what people write where an SDK insists on one. */
const SHORTEST_KEY = 20;

/** The variables that SDKs refuse to work without, and the host that each is a key for. */
const KEY_OF_HOST: Readonly<Record<string, string>> = {
  OPENAI_API_KEY: 'api.openai.com',
  ANTHROPIC_API_KEY: 'api.anthropic.com',
  GEMINI_API_KEY: 'generativelanguage.googleapis.com',
  GOOGLE_API_KEY: 'generativelanguage.googleapis.com',
  GOOGLE_GENERATIVE_AI_API_KEY: 'generativelanguage.googleapis.com',
  AZURE_API_KEY: '*.openai.azure.com',
  MISTRAL_API_KEY: 'api.mistral.ai',
  GROQ_API_KEY: 'api.groq.com',
  COHERE_API_KEY: 'api.cohere.com',
  CO_API_KEY: 'api.cohere.com',
  DEEPSEEK_API_KEY: 'api.deepseek.com',
  OPENROUTER_API_KEY: 'openrouter.ai',
  XAI_API_KEY: 'api.x.ai',
  TOGETHER_API_KEY: 'api.together.xyz',
  TOGETHER_AI_API_KEY: 'api.together.xyz',
  FIREWORKS_API_KEY: 'api.fireworks.ai',
  PERPLEXITY_API_KEY: 'api.perplexity.ai',
  CEREBRAS_API_KEY: 'api.cerebras.ai',
  DEEPINFRA_API_KEY: 'api.deepinfra.com',
  VOYAGE_API_KEY: 'api.voyageai.com',
  AWS_BEARER_TOKEN_BEDROCK: 'bedrock-runtime.*.amazonaws.com',
  AI_GATEWAY_API_KEY: 'ai-gateway.vercel.sh',
};

/** Keys for which nothing stands: an SDK works without them, works otherwise with them, or sends them elsewhere too. */
const WITHOUT_PLACEHOLDER: Readonly<Record<string, string>> = {
  ANTHROPIC_AUTH_TOKEN: 'api.anthropic.com',
  AZURE_OPENAI_API_KEY: '*.openai.azure.com',
  HF_TOKEN: 'router.huggingface.co',
  HUGGINGFACEHUB_API_TOKEN: 'router.huggingface.co',
  HUGGINGFACE_API_KEY: 'router.huggingface.co',
  REPLICATE_API_TOKEN: 'api.replicate.com',
  MOONSHOT_API_KEY: 'api.moonshot.ai',
  DASHSCOPE_API_KEY: 'dashscope.aliyuncs.com',
  NVIDIA_API_KEY: 'integrate.api.nvidia.com',
  SAMBANOVA_API_KEY: 'api.sambanova.ai',
  JINA_API_KEY: 'api.jina.ai',
};

export const PLACEHOLDER_VARIABLES: readonly string[] = Object.keys(KEY_OF_HOST);

/** What stands for the keys of providers, by variable. */
export const PLACEHOLDERS: Readonly<Record<string, string>> = Object.fromEntries(
  PLACEHOLDER_VARIABLES.map((name) => [name, PLACEHOLDER_KEY]),
);

/** The variables of real keys, and the host that each is for. */
export const KEYS_BY_VARIABLE: Readonly<Record<string, string>> = { ...KEY_OF_HOST, ...WITHOUT_PLACEHOLDER };

export function couldBeKey(value: string | undefined): value is string {
  return value !== undefined && value.length >= SHORTEST_KEY;
}
