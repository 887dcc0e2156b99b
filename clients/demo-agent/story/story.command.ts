import type { Command } from 'commander';
import { z } from 'zod';
import { contextOf, type Context } from '../../cli/context.js';
import { CommandError } from '../../cli/exit.js';
import { onInterrupt } from '../../cli/interrupt.js';
import { isSameServer } from '../../cli/session/local-credentials.js';
import { understood } from '../../contract/reading.js';
import type { Chapter } from './chapter.js';
import { factsChapter } from './chapters/facts.js';
import { labelsChapter } from './chapters/labels.js';
import { limitsChapter } from './chapters/limits.js';
import { peopleChapter } from './chapters/people.js';
import { policyChapter } from './chapters/policy.js';
import { quarantineChapter } from './chapters/quarantine.js';
import { recordChapter } from './chapters/record.js';
import { Receiver } from './receiver.js';
import { setStage, type Stage } from './stage.js';
import { Teller } from './teller.js';

const CHAPTERS: readonly Chapter[] = [
  policyChapter,
  factsChapter,
  peopleChapter,
  limitsChapter,
  labelsChapter,
  quarantineChapter,
  recordChapter,
];
const WithSecret = z.looseObject({ id: z.string(), secret: z.string().nullable() });

export function addStory(program: Command): void {
  program
    .command('story', { isDefault: true })
    .description('the story of an agent that is overseen, in a tenant of its own')
    .option('--url <url>', 'server; the one of .writ/credentials.json by default')
    .option('--no-color', 'plain text')
    .action(async (_options: unknown, command: Command) => story(contextOf(command)));
}

async function story(context: Context): Promise<void> {
  const { screen, url } = context;
  const local = context.localCredentials();
  if (!local || !isSameServer(local.url, url))
    throw new CommandError('NO_OWNER', `the story needs a tenant of its own, and .writ/credentials.json has no owner for ${url}`);
  const interrupt = onInterrupt();
  const receiver = new Receiver();
  const teller = new Teller(screen);
  try {
    const stage = await setStage(url, local.owner, Date.now().toString(36));
    teller.says(`An airline, its agent and three people: the tenant ${stage.tenant} of ${url}.`);
    const webhook = await listen(stage, receiver);
    for (const chapter of CHAPTERS) {
      if (interrupt.signal.aborted) return;
      teller.chapter(chapter.title);
      await chapter.tell({ stage, teller, receiver, webhook, signal: interrupt.signal });
    }
    screen.print('');
    teller.says('That was all. How to do each of it: docs/how-to; a busy agent to watch: npm run demo -- customers.');
  } finally {
    receiver.stop();
    interrupt.end();
  }
}

/** Gives back the webhook. */
async function listen({ cleo }: Stage, receiver: Receiver): Promise<string> {
  const events = ['approval_requested', 'approval_granted', 'approval_denied', 'incident_opened', 'incident_released'] as const;
  const body = { name: 'the story', url: await receiver.start(), events: [...events] };
  const { id, secret } = understood(WithSecret, await cleo.post('/v1/webhooks', { body }), 'webhook');
  // Only e-mail has none.
  receiver.secret = secret ?? receiver.secret;
  return id;
}
