import { readFileSync } from 'node:fs';
import { describe, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { filesIn } from './source-files.js';

/** What they parse has no names but ours, or they look at none: V8 mixes up escaped names (libs/exact-json/parse-json.ts). */
const OURS = [
  'clients/cli/installed-files.ts',
  'clients/cli/policy/policy-artifacts.command.ts',
  'clients/cli/policy/policy-work.ts',
  'clients/cli/running/operation-call.ts',
  'clients/sdk-typescript/local/opa-log.ts',
  'libs/evidence/canonical-reader.ts',
  'libs/evidence/line-diagnosis.ts',
  'libs/exact-json/faults-in-text.ts',
  'libs/exact-json/parse-json.ts',
  'libs/opa-bundle/package-path.ts',
  'libs/policy-toolchain/policy-template.ts',
  'libs/process-lock/process-lock.ts',
  'libs/rego-compiler/opa-errors.ts',
  'libs/rego-compiler/rego-toolbox.ts',
  'libs/rego-compiler/running-tests/test-entrypoints.ts',
  'src/apps/local/seed.ts',
  'src/features/approvals/page/published-api.ts',
  'src/features/demo/demo-seed.ts',
  'src/features/operators/operators.query.ts',
  'src/features/sessions/sessions.query.ts',
  'src/platform/auth/operator-tokens.ts',
  'src/platform/auth/signing-keys.ts',
  'src/platform/database/postgres-binaries.ts',
  'src/platform/openapi/schema-conversion.ts',
];

describe('JSON with names that somebody else chose', () => {
  it('is parsed by parseJson or readJson of libs/exact-json', () => {
    const files = filesIn(['libs', 'src', 'clients'], /(?<!\.spec)\.ts$/).filter((path) => !path.includes('/testing/'));
    const parsing = files.filter((path) => readFileSync(path, 'utf8').includes('JSON.parse(')).sort();
    expectThat('which file parses by itself', parsing).toStrictEqual(OURS);
  });
});

/** Labels of data are compared, and kept, in lower case, as their pages say; whom a policy wants to be asked is compared so. */
const CHANGED = [
  'libs/facts/definition.ts',
  'src/features/approvals/workflow.ts',
  'src/features/labels/commands.ts',
  'src/features/tools/commands.ts',
];

describe('a text that somebody else chose', () => {
  it('is recorded as it came, or refused: no schema cuts or changes it', () => {
    const changing = /z\s*\.string\(\)\s*\.(trim|toLowerCase|toUpperCase|normalize)\(/;
    const files = filesIn(['libs', 'src'], /(?<!\.spec)\.ts$/).filter((path) => changing.test(readFileSync(path, 'utf8')));
    expectThat('which schema changes a text', files.sort()).toStrictEqual(CHANGED);
  });
});
