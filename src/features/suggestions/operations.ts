import { z } from 'zod';
import { operators, query } from '#libs/operations';
import { Suggestions } from './answers.js';

const access = operators('replay_admin', 'policy_admin');

export const SuggestForShadow = query({
  name: 'shadowSuggestions',
  id: 'shadows.suggestions',
  tag: 'shadows',
  says: 'Edits of a candidate that would restore or tighten what a shadow found looser, each tried; none is applied',
  access,
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
