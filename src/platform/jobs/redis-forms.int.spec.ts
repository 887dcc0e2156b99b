import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { expectThat, rejectionOf, skipWhen } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RedisServer, withoutRedis } from '#test/support/redis-server';
import { JobQueues } from './job-queues.js';
import { queueBackend } from './queue-backend.js';

skipWhen(withoutRedis, describe)('a Redis', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function server(...settings: readonly string[]): Promise<RedisServer> {
    const made = await RedisServer.start(...settings);
    ends.push(() => made.remove());
    return made;
  }

  /** A job that was asked for over the queues at this URL ran. */
  async function works(redisUrl: string): Promise<void> {
    const ran: string[] = [];
    const run = (id: string) => Promise.resolve(void ran.push(id));
    const backend = queueBackend({ databaseUrl: '', redisUrl, deployment: 'spec' });
    const queues = new JobQueues({ backend, jobs: [{ name: 'spec', lane: 'outside', due: () => Promise.resolve([]), run }] });
    ends.push(() => queues.close());
    queues.request('spec', 'once');
    await eventually('it ran', () => ran.length > 0);
    expect(ran).toStrictEqual(['once']);
  }

  it('is found through its sentinels', async () => {
    const master = await server();
    const sentinel = await RedisServer.stopped();
    ends.push(() => sentinel.remove());
    await sentinel.resumeAsSentinel('the-master', master);
    await works(`redis+sentinel://${sentinel.login}/the-master?sentinelPassword=${sentinel.password}`);
  });

  it('may be a cluster', async () => {
    const node = await server('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
    const client = new Redis(node.url);
    ends.push(() => client.disconnect());
    await client.cluster('ADDSLOTSRANGE', 0, 16_383);
    await eventually('the cluster is one', async () => String(await client.cluster('INFO')).includes('cluster_state:ok'));
    await works(`redis+cluster://${node.login}`);
  });

  it('with another password, or a certificate that nobody knows, is away, and what is told of it names no secret', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'writ-certificate-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-subj', '/CN=localhost'];
    execFileSync('openssl', [...made, '-days', '1'], { stdio: 'ignore' });
    const node = await server();
    const tls = await server(
      '--tls-port',
      '0',
      '--tls-cert-file',
      certificate,
      '--tls-key-file',
      key,
      '--tls-ca-cert-file',
      certificate,
    );
    const secret = createHash('sha256').update(folder).digest('hex');
    for (const redisUrl of [`redis://:${secret}@127.0.0.1:${node.port}`, `rediss://:${secret}@127.0.0.1:${tls.port}`]) {
      const told: string[] = [];
      const queues = new JobQueues({
        backend: queueBackend({ databaseUrl: '', redisUrl, deployment: 'spec' }),
        jobs: [],
        trouble: (error) => told.push(`${error.message} ${error.stack}`),
      });
      ends.push(() => queues.close());
      await eventually('it is told', () => told.length > 0);
      expect(await rejectionOf(queues.state('ledger'))).toBeInstanceOf(Error);
      expectThat('no secret', told.join('\n')).not.toContain(secret);
    }
  });
});
