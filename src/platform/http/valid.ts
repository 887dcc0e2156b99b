import type { z } from 'zod';
import { excerpt } from '#libs/bounded';
import { nameAdvice, namesAt } from './requests/did-you-mean.js';
import { refuseWith, type RefusalError } from './problem-details.js';

const MAX_ISSUES = 10;
/** A message may quote member names of the request, which can be as long as the body. */
const MAX_TEXT = 200;
/** Of a message that advice follows. */
const MAX_ADVISED = 90;

const NO_ID = 'this is no id: ids are UUIDs, such as 0198c2a4-7e1b-7000-8000-000000000000';

interface Issue {
  readonly message: string;
  readonly code?: string;
  /** Of an issue about how a text is written. */
  readonly format?: string;
  /** Of an issue about names that are not known. */
  readonly keys?: readonly string[];
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The value as `schema` sees it, or an INVALID_INPUT refusal that names each wrong field. */
export function valid<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusalForIssues(parsed.error.issues as readonly Issue[], schema);
  return parsed.data;
}

/** The same of a value that stands alone, such as that of a header, under the name by which its sender knows it. */
export function validMember<S extends z.ZodType>(name: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refusalForIssues(
    (parsed.error.issues as readonly Issue[]).map((issue) => ({ ...issue, path: [name, ...(issue.path ?? [])] })),
  );
}

/** With the schema, an unknown name is told together with the known one that it may have meant. */
export function refusalForIssues(found: readonly Issue[], schema?: unknown): RefusalError {
  const issues = found.slice(0, MAX_ISSUES).map((issue) => ({
    path: shortened((issue.path ?? []).map(nameOf).join('.')),
    message: shortened(messageOf(issue, schema)),
  }));
  const detail = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return refuseWith('INVALID_INPUT', detail, { issues });
}

function messageOf({ message, code, format, keys = [], path = [] }: Issue, schema: unknown): string {
  if (code === 'invalid_format' && format === 'uuid') return NO_ID;
  const [unknown] = keys;
  if (code !== 'unrecognized_keys' || unknown === undefined) return message;
  return `${excerpt(message, MAX_ADVISED)}${nameAdvice(unknown, namesAt(schema, path.map(nameOf)))}`;
}

function nameOf(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}

function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : `${excerpt(text, MAX_TEXT)}...`;
}
