import type { z } from 'zod';
import { refuseWith, type RefusalError } from './problem-details.js';

const MAX_ISSUES = 10;
/** A message may quote member names of the request, which can be as long as the body. */
const MAX_TEXT = 200;

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The value as `schema` sees it, or an INVALID_INPUT refusal that names each wrong field. */
export function valid<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusalForIssues(parsed.error.issues);
  return parsed.data;
}

export function refusalForIssues(found: readonly Issue[]): RefusalError {
  const issues = found
    .slice(0, MAX_ISSUES)
    .map(({ path = [], message }) => ({ path: shortened(path.map(nameOf).join('.')), message: shortened(message) }));
  const detail = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return refuseWith('INVALID_INPUT', detail, { issues });
}

function nameOf(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}

function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT).toWellFormed()}...`;
}
