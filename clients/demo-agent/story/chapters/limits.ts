import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { understood } from '../../../contract/reading.js';
import { agentIn, type Chapter } from '../chapter.js';

const MOST = 3;
const WINDOW_SECONDS = 4;
const WithId = z.looseObject({ id: z.string() });

export const limitsChapter: Chapter = {
  title: 'A budget runs out and comes back',
  async tell(telling) {
    const { stage, teller, signal } = telling;
    const body = {
      name: 'searches',
      subject: 'tool',
      tool: 'search_flights',
      limit: MOST,
      windowSeconds: WINDOW_SECONDS,
    } as const;
    const set = await stage.cleo.post('/v1/limits', { body: { measure: 'calls', action: 'deny', zone: 'UTC', ...body } });
    teller.does('Cleo', `allows ${MOST} searches in any ${WINDOW_SECONDS} seconds, for all agents together.`);
    const agent = agentIn(telling, 'noah');
    for (const to of ['SEA', 'SFO', 'LAX']) await agent.calls('search_flights', { to }, 'ALLOWED', []);
    const { retryAfter = WINDOW_SECONDS } = await agent.calls('search_flights', { to: 'ORD' }, 'RATE_LIMITED');
    teller.says(`It is told to come back in ${retryAfter} s, which it does.`);
    await setTimeout(retryAfter * 1000, undefined, { signal });
    await agent.calls('search_flights', { to: 'ORD' }, 'ALLOWED', []);
    const { id } = understood(WithId, set, 'limit');
    await stage.cleo.post('/v1/limits/{id}/end', { path: { id }, body: { reason: 'it was for the story' } });
  },
};
