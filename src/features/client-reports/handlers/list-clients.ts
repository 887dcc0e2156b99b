import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListClients } from '../operations.js';
import { FabricClientsQuery } from '../reading/fabric-clients.query.js';

@Handler(ListClients)
export class ListClientsHandler implements Handles<typeof ListClients> {
  constructor(@Inject(FabricClientsQuery) private readonly clients: FabricClientsQuery) {}

  execute({ input, caller: { principal } }: Asked<typeof ListClients>) {
    return this.clients.list(principal.tenant, input);
  }
}
