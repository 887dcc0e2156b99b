import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { DenialDrafts } from './from-denials/drafted-rules.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { suggestionRefusals } from './refusals.js';
import { ReplayedEdit } from './replayed-edit.js';
import { SuggestionDesk } from './suggestion-desk.js';
import { STRATEGIES } from './writing/strategies.js';

registerRefusals(suggestionRefusals);
const { controllers, providers } = transportsFor(operations, { SuggestionStrategy: STRATEGIES });

@Module({ controllers, providers: [...providers, ...handlers, DenialDrafts, ReplayedEdit, SuggestionDesk] })
export class SuggestionsModule {}
