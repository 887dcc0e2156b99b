import { z } from 'zod';

/** Visible ASCII, as MCP has it: such ids are often chosen by another system. Whatever else is made of one must quote it. */
export const SessionId = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

export const OpenSessionRequest = z
  .strictObject({
    id: SessionId.optional().describe('Made from a UUID when left out.'),
    tags: z
      .array(z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'must be 1 to 64 letters, digits or _.:-'))
      .max(32)
      .default([])
      .describe('Facts about the session that policies and risk read.'),
    parentSessionId: SessionId.optional().describe('The session that started this one; its labels are this one’s.'),
    inputSessionIds: z
      .array(SessionId)
      .max(8)
      .optional()
      .describe('Sessions whose results this one is given; their labels are this one’s.'),
  })
  .refine(({ id, parentSessionId }) => id === undefined || parentSessionId !== id, {
    message: 'a session is not its own parent',
    path: ['parentSessionId'],
  })
  .refine(({ id, inputSessionIds = [] }) => id === undefined || !inputSessionIds.includes(id), {
    message: 'a session is not its own input',
    path: ['inputSessionIds'],
  })
  .meta({ id: 'OpenSessionRequest' });

export type SessionCommand =
  | {
      readonly type: 'OpenSession';
      readonly session: string;
      readonly agent: string;
      readonly tags: readonly string[];
      readonly parent: string | null;
      readonly lineage: readonly string[];
      readonly now: string;
    }
  | { readonly type: 'CloseSession'; readonly agent: string }
  /** A call of `agent` is about to be recorded in the session. */
  | { readonly type: 'TakeCall'; readonly session: string; readonly agent: string; readonly now: string }
  /** What became of a call of `agent` is about to be. */
  | { readonly type: 'TakeOutcome'; readonly agent: string };
