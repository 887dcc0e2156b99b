import type { Schemas } from '../../../contract/routes.js';
import { agentIn, type Chapter, type Telling } from '../chapter.js';

const TOOLS: readonly Schemas['DescribeToolRequest'][] = [
  { name: 'search_flights', class: 'read', returns: [], risk: 'low' },
  { name: 'get_reservation', class: 'read', returns: [], risk: 'low' },
  { name: 'get_customer', class: 'read', returns: ['customer-record'], risk: 'medium' },
  { name: 'refund_payment', class: 'write', returns: [], risk: 'high' },
  { name: 'send_email', class: 'egress', returns: [], risk: 'high' },
];

export const labelsChapter: Chapter = {
  title: 'What was read cannot leave',
  async tell(telling) {
    const { stage, teller } = telling;
    for (const body of TOOLS) await stage.cleo.post('/v1/tools', { body });
    await rule(telling, {
      labels: ['customer-record'],
      class: 'egress',
      action: 'block',
      reason: 'customers’ records stay here',
    });
    await rule(telling, { labels: ['card'], class: 'egress', action: 'redact', reason: 'nobody mails card numbers' });
    teller.does('Cleo', 'describes the tools, and says that customers’ records do not leave, nor do card numbers.');
    const sofia = agentIn(telling, 'sofia');
    const card = 'Paid with 4111 1111 1111 1111';
    const { changes } = await sofia.calls('send_email', { to: 'sofia@example.com', text: card }, 'MODIFIED');
    teller.says(`The mail may go with these arguments instead: ${JSON.stringify(changes)}`);
    await sofia.calls('get_customer', { customer: 'sofia_davis' }, 'ALLOWED', { name: 'Sofia Davis', tier: 'gold' });
    teller.says('Now the session knows a customer’s record. Whatever it sends could hold it.');
    await sofia.calls('send_email', { to: 'friend@example.net', text: 'all about Sofia' }, 'DLP_BLOCKED');
    const liam = agentIn(telling, 'liam');
    await liam.calls('send_email', { to: 'liam@example.com', text: 'Your flight is on time' }, 'ALLOWED');
  },
};

async function rule({ stage }: Telling, body: Schemas['SetSinkRuleRequest']): Promise<void> {
  await stage.cleo.post('/v1/sink-rules', { body });
}
