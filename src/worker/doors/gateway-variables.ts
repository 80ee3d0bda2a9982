import { PLACEHOLDER_KEY } from '../../lm/keys/provider-keys';

/** The variables by which the SDKs and litellm find their server. */
export function baseUrlVariables(url: string): Record<string, string> {
  return {
    // By it Python tells what leads to the gateway from a server of the user's own.
    DSPEX_GATEWAY_URL: url,
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_BASE: `${url}/v1`,
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_API_BASE: url,
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_BASE: url,
    // Otherwise its import asks the network for prices.
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    // A thread would send what an agent did to OpenAI, now and then, when its test is long over.
    OPENAI_AGENTS_DISABLE_TRACING: 'true',
    // A thread would tell MLflow's makers that it is used.
    MLFLOW_DISABLE_TELEMETRY: 'true',
  };
}

/** With what stands for the keys that SDKs insist on. */
export function gatewayVariables(url: string): Record<string, string> {
  const key = PLACEHOLDER_KEY;
  return { ...baseUrlVariables(url), OPENAI_API_KEY: key, GEMINI_API_KEY: key, GOOGLE_API_KEY: key, ANTHROPIC_API_KEY: key };
}
