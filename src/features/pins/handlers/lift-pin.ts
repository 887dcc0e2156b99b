import { Inject } from '@nestjs/common';
import { Controls } from '#features/controls/contract';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { LiftPin } from '../operations.js';

@Handler(LiftPin)
export class LiftPinHandler implements Handles<typeof LiftPin> {
  constructor(@Inject(Controls) private readonly controls: Controls) {}

  async execute({ input: { pin, reason }, caller: { context } }: Asked<typeof LiftPin>) {
    const done = await this.controls.pin(context, { type: 'UnpinRevision', pin, reason });
    return isRefusal(done) ? done : { pin, ledger: lastReceipt(done.receipt) };
  }
}
