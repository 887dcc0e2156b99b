import { refuse, type Json, type JsonObject, type Refusal } from '#libs/event-sourcing';
import { FactDefinition, FactName, recordedDefinition, type RecordedDefinition } from '#libs/facts';
import type { Declarations } from './commands.js';
import type { FactRefusalCode } from './refusals.js';

/** More than a tenant may have are refused where they are declared; this bounds what is looked at. */
const MOST = 256;

/** What a policy's data document declares as `writ.facts`: definitions by name. */
export function declarationsIn(data: Json): Declarations | Refusal<FactRefusalCode> {
  const declared = member(member(data, 'writ'), 'facts');
  if (declared === undefined) return {};
  if (!isObject(declared)) return refuse('FACTS_INVALID', 'writ.facts is no object');
  const entries = Object.entries(declared);
  if (entries.length > MOST) return refuse('FACTS_INVALID', `writ.facts has ${entries.length} members`);
  const facts: Record<string, RecordedDefinition> = {};
  for (const [name, given] of entries) {
    const [named, parsed] = [FactName.safeParse(name), FactDefinition.safeParse(given)];
    const issue = (named.error ?? parsed.error)?.issues[0];
    if (!parsed.success || issue) {
      const at = ['writ', 'facts', name, ...(issue?.path ?? [])].join('.');
      return refuse('FACTS_INVALID', `${at.slice(0, 200)}: ${issue?.message ?? 'is no definition'}`);
    }
    facts[name] = recordedDefinition(parsed.data);
  }
  return facts;
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
