import type { JsonObject } from '#libs/event-sourcing';
import { reference } from './call-conditions.js';

/** How calls are to be decided from now on. */
export interface Pinned {
  readonly tool: string;
  readonly verdict: string;
  readonly inputs: readonly JsonObject[];
}

/** Rego tests that hold once the calls are decided so. The package is one that no policy has. */
export function pinningTest(entrypoint: string, { tool, verdict, inputs }: Pinned): string {
  const rule = reference(entrypoint.split('/'), 'data');
  const word = tool.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  const tests = inputs.map(
    (input, n) =>
      `test_${word}_${verdict.toLowerCase()}_${n + 1} if {\n\t${rule}.verdict == ${JSON.stringify(verdict)} with input as ${JSON.stringify(input)}\n}`,
  );
  return `package suggested_test\n\n${tests.join('\n\n')}\n`;
}

export const isPinningTest = (name: string): boolean => name.includes('suggested_test');
