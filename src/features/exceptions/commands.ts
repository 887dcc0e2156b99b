import { z } from 'zod';
import { shownText } from '#libs/operations';
import type { Scope } from './events.js';

export const ExceptionId = z.uuid();

const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');
const Reason = shownText(500).describe('Why; kept in the ledger.');
const WEEK_SECONDS = 604_800;

export const RequestExceptionRequest = z
  .strictObject({
    session: named.optional(),
    agent: named.optional(),
    tool: named.optional(),
    rule: z
      .string()
      .regex(/^[^\p{Cc}\p{Cs}]{1,2000}$/u, 'must be 1 to 2,000 characters, none of them a control character')
      .optional()
      .describe('The rule of the policy that is lifted. A denial is lifted only by an exception that names its rule.'),
    seconds: z.number().int().min(1).max(WEEK_SECONDS).describe('How long it holds, from its approval on; at most seven days.'),
    uses: z.number().int().min(1).max(1_000_000).optional().describe('For so many calls; for any number when left out.'),
    reason: Reason,
  })
  .refine(({ session, agent, tool, rule }) => [session, agent, tool, rule].some((part) => part !== undefined), {
    message: 'name at least one of session, agent, tool and rule: what holds for everything is a policy',
    path: ['session'],
  })
  .meta({ id: 'RequestExceptionRequest' });

export const RevokeExceptionRequest = z.strictObject({ reason: Reason }).meta({ id: 'RevokeExceptionRequest' });

export type ExceptionCommand =
  | {
      readonly type: 'RequestException';
      readonly exception: string;
      readonly scope: Scope;
      readonly rule: string | null;
      readonly seconds: number;
      readonly uses: number | null;
      readonly reason: string;
      readonly by: string;
      /** RFC 3339 UTC. */
      readonly now: string;
    }
  | { readonly type: 'ApproveException'; readonly exception: string; readonly by: string; readonly now: string }
  | { readonly type: 'RevokeException'; readonly exception: string; readonly by: string; readonly reason: string }
  | { readonly type: 'ExpireException'; readonly exception: string; readonly now: string }
  | { readonly type: 'UseException'; readonly exception: string; readonly decision: string; readonly now: string };
