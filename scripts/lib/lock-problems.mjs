// Does package-lock.json say what package.json asks for, completely and for every platform?
import { missingPlatforms } from '../lock-platforms.mjs';

const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'];
const EXACT = /^\d+\.\d+\.\d+/;

/** `wanted` is the content of package.json, `lock` that of package-lock.json. */
export function lockProblems(wanted, lock) {
  const asked = KINDS.flatMap((kind) => Object.entries(wanted[kind] ?? {}).map(([name, version]) => ({ kind, name, version })));
  const locked = lock.packages[''];
  return [
    ...asked
      .filter(({ version }) => !EXACT.test(version))
      .map(({ name, version }) => `${name}: ${version} is not an exact version`),
    ...asked
      .filter(
        ({ kind, name, version }) =>
          locked[kind]?.[name] !== version || lock.packages[`node_modules/${name}`]?.version !== version,
      )
      .map(
        ({ name, version }) =>
          `${name} ${version} is not what package-lock.json holds: npm install, then node scripts/lock-platforms.mjs`,
      ),
    ...KINDS.flatMap((kind) => Object.keys(locked[kind] ?? {}).filter((name) => !wanted[kind]?.[name])).map(
      (name) => `${name} is in package-lock.json and not in package.json`,
    ),
    ...Object.entries(lock.packages)
      .filter(([, { resolved }]) => resolved)
      .map(([at]) => `${at} names the registry it came from: install with the .npmrc of this repository`),
    ...missingPlatforms(lock.packages).map((name) => `${name} is missing: node scripts/lock-platforms.mjs`),
  ];
}
