/** The wires that LM calls come over. */
export const LM_APIS = [
  'dspy',
  'gemini',
  'openai',
  'openai_completions',
  'openai_responses',
  'anthropic',
  'ollama',
  'gemini_interactions',
  'ai_gateway',
  'bedrock',
  'cohere',
] as const;
export type LmApi = (typeof LM_APIS)[number];
