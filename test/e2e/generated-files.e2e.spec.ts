import { execFile } from 'node:child_process';
import { expect, it } from '@jest/globals';

it('every generated file is what the code says', async () => {
  const output = await new Promise<string>((done) => {
    execFile(process.execPath, ['scripts/lib/write-references.mjs', '--check'], (error, stdout, stderr) =>
      done(error ? stderr : stdout),
    );
  });
  expect(output.trim()).toBe('every generated file is up to date');
});
