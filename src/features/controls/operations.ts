import { z } from 'zod';
import { command, operators, operatorsAnywhere, PastQuery, query, wholeNumber } from '#libs/operations';
import { ControlAnswer, ControlList, PastControlList } from './answers.js';
import { ControlRequest } from './commands.js';

const tag = 'controls';
/** The four ways to set and lift a control differ in what they do and in nothing else. */
const setting = {
  tag,
  access: operatorsAnywhere('incident_admin', 'owner'),
  body: ControlRequest,
  answer: ControlAnswer,
} as const;
const field = { type: 'ControlAnswer', input: 'ControlInput' } as const;

export const ListControls = query({
  name: 'controls',
  id: 'controls.list',
  tag,
  says: 'What is killed and paused now',
  access: operatorsAnywhere('viewer'),
  rest: 'GET /v1/controls',
  query: PastQuery,
  answer: ControlList,
  readsFrom: 'controls',
  graphql: { connection: 'Control', says: 'What is killed or paused now, oldest first.' },
});

export const ControlsAt = query({
  name: 'controlsAt',
  id: 'controls.at',
  tag,
  says: 'What was killed and paused when a decision was made, by its `controlsRevision`, and who has lifted it since',
  access: operators('viewer'),
  rest: 'GET /v1/controls/at/:revision',
  path: z.object({ revision: wholeNumber(0, Number.MAX_SAFE_INTEGER) }),
  answer: PastControlList,
  graphql: { items: 'PastControl', says: 'What was killed or paused at that revision of the controls, oldest first.' },
});

export const Kill = command({
  ...setting,
  name: 'kill',
  id: 'controls.kill',
  says: 'Deny every call in a scope from the next decision on',
  rest: 'POST /v1/controls/kill',
  graphql: { ...field, says: 'Denies every call in the scope from here on.' },
});

export const Restore = command({
  ...setting,
  name: 'restore',
  id: 'controls.restore',
  says: 'Lift a kill',
  rest: 'POST /v1/controls/restore',
  graphql: { ...field, says: 'Lifts a kill.' },
});

export const Pause = command({
  ...setting,
  name: 'pause',
  id: 'controls.pause',
  says: 'Defer every call in a scope from the next decision on',
  rest: 'POST /v1/controls/pause',
  graphql: { ...field, says: 'Defers every call in the scope from here on.' },
});

export const Resume = command({
  ...setting,
  name: 'resume',
  id: 'controls.resume',
  says: 'Lift a pause',
  rest: 'POST /v1/controls/resume',
  graphql: { ...field, says: 'Lifts a pause.' },
});
