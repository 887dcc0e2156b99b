import type { Json } from '#libs/policy-engine';

/** A test that fails until the policy no longer rules so about this input. */
export function testCase(name: string, entrypoint: string, input: Json, verdict: string): string {
  const rule = `data.${entrypoint.replaceAll('/', '.')}`;
  const indented = JSON.stringify(input, null, '\t').replaceAll('\n', '\n\t');
  return `package ${packageOf(entrypoint)}_invariants_test

test_${name.replaceAll(/\W/g, '_')} if {
	answer := ${rule} with input as ${indented}
	answer.verdict != ${JSON.stringify(verdict)}
}
`;
}

function packageOf(entrypoint: string): string {
  return entrypoint.split('/').slice(0, -1).join('.');
}
