import { nameBasedId } from '#libs/event-ids';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { canonicalJson, digestOf } from '#libs/evidence';

/** What an approval is bound to, apart from tenant and policy. */
export interface CalledFor {
  readonly session: string;
  readonly agent: string;
  readonly tool: string;
  readonly argumentsDigest: string;
}

/** A held call's arguments are asked for several times, and can be a megabyte; nobody changes them once they were read. */
const known = new WeakMap<JsonObject, string>();

/** SHA-256 of the canonical JSON, hex. */
export function argumentsDigestOf(given: JsonObject): string {
  const digest = known.get(given) ?? digestOf(canonicalJson(given));
  known.set(given, digest);
  return digest;
}

/** Everything that is asked of people about one call is in one stream: who asks, in which session, for what, with exactly what. */
export function approvalStream({ session, agent, tool, argumentsDigest }: CalledFor): string {
  return `approval/${digestOf(canonicalJson({ session, agent, tool, argumentsDigest } satisfies Json))}`;
}

/** The id of the `count`th request in a stream, and of its event: the same for whoever decides the same call at the same state. */
export function approvalId(tenant: string, stream: string, count: number): string {
  return nameBasedId(`writ/approval\n${tenant}\n${stream}\n${count}`);
}
