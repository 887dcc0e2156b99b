import { z } from 'zod';
import { Instant, shownText } from '#libs/operations';
import type { ApprovalRequested } from './events.js';
import type { Person } from './workflow.js';

export const ApprovalId = z.uuid();

const Comment = shownText(2_000);
const Reason = shownText(500).describe('Why; kept in the ledger.');

export const GiveApprovalRequest = z
  .strictObject({ comment: Comment.optional().describe('Recorded with it.') })
  .default({})
  .meta({ id: 'GiveApprovalRequest' });
export const DenyApprovalRequest = z.strictObject({ reason: Reason }).meta({ id: 'DenyApprovalRequest' });
export const DelegateApprovalRequest = z
  .strictObject({
    to: z
      .string()
      .regex(/^(?=.*\S)\P{C}{1,200}$/u, 'must be 1 to 200 characters, not all of them blank and none of them a control character')
      .describe('Id or name of an operator.'),
    until: Instant.optional().describe('RFC 3339; until the request expires when left out.'),
    comment: Comment.optional(),
  })
  .meta({ id: 'DelegateApprovalRequest' });
export const WithdrawApprovalRequest = z.strictObject({ reason: Reason }).meta({ id: 'WithdrawApprovalRequest' });
export const CommentOnApprovalRequest = z.strictObject({ comment: Comment }).meta({ id: 'CommentOnApprovalRequest' });

interface AboutApproval {
  readonly approval: string;
  /** RFC 3339 UTC. */
  readonly now: string;
}

export type ApprovalCommand =
  | ({ readonly type: 'RequestApproval' } & Omit<ApprovalRequested, 'type' | 'supersedes'>)
  | ({ readonly type: 'UseApproval'; readonly decision: string } & AboutApproval)
  | ({ readonly type: 'GiveApproval'; readonly by: Person; readonly comment: string | null } & AboutApproval)
  | ({ readonly type: 'DenyApproval'; readonly by: Person; readonly reason: string } & AboutApproval)
  | ({
      readonly type: 'DelegateApproval';
      readonly from: Person;
      readonly to: string;
      /** Null: until the request expires. */
      readonly until: string | null;
      readonly comment: string | null;
    } & AboutApproval)
  | ({ readonly type: 'WithdrawApproval'; readonly by: string; readonly reason: string } & AboutApproval)
  | ({ readonly type: 'CommentOnApproval'; readonly by: Person; readonly comment: string } & Pick<AboutApproval, 'approval'>)
  /** `due` is the time of one of its reminders. */
  | ({ readonly type: 'RemindOfApproval'; readonly due: string } & AboutApproval)
  | ({ readonly type: 'ExpireApproval' } & AboutApproval);
