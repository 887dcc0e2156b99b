import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ApproverOrder, ApproverSays } from '../approver.js';
import { agentIn, type Chapter, type Telling } from '../chapter.js';

const MOST = 500;

export const peopleChapter: Chapter = {
  title: 'People decide about some calls',
  async tell(telling) {
    const { teller } = telling;
    const approver = approverOf(telling);
    try {
      const agent = agentIn(telling, 'ava');
      const fare = { customer: 'ava_chen', amount: 420 };
      const held = await agent.calls('refund_payment', fare, 'APPROVAL_REQUIRED');
      teller.says('The call waits. Ben sees it in his inbox, in a process of his own; the agent waits for his word.');
      teller.says(`It is ${await agent.waitsFor(held)}, for exactly these arguments, once.`);
      await agent.calls('refund_payment', fare, 'APPROVED');
      const tooMuch = await agent.calls('refund_payment', { customer: 'ava_chen', amount: 4_200 }, 'APPROVAL_REQUIRED');
      teller.says(`With a nought more it is another call, and it is ${await agent.waitsFor(tooMuch)}.`);
      await agent.calls('refund_payment', { customer: 'ava_chen', amount: 4_200 }, 'APPROVAL_DENIED');
    } finally {
      await ended(approver);
    }
  },
};

/** Ben, who agrees to what the fare allows. */
function approverOf({ stage, teller }: Telling): ChildProcess {
  const child = fork(fileURLToPath(new URL('../approver.js', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', ({ amount, answer }: ApproverSays) =>
    teller.does(
      'Ben',
      answer === 'approve' ? `${amount}? The fare allows it. Yes.` : `${amount}? The ticket was not that much. No.`,
    ),
  );
  child.send({ url: stage.url, secret: stage.secretOfBen, most: MOST } satisfies ApproverOrder);
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
