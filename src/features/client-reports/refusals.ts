import { refusals } from '#libs/event-sourcing';

export const reportRefusals = refusals({
  REPORTED_DECISION_CONFLICT: {
    kind: 'conflict',
    says: 'This client reported another decision under this id before; what was recorded first stands.',
    fix: 'Give every decision an id of its own. Two processes of a client that make up the same ids need other ids, or keys of their own.',
  },
  REPORT_TOO_LARGE: {
    kind: 'too-large',
    says: 'The report is larger than 16 MiB unpacked (a status: 1 MiB), or has more than 10,000 entries or a million parts.',
    fix: 'Send smaller batches; with OPA, lower `decision_logs.reporting.upload_size_limit_bytes`.',
  },
});
export type ReportRefusalCode = keyof typeof reportRefusals;
