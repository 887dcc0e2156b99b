import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import ts from 'typescript';

const TYPES = resolve('docs/reference/api/openapi.d.ts');
const STREAM_TYPES = resolve('docs/reference/api/stream.d.ts');
const CLI = resolve('clients/cli/main.ts');
const SDK = resolve('clients/sdk-typescript/index.ts');

type Description = Readonly<Record<string, unknown>>;
type Rename = (text: string) => string;

const description = readFileSync('docs/reference/api/openapi.json', 'utf8');

/** The types as `npm run generate` would write them for a server that says `text`. */
async function typesFor(text: string): Promise<string> {
  const generator = pathToFileURL(resolve('scripts/lib/references/contract-types.mjs')).href;
  const { contractTypes } = (await import(generator)) as {
    contractTypes: (description: Description, from: string) => Promise<string>;
  };
  return contractTypes(JSON.parse(text) as Description, 'openapi.json');
}

const parsed = new Map<string, ts.SourceFile | undefined>();
let before: ts.Program | undefined;

/** Those of `files` that do not compile when other files say what is in `replaced`. Nothing is written. */
function broken(files: readonly string[], replaced: ReadonlyMap<string, string> = new Map()): string[] {
  const { options } = ts.getParsedCommandLineOfConfigFile('tsconfig.json', { incremental: false }, configHost) ?? assert.fail();
  delete options.tsBuildInfoFile;
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, target, ...rest) => {
    const text = replaced.get(resolve(path));
    if (text !== undefined) return ts.createSourceFile(path, text, target);
    if (!parsed.has(path)) parsed.set(path, getSourceFile.call(host, path, target, ...rest));
    return parsed.get(path);
  };
  before = ts.createProgram([CLI, SDK], options, host, before);
  const program = before;
  return files.filter((file) => {
    const source = program.getSourceFile(resolve(file)) ?? assert.fail(`the program has no ${file}`);
    return program.getSemanticDiagnostics(source).length > 0;
  });
}

const configHost: ts.ParseConfigFileHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => assert.fail(String(diagnostic.messageText)),
};

/** Renames a member of one schema, with its place among the required ones. */
const member =
  (schema: string, from: string, to: string): Rename =>
  (text) => {
    const changed = JSON.parse(text) as { components: { schemas: Record<string, Schema> } };
    const { properties, required } = changed.components.schemas[schema] ?? assert.fail(`there is no ${schema}`);
    expectThat(`${schema} has no ${from}`, properties[from]).toBeTruthy();
    properties[to] = properties[from];
    delete properties[from];
    if (required?.includes(from)) required[required.indexOf(from)] = to;
    return JSON.stringify(changed);
  };

interface Schema {
  readonly properties: Record<string, unknown>;
  readonly required?: string[];
}

const all = (from: string, to: string): Rename => {
  return (text) => {
    expectThat(`nothing says ${from}`, text).toContain(from);
    return text.replaceAll(from, to);
  };
};

const cli = (name: string): string => `clients/cli/${name}.ts`;
const writClient = 'clients/sdk-typescript/writ-client.ts';
const stream = cli('session/ledger-stream');

/** What the server renames, and which files of the clients notice. */
const RENAMES = [
  ['a member that both read', member('LedgerReceipt', 'position', 'place'), [cli('commands/controls.command'), writClient]],
  ['a member that may be missing', member('DecisionAnswer', 'retryAfter', 'askIn'), [cli('commands/decide.command'), writClient]],
  ['a member that both send', member('DecideRequest', 'arguments', 'input'), [cli('commands/decide.command'), writClient]],
  ['a member that some commands send', member('ControlRequest', 'reason', 'because'), [cli('commands/controls.command')]],
  ['a member inside another', member('PolicyQuality', 'score', 'points'), [cli('policy/policy-apply.command')]],
  ['a member of what a list holds', member('PolicyKey', 'registeredBy', 'enteredBy'), [cli('policy/policy-keys.command')]],
  ['a route', all('"/v1/policy-plans/{name}"', '"/v1/policies/{name}/plan"'), [writClient]],
  ['a value in a path', all('"/v1/pins/{id}/lift"', '"/v1/pins/{pin}/lift"'), [cli('policy/policy-pins.command')]],
  ['a word that is sent', all('"relaxed"', '"off"'), [cli('policy/policy-lifecycle.command')]],
] as const;

describe('the clients and the published contract', () => {
  it('agree as it is', () => {
    expect(broken([...new Set([...RENAMES.flatMap(([, , files]) => files), stream])])).toStrictEqual([]);
  });

  for (const [what, rename, files] of RENAMES) {
    it(`${what} cannot be renamed by the server alone`, async () => {
      expect(broken(files, new Map([[TYPES, await typesFor(rename(description))]]))).toStrictEqual(files);
    });
  }

  it('a code the stream closes with cannot be changed by the server alone', () => {
    const changed = all('unauthenticated: 4001', 'unauthenticated: 4011')(readFileSync(STREAM_TYPES, 'utf8'));
    expect(broken([stream], new Map([[STREAM_TYPES, changed]]))).toStrictEqual([stream]);
  });
});
