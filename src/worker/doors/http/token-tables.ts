import { createRequire } from 'node:module';
import { join } from 'node:path';
import { jsonReply } from '../../../lm/wires/write-reply';
import { toResponse } from './answer-request';

/** Where LangChain.js gets the table of an encoding to count tokens by, which it does after every call with `streaming: true`. */
const HOST = 'tiktoken.pages.dev';
const TABLE = /^\/js\/(\w+)\.json$/;

/** Says whether a host has no more than such tables. */
export function hasTokenTables(host: string): boolean {
  return host === HOST || host === `${HOST}:443`;
}

/**
 * The same table out of the js-tiktoken that comes with LangChain. Without a network LangChain asks again for the better part of a minute,
 * and its test runs out of time. Undefined for any other request, and where the project has no such table.
 */
export function tokenTable({ method, url }: Request, rootDir: string): Response | undefined {
  const { hostname, pathname } = new URL(url);
  const name = method === 'GET' && hostname === HOST ? TABLE.exec(pathname)?.[1] : undefined;
  const table = name === undefined ? undefined : tableOf(`js-tiktoken/ranks/${name}`, rootDir);
  return table && toResponse(jsonReply(table));
}

/** As the project finds it, or LangChain: a strict package manager shows a project only what it names itself. */
function tableOf(request: string, rootDir: string): object | undefined {
  const fromProject = createRequire(join(rootDir, 'from-here.js'));
  try {
    return fromProject(request);
  } catch {
    return tableBeside(fromProject, request);
  }
}

function tableBeside(fromProject: NodeJS.Require, request: string): object | undefined {
  try {
    return createRequire(fromProject.resolve('@langchain/core/package.json'))(request);
  } catch {
    return undefined;
  }
}
