import { refusals } from '#libs/event-sourcing';

export const suggestionRefusals = refusals({
  SUGGESTIONS_WITHOUT_TEXT: {
    kind: 'conflict',
    says: 'The text of the candidate is not stored any more, so there is nothing to edit.',
    fix: 'Start a shadow or ask for a replay with the text of the policy.',
  },
});
export type SuggestionRefusalCode = keyof typeof suggestionRefusals;
