import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { NotificationListener } from './notification-listener.js';
import { execute } from './testing/index.js';

describe('whoever hears a channel', () => {
  const name = `later_${randomBytes(6).toString('hex')}`;
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(async () => {
    await execute(test.url, `drop database if exists ${name} with (force)`);
    await test.drop();
  });

  it('tries again until there is a database, and says that it is connected each time it is', async () => {
    const url = new URL(test.url);
    url.pathname = `/${name}`;
    const heard: string[] = [];
    let told = () => {};
    const news = () => new Promise<void>((resolve) => (told = resolve));
    const connected = news();
    const listener = new NotificationListener(
      url.href,
      'news',
      (payload) => {
        heard.push(payload);
        told();
      },
      () => told(),
    );
    try {
      await execute(test.url, `create database ${name}`);
      await connected;
      const first = news();
      await execute(url.href, `notify news, 'first'`);
      await first;
      const again = news();
      await execute(test.url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
      await again;
      const second = news();
      await execute(url.href, 'notify news');
      await second;
      expect(heard).toStrictEqual(['first', '']);
    } finally {
      await listener.close();
    }
  });
});
