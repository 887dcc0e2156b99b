import { z } from 'zod';
import { command, operatorsAnywhere, query } from '#libs/operations';
import { EventSkipped, StoppedReadModels } from './answers.js';
import { ReadModelName, SkipEventRequest } from './commands.js';

const tag = 'ledger';

export const ListStoppedReadModels = query({
  name: 'stoppedReadModels',
  id: 'readModels.listStopped',
  tag,
  says: 'Lists and reactions that stand still before an event they cannot apply',
  access: operatorsAnywhere('viewer'),
  rest: 'GET /v1/read-models',
  answer: StoppedReadModels,
  graphql: {
    connection: 'StoppedReadModel',
    says: 'Lists and reactions that stand still before an event they cannot apply. Empty when all is well.',
  },
});

export const SkipReadModelEvent = command({
  name: 'skipReadModelEvent',
  id: 'readModels.skipEvent',
  tag,
  says: 'Have a list or reaction go on without an event that it cannot apply',
  access: operatorsAnywhere('admin'),
  rest: 'POST /v1/read-models/:name/skip',
  path: z.object({ readModel: ReadModelName }),
  body: SkipEventRequest,
  answer: EventSkipped,
  graphql: { type: 'ReadModelEventSkipped', input: 'SkipReadModelEventInput' },
});
