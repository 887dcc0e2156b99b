import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListPins } from '../operations.js';
import { PinsQuery } from '../pins.query.js';

@Handler(ListPins)
export class ListPinsHandler implements Handles<typeof ListPins> {
  constructor(@Inject(PinsQuery) private readonly pins: PinsQuery) {}

  async execute({ caller: { principal } }: Asked<typeof ListPins>) {
    return { items: await this.pins.holding(principal.tenant, new Date()), nextCursor: null };
  }
}
