import { z } from 'zod';
import { AgentId } from '#features/agents/contract';
import { SessionId } from '#features/sessions/contract';
import { ToolName, VERDICTS } from '#features/decisions/contract';
import { ReplayId, ReplayProgressNow } from '#features/replays/contract';
import { CHANNELS } from './channels.js';

const MessageId = z.string().min(1).max(128).describe('Chosen by the client; answers carry it.');
const Position = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Only events that carry each named fact with this value pass. */
export const EventFilter = z
  .strictObject({
    session: SessionId.optional(),
    agent: AgentId.optional(),
    tool: ToolName.optional(),
    verdict: z.enum(VERDICTS).optional(),
  })
  .meta({ id: 'StreamEventFilter' });
export type EventFilter = z.output<typeof EventFilter>;

/** Everything a client may send over `/v1/stream`, one JSON object per text frame. */
export const ClientMessage = z
  .discriminatedUnion('type', [
    z
      .strictObject({ type: z.literal('authenticate'), token: z.string().min(1).max(4_096) })
      .describe('First message of a client that sent no Authorization header.'),
    z
      .strictObject({
        type: z.literal('subscribe'),
        id: MessageId,
        channels: z
          .array(z.enum(CHANNELS))
          .min(1)
          .max(CHANNELS.length)
          .optional()
          .describe('Left out: everything the caller may see.'),
        filter: EventFilter.optional(),
        after: Position.optional().describe('Last position already seen, 0 for the whole history; left out: from now on.'),
      })
      .describe('Operators: events as they are recorded.'),
    z
      .strictObject({ type: z.literal('follow'), id: MessageId, replay: ReplayId })
      .describe('Operators: how a replay gets on, at most once a second, until it is over; answered with `progress`.'),
    z.strictObject({ type: z.literal('unsubscribe'), id: MessageId }).describe('Ends what `subscribe` or `follow` began.'),
    z
      .strictObject({
        type: z.literal('decide'),
        id: MessageId,
        request: z.unknown().describe('As the body of `POST /v1/decisions`.'),
      })
      .describe('Agents: ask before a call.'),
    z
      .looseObject({ type: z.literal('outcome'), id: MessageId, decisionId: z.uuid() })
      .describe('Agents: what became of it; further members as the body of `POST /v1/decisions/{id}/outcome`.'),
    z.strictObject({ type: z.literal('pong') }).describe('The answer to a ping.'),
  ])
  .meta({ id: 'StreamClientMessage' });
export type ClientMessage = z.output<typeof ClientMessage>;
export type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>;
export type FollowReplay = Extract<ClientMessage, { type: 'follow' }>;
export type Decide = Extract<ClientMessage, { type: 'decide' }>;
export type Outcome = Extract<ClientMessage, { type: 'outcome' }>;

/** What the server sends besides `decision` and `outcome`, which are the REST answers with `type` and `id`. */
export const ServerMessage = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('event'),
      subscription: z.string(),
      position: Position,
      event: z.record(z.string(), z.unknown()),
    }),
    z
      .object({ type: z.literal('progress'), subscription: z.string(), ...ReplayProgressNow.shape })
      .describe('How a replay stands that is followed; the last one has `endedAt`.'),
    z.looseObject({
      type: z.literal('error'),
      id: z.string().optional(),
      code: z.string(),
      status: z.number().describe('As the same refusal has over HTTP.'),
      detail: z.string(),
      requestId: z.string(),
    }),
    z.object({ type: z.literal('ping') }),
  ])
  .meta({ id: 'StreamServerMessage' });

/** Why the server closes a socket. */
export const CLOSE = {
  goingAway: 1001,
  overloaded: 1013,
  unauthenticated: 4001,
  silent: 4002,
  slow: 4008,
} as const;
