import type { Json } from '#libs/policy-engine';

/** Stands for a part that is left out. */
const LEFT_OUT = Symbol('left out');
type Part = Json | typeof LEFT_OUT;

interface Parts {
  readonly tools: readonly Part[];
  readonly roles: readonly Part[];
  readonly amounts: readonly Part[];
  readonly failed: readonly Part[];
  readonly tags: readonly Part[];
}

/** What decisions are made of. */
const DECISIONS: Parts = {
  tools: ['get', 'put', 'run', 'odd'],
  roles: [LEFT_OUT, 'admin', 'dev'],
  amounts: [LEFT_OUT, 0, 5, 10, 10.5, null, 'x'],
  failed: [0, 2, 3],
  tags: [[], ['a'], ['a', 'b'], ['c', 'a']],
};

/** What may come where any object may. */
const ANY: Parts = {
  tools: [...DECISIONS.tools, LEFT_OUT, null, 7],
  roles: [LEFT_OUT, 'admin', 'dev', false],
  amounts: [LEFT_OUT, 5, 10, null],
  failed: [0, 3, LEFT_OUT, '3'],
  tags: [[], ['a', 'b'], ['c', null], { x: 'a' }, 'a', LEFT_OUT],
};

const decision = (tool: Part, role: Part, amount: Part, failed: Part, tags: Part): Json => {
  const session = {
    id: 's',
    openedAt: 't',
    decisions: 0,
    allowed: 0,
    denied: 0,
    ...there('failed', failed),
    ...there('tags', tags),
  };
  return {
    tenant: 't',
    agent: { id: 'a', labels: { ...there('role', role) } },
    session,
    ...there('tool', tool),
    arguments: { ...there('amount', amount) },
    context: {},
    prompt: null,
    time: 't',
  };
};

function there(name: string, part: Part): { readonly [name: string]: Json } {
  return part === LEFT_OUT ? {} : { [name]: part };
}

/** All combinations of a few values for each part that generated policies look at. */
export function smallInputs(isAny: boolean): readonly Json[] {
  const { tools, roles, amounts, failed, tags } = isAny ? ANY : DECISIONS;
  return tools.flatMap((tool) =>
    roles.flatMap((role) =>
      amounts.flatMap((amount) => failed.flatMap((count) => tags.map((list) => decision(tool, role, amount, count, list)))),
    ),
  );
}
