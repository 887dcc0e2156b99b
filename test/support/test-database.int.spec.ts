import { expect, test } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase } from './test-database.js';

async function tables(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('CREATE TABLE only_here (id int)');
    const { rows } = await client.query<{ count: number }>("SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'");
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

test('every test database starts empty and shares nothing with the next', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  expect(await tables(one.url)).toBe(1);
  expect(await tables(two.url)).toBe(1);
  await Promise.all([one.drop(), two.drop()]);
});

test('dropping cuts off whoever is still connected', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const cutOff = new Promise<Error>((resolve) => client.on('error', resolve));
  await database.drop();
  expect((await cutOff).message).toMatch(/terminat/);
  await expect(tables(database.url)).rejects.toThrow(/does not exist/);
});
