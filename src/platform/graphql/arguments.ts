import type { z } from 'zod';
import { valid } from '#platform/http/valid';

/** Arguments held to the schema of the REST body or query they stand for. A null means that an argument was left out. */
export function validArgs<S extends z.ZodType>(schema: S, given: object | null | undefined): z.output<S> {
  return valid(schema, Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== null)));
}
