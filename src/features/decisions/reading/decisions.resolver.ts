import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { connectionOf, connectionType, PageArgs, pageOfArgs } from '#platform/graphql/connections';
import { enumType, inputType, objectType } from '#platform/graphql/zod-types';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { RefusalError } from '#platform/http/problem-details';
import { DecisionDetail, DecisionFilter, DecisionsQuery, DecisionSummary } from './decisions.query.js';
import { CONFIDENCES, DECISION_CODES, OUTCOMES, RISKS, VERDICTS } from '../events.js';
import type { DecisionRefusalCode } from '../refusals.js';

enumType('Verdict', VERDICTS);
enumType('DecisionCode', DECISION_CODES);
enumType('Risk', RISKS);
enumType('OutcomeStatus', OUTCOMES);
enumType('PromptConfidence', CONFIDENCES);

const Decision = objectType('Decision', DecisionSummary);
const Detail = objectType('DecisionDetail', DecisionDetail);
const DecisionConnection = connectionType('Decision', Decision);
const FilterInput = inputType('DecisionFilter', DecisionFilter.omit({ limit: true, cursor: true }));

@Resolver()
export class DecisionsResolver {
  constructor(@Inject(DecisionsQuery) private readonly query: DecisionsQuery) {}

  @Query(() => DecisionConnection, { description: 'Newest first.' })
  @ForOperators('viewer')
  @ReadsFrom('decisions')
  async decisions(
    @Args() page: PageArgs,
    @Args('filter', { type: () => FilterInput, nullable: true }) filter: object | null,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    return connectionOf(
      await this.query.list(operator.tenant, validArgs(DecisionFilter, { ...filter, ...pageOfArgs(page) })),
      page,
    );
  }

  @Query(() => Detail, {
    nullable: true,
    description: 'One decision with everything the policy saw and why it answered as it did.',
  })
  @ForOperators('viewer')
  @ReadsFrom('decisions')
  async decision(@Args('id') id: string, @CallingOperator() operator: OperatorPrincipal) {
    const decision = await this.query.find(operator.tenant, validArgs(ById, { id }).id);
    if (!decision) throw new RefusalError({ refused: 'DECISION_NOT_FOUND' satisfies DecisionRefusalCode });
    return decision;
  }
}

const ById = z.object({ id: z.uuid() });
