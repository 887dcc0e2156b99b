import { z } from 'zod';
import { operators, query } from '#libs/operations';
import { PolicyId, RevisionNumber } from '#features/policies/contract';
import { DraftedRules, Suggestions } from './answers.js';

const access = operators('replay_admin', 'policy_admin');
const ofShadows = operators('shadow_admin', 'replay_admin', 'policy_admin');

export const SuggestForShadow = query({
  name: 'shadowSuggestions',
  id: 'shadows.suggestions',
  tag: 'shadows',
  says: 'Edits of a candidate that would restore or tighten what a shadow found looser, each tried; none is applied',
  access: ofShadows,
  rest: 'GET /v1/shadows/:id/suggestions',
  path: z.object({ shadow: z.uuid() }),
  answer: Suggestions,
  graphql: { type: 'Suggestions' },
});

export const SuggestForReplay = query({
  name: 'replaySuggestions',
  id: 'replays.suggestions',
  tag: 'replays',
  says: 'Edits of a candidate that would restore or tighten what a replay found looser, each tried; none is applied',
  access,
  rest: 'GET /v1/replays/:id/suggestions',
  path: z.object({ replay: z.uuid() }),
  answer: Suggestions,
  graphql: { type: 'Suggestions' },
});

export const DraftRulesFromDenials = query({
  name: 'draftedRules',
  id: 'policies.draftedRules',
  tag: 'policies',
  says: 'Rules that would have people asked about tools that a revision keeps denying by its default, each tried; none is applied',
  access: operators('policy_admin'),
  rest: 'GET /v1/policies/:id/revisions/:revision/drafted-rules',
  path: z.object({ policy: PolicyId, revision: RevisionNumber }),
  answer: DraftedRules,
  graphql: { type: 'DraftedRules' },
});
