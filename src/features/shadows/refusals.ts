import { refusals } from '#libs/event-sourcing';

export const shadowRefusals = refusals({
  SHADOW_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such shadow in your tenant.',
    fix: 'Check the id; `GET /v1/shadows` lists them.',
  },
  SHADOW_IS_OVER: {
    kind: 'conflict',
    says: 'The shadow has ended.',
    fix: 'Start another one.',
  },
  SHADOW_ENDS_BEFORE_IT_BEGINS: {
    kind: 'invalid',
    says: 'The time at which the shadow is to end has passed, or is more than 90 days away.',
    fix: 'Name a later time, or leave it out for seven days.',
  },
  TOO_MANY_SHADOWS: {
    kind: 'conflict',
    says: 'A tenant has at most five shadows that are not over: each of them decides every decision once more.',
    fix: 'End one with `POST /v1/shadows/{id}/end`.',
  },
});
export type ShadowRefusalCode = keyof typeof shadowRefusals;
