import { type Finding, ok, wrong } from './finding';

const PROXIES = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
const LOOPBACK = '127.0.0.1';

/** Processes that tests start ask this machine for their models: not by way of a proxy. */
export function checkProxy(env: NodeJS.ProcessEnv): Finding {
  const set = PROXIES.filter((name) => env[name]);
  if (set.length === 0) return ok('proxy', 'none');
  const spared = (env.NO_PROXY ?? env.no_proxy ?? '').split(/[\s,]+/);
  if (spared.includes('*') || spared.includes(LOOPBACK)) return ok('proxy', `${set.join(', ')}, and this machine is left out of it`);
  const all = [...spared.filter(Boolean), 'localhost', LOOPBACK, '::1'];
  return wrong(
    'proxy',
    `${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set, and NO_PROXY does not name ${LOOPBACK}: what a test starts would ask the proxy in place of the test.`,
    `export NO_PROXY=${[...new Set(all)].join(',')}; export no_proxy=$NO_PROXY`,
  );
}
