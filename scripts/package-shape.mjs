import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packedFiles } from './packed-files.mjs';
import { hashOf, isStamped, ROOT, writeStamp } from './stamp.mjs';
import { fail, step } from './step.mjs';

// What others see of the package: whether its exports load, and have types, for CommonJS, ES modules and bundlers.
const STAMP = '.stage/package-shape';
/** TypeScript's oldest way to look for a module: it knows no `exports`. */
const NOT_ASKED = 'node10';

const hash = hashOf(['package-lock.json', 'scripts/package-shape.mjs', ...packedFiles()]);
if (!isStamped(STAMP, hash)) {
  const problems = await inTarball(async (tarball) => [...(await linted(tarball)), ...(await typed(tarball))]);
  if (problems.length > 0)
    fail('The package has the wrong shape.', problems.join('\n        '), 'mend `exports` in package.json, or what it names');
  writeStamp(STAMP, hash);
}

async function inTarball(ask) {
  const folder = mkdtempSync(join(tmpdir(), 'dspex-shape-'));
  try {
    await step('Packing', 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
    return await ask(readFileSync(join(folder, readdirSync(folder)[0])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function linted(tarball) {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const { messages, pkg } = await publint({ pack: { tarball: bufferOf(tarball) }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

async function typed(tarball) {
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const { problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  return problems.filter(({ resolutionKind }) => resolutionKind !== NOT_ASKED).map((problem) => JSON.stringify(problem));
}

function bufferOf({ buffer, byteOffset, byteLength }) {
  return buffer.slice(byteOffset, byteOffset + byteLength);
}
