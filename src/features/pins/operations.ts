import { z } from 'zod';
import { command, operators, PastQuery, query } from '#libs/operations';
import { PinLifted, PinList, RevisionPinned } from './answers.js';
import { LiftPinRequest, PinId, PinRevisionRequest } from './commands.js';

const tag = 'pins';

export const PinRevision = command({
  name: 'pinRevision',
  id: 'pins.pin',
  tag,
  says: 'Have an agent, a session or a label decided by a chosen revision',
  access: operators('policy_admin'),
  rest: 'POST /v1/pins',
  status: 201,
  body: PinRevisionRequest,
  answer: RevisionPinned,
  graphql: { type: 'RevisionPinned', input: 'PinRevisionInput' },
});

export const ListPins = query({
  name: 'pins',
  id: 'pins.list',
  tag,
  says: 'The pins that hold now',
  access: operators('viewer'),
  rest: 'GET /v1/pins',
  query: PastQuery,
  answer: PinList,
  readsFrom: 'pins',
  graphql: { items: 'Pin', says: 'Those that hold now, oldest first.' },
});

export const LiftPin = command({
  name: 'liftPin',
  id: 'pins.lift',
  tag,
  says: 'Lift a pin',
  access: operators('policy_admin', 'incident_admin'),
  rest: 'POST /v1/pins/:id/lift',
  path: z.object({ pin: PinId }),
  body: LiftPinRequest,
  answer: PinLifted,
  graphql: { type: 'PinLifted', input: 'LiftPinInput' },
});
