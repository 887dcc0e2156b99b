import { createHmac } from 'node:crypto';
import type { Json } from '#libs/event-sourcing';
import type { Finding } from './finding.js';
import { escaped, textOf } from './scan.js';

/** A key of fewer bytes could be guessed, and with it the values behind tokens. */
const FEWEST_KEY_BYTES = 16;
const TOKEN_DIGITS = 12;

type Replacing = (label: string, text: string) => string;
type ByPlace = ReadonlyMap<string, readonly Finding[]>;

/** The value with `[REDACTED_EMAIL]` and the like where something was found. Findings MUST be those of a scan of this value. */
export function redact(value: Json, findings: readonly Finding[]): Json {
  return rewrite(value, findings, (label) => `[REDACTED_${label.toUpperCase()}]`);
}

/**
 * The value with `tok_<label>_<12 hex>` where something was found: the same for the same text under the same key, so that records
 * can still be told apart and joined, and nothing else is known from it without the key.
 */
export function tokenize(value: Json, findings: readonly Finding[], key: Uint8Array): Json {
  if (key.length < FEWEST_KEY_BYTES) throw new Error(`a key for tokens has at least ${FEWEST_KEY_BYTES} bytes`);
  return rewrite(value, findings, (label, text) => {
    const digest = createHmac('sha256', key).update(`writ/token\n${label}\n${text}`).digest('hex');
    return `tok_${label}_${digest.slice(0, TOKEN_DIGITS)}`;
  });
}

function rewrite(value: Json, findings: readonly Finding[], replacing: Replacing): Json {
  const inValues = Map.groupBy(
    findings.filter(({ isInName }) => !isInName),
    ({ path }) => path,
  );
  const inNames = Map.groupBy(
    findings.filter(({ isInName }) => isInName),
    ({ path }) => path,
  );
  return findings.length === 0 ? value : rewritten(value, '', { inValues, inNames, replacing });
}

interface Rewriting {
  readonly inValues: ByPlace;
  readonly inNames: ByPlace;
  readonly replacing: Replacing;
}

function rewritten(value: Json, path: string, rewriting: Rewriting): Json {
  const text = textOf(value);
  if (text !== undefined) {
    const findings = rewriting.inValues.get(path);
    return findings ? replaced(text, findings, rewriting.replacing) : value;
  }
  if (Array.isArray(value)) return value.map((item, i) => rewritten(item, `${path}/${i}`, rewriting));
  if (typeof value !== 'object' || value === null) return value;
  const members = new Map<string, Json>();
  for (const [name, its] of Object.entries(value)) {
    const place = `${path}/${escaped(name)}`;
    const findings = rewriting.inNames.get(place);
    const called = findings ? replaced(name, findings, rewriting.replacing) : name;
    members.set(findings ? unused(called, value, members) : called, rewritten(its, place, rewriting));
  }
  return Object.fromEntries(members);
}

/** Two members that were told apart by what is hidden now stay two. */
function unused(name: string, value: object, members: ReadonlyMap<string, Json>): string {
  let free = name;
  for (let i = 2; members.has(free) || Object.hasOwn(value, free); i++) free = `${name}_${i}`;
  return free;
}

function replaced(text: string, findings: readonly Finding[], replacing: Replacing): string {
  let written = '';
  let after = 0;
  for (const { label, start, end } of findings.toSorted((one, other) => one.start - other.start)) {
    if (start < after || end > text.length) throw new Error('findings of another value');
    written += text.slice(after, start) + replacing(label, text.slice(start, end));
    after = end;
  }
  return written + text.slice(after);
}
