import { join } from 'node:path';
import { holdProviders, packaged } from '../contract/hold-providers';

const FOLDER = join(process.env.DSPEX_PROVIDERS_FOLDER ?? '', 'npm');

// The provider contract V2; packages of V3 are held in test/contract, and those of V4, which only Node itself can load, by a run of Jest.
holdProviders([
  ['ai-sdk-openai-2', packaged(FOLDER, 'ai-sdk-openai-2', '/v1')],
  ['ai-sdk-anthropic-2', packaged(FOLDER, 'ai-sdk-anthropic-2', '/v1')],
  ['ai-sdk-google-2', packaged(FOLDER, 'ai-sdk-google-2', '/v1beta')],
]);
