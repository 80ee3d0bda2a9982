/** The environment without what belongs to the Jest that runs this. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const {
    CI,
    DSPEX_LM,
    DSPEX_SEED,
    GEMINI_TEST_API_KEY,
    OPENAI_TEST_API_KEY,
    LM_CACHE_DIR,
    DSPEX_REDIS_URL,
    TEST_MODE,
    TEST_ONLY,
    JEST_WORKER_ID,
    DSPEX_HOST,
    NODE_ENV,
    NODE_OPTIONS,
    VIRTUAL_ENV,
    ...rest
  } = process.env;
  return rest;
}
