import { refusals } from '#libs/event-sourcing';

export const readModelRefusals = refusals({
  READ_MODEL_NOT_STOPPED: {
    kind: 'conflict',
    says: 'The list or reaction does not stand still before this event.',
    fix: 'Look at `GET /v1/read-models` again: it may have gone on, or stand before another event.',
  },
});
export type ReadModelRefusalCode = keyof typeof readModelRefusals;
