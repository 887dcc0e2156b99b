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

/** A call, as far as an approval is bound to it. */
export interface Call extends Omit<CalledFor, 'argumentsDigest'> {
  readonly arguments: JsonObject;
}

interface Known extends CalledFor {
  readonly stream: string;
}

/** A held call is asked for several times, and its arguments can be a megabyte; nobody changes them once they were read. */
const known = new WeakMap<JsonObject, Known>();

/** What people are asked about one call, and the stream with everything of it: who asks, in which session, for what, with exactly what. */
export function calledFor({ session, agent, tool, arguments: given }: Call): Known {
  const before = known.get(given);
  if (before?.session === session && before.agent === agent && before.tool === tool) return before;
  const argumentsDigest = before?.argumentsDigest ?? digestOf(canonicalJson(given));
  const called = { agent, argumentsDigest, session, tool } satisfies Json;
  const found = { ...called, stream: `approval/${digestOf(canonicalJson(called))}` };
  known.set(given, found);
  return found;
}

/** The id of the `count`th request in a stream, and of its event: the same for whoever decides the same call at the same state. */
export function approvalId(tenant: string, stream: string, count: number): string {
  return nameBasedId(`writ/approval\n${tenant}\n${stream}\n${count}`);
}
