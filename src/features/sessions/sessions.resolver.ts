import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { connectionOf, connectionType, PageArgs, pageOfArgs } from '#platform/graphql/connections';
import { objectType } from '#platform/graphql/zod-types';
import { ReadsFrom } from '#platform/http/min-position.interceptor';
import { PageQuery } from '#platform/http/paging';
import { RefusalError } from '#platform/http/problem-details';
import { SessionId } from './commands.js';
import type { SessionRefusalCode } from './refusals.js';
import { SessionsQuery, SessionView } from './sessions.query.js';

const Session = objectType('Session', SessionView);
const SessionConnection = connectionType('Session', Session);

@Resolver()
export class SessionsResolver {
  constructor(@Inject(SessionsQuery) private readonly query: SessionsQuery) {}

  @Query(() => SessionConnection, { description: 'Newest first.' })
  @ForOperators('viewer')
  @ReadsFrom('sessions')
  async sessions(@Args() page: PageArgs, @CallingOperator() operator: OperatorPrincipal) {
    return connectionOf(await this.query.list(operator.tenant, validArgs(PageQuery, pageOfArgs(page))), page);
  }

  @Query(() => Session, { nullable: true })
  @ForOperators('viewer')
  @ReadsFrom('sessions')
  async session(@Args('id') id: string, @CallingOperator() operator: OperatorPrincipal) {
    const session = await this.query.find(operator.tenant, validArgs(ById, { id }).id);
    if (!session) throw new RefusalError({ refused: 'SESSION_NOT_FOUND' satisfies SessionRefusalCode });
    return session;
  }
}

const ById = z.object({ id: SessionId });
