const raw = require('./raw-clients');
const sdks = require('./sdks');

// On stdout, which is where answers are said.
globalThis.AI_SDK_LOG_WARNINGS = false;
const answered = { ...raw.answered, ...sdks.answered };
const refused = { ...raw.refused, ...sdks.refused };
exports.ANSWERED = Object.keys(answered);
exports.REFUSED = Object.keys(refused);

/** Asks a model at `origin` by a client, and gives what it was told: an answer, or why there is none. */
exports.ask = async (origin, client) => {
  try {
    return await { ...answered, ...refused }[client](origin);
  } catch (error) {
    return `error: ${[error, error.cause, error.cause?.cause].map((one) => one?.message ?? '').join(' ')} ${JSON.stringify(error.body ?? error.error ?? '')}`;
  }
};
