import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { AS_OF } from '#libs/operations';
import { refuseWith } from '../problem-details.js';
import { refusalForIssues } from '../valid.js';

/**
 * Checks what arrives against the schema of its parameter and otherwise leaves it as it was sent. Nest's own pipe deletes
 * members such as `constructor` first: then another call would be decided and recorded than the one the agent makes.
 * `__proto__` was refused when the body was parsed.
 */
export class ExactInputPipe implements PipeTransform {
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    if (!schema || type === 'custom') return value;
    const result = await schema['~standard'].validate(value);
    if (!result.issues) return result.value;
    if (type === 'query' && result.issues.some(isOfNoPast)) throw refuseWith('AS_OF_NOT_TOLD');
    // A parameter of the path is checked alone, so that nothing in it says its name.
    const within = type === 'param' && data !== undefined ? [data] : [];
    const issues = result.issues.map((issue) => ({ ...issue, path: [...within, ...partOf(issue, type), ...(issue.path ?? [])] }));
    throw refusalForIssues(issues, schema);
  }
}

/** What is wrong with a part of the request as a whole, in the words of the schema, would be said of nothing. */
function partOf({ message, path = [] }: { message: string; path?: readonly unknown[] | undefined }, type: string): string[] {
  return path.length === 0 && type !== 'param' && message.startsWith('Invalid ') ? [type] : [];
}

/** Whether `asOf` was given where it is not known. */
function isOfNoPast(issue: object): boolean {
  return 'keys' in issue && Array.isArray(issue.keys) && issue.keys.includes(AS_OF);
}
