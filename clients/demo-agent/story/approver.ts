import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { understood } from '../../contract/reading.js';
import { personAt, type Secret } from './people.js';

/** What the process of an approver is started with. */
export interface ApproverOrder {
  readonly url: string;
  readonly secret: Secret;
  /** Refunds up to this much are agreed to. */
  readonly most: number;
}

/** What it says of each request. */
export interface ApproverSays {
  readonly tool: string;
  readonly amount: number;
  readonly answer: 'approve' | 'deny';
}

const Waiting = z.looseObject({ id: z.string(), tool: z.string(), arguments: z.record(z.string(), z.unknown()) });
const Inbox = z.looseObject({ items: z.array(Waiting) });
const LOOKS_EVERY_MS = 250;

/** Somebody who looks at what waits for people and says yes or no, in a process of their own, until the parent ends it. */
async function answer({ url, secret, most }: ApproverOrder): Promise<never> {
  const person = personAt(url, secret);
  for (;;) {
    const inbox = understood(Inbox, await person.get('/v1/approvals', { query: { state: 'pending' } }), 'list of approvals');
    for (const { id, tool, arguments: given } of inbox.items) {
      const amount = typeof given['amount'] === 'number' ? given['amount'] : Number.POSITIVE_INFINITY;
      const says: ApproverSays = { tool, amount, answer: amount <= most ? 'approve' : 'deny' };
      process.send?.(says);
      if (says.answer === 'approve')
        await person.post('/v1/approvals/{id}/approve', { path: { id }, body: { comment: 'the fare allows it' } });
      else await person.post('/v1/approvals/{id}/deny', { path: { id }, body: { reason: 'more than the ticket was' } });
    }
    await setTimeout(LOOKS_EVERY_MS);
  }
}

process.once('message', (order: ApproverOrder) => {
  answer(order).catch((error: unknown) => {
    process.stderr.write(`the approver: ${String(error)}\n`);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit(0));
