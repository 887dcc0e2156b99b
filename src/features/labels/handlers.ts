import { refuse } from '#libs/event-sourcing';
import { madeId } from '#platform/auth/made-secrets';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { handling } from '#platform/operations/caller';
import { LabelDesk } from './label-desk.js';
import {
  Declassify,
  EndSinkRule,
  GetPersonalData,
  GetSessionLabels,
  ListSinkRules,
  SetPersonalData,
  SetSinkRule,
} from './operations.js';

/** What carries out each operation. */
export const handlers = [
  handling(GetSessionLabels, [LabelDesk], async ({ input: { session }, caller: { principal } }, desk) => {
    if (principal.tenant === DEPLOYMENT_LEDGER) return refuse('FORBIDDEN', 'sessions belong to tenants');
    return desk.ofSession(principal.tenant, session, principal.kind === 'agent' ? principal.id : undefined);
  }),
  handling(Declassify, [LabelDesk], ({ input, caller: { principal, context } }, desk) =>
    desk.declassify(context, { ...input, by: principal.id }),
  ),
  handling(ListSinkRules, [LabelDesk], ({ caller: { principal } }, desk) => desk.listRules(principal.tenant)),
  handling(SetSinkRule, [LabelDesk], ({ input, caller: { principal, context } }, desk) => {
    const { labels, class: kind = null, tool = null, action, reason } = input;
    const rule = madeId(context, 'sink-rule');
    const now = new Date().toISOString();
    return desk.changeRules(context, {
      type: 'SetSinkRule',
      rule,
      labels,
      class: kind,
      tool,
      action,
      reason,
      by: principal.id,
      now,
    });
  }),
  handling(EndSinkRule, [LabelDesk], ({ input: { rule, reason }, caller: { principal, context } }, desk) =>
    desk.changeRules(context, { type: 'EndSinkRule', rule, reason, by: principal.id }),
  ),
  handling(GetPersonalData, [LabelDesk], ({ caller: { principal } }, desk) => desk.personalData(principal.tenant)),
  handling(SetPersonalData, [LabelDesk], ({ input: { mode, reason }, caller: { principal, context } }, desk) =>
    desk.setPersonalData(context, { type: 'SetPersonalDataMode', mode, reason, by: principal.id }),
  ),
];
