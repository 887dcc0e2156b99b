import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';

const COPIED = ['libs', 'src', 'clients', 'migrations', 'test', 'nest-cli.json', 'package.json', 'tsconfig.json', '.swcrc'];
const { projects } = JSON.parse(readFileSync('nest-cli.json', 'utf8')) as {
  projects: Record<string, { sourceRoot: string; entryFile: string }>;
};

/** What a build wrote, without what is bundled of it, and what the type check, our own build and Node's compile cache note there for themselves. */
const filesIn = (dist: string): string[] =>
  readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath.slice(dist.length), entry.name))
    .filter((path) => !/^\/(\.compile-cache|bundles)\//.test(path))
    .sort();

/** What applications consist of. `nest start` compiles all there is each time, and takes no longer for specs that are not there. */
const isOfApplications = (path: string): boolean =>
  !path.endsWith('.spec.ts') && (statSync(path).isDirectory() || !/^(test|clients)\//.test(path));

function copyOf(wanted: (path: string) => boolean = () => true): string {
  const copy = mkdtempSync(join(tmpdir(), 'writ-nest-'));
  for (const path of COPIED) cpSync(path, join(copy, path), { recursive: true, filter: wanted });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  return copy;
}

describe("Nest's command line", () => {
  let whole: string;
  let applications: string;
  beforeAll(() => {
    whole = copyOf();
    applications = copyOf(isOfApplications);
  });
  afterAll(() => {
    for (const copy of [whole, applications]) rmSync(copy, { recursive: true, force: true, maxRetries: 5 });
  });

  function nest(copy: string, ...args: string[]): Promise<string> {
    const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`;
    const env = { ...process.env, PATH: path, DATABASE_URL: undefined, NO_COLOR: '1' };
    const bin = join(copy, 'node_modules/@nestjs/cli/bin/nest.js');
    return new Promise((done) => {
      execFile(process.execPath, [bin, ...args], { cwd: copy, env }, (_error, stdout, stderr) => done(stdout + stderr));
    });
  }

  it('builds the files that npm run build makes', async () => {
    expect(await nest(whole, 'build', 'api')).toMatch(/Successfully compiled/);
    expect(filesIn(join(whole, 'dist'))).toStrictEqual(filesIn('dist'));
  });

  it('starts every application', async () => {
    expect(Object.keys(projects).sort()).toStrictEqual(['admin', 'api', 'local', 'worker']);
    const built = filesIn('dist');
    for (const [project, { sourceRoot, entryFile }] of Object.entries(projects))
      expectThat(project, built).toContain(join('/', sourceRoot, `${entryFile}.js`));
    expect(await nest(applications, 'start', 'api', '--no-shell')).toMatch(/writ: DATABASE_URL is not set/);
    expect(await nest(applications, 'start', 'worker', '--no-shell')).toMatch(/writ: DATABASE_URL is not set/);
    expect(await nest(applications, 'start', 'admin', '--no-shell', '--', 'nonsense')).toMatch(/unknown command/);
  });

  it('tells what is installed, and generates where features are', async () => {
    expect(await nest(whole, 'info')).toMatch(/cqrs version\s*: \d/);
    expect(await nest(whole, 'generate', 'module', 'features/invoices', '--project', 'api', '--dry-run')).toMatch(
      /CREATE src\/features\/invoices\/invoices\.module\.ts/,
    );
  });
});
