// Lists that the architecture specs compare with: new migrations are frozen, covered refusal codes leave the list of the
// uncovered. Nothing is ever frozen twice, and nothing is ever added to the uncovered.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runtime-node.mjs';
import { refusalCatalogues } from './refusals.mjs';
import { compiled } from './sources.mjs';

const FOLDER = 'test/architecture';
const listed = (name) => JSON.parse(readFileSync(join(root, FOLDER, name), 'utf8'));
const pair = (name, content) => [`${FOLDER}/${name}`, `${JSON.stringify(content, null, 2)}\n`];

async function frozenMigrations() {
  const { checksumOf, shippedMigrations } = await compiled('src/platform/database/migrations');
  const frozen = listed('migrations.json');
  const shipped = await shippedMigrations();
  return Object.fromEntries(shipped.map((migration) => [migration.name, frozen[migration.name] ?? checksumOf(migration)]));
}

async function uncoveredRefusals() {
  const specs = ['libs', 'src', 'clients', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((path) => `${folder}/${path}`),
  );
  const text = specs
    .filter((path) => path.endsWith('.spec.ts') && !path.startsWith(`${FOLDER}/`))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const codes = new Set((await refusalCatalogues()).flatMap(([, catalogue]) => Object.keys(catalogue)));
  const known = Object.entries(listed('uncovered-refusals.json'));
  return Object.fromEntries(known.filter(([code]) => codes.has(code) && !new RegExp(`\\b${code}\\b`).test(text)));
}

export async function ratchets() {
  return [pair('migrations.json', await frozenMigrations()), pair('uncovered-refusals.json', await uncoveredRefusals())];
}
