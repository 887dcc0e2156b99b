import { z } from 'zod';
import { command, operatorsAnywhere, query } from '#libs/operations';
import { EventSkipped, PauseChanged, ProjectionList, RunCancelled, RunRequested } from './answers.js';
import { PauseProjectionRequest, ProjectionName, SkipEventRequest } from './commands.js';

const tag = 'ledger';
const access = operatorsAnywhere('admin');
const path = z.object({ projection: ProjectionName });

export const ListProjections = query({
  name: 'projections',
  id: 'projections.list',
  tag,
  says: 'Lists and reactions: how far each has come, what it stands still before, and whether its rows are what the events come to',
  access: operatorsAnywhere('viewer'),
  rest: 'GET /v1/projections',
  answer: ProjectionList,
  graphql: { connection: 'Projection', says: 'Lists and reactions, and how each stands.' },
});

export const VerifyProjection = command({
  name: 'verifyProjection',
  id: 'projections.verify',
  tag,
  says: 'Compare the rows of a list with what its events come to, in the background',
  access,
  rest: 'POST /v1/projections/:name/verify',
  status: 201,
  path,
  answer: RunRequested,
  graphql: { type: 'ProjectionRunRequested' },
});

export const RebuildProjection = command({
  name: 'rebuildProjection',
  id: 'projections.rebuild',
  tag,
  says: 'Make the rows of a list anew from its events, in the background; the old ones are shown until all are there',
  access,
  rest: 'POST /v1/projections/:name/rebuild',
  status: 201,
  path,
  answer: RunRequested,
  graphql: { type: 'ProjectionRunRequested' },
});

export const CancelProjectionRun = command({
  name: 'cancelProjectionRun',
  id: 'projections.cancel',
  tag,
  says: 'End a verification or a rebuild that is under way; the rows stay as they were',
  access,
  rest: 'POST /v1/projections/:name/cancel',
  path,
  answer: RunCancelled,
  graphql: { type: 'ProjectionRunCancelled' },
});

export const PauseProjection = command({
  name: 'pauseProjection',
  id: 'projections.pause',
  tag,
  says: 'Have a list or reaction stand still in your ledger',
  access,
  rest: 'POST /v1/projections/:name/pause',
  path,
  body: PauseProjectionRequest,
  answer: PauseChanged,
  graphql: { type: 'ProjectionPauseChanged', input: 'PauseProjectionInput' },
});

export const ResumeProjection = command({
  name: 'resumeProjection',
  id: 'projections.resume',
  tag,
  says: 'Have a paused list or reaction go on where it stood',
  access,
  rest: 'POST /v1/projections/:name/resume',
  path,
  answer: PauseChanged,
  graphql: { type: 'ProjectionPauseChanged' },
});

export const SkipProjectionEvent = command({
  name: 'skipProjectionEvent',
  id: 'projections.skip',
  tag,
  says: 'Have a list or reaction go on without an event that it cannot apply',
  access,
  rest: 'POST /v1/projections/:name/skip',
  path,
  body: SkipEventRequest,
  answer: EventSkipped,
  graphql: { type: 'ProjectionEventSkipped', input: 'SkipProjectionEventInput' },
});
