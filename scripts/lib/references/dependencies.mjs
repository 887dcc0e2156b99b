import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runtime-node.mjs';
import { CommandFailure } from '../steps.mjs';
import { page, table } from './sources.mjs';

const INTRODUCTION = `What \`package-lock.json\` holds, with the licence that each package states. A licence that is not among
those accepted below stops the generation: someone has to look at it first. Binaries for other platforms are not listed; they
come under the licence of the package that asks for them.`;

const ACCEPTED = new Set(
  'MIT MIT-0 ISC Apache-2.0 BSD-2-Clause BSD-3-Clause 0BSD BlueOak-1.0.0 Python-2.0 Unlicense CC0-1.0 Zlib'.split(' '),
);
/** Only of tools that make nothing of what they contain part of Writ. */
const ACCEPTED_IN_TOOLS = new Set([...ACCEPTED, 'CC-BY-4.0', 'MPL-2.0']);
/** Packages that state theirs in a file and not in package.json. */
const STATED_ELSEWHERE = { 'passport-strategy': 'MIT' };

/** 'MIT OR CC0-1.0' needs one of them, 'MIT AND Zlib' all. */
function isAccepted(licence, accepted) {
  const text = licence.replaceAll(/[()]/g, '');
  if (text.includes(' OR ')) return text.split(' OR ').some((one) => isAccepted(one, accepted));
  return text.split(' AND ').every((one) => accepted.has(one));
}

const isForeignBinary = ({ optional, license, integrity }) => optional && !license && !integrity;

function lockedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const entries = Object.entries(packages).filter(([at, entry]) => at && !entry.link && !isForeignBinary(entry));
  return entries.map(([at, { version, license, dev }]) => {
    const name = at.split('node_modules/').pop();
    return { name, version, licence: license ?? STATED_ELSEWHERE[name] ?? 'none stated', isTool: Boolean(dev) };
  });
}

/** `name 1.0.0, 2.0.0` once, however many folders hold it. */
function listed(packages) {
  const versions = Map.groupBy(packages, ({ name }) => name);
  return [...versions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, ones]) => ({
      name,
      versions: [...new Set(ones.map(({ version }) => version))].sort((a, b) => (a < b ? -1 : 1)).join(', '),
      licences: [...new Set(ones.map(({ licence }) => licence))].join(', '),
    }));
}

function byLicence(packages) {
  const groups = [...Map.groupBy(listed(packages), ({ licences }) => licences)].sort(([a], [b]) => (a < b ? -1 : 1));
  return groups.map(([licence, ones]) => [licence, String(ones.length), ones.map(({ name }) => name).join(' ')]);
}

export function dependenciesReference() {
  const all = lockedPackages();
  const refused = all.filter(({ licence, isTool }) => !isAccepted(licence, isTool ? ACCEPTED_IN_TOOLS : ACCEPTED));
  if (refused.length > 0)
    throw new CommandFailure(
      `licences nobody accepted: ${refused.map(({ name, licence }) => `${name} (${licence})`).join(', ')}`,
    );
  const runtime = listed(all.filter(({ isTool }) => !isTool));
  const lines = [
    INTRODUCTION,
    '',
    `## At run time\n\n${runtime.length} packages.\n`,
    ...table(
      ['Package', 'Version', 'Licence'],
      runtime.map(({ name, versions, licences }) => [`\`${name}\``, versions, licences]),
    ),
    '',
    '## Tools of development',
    '',
    ...table(['Licence', 'Packages', 'Names'], byLicence(all.filter(({ isTool }) => isTool))),
  ];
  return [['docs/reference/dependencies.md', page('Dependencies and their licences', 'package-lock.json', lines)]];
}
