import { z } from 'zod';
import type { AnyOperation, InputOf } from '#libs/operations';
import { valid } from '#platform/http/valid';

type Members = Readonly<Record<string, unknown>>;

const NOTHING = z.strictObject({});

/** Caller-controlled members, however they came, as the operation's schemas see them; refused with the name of each wrong one. */
export function checkedInput<O extends AnyOperation>({ spec }: O, given: Members): InputOf<O> {
  const { path = NOTHING, query = NOTHING, body = NOTHING } = spec;
  const rest = { ...given };
  const taken = [path, query].map((part) => valid(part, takenFrom(rest, Object.keys(part.shape))));
  return Object.assign({}, ...taken, valid(body, rest)) as InputOf<O>;
}

function takenFrom(members: Record<string, unknown>, names: readonly string[]): Members {
  const taken = Object.fromEntries(names.filter((name) => name in members).map((name) => [name, members[name]]));
  for (const name of names) delete members[name];
  return taken;
}

/** GraphQL clients send null for what they leave out, so a null counts only where the member may be null. */
export function withoutEmptyMembers(schema: z.ZodObject | undefined, given: Members): Members {
  const kept = Object.entries(given).filter(
    ([name, value]) => value !== undefined && (value !== null || schema?.shape[name]?.safeParse(null).success === true),
  );
  return Object.fromEntries(kept);
}
