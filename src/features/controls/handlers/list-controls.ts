import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ControlsQuery } from '../controls.query.js';
import { ListControls } from '../operations.js';

@Handler(ListControls)
export class ListControlsHandler implements Handles<typeof ListControls> {
  constructor(@Inject(ControlsQuery) private readonly controls: ControlsQuery) {}

  async execute({ caller: { principal } }: Asked<typeof ListControls>) {
    return { items: await this.controls.all(principal.tenant), nextCursor: null };
  }
}
