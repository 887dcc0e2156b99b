// The generation itself, on the runtime Node and the compiled code. Every part returns [path, text] pairs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cliReference } from './references/cli.mjs';
import { configurationReference } from './references/configuration.mjs';
import { decisionCodesReference } from './references/decision-codes.mjs';
import { dependenciesReference } from './references/dependencies.mjs';
import { eventsReference } from './references/events.mjs';
import { featuresReference } from './references/features.mjs';
import { interfaceReferences } from './references/interfaces.mjs';
import { metricsReference } from './references/metrics.mjs';
import { policyReferences } from './references/policies.mjs';
import { ratchets } from './references/ratchets.mjs';
import { refusalsReference } from './references/refusals.mjs';
import { streamReference } from './references/stream.mjs';
import { verifierReference } from './references/verifier.mjs';
import { root } from './runtime-node.mjs';
import { CommandFailure, runCommand } from './steps.mjs';

const PARTS = [
  configurationReference,
  refusalsReference,
  decisionCodesReference,
  eventsReference,
  metricsReference,
  policyReferences,
  cliReference,
  streamReference,
  dependenciesReference,
  verifierReference,
  interfaceReferences,
  featuresReference,
  ratchets,
];

function present(path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

await runCommand(async () => {
  const isCheck = process.argv.includes('--check');
  const unknown = process.argv.slice(2).find((argument) => argument !== '--check');
  if (unknown) throw new CommandFailure(`unknown option ${unknown}; npm run generate -- [--check]`);
  const stale = [];
  for (const part of PARTS) {
    for (const [path, text] of await part()) {
      if (present(path) === text) continue;
      stale.push(path);
      if (!isCheck) write(path, text);
    }
  }
  if (isCheck && stale.length > 0)
    throw new CommandFailure(`stale: ${stale.join(', ')}\nrun npm run generate and commit what it writes`);
  console.log(stale.length > 0 ? `written: ${stale.join(', ')}` : 'every generated file is up to date');
});
