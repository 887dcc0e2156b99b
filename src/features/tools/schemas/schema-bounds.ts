import type { Json, JsonObject } from '#libs/event-sourcing';

/** Values in a schema with everything it refers to put in place: as many steps as checking one argument may take. */
const MOST_VALUES = 2_000;
const UNUSABLE = ['$dynamicRef', '$recursiveRef', '$anchor', '$dynamicAnchor', '$recursiveAnchor', '$vocabulary'];

/** Why a schema is not taken before anybody compiles it; hostile ones are small and mean a lot of work. */
export function boundsProblem(schema: JsonObject): string | undefined {
  let values = 0;
  const visit = (value: Json, referring: readonly string[], isRoot: boolean): string | undefined => {
    if (++values > MOST_VALUES) return `it has more than ${MOST_VALUES} values, counting what it refers to each time`;
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Array.isArray(value)) {
      const problem = keywordProblem(value as JsonObject, isRoot) ?? refer(value as JsonObject, referring);
      if (problem !== undefined) return problem;
    }
    for (const inner of Object.values(value) as Json[]) {
      const problem = visit(inner, referring, false);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  const refer = ({ $ref }: JsonObject, referring: readonly string[]): string | undefined => {
    if (typeof $ref !== 'string') return undefined;
    if (referring.includes($ref)) return `$ref ${JSON.stringify($ref)} comes back to itself`;
    const target = pointed(schema, $ref);
    if (target === undefined) return `$ref ${JSON.stringify($ref.slice(0, 200))} is nothing in this schema`;
    return visit(target, [...referring, $ref], false);
  };
  return visit(schema, [], true);
}

function keywordProblem(schema: JsonObject, isRoot: boolean): string | undefined {
  const unusable = UNUSABLE.find((keyword) => typeof schema[keyword] === 'string' || schema[keyword] === true);
  if (unusable !== undefined) return `${unusable} is not taken: refer with $ref and a pointer such as #/$defs/money`;
  if (!isRoot && typeof schema['$id'] === 'string') return '$id is not taken inside of a schema';
  return undefined;
}

/** What a pointer into the schema names; whole and remote references name nothing here. */
function pointed(schema: JsonObject, reference: string): Json | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let found: Json | undefined = schema;
  for (const step of reference.slice(2).split('/')) {
    if (typeof found !== 'object' || found === null) return undefined;
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = Object.hasOwn(found, name) ? (found as Record<string, Json>)[name] : undefined;
  }
  return found;
}
