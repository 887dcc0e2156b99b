import Fastify from 'fastify';
import { createPostgresEventStore } from '#libs/event-store-postgres';
import { timeOrderedId } from '../ledger/ledger-load.js';

/** What any server of decisions on this ledger has to do at least: read a request, append it durably, answer. No policy, no access, no projections. */
const [ledger = '', app = ''] = process.argv.slice(2);
const store = createPostgresEventStore({ ledger, app });
const server = Fastify();

interface Asked {
  readonly requestId: string;
  readonly sessionId: string;
  readonly tool: string;
  readonly arguments: { readonly [name: string]: string | number };
}

const answerTo = ({ requestId, sessionId, tool }: Asked, position: number) => ({
  decisionId: requestId,
  sessionId,
  tool,
  verdict: 'ALLOW',
  code: 'ALLOWED',
  rule: 'read-tools',
  reason: `${tool} only reads`,
  risk: 'none',
  policy: { id: 'default', revision: 1 },
  ledger: { position },
});

server.post('/bare', (request) => Promise.resolve(answerTo(request.body as Asked, 1)));
server.post('/floor', async (request) => {
  const asked = request.body as Asked;
  const event = {
    id: timeOrderedId(),
    type: 'DecisionRecorded',
    schema: 1,
    actor: { kind: 'agent', id: 'agent-7' },
    correlation: asked.requestId,
    causation: null,
    trace: null,
    data: { ...asked, verdict: 'ALLOW', code: 'ALLOWED', risk: 'NONE' },
    sealed: null,
  } as const;
  const writes = [{ stream: `session/${asked.sessionId}`, expect: 'any', events: [event] }] as const;
  const receipt = await store.append({ tenant: 'acme', writes });
  return answerTo(asked, receipt.events[0]?.position ?? 0);
});

const url = await server.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ ready: url });
