import { refusals } from '#libs/event-sourcing';

export const toolRefusals = refusals({
  TOOL_NOT_FOUND: {
    kind: 'not-found',
    says: 'The catalogue has no such tool.',
    fix: 'Check the name; `GET /v1/tools` lists them.',
  },
  TOO_MANY_TOOLS: {
    kind: 'conflict',
    says: 'A catalogue has at most 500 tools.',
    fix: 'Remove some that nobody calls.',
  },
  CATALOGUE_TOO_LARGE: {
    kind: 'conflict',
    says: 'The argument schemas of a catalogue have at most 2,097,152 characters together.',
    fix: 'Shorten the largest ones: descriptions in a schema check nothing.',
  },
  ARGUMENT_SCHEMA_INVALID: {
    kind: 'invalid',
    says: 'The schema of a tool\u2019s arguments cannot be used.',
    fix: 'The detail says which and why: JSON Schema 2020-12 or draft-07, patterns as RE2 has them, no recursion, no reference to elsewhere.',
  },
});
export type ToolRefusalCode = keyof typeof toolRefusals;
