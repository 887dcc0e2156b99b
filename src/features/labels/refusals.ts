import { refusals } from '#libs/event-sourcing';

export const labelRefusals = refusals({
  LABEL_NOT_THERE: {
    kind: 'conflict',
    says: 'The session does not have this label.',
    fix: 'Look at `GET /v1/sessions/{id}/labels`.',
  },
  LABEL_IS_INHERITED: {
    kind: 'conflict',
    says: 'The session has this label from a session it was started from, which has it still.',
    fix: 'Declassify that session first; the detail names it.',
  },
  SINK_RULE_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such rule.',
    fix: 'Check the id; `GET /v1/sink-rules` lists them.',
  },
  TOO_MANY_SINK_RULES: {
    kind: 'conflict',
    says: 'A tenant has at most 200 rules for sinks.',
    fix: 'A rule may name many labels: put some together and end the others.',
  },
});
export type LabelRefusalCode = keyof typeof labelRefusals;
