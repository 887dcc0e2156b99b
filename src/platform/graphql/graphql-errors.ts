import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Refusal } from '#libs/event-sourcing';
import { problemOf, refusalOf, type ProblemDocument } from '#platform/http/problem-details';
import type { ProblemFilter } from '#platform/http/problem.filter';
import type { RequestFacts } from '#platform/http/request-context';
import type { AnswerBudget } from '#platform/http/sizes/answer-budget';
import { unknownVariable } from './request-parts.js';

/** What every resolver gets as its context. */
export interface GraphqlContext {
  readonly writ: RequestFacts;
  /** What the answer may be made from, however many fields ask. */
  readonly budget: AnswerBudget;
  /** `Writ-Min-Position` of the request, for reads. */
  readonly minPosition?: string | string[] | undefined;
  /** `Idempotency-Key` of the request, for mutations. */
  readonly idempotencyKey?: string | string[] | undefined;
}

/** Codes of GraphQL's own refusals: the document or its variables are wrong. */
const MALFORMED = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** A problem document as the error of a whole request: the same members, as extensions, and the same status. */
export function graphqlProblem(problem: ProblemDocument): GraphQLError {
  return new GraphQLError(problem.detail, { extensions: { ...problem, http: { status: problem.status } } });
}

/** The error as a client may see it: with the code and members of a problem document, never with anything internal. */
export function publicError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, locations, path, extensions = {} } = formatted;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  if (isProblem(extensions)) return { message, ...place, extensions: { ...extensions, stacktrace: undefined } };
  const { requestId: _, ...problem } = problemOf(refusalFor(formatted, originalOf(error)), '');
  return { message: problem.detail, ...place, extensions: problem };
}

/** Gives every error the id of its request, and logs what was no refusal and has not been logged by its resolver. */
export function problemPlugin(filter: ProblemFilter): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ operation, contextValue, request }) => {
        const detail =
          operation?.operation === 'subscription'
            ? 'subscriptions are served over graphql-ws on this path, not over HTTP'
            : unknownVariable(operation, request.variables);
        if (detail === undefined) return;
        throw graphqlProblem(problemOf({ refused: 'INVALID_INPUT', detail }, contextValue.writ.requestId));
      },
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const error of errors)
          if (!isProblem(error.extensions) && isFault(error)) filter.problem(originalOf(error), contextValue.writ);
      },
      willSendResponse: async ({ response: { body }, contextValue }) => {
        if (body.kind !== 'single') return;
        for (const { extensions } of body.singleResult.errors ?? []) {
          if (extensions) extensions.requestId ??= contextValue.writ.requestId;
        }
      },
    }),
  };
}

function isProblem(extensions: Readonly<Record<string, unknown>>): boolean {
  return typeof extensions.requestId === 'string';
}

function isFault(error: GraphQLError): boolean {
  return refusalFor(error.toJSON(), originalOf(error)).refused === 'INTERNAL_FAULT';
}

function refusalFor({ message, extensions }: GraphQLFormattedError, original: unknown): Refusal {
  const code = String((original as GraphQLError | undefined)?.extensions?.code ?? extensions?.code);
  if (code === 'QUERY_TOO_COSTLY') return { refused: code, detail: message };
  const known = refusalOf(original);
  if (known) return known;
  return MALFORMED.has(String(extensions?.code)) ? { refused: 'INVALID_INPUT', detail: message } : { refused: 'INTERNAL_FAULT' };
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}
