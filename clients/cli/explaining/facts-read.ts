import type { RuleTrace } from './explained-decision.js';
import { clipped, shown } from '../showing/screen.js';

/** Characters of one value. */
const GLANCE = 70;

/** What a policy read, as it writes it, with what was there. `data` is undefined where it is not known. */
export function factsRead(reads: NonNullable<RuleTrace['reads']>, input: unknown, data: unknown): string[] {
  return (['input', 'data'] as const).flatMap((root) => {
    const document = root === 'input' ? input : data;
    const absent = new Set(reads.missing[root].map((path) => pathText(root, path)));
    return reads[root].map((path) => {
      const text = pathText(root, path);
      if (absent.has(text)) return `${shown(text)}  (not there)`;
      const found = document === undefined ? undefined : valueAt(document, path);
      return found === undefined ? shown(text) : `${shown(text)}  ${clipped(shown(JSON.stringify(found)), GLANCE)}`;
    });
  });
}

function pathText(root: string, path: readonly string[]): string {
  return path.reduce(
    (text, key) => (/^[A-Za-z_]\w*$/.test(key) ? `${text}.${key}` : `${text}[${/^\d+$/.test(key) ? key : JSON.stringify(key)}]`),
    root,
  );
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  let at = document;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}
