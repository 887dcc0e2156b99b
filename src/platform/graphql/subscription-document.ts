import { getOperationAST, GraphQLError, parse, specifiedRules, validate, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { RequestFacts } from '#platform/http/request-context';
import { AnswerBudget } from '#platform/http/sizes/answer-budget';
import type { GraphqlContext } from './graphql-errors.js';
import { exactLiterals } from './exact-literals.js';
import { queryLimits } from './query-limits.js';
import { unknownPart, unknownVariable } from './request-parts.js';
import { MAX_TOKENS } from './schema-options.js';

/** graphql-js ends a refusal with names of the schema that are like what was asked for. */
const HINT = / Did you mean .*\?$/s;

/** What a socket asked to follow, bounded and validated, or why it cannot be followed. */
export function subscriptionOf(
  schema: GraphQLSchema,
  payload: SubscribePayload,
  writ: RequestFacts,
  mayHint: boolean,
): ExecutionArgs | readonly GraphQLError[] {
  const { query, operationName, variables } = payload;
  let document;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return [malformed(error instanceof GraphQLError ? error.message : 'the query cannot be parsed')];
  }
  const errors = validate(schema, document, [...specifiedRules, queryLimits, exactLiterals]);
  if (errors.length > 0)
    return errors.map((error) =>
      error.extensions.code === 'QUERY_TOO_COSTLY' ? error : malformed(mayHint ? error.message : error.message.replace(HINT, '')),
    );
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== 'subscription')
    return [malformed('only subscriptions are answered here; send queries and mutations over HTTP')];
  const unknown = unknownPart(payload) ?? unknownVariable(operation, variables);
  if (unknown !== undefined) return [malformed(unknown)];
  const contextValue: GraphqlContext = { writ, budget: new AnswerBudget() };
  return { schema, document, operationName: operationName ?? null, variableValues: variables ?? null, contextValue };
}

export function malformed(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}
