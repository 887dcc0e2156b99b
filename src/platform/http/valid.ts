import type { z } from 'zod';
import { refuseWith } from './problem-details.js';

const MAX_ISSUES = 10;

/** The value as `schema` sees it, or an INVALID_INPUT refusal that names each wrong field. */
export function valid<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, MAX_ISSUES).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const detail = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  throw refuseWith('INVALID_INPUT', detail, { issues });
}
