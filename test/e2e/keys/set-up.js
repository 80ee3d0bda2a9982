process.env.GROQ_API_KEY = 'from a set-up file';

// As dotenv does: what is set already stays.
if (!Object.hasOwn(process.env, 'MISTRAL_API_KEY')) process.env.MISTRAL_API_KEY = 'from a file';
