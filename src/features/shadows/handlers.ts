import { refuse } from '#libs/event-sourcing';
import { handling } from '#platform/operations/caller';
import { EndShadow, GetShadow, ListShadowDifferences, ListShadows, StartShadow } from './operations.js';
import { ShadowsQuery } from './reading/shadows.query.js';
import type { ShadowRefusalCode } from './refusals.js';
import { ShadowDesk } from './shadow-desk.js';

const NOT_FOUND: ShadowRefusalCode = 'SHADOW_NOT_FOUND';

/** What carries out each operation. */
export const handlers = [
  handling(StartShadow, [ShadowDesk], ({ input, caller: { principal, context } }, desk) =>
    desk.start(context, principal.id, input),
  ),
  handling(ListShadows, [ShadowsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(
    GetShadow,
    [ShadowsQuery],
    async ({ input, caller: { principal } }, query) => (await query.find(principal.tenant, input.shadow)) ?? refuse(NOT_FOUND),
  ),
  handling(EndShadow, [ShadowDesk], ({ input: { shadow }, caller: { principal, context } }, desk) =>
    desk.end(context, principal.id, shadow),
  ),
  handling(ListShadowDifferences, [ShadowDesk, ShadowsQuery], async ({ input, caller: { principal } }, desk, query) => {
    const { shadow, ...filter } = input;
    const state = await desk.find(principal.tenant, shadow);
    return state ? query.differences(principal.tenant, shadow, filter) : refuse(NOT_FOUND);
  }),
];
