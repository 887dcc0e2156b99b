import { publishPolicy, type SeededTenant } from './running-writ.js';
import type { Decision, WritClient } from './writ-client.js';

/** Gives every call the verdict that its arguments name. */
const MIRROR = 'package writ\ndecision := {"verdict": input.arguments.verdict, "rule": "mirror", "reason": "as asked"}';

/** What can happen next in a story: by name, so that a failing one reads like one. */
export const TURNS = [
  'agent',
  'rotate',
  'close',
  'allow',
  'hold',
  'approve',
  'deny',
  'comment',
  'label',
  'declassify',
  'kill',
  'restore',
  'pause',
  'pin',
  'lift',
  'revise',
  'publish',
  'limit',
  'end-limit',
  'exception',
  'revoke',
  'sink',
  'end-sink',
  'quarantine',
  'incident',
  'release',
] as const;
export type Turn = (typeof TURNS)[number];

/** A tenant to which things happen, one after another, through the API; what cannot happen at that moment does not. */
export class ToldStory {
  readonly approvals: string[] = [];
  private readonly decisions: string[] = [];
  private readonly made = new Map<string, string[]>();
  private agents = 1;

  private constructor(private readonly tenant: SeededTenant) {}

  static async begin(tenant: SeededTenant): Promise<ToldStory> {
    await publishPolicy(tenant.operator, 'mirror', MIRROR);
    return new ToldStory(tenant);
  }

  /** Everything that can be looked at as it was, by what is known of it now. */
  async paths(): Promise<readonly string[]> {
    const { items } = await this.operator.get<{ items: { id: string }[] }>('/v1/incidents');
    return [
      ...['agents', 'approvals', 'exceptions', 'incidents', 'limits', 'policies', 'sessions'].map(
        (list) => `/v1/${list}?limit=2`,
      ),
      ...['approvals?state=pending', 'exceptions?state=holds', 'incidents?state=open', 'pins?', 'controls?'].map(
        (of) => `/v1/${of}`,
      ),
      ...['sink-rules?', 'personal-data?', 'quarantine?', 'policies/mirror?'].map((of) => `/v1/${of}`),
      ...['policies/mirror/revisions?limit=2', 'policies/mirror/revisions/2?'].map((of) => `/v1/${of}`),
      ...['s-0', 's-1'].flatMap((session) => [`/v1/sessions/${session}?`, `/v1/sessions/${session}/labels?`]),
      ...this.approvals.slice(0, 2).map((id) => `/v1/approvals/${id}?`),
      ...items.slice(0, 2).map(({ id }) => `/v1/incidents/${id}?`),
    ];
  }

  async take(turn: Turn, number: number): Promise<void> {
    const { operator } = this;
    const reason = { reason: `because of ${number}` };
    const session = `s-${number % 2}`;
    const [approval, decision] = [this.approvals.at(-1), this.decisions.at(-1)];
    const send = (path: string, body: object = {}) => operator.send('POST', `/v1/${path}`, body);
    switch (turn) {
      case 'agent':
        return void (await send('agents', {
          id: `agent-${(this.agents += 1)}`,
          name: `Agent ${number}`,
          labels: { n: `${number}` },
        }));
      case 'rotate':
        return void (this.agents > 1 && (await send(`agents/agent-${this.agents}/keys/rotate`)));
      case 'close':
        return void (await this.tenant.agent.send('POST', `/v1/sessions/${session}/close`));
      case 'allow':
        return this.decide(session, 'ALLOW');
      case 'hold':
        return this.decide(session, 'REQUIRE_APPROVAL');
      case 'incident':
        return this.decide(session, 'DENY');
      case 'approve':
      case 'deny':
      case 'comment':
        return void (
          approval && (await send(`approvals/${approval}/${turn}`, turn === 'deny' ? reason : { comment: `${number}` }))
        );
      case 'label':
        return void (
          decision &&
          (await this.tenant.agent.send('POST', `/v1/decisions/${decision}/outcome`, { status: 'succeeded', labels: ['pii'] }))
        );
      case 'declassify':
        return void (await send(`sessions/${session}/declassify`, { labels: ['pii'], ...reason }));
      case 'kill':
      case 'restore':
      case 'pause':
        return void (await send(`controls/${turn}`, { scope: 'tool', target: 'other', forLater: true, ...reason }));
      case 'pin':
        return this.make('pin', 'pins', {
          policy: 'mirror',
          revision: 1,
          selector: { session: `elsewhere-${number}` },
          expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
          forLater: true,
          ...reason,
        });
      case 'lift':
        return this.end('pin', (id) => `pins/${id}/lift`, reason);
      case 'revise':
        return void (await send('policies/mirror/data', { data: { number }, basedOn: 1, summary: `draft ${number}` }));
      case 'publish':
        for (const step of ['submit', 'approve', 'publish']) await send(`policies/mirror/revisions/2/${step}`);
        return;
      case 'limit':
        return this.make('limit', 'limits', { name: `limit-${number}`, subject: 'agent', limit: 1_000, windowSeconds: 60 });
      case 'end-limit':
        return this.end('limit', (id) => `limits/${id}/end`, reason);
      case 'exception':
        return this.make('exception', 'exceptions', { agent: 'agent-1', seconds: 60, uses: 1, ...reason });
      case 'revoke':
        return this.end('exception', (id) => `exceptions/${id}/revoke`, reason);
      case 'sink':
        return this.make('sink', 'sink-rules', { labels: ['pii'], class: 'egress', action: 'block', ...reason });
      case 'end-sink':
        return this.end('sink', (id) => `sink-rules/${id}/end`, reason);
      case 'quarantine':
        return void (await send('quarantine', reason));
      case 'release': {
        const { items } = await operator.get<{ items: { id: string }[] }>('/v1/incidents?state=open');
        return void (items[0] && (await send(`incidents/${items[0].id}/release`, reason)));
      }
    }
  }

  private get operator(): WritClient {
    return this.tenant.operator;
  }

  private async decide(sessionId: string, verdict: string): Promise<void> {
    const asked = { sessionId, tool: 'pay', arguments: { verdict, n: this.decisions.length } };
    const { body } = await this.tenant.agent.send<Partial<Decision>>('POST', '/v1/decisions', asked);
    if (body.decisionId !== undefined && body.verdict === 'ALLOW') this.decisions.push(body.decisionId);
    if (body.approval) this.approvals.push(body.approval.id);
  }

  private async make(kind: string, path: string, body: object): Promise<void> {
    const { id, pin } = await this.operator.post<{ id?: string; pin?: string }>(`/v1/${path}`, body);
    this.made.set(kind, [...(this.made.get(kind) ?? []), (id ?? pin) as string]);
  }

  private async end(kind: string, path: (id: string) => string, reason: object): Promise<void> {
    const id = this.made.get(kind)?.shift();
    if (id !== undefined) await this.operator.post(`/v1/${path(id)}`, reason);
  }
}
