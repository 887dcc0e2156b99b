import { z } from 'zod';

/**
 * What somebody is called whose id stands beside it. Handlers leave it out: the front door fills it in where it answers, so that no
 * name is kept anywhere but with the person. Null for whoever is no person: Writ itself, an agent, somebody unknown.
 */
const PersonName = z.string().nullable().default(null).describe('What that person is called; null where it was none.');

type Acted<N extends string, S extends z.ZodType> = Record<N, S> & Record<`${N}Name`, typeof PersonName>;

/** Members of an answer that say who did something: `by` the id, `byName` what that person is called. */
export function actedBy<const N extends string, S extends z.ZodType = z.ZodString>(name: N, id?: S): Acted<N, S> {
  return { [name]: id ?? z.string(), [`${name}Name`]: PersonName } as unknown as Acted<N, S>;
}

interface Place {
  /** Names of members, and `*` for each of a list. */
  readonly path: readonly string[];
  readonly id: string;
}

const known = new WeakMap<z.ZodType, readonly Place[]>();

/** Where people are named in answers of this schema. */
function placesIn(answer: z.ZodType): readonly Place[] {
  const places = known.get(answer) ?? search(answer, []);
  known.set(answer, places);
  return places;
}

function search(schema: z.ZodType, path: readonly string[]): Place[] {
  const { type, innerType, element } = schema.def as { type: string; innerType?: z.ZodType; element?: z.ZodType };
  if (type === 'array' && element) return search(element, [...path, '*']);
  if (type !== 'object') return innerType ? search(innerType, path) : [];
  return (Object.entries((schema as z.ZodObject).shape) as [string, z.ZodType][]).flatMap(([name, member]) =>
    member === PersonName ? [{ path, id: name.slice(0, -'Name'.length) }] : search(member, [...path, name]),
  );
}

type Members = Record<string, unknown>;

/** One member of an answer that wants a name. */
interface Wanting {
  readonly id: string;
  name(name: string | null): void;
}

/** The members of `given` that want a name; those that have one, or are known to have none, want no other. */
export function wantingNames(answer: z.ZodType, given: unknown): readonly Wanting[] {
  return placesIn(answer).flatMap(({ path, id }) =>
    holdersAt(given, path)
      .filter((holder) => holder[`${id}Name`] === undefined)
      .map((holder) => ({
        id: typeof holder[id] === 'string' ? holder[id] : '',
        name: (name: string | null) => void (holder[`${id}Name`] = name),
      })),
  );
}

function holdersAt(value: unknown, [step, ...rest]: readonly string[]): Members[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === undefined) return [value as Members];
  if (step === '*') return (value as unknown[]).flatMap((each) => holdersAt(each, rest));
  return holdersAt((value as Members)[step], rest);
}
