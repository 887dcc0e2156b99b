import { z } from 'zod';
import { objectIn, type AnyOperation, type InputOf } from '#libs/operations';
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

/**
 * GraphQL clients send null for what they leave out, so a null counts only where it was declared to say something
 * (`.nullable()`), or where the member must be there and may be null. The same holds for the members of an object inside.
 */
export function withoutEmptyMembers(schema: z.ZodObject | undefined, given: Members): Members {
  const kept = Object.entries(given).filter(
    ([name, value]) => value !== undefined && (value !== null || takesNull(schema?.shape[name])),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutEmptyInside(schema?.shape[name], value)]));
}

function takesNull(member: z.ZodType | undefined): boolean {
  if (member?.safeParse(null).success !== true) return false;
  return isDeclaredNullable(member) || !member.safeParse(undefined).success;
}

function isDeclaredNullable({ def }: z.ZodType): boolean {
  const { type, innerType } = def as { type: string; innerType?: z.ZodType };
  return type === 'nullable' || (innerType !== undefined && isDeclaredNullable(innerType));
}

function withoutEmptyInside(member: z.ZodType | undefined, value: unknown): unknown {
  const object = member && objectIn(member);
  return object && isMembers(value) ? withoutEmptyMembers(object, value) : value;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
