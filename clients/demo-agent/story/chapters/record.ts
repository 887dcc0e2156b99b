import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { CommandError } from '../../../cli/exit.js';
import { understood } from '../../../contract/reading.js';
import type { Chapter, Telling } from '../chapter.js';

const WITHIN_MS = 20_000;
const LOOKS_EVERY_MS = 100;
/** Of what a receiver is told in this story. */
const LAST = 'incident.released';
const Verified = z.looseObject({ ok: z.boolean() });
const Deliveries = z.looseObject({ items: z.array(z.looseObject({ state: z.string() })) });

export const recordChapter: Chapter = {
  title: 'All of it was told, and all of it can be checked',
  async tell(telling) {
    const { stage, teller, receiver } = telling;
    await delivered(telling);
    if (receiver.refused > 0)
      throw new CommandError('STORY_ENDS', `${receiver.refused} deliveries were not signed as they should be`);
    const told = [...Map.groupBy(receiver.told.toSorted(), (type) => type)].map(([type, { length }]) => `${type} ${length}`);
    teller.says(`A receiver outside was told, and verified the signature of each: ${told.join(', ')}.`);
    const answer = await stage.cleo.get('/v1/ledger/verify', {});
    if (!understood(Verified, answer, 'verification').ok) throw new CommandError('STORY_ENDS', 'the ledger does not verify');
    teller.says(`The ledger of tenant ${stage.tenant} was hashed anew from its first event to its last, and it agrees.`);
  },
};

/** Until the last thing was told and nothing is on its way any more. */
async function delivered({ stage, signal, webhook, receiver }: Telling): Promise<void> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const asked = { path: { webhook }, query: { limit: 200 } };
    const { items } = understood(Deliveries, await stage.cleo.get('/v1/webhooks/{webhook}/deliveries', asked), 'deliveries');
    if (receiver.told.includes(LAST) && items.every(({ state }) => state === 'delivered')) return;
    if (performance.now() > until)
      throw new CommandError('STORY_ENDS', `not everything was delivered within ${WITHIN_MS / 1000} s`);
    await setTimeout(LOOKS_EVERY_MS, undefined, { signal });
  }
}
