import type { Proof } from '#libs/policy-proofs';
import type { Ruling } from '#libs/ruling';
import type { InputSearch, SolverRun } from '../answers.js';

/** How it was found out, as it is answered. */
export function toldWork({ solver, search }: Proof): { readonly solver: SolverRun | null; readonly search: InputSearch } {
  return {
    solver: solver && { ...solver, approximated: [...solver.approximated] },
    search: { ...search, domain: search.domain.map((part) => ({ ...part, values: [...part.values] })) },
  };
}

export function toldRuling({ verdict, code, rule, reason }: Ruling): Pick<Ruling, 'verdict' | 'code' | 'rule' | 'reason'> {
  return { verdict, code, rule, reason };
}
