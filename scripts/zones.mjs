// node scripts/zones.mjs FOLDER VERSION: writes the time zones that policies know from a folder of compiled zones of the IANA time
// zone database (what `zic -b slim` makes, backward names included). To be run when a new version of the database is wanted.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './lib/runtime-node.mjs';

const TARGET = 'libs/policy-engine/formats/times/zone-data.ts';

/** The 64 bit part of a compiled zone (RFC 9636): its kinds of local time, when they begin, and the rule for what comes after. */
function readZone(bytes) {
  const header = (at) => [0, 4, 8, 12, 16, 20].map((offset) => bytes.readUInt32BE(at + 20 + offset));
  const sizeOf = ([utc, std, leap, times, types, names], width) =>
    times * (width + 1) + types * 6 + names + leap * (width + 4) + std + utc;
  const second = 44 + sizeOf(header(0), 4);
  const [utc, std, leap, times, types, names] = header(second);
  let at = second + 44;
  const moments = Array.from({ length: times }, (_, i) => Number(bytes.readBigInt64BE(at + i * 8)));
  at += times * 8;
  const kinds = [...bytes.subarray(at, at + times)];
  at += times;
  const text = bytes.subarray(at + types * 6, at + types * 6 + names).toString('latin1');
  const local = Array.from({ length: types }, (_, i) => {
    const from = at + i * 6;
    const name = text.slice(bytes[from + 5]);
    return { offset: bytes.readInt32BE(from), daylight: bytes[from + 4] === 1, name: name.slice(0, name.indexOf('\0')) };
  });
  at += types * 6 + names + leap * 12 + std + utc;
  const footer = bytes.subarray(at + 1, bytes.indexOf(10, at + 1)).toString('latin1');
  return { moments, kinds, local, footer };
}

/** `kinds|before all|seconds between beginnings:kind …|rule`, numbers in base 36. */
function written({ moments, kinds, local, footer }) {
  const before = kinds.includes(0) ? local.findIndex(({ daylight }) => !daylight) : 0;
  const beginnings = moments.map((moment, i) => `${(moment - (moments[i - 1] ?? 0)).toString(36)}:${kinds[i].toString(36)}`);
  const types = local.map(({ offset, name }) => `${name},${offset.toString(36)}`);
  return [types.join(' '), Math.max(before, 0).toString(36), beginnings.join(' '), footer].join('|');
}

const [folder, version] = process.argv.slice(2);
const byText = new Map();
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const bytes = readFileSync(path);
  if (bytes.subarray(0, 4).toString('latin1') !== 'TZif') continue;
  const text = written(readZone(bytes));
  byText.set(text, [...(byText.get(text) ?? []), relative(folder, path)]);
}
const lines = [...byText].map(([text, names]) => `${names.sort().join(' ')}|${text}`).sort();
// No file has more than 400 lines.
const pairs = lines.flatMap((line, i) => (i % 2 === 0 ? [lines.slice(i, i + 2).join(';')] : []));
const source = `/** The version of the IANA time zone database that ZONES is made of. */
export const ZONES_VERSION = '${version}';

/** Written by scripts/zones.mjs: names, kinds of local time, the one before all, when the next ones begin, and the rule for what comes after. */
export const ZONES = \`
${pairs.join('\n')}
\`;
`;
writeFileSync(join(root, TARGET), source);
console.log(`${lines.length} zones`);
