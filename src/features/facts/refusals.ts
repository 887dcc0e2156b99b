import { refusals } from '#libs/event-sourcing';

export const factRefusals = refusals({
  FACT_NOT_FOUND: {
    kind: 'not-found',
    says: 'No such fact is declared in your tenant.',
    fix: 'Check the name; `GET /v1/facts` lists them.',
  },
  FACT_DECLARED_OTHERWISE: {
    kind: 'conflict',
    says: 'A fact of this name is declared with another meaning by somebody else: a policy, another policy, or the tenant itself.',
    fix: 'Choose another name, or end the one there is.',
  },
  TOO_MANY_FACTS: {
    kind: 'conflict',
    says: 'A tenant has at most 64 facts: every decision looks at them.',
    fix: 'End those that no policy reads any more. The facts of earlier revisions stay until somebody ends them.',
  },
  FACTS_INVALID: {
    kind: 'unprocessable',
    says: 'What the data document of the revision declares as facts is no declaration.',
    fix: '`writ.facts` is an object of definitions by name; `detail` says which one is wrong and why.',
  },
});
export type FactRefusalCode = keyof typeof factRefusals;
