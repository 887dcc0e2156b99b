import { policyEvents } from '#features/policies/contract';
import { projection, type Projection, type ReadTable } from '#libs/event-sourcing';
import { bundleRevision } from '#features/policy-distribution/contract';
import { fabricEvents } from '../events.js';

const TABLE = 'fabric_clients';
const PUBLISHED = 'fabric_published_policies';

const isPublished = ({ policy, revision, digest }: { policy: string; revision: number; digest: string }) =>
  [{ op: 'put', table: PUBLISHED, row: { policy, revision: bundleRevision({ id: policy, revision, digest }) } }] as const;

const publishedTables = [
  { name: PUBLISHED, key: ['policy'], columns: { policy: 'text', revision: 'text' } },
] as const satisfies readonly ReadTable[];

/** What is published under each policy's id. */
const published = projection(policyEvents, {
  name: 'fabric-clients',
  version: 2,
  tables: publishedTables,
  when: { PolicyPublished: isPublished, PolicyRolledBack: isPublished },
});

const clientsTables = [
  {
    name: TABLE,
    key: ['client', 'instance'],
    columns: {
      client: 'text',
      instance: 'text',
      version: 'text?',
      labels: 'json',
      bundles: 'json',
      discovery: 'json?',
      changed_at: 'timestamp',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const clients = projection(fabricEvents, {
  name: 'fabric-clients',
  version: 2,
  tables: clientsTables,
  when: {
    FabricClientReported: (known, event) => {
      const { client, instance, version, labels, bundles, discovery } = known;
      const row = { client, instance, version, labels, bundles, discovery, changed_at: event.at, position: event.position };
      return [{ op: 'put', table: TABLE, row }];
    },
  },
});

export const fabricTables = [...clientsTables, ...publishedTables] as const;

/** The processes of clients, each as it last reported, and what is published for them, so that one list shows both. */
export const fabricClientsProjection: Projection = {
  ...clients,
  tables: fabricTables,
  when: { ...clients.when, ...published.when },
};
