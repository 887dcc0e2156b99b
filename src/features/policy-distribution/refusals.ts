import { refusals } from '#libs/event-sourcing';

export const distributionRefusals = refusals({
  NOTHING_PUBLISHED: {
    kind: 'not-found',
    says: 'Nothing is published under this name in your tenant, and no pin gives you anything instead.',
    fix: 'Check the name against `GET /v1/policies`; publish a revision of that policy first.',
  },
});
export type DistributionRefusalCode = keyof typeof distributionRefusals;
