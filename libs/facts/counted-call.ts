import type { DecisionCode } from '#libs/decision-guards';
import { canonicalJson, digestOf } from '#libs/evidence';
import type { Json, JsonObject } from '#libs/event-sourcing';
import type { Verdict } from '#libs/ruling';
import type { RecordedDefinition } from './definition.js';

/** A call as facts look at it. */
export interface FactCall {
  readonly tenant: string;
  readonly agent: { readonly id: string; readonly labels: Readonly<Record<string, string>> };
  readonly session: { readonly id: string };
  readonly tool: string;
  readonly arguments: JsonObject;
}

/** What one call adds. */
export interface Amount {
  /** 1 for calls, millionths for sums. */
  readonly amount: number;
  /** What makes it different from others, for `distinct`; else null. */
  readonly key: string | null;
}

/** Sums are kept in whole millionths, so that they do not depend on the order in which they were added. */
export const MILLION = 1_000_000;
const MAX_AMOUNT = 1_000_000_000;
const MAX_KEY = 200;
/** What can be listed as it is; anything else goes by its digest. */
const SHOWABLE = /^[^\p{Cc}\p{Cs}]{0,200}$/u;

const ONE: Amount = { amount: 1, key: null };

/** Whether calls of this tool, decided so, are among those the fact is about; their outcome may still take them out. */
export function isAbout({ tools }: RecordedDefinition, tool: string): boolean {
  return tools === null || tools.includes(tool);
}

export function isCounted(
  { verdicts, codes }: RecordedDefinition,
  { verdict, code }: { readonly verdict: Verdict; readonly code: DecisionCode },
): boolean {
  return verdicts.includes(verdict) && (codes === null || codes.includes(code));
}

/** Whether the data of a call is such as the fact is about. `*` stands for every label; without a catalogue nobody knows of any. */
export function isLabelled({ labels }: RecordedDefinition, known: readonly string[] | undefined): boolean {
  return labels === undefined || (known ?? []).some((label) => label === '*' || labels.includes(label));
}

/** Which of its counts a call belongs to; undefined when the call does not have what is grouped by. */
export function groupOf({ by }: RecordedDefinition, call: FactCall): string | undefined {
  if (by === 'session') return call.session.id;
  if (by === 'agent') return call.agent.id;
  if (by === 'tool') return call.tool;
  if (by === 'tenant') return call.tenant;
  if (by.startsWith('label:')) return own(call.agent.labels, by.slice('label:'.length)) as string | undefined;
  const value = at(call.arguments, by);
  // What tools take for the same has to be the same: 7 and "7", "ACME " and "ACME".
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  return SHOWABLE.test(text) ? text : `sha256:${digestOf(text)}`;
}

/** Undefined when the argument is missing or is nothing that can be counted: whoever is asked then has to say no. */
export function amountOf({ measure }: RecordedDefinition, call: FactCall): Amount | undefined {
  const of = /^(sum|distinct)\((.+)\)$/.exec(measure);
  if (!of) return ONE;
  const value = at(call.arguments, of[2] as string);
  if (of[1] === 'distinct') return value === undefined ? undefined : { amount: 1, key: keyOf(value) };
  if (typeof value !== 'number' || value < 0 || value > MAX_AMOUNT) return undefined;
  return { amount: Math.round(value * MILLION), key: null };
}

function keyOf(value: Json): string {
  const text = typeof value === 'string' ? value.trim() : canonicalJson(value);
  return text.length <= MAX_KEY ? text : digestOf(text);
}

/** `path` begins with `arguments`. */
function at(given: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = given;
  for (const part of path.split('.').slice(1)) value = own(value, part);
  return value;
}

function own(value: unknown, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as JsonObject)[name];
}
