import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { GovernanceDesk } from '../governance-desk.js';
import { SetMinimumQuality } from '../operations.js';

@Handler(SetMinimumQuality)
export class SetMinimumQualityHandler implements Handles<typeof SetMinimumQuality> {
  constructor(@Inject(GovernanceDesk) private readonly desk: GovernanceDesk) {}

  execute({ input, caller: { context } }: Asked<typeof SetMinimumQuality>) {
    return this.desk.set(context, { type: 'SetMinimumQuality', ...input });
  }
}
