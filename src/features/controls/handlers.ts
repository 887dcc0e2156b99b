import { isRefusal } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { handling } from '#platform/operations/caller';
import { PastControls } from './past/past-controls.js';
import { ControlsQuery } from './controls.query.js';
import { ControlsAt, Kill, ListControls, Pause, Restore, Resume } from './operations.js';
import { SetControl, type Verb } from './setting/set-control.js';

const switching = (operation: typeof Kill, verb: Verb) =>
  handling(operation, [SetControl], async ({ input, caller: { principal, context } }, controls) => {
    const done = await controls.set(verb, input, principal, context);
    return isRefusal(done) ? done : { ledger: lastReceipt(done.receipt) };
  });

/** What carries out each operation. */
export const handlers = [
  handling(ListControls, [ControlsQuery], async ({ caller: { principal } }, controls) => ({
    items: await controls.all(principal.tenant),
    nextCursor: null,
  })),
  handling(ControlsAt, [PastControls], async ({ input: { revision }, caller: { principal } }, controls) => ({
    items: await controls.at(principal.tenant, revision),
    nextCursor: null,
  })),
  switching(Kill, 'EngageKillSwitch'),
  switching(Restore, 'ReleaseKillSwitch'),
  switching(Pause, 'PauseTraffic'),
  switching(Resume, 'ResumeTraffic'),
];
