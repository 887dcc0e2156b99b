import { Inject, type Type } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { Kill, Pause, Restore, Resume } from '../operations.js';
import { SetControl, type Verb } from '../set-control.js';

type Switch = typeof Kill;

function switching(operation: Switch, verb: Verb): Type<Handles<Switch>> {
  @Handler(operation)
  class SwitchHandler implements Handles<Switch> {
    constructor(@Inject(SetControl) private readonly controls: SetControl) {}

    async execute({ input, caller: { principal, context } }: Asked<Switch>) {
      const done = await this.controls.set(verb, input, principal, context);
      return isRefusal(done) ? done : { ledger: lastReceipt(done.receipt) };
    }
  }
  return SwitchHandler;
}

export const KillHandler = switching(Kill, 'EngageKillSwitch');
export const RestoreHandler = switching(Restore, 'ReleaseKillSwitch');
export const PauseHandler = switching(Pause, 'PauseTraffic');
export const ResumeHandler = switching(Resume, 'ResumeTraffic');
