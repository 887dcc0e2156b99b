import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';

it('every generated file is what the code says', async () => {
  const output = await new Promise<string>((done) => {
    execFile(process.execPath, ['scripts/lib/write-references.mjs', '--check'], (error, stdout, stderr) =>
      done(error ? stderr : stdout),
    );
  });
  assert.equal(output.trim(), 'every generated file is up to date');
});
