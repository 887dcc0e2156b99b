import { agentIn, type Chapter } from '../chapter.js';

export const factsChapter: Chapter = {
  title: 'The agent asks before it acts, and what happened before counts',
  async tell(telling) {
    const agent = agentIn(telling, 'mia');
    await agent.calls('get_reservation', { reservation: 'QX7PLM' }, 'ALLOWED', { fare: 80 });
    for (const amount of [20, 25, 30]) await agent.calls('refund_payment', { customer: 'mia_li', amount }, 'ALLOWED');
    telling.teller.says(
      'The policy reads input.facts.refunds_today. It is counted in the append of each decision, on every replica.',
    );
    await agent.calls('refund_payment', { customer: 'mia_li', amount: 10 }, 'POLICY_DENIED');
    await agent.calls('refund_payment', { customer: 'omar_rossi', amount: 10 }, 'ALLOWED');
  },
};
