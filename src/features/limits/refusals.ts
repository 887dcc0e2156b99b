import { refusals } from '#libs/event-sourcing';

export const limitRefusals = refusals({
  LIMIT_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such limit in your tenant.',
    fix: 'Check the id; `GET /v1/limits` lists them.',
  },
  LIMIT_ALREADY_SET: {
    kind: 'conflict',
    says: 'A limit of this name holds already.',
    fix: 'Choose another name, or end the one there is.',
  },
  LIMIT_IS_A_POLICYS: {
    kind: 'conflict',
    says: 'The data of the active policy declares this limit; it holds as long as that revision is active.',
    fix: 'Publish a revision whose data does not declare it, or declares another one.',
  },
  RATE_LIMITS_INVALID: {
    kind: 'unprocessable',
    says: 'What the data document of the revision declares as rate limits is no declaration.',
    fix: '`writ.rateLimits` is an object of `{limit, windowSeconds}` by tool; `detail` says which one is wrong and why.',
  },
  NO_PRICE_LIST: {
    kind: 'conflict',
    says: 'A limit of cost goes by the list of prices of the tenant, and there is none.',
    fix: 'Set one (`POST /v1/usage/prices`), then the limit.',
  },
  TOO_MANY_LIMITS: {
    kind: 'conflict',
    says: 'A tenant has at most 64 limits: every decision looks at them.',
    fix: 'End some. One limit for each agent or tool is one limit with that subject and no name.',
  },
});
export type LimitRefusalCode = keyof typeof limitRefusals;
