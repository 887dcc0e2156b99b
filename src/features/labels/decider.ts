import { decider, refuse } from '#libs/event-sourcing';
import type { SessionLabelCommand } from './commands.js';
import type { Learned, SessionLabelEvent } from './events.js';
import { EVERY_LABEL } from './label-words.js';
import type { LabelRefusalCode } from './refusals.js';

export interface LearnedLabel extends Omit<Learned, 'label'> {
  readonly decision: string;
  readonly at: string;
}

/** What a session has come to, by label. */
export interface SessionLabelState {
  readonly labels: ReadonlyMap<string, LearnedLabel>;
}

/** A session that was told more than these is taken to have every label there is. */
const MOST_LABELS = 256;
const noLabels: SessionLabelState = { labels: new Map() };

/** A session learns labels from whatever may give them, and loses one only when a person says so. */
export const sessionLabels = decider<SessionLabelCommand, SessionLabelEvent, SessionLabelState, LabelRefusalCode>({
  initial: noLabels,
  decide: {
    LearnLabels: ({ session, agent, decision, labels: said, at }, { labels }) => {
      if (labels.has(EVERY_LABEL)) return [];
      const fresh = new Map(said.filter(({ label }) => !labels.has(label)).map((each) => [each.label, each]));
      if (fresh.size === 0) return [];
      const [first] = fresh.values();
      const isTooMuch = labels.size + fresh.size > MOST_LABELS;
      const learned = isTooMuch && first ? [{ ...first, label: EVERY_LABEL }] : [...fresh.values()];
      return [{ type: 'LabelsLearned', session, agent, decision, labels: learned, at }];
    },
    Declassify: ({ session, labels: said, inherited, reason, by }, { labels }) => {
      for (const label of said) {
        const from = inherited.get(label);
        if (from !== undefined) return refuse('LABEL_IS_INHERITED', `${label} is inherited from ${from}`);
        if (!labels.has(label)) return refuse('LABEL_NOT_THERE', `${label} is not there`);
      }
      return [{ type: 'LabelsDeclassified', session, labels: [...new Set(said)], reason, by }];
    },
  },
  evolve: {
    LabelsLearned: ({ labels }, { labels: learned, decision, at }) => ({
      labels: new Map([
        ...labels,
        ...learned.map(({ label, origin, source }) => [label, { origin, source, decision, at }] as const),
      ]),
    }),
    LabelsDeclassified: ({ labels }, { labels: taken }) => ({
      labels: new Map([...labels].filter(([label]) => !taken.includes(label))),
    }),
  },
});
