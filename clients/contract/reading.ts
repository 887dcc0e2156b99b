import type { z } from 'zod';
import type { Json } from '#libs/event-sourcing';
import { type JsonBounds, readJson } from '#libs/exact-json';
import { UnexpectedAnswer } from './problem.js';

/** Lists of policies with their text are long. */
const ANSWER_BOUNDS: JsonBounds = { depth: 64, tokens: 4_000_000 };

/** What a server says, read as strictly as what is said to it: each name once, every number the one that was written. Throws JsonTextError. */
export function readAnswer(text: string | Uint8Array): Json {
  return readJson(text, ANSWER_BOUNDS);
}

declare const ANSWER: unique symbol;

/** An answer as it came, of which only the contract says that it is an `A`. `understood` looks at what is relied on. */
export interface Unread<A> {
  readonly [ANSWER]?: A;
}

type Named<O> = keyof { [K in keyof O as string extends K ? never : K]: true };
type ElementOf<T> = T extends readonly (infer Element)[] ? Element : never;

/** Members that are read and that an answer of the contract does not have; `Left` ends the way into what holds itself. */
type Unheard<A, O, Left extends 0[] = [0, 0, 0, 0, 0, 0]> = Left extends [0, ...infer Less extends 0[]]
  ? O extends readonly (infer Element)[]
    ? Unheard<ElementOf<A>, Element, Less>
    : O extends object
      ? { [K in Named<O>]-?: K extends keyof NonNullable<A> ? Unheard<NonNullable<A>[K], O[K], Less> : K }[Named<O>]
      : never
  : never;

/** Nothing when a schema may read `A`; else it names what the contract does not say. */
type Reading<A, O> = [Unheard<A, O>] extends [never]
  ? [A] extends [O]
    ? unknown
    : { readonly theContractSays: A }
  : { readonly notInTheContract: Unheard<A, O> };

/**
 * What a client relies on in an answer; members that `schema` does not name pass through. That the contract promises them is
 * checked when this is compiled, that they came is checked here. Throws UnexpectedAnswer.
 */
export function understood<A, S extends z.ZodType>(
  schema: S & Reading<NoInfer<A>, z.output<S>>,
  answer: Unread<A>,
  what: string,
): z.output<S> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data as z.output<S>;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new UnexpectedAnswer(`the server's ${what} has an unexpected shape${where && ` at ${where}`}`);
}
