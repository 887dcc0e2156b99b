import { projection } from '#libs/event-sourcing';
import { fabricEvents } from './events.js';

const TABLE = 'fabric_clients';

/** The processes of clients, each as it last reported. */
export const fabricClientsProjection = projection(fabricEvents, {
  name: 'fabric-clients',
  version: 1,
  tables: [
    {
      name: TABLE,
      key: ['client', 'instance'],
      columns: {
        client: 'text',
        instance: 'text',
        version: 'text',
        labels: 'json',
        bundles: 'json',
        discovery: 'json',
        changed_at: 'timestamp',
        position: 'bigint',
      },
    },
  ],
  when: {
    FabricClientReported: (known, event) => {
      const { client, instance, version, labels, bundles, discovery } = known;
      const row = { client, instance, version, labels, bundles, discovery, changed_at: event.at, position: event.position };
      return [{ op: 'put', table: TABLE, row }];
    },
  },
});
