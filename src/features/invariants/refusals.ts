import { refusals } from '#libs/event-sourcing';

export const invariantRefusals = refusals({
  INVARIANTS_MISSING: {
    kind: 'unprocessable',
    says: 'There is nothing to check: no invariant is named, and none is declared.',
    fix: 'Name some in `invariants`, or declare some with `POST /v1/invariants`; the page about proving a policy lists those that are built in.',
  },
  INVARIANT_UNKNOWN: {
    kind: 'unprocessable',
    says: 'There is no invariant of this name, and its Rego was not sent along.',
    fix: 'Use the name of one that is built in, or send its module as `rego`.',
  },
  INVARIANT_MALFORMED: {
    kind: 'unprocessable',
    says: 'The module of an invariant has no package of a plain name, or no rule `violation`.',
    fix: 'Begin it with `package my_invariants.some_name`, and define the set `violation` in it.',
  },
  INVARIANT_SAYS_NOTHING: {
    kind: 'unprocessable',
    says: 'The module of an invariant looks at something that is never there, so it would hold of every policy.',
    fix: 'See `detail`: the call is `input.input`, what was ruled `input.ruling`, and what the baseline ruled `input.baseline`.',
  },
  INVARIANT_PARAMETER_MISSING: {
    kind: 'unprocessable',
    says: 'An invariant needs something that neither the request nor the catalogue of tools says.',
    fix: 'See `detail`, which has an example: send it in `parameters`, or name a `baseline`.',
  },
  INVARIANT_NOT_DECLARED: {
    kind: 'not-found',
    says: 'No invariant of this name is declared in your tenant.',
    fix: 'Check the name; `GET /v1/invariants` lists them.',
  },
  INVARIANT_BUILT_IN: {
    kind: 'conflict',
    says: 'An invariant of this name is built in; a module of yours under it would be taken for that one.',
    fix: 'Give your module another name, or leave `rego` out to declare the one that is built in.',
  },
  TOO_MANY_INVARIANTS: {
    kind: 'conflict',
    says: 'A tenant declares at most 20 invariants: all of them are checked together.',
    fix: 'Withdraw those that nobody needs, or put several rules for `violation` into one module.',
  },
  NOTHING_TO_COMPARE_WITH: {
    kind: 'unprocessable',
    says: 'There is no other revision to compare with: no other one is published, and this is the first one.',
    fix: 'Name one with `against`, or compare a later revision.',
  },
});
export type InvariantRefusalCode = keyof typeof invariantRefusals;
