import { ReplayDifferences } from '#features/replays/contract';
import { ShadowDifferences } from '#features/shadows/contract';
import { isRefusal } from '#libs/event-sourcing';
import { handling } from '#platform/operations/caller';
import { DenialDrafts } from './from-denials/drafted-rules.js';
import { MOST_DIFFERENCES } from './grouped-differences.js';
import { DraftRulesFromDenials, SuggestForReplay, SuggestForShadow } from './operations.js';
import { SuggestionDesk } from './suggestion-desk.js';

/** What carries out each operation. */
export const handlers = [
  handling(DraftRulesFromDenials, [DenialDrafts], ({ input, caller: { principal } }, drafts) =>
    drafts.draft(principal.tenant, input.policy, input.revision),
  ),
  handling(SuggestForShadow, [ShadowDifferences, SuggestionDesk], async ({ input, caller: { principal } }, shadows, desk) => {
    const found = await shadows.found(principal.tenant, input.shadow, MOST_DIFFERENCES);
    return isRefusal(found) ? found : desk.suggest(principal.tenant, input.shadow, found);
  }),
  handling(SuggestForReplay, [ReplayDifferences, SuggestionDesk], async ({ input, caller: { principal } }, replays, desk) => {
    const found = await replays.found(principal.tenant, input.replay, MOST_DIFFERENCES);
    return isRefusal(found) ? found : desk.suggest(principal.tenant, input.replay, found);
  }),
];
