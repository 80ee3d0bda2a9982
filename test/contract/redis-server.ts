import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Debian's, or anybody's: the real server. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

const MISSING = 'redis-server is not installed: apt-get install redis-server';

/** Says so where it is missing; in CI that is a failure. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (!hasRedis && !process.env.CI) process.stderr.write(`skipped: ${name} (${MISSING})\n`);
  const suite = hasRedis ? describe : describe.skip;
  suite(name, tests);
  if (process.env.CI) test(`${name} has its server`, () => expect(hasRedis ? '' : MISSING).toBe(''));
}

/** A Redis of the test's own, on loopback, which keeps nothing. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'dspex-redis-'));

  private constructor(private readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const { default: getPort } = await import('get-port');
    const server = new RedisServer(await getPort({ host: '127.0.0.1' }));
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Begins, or begins again, with no data. */
  async run(): Promise<void> {
    const options = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', this.folder];
    this.child = spawn('sh', [join(__dirname, 'redis-server.sh'), ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      this.child?.stdout?.on('data', (text: Buffer) => {
        said += text.toString();
        if (said.includes('eady to accept connections')) resolve();
      });
      this.child?.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${said}`)));
      this.child?.once('error', reject);
    });
  }

  async kill(): Promise<void> {
    if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.stdin?.end(); // The script kills it.
    await exit;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A connection of the test's own. */
  client(): Redis {
    return new Redis(this.url, { lazyConnect: false });
  }
}
