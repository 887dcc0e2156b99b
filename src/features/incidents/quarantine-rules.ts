import { decider } from '#libs/event-sourcing';
import type { QuarantineRulesCommand } from './commands.js';
import type { QuarantineRuleEvent, Trigger } from './events.js';

export interface QuarantineRules {
  /** How often they were set; 0 for a tenant that never did. */
  readonly version: number;
  readonly scoring: { readonly threshold: number } | null;
  readonly triggers: readonly Trigger[];
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: string | null;
}

const NO_RULES: QuarantineRules = { version: 0, scoring: null, triggers: [], reason: null, by: null, at: null };

/** Rules take the place of those before as a whole. Whom the earlier ones contained stays contained. */
export const quarantineRules = decider<QuarantineRulesCommand, QuarantineRuleEvent, QuarantineRules, never>({
  initial: NO_RULES,
  decide: {
    SetQuarantineRules: ({ scoring, triggers: given, reason, by, now }, state) => {
      const triggers = given.map((trigger) => ({ ...trigger, id: state.triggers.find(countsAs(trigger))?.id ?? trigger.id }));
      if (state.version > 0 && isSame([state.scoring, state.triggers], [scoring, triggers])) return [];
      return [{ type: 'QuarantineRulesSet', scoring, triggers, reason, by, at: now }];
    },
  },
  evolve: {
    QuarantineRulesSet: ({ version }, { type: _, ...rules }) => ({ version: version + 1, ...rules }),
  },
});

/** Whether what one counted is what the other counts; how many of it are too many may change. */
function countsAs({ id: _, count: __, ...wanted }: Trigger) {
  return ({ id: _id, count: _count, ...known }: Trigger): boolean => isSame(sorted(known), sorted(wanted));
}

function sorted(value: object): unknown {
  return Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
