import type { Draw } from './draw.js';
import { graphqlInput, subscriptionInput } from './graphql-inputs.js';
import { bent } from './json-text.js';
import { changedInSilence, changedReports } from './reading-back.js';
import { send } from './requests.js';
import { restInput, type Route } from './rest-inputs.js';
import { AskedSocket } from './sockets.js';
import { streamInput } from './stream-inputs.js';
import type { World } from './world.js';

/** What one input did: a finding, or whether it was refused, and what that was, for the count. */
export interface Look {
  readonly what: string;
  readonly finding?: string | undefined;
  readonly isRefused: boolean;
}

const SHOWN = 2_000;
/** Frames on one socket before another is opened: a subscription goes on for as long as its socket. */
const FRAMES = 60;
/** Answers that a client brought about by what it waits for. */
/** Of a status only what is recorded is read: its metrics, which are most of it, may hold anything. */
const PASSES_OVER = new Set(['opaReports.status', 'opaReports.statusOfPartition']);
const WAITED = new Set(['READ_MODEL_BEHIND', 'OVERLOADED', 'VERIFICATIONS_BUSY']);

/** The ways in, for one of the callers that work side by side. */
export class Roads {
  private agent: AskedSocket | undefined;
  private operator: AskedSocket | undefined;
  private graphql: AskedSocket | undefined;
  private frames = 0;

  constructor(private readonly world: World) {}

  look(draw: Draw, nth: number): Promise<Look> {
    const road = draw.below(20);
    if (road < 12) return this.rest(draw, nth);
    if (road < 17) return this.graphqlOverHttp(draw, nth);
    if (road < 19) return this.stream(draw, nth);
    return this.graphqlSocket(draw, nth);
  }

  close(): void {
    for (const socket of [this.agent, this.operator, this.graphql]) socket?.close();
    this.agent = this.operator = this.graphql = undefined;
  }

  private async rest(draw: Draw, nth: number): Promise<Look> {
    const { world } = this;
    const { route, sent, never } = restInput(draw, world, nth);
    const body = sent.body?.subarray(0, SHOWN).toString() ?? '';
    const what = `${sent.method} ${sent.path} ${hidden(sent.headers).join(' ')} ${body}`;
    const got = await send(world.writ.url, sent);
    if (got && got.status >= 500 && !WAITED.has(codeOf(got.body)) && !isSlow(got.text))
      return finding(what, `answered ${got.status} ${got.text}`);
    const isGood = got !== undefined && got.status < 400 && !hasRefusedPart(got.body);
    if (isGood && never !== undefined && !PASSES_OVER.has(route.operationId))
      return finding(what, `was accepted although ${never}: ${got.status} ${got.text.slice(0, SHOWN)}`);
    const changed = isGood && sent.body ? await this.recordedOtherwise(route, sent.body, got.body) : undefined;
    if (changed !== undefined) return finding(what, changed);
    return { what: `${route.operationId} ${got ? Math.floor(got.status / 100) : 'none'}xx`, isRefused: !isGood };
  }

  private async recordedOtherwise({ operationId, path }: Route, bytes: Buffer, answer: unknown): Promise<string | undefined> {
    const reader = this.world.acme.operator;
    const text = bytes.toString();
    if (!isJson(text) || path === '/v1/tenants') return undefined;
    const sent: unknown = JSON.parse(text);
    if (operationId.startsWith('opaReports.logs')) return changedReports(reader, sent as unknown[]);
    if (!Array.isArray(sent)) return changedInSilence(reader, sent, answer);
    const { items = [] } = answer as { items?: readonly unknown[] };
    for (const [index, item] of sent.entries()) {
      const changed = await changedInSilence(reader, item, items[index]);
      if (changed !== undefined) return `item ${index}: ${changed}`;
    }
    return undefined;
  }

  private async graphqlOverHttp(draw: Draw, nth: number): Promise<Look> {
    const { url } = this.world.writ;
    const { field, given, enums, body, never } = graphqlInput(draw, this.world, nth);
    const caller = /enant|Operator/.test(field) && field !== 'ledgerHead' ? this.world.owner : this.world.acme.operator;
    const headers = ['authorization', `Bearer ${caller.token}`, 'content-type', 'application/json'];
    const got = await send(url, { method: 'POST', path: '/graphql', headers, body: Buffer.from(body) });
    const what = `POST /graphql ${body.slice(0, SHOWN)}`;
    if (!got) return { what: 'graphql none', isRefused: true };
    if ((got.status >= 500 && !/OVERLOADED/.test(got.text)) || got.text.includes('"INTERNAL_FAULT"'))
      return finding(what, `answered ${got.status} ${got.text}`);
    const { data, errors } = (got.body ?? {}) as { data?: Record<string, unknown>; errors?: unknown };
    const isGood = got.status < 400 && errors === undefined && data !== undefined;
    if (isGood && never !== undefined) return finding(what, `was accepted although ${never}: ${got.text.slice(0, SHOWN)}`);
    // Variables may be null where there are none.
    if (isGood && given !== undefined && given !== null) {
      const { input, ...beside } = given as Record<string, unknown>;
      const reader = this.world.acme.operator;
      const sent = { ...beside, ...(input as object) };
      const known = /createTenant/.test(field)
        ? undefined
        : await changedInSilence(reader, sent, data, new Set([...enums, ...Object.keys(beside)]));
      if (known !== undefined) return finding(what, known);
    }
    return { what: `graphql ${field} ${isGood ? 'good' : 'refused'}`, isRefused: !isGood };
  }

  private async stream(draw: Draw, nth: number): Promise<Look> {
    const asAgent = !draw.once(3);
    this.frames += 1;
    if (this.frames % FRAMES === 0) this.close();
    const socket = asAgent ? this.agentSocket() : this.operatorSocket();
    const { frame, text, never } = streamInput(draw, this.world, nth);
    const isPong = isJson(text) && (JSON.parse(text) as { type?: unknown } | null)?.type === 'pong';
    const { answers, closed, fault } = await socket.ask(frame, asAgent && !isPong);
    const what = `stream as ${asAgent ? 'agent' : 'operator'} ${text.slice(0, SHOWN)}`;
    if (fault !== undefined) return finding(what, fault);
    if (socket.faults.length > 0) return finding(what, `was answered ${String(socket.faults.splice(0))}`);
    const good = answers.find(({ type }) => type === 'decision' || type === 'outcome');
    if (good && never !== undefined) return finding(what, `was accepted although ${never}`);
    const { request, ...message } = (good ? JSON.parse(text) : {}) as Record<string, unknown>;
    const changed = await changedInSilence(this.world.acme.operator, request ?? message, good);
    if (changed !== undefined) return finding(what, changed);
    const says = closed ?? answers[0]?.['type'] ?? 'nothing';
    return { what: `stream ${String(says)}`, isRefused: closed !== undefined || says === 'error' };
  }

  private async graphqlSocket(draw: Draw, nth: number): Promise<Look> {
    this.frames += 1;
    if (this.frames % FRAMES === 0) this.close();
    const { token } = this.world.acme.operator;
    this.graphql ??= new AskedSocket(`${this.world.writ.url}/graphql`, {
      protocols: 'graphql-transport-ws',
      headers: {},
      first: { type: 'connection_init', payload: { authorization: `Bearer ${token}` } },
      ready: 'connection_ack',
      marker: (asked) => ({ type: 'ping', payload: { asked } }),
      isMarked: ({ type, payload }, asked) => type === 'pong' && (payload as { asked?: number } | undefined)?.asked === asked,
    });
    const { body } = subscriptionInput(draw, this.world, nth);
    const kind = draw.of(['subscribe', 'subscribe', 'subscribe', 'connection_init', 'complete', 'next', 'x', 'ping']);
    const outer = { kind: 'plain', text: `{"type":"${kind}","id":"i-${nth}","payload":${body === '' ? 'null' : body}}` } as const;
    const text = draw.once(6) ? bent(draw, outer).text : outer.text;
    const { answers, closed, fault } = await this.graphql.ask(text, false);
    const what = `graphql socket ${text.slice(0, SHOWN)}`;
    if (fault !== undefined) return finding(what, fault);
    if (this.graphql.faults.length > 0) return finding(what, `was answered ${String(this.graphql.faults.splice(0))}`);
    const says = closed ?? answers[0]?.['type'] ?? 'nothing';
    return { what: `graphql socket ${String(says)}`, isRefused: closed !== undefined || says === 'error' };
  }

  private agentSocket(): AskedSocket {
    return (this.agent ??= this.streamOf(this.world.acme.agent.token));
  }

  private operatorSocket(): AskedSocket {
    return (this.operator ??= this.streamOf(this.world.acme.operator.token));
  }

  private streamOf(token: string | undefined): AskedSocket {
    return new AskedSocket(`${this.world.writ.url}/v1/stream`, {
      headers: { authorization: `Bearer ${token}` },
      marker: (asked) => ({ type: 'unsubscribe', id: `~${asked}` }),
      isMarked: ({ id }, asked) => id === `~${asked}`,
    });
  }
}

function finding(what: string, says: string): Look {
  return { what, finding: `${what}\n  ${says}`, isRefused: false };
}

/** A batch and a log are answered part by part. */
function hasRefusedPart(body: unknown): boolean {
  const { items, refused } = (body ?? {}) as { items?: unknown; refused?: unknown };
  const parts = [items, refused].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return parts.some(
    (part) =>
      typeof part === 'object' &&
      part !== null &&
      ('code' in part || 'reason' in part) &&
      !('decisionId' in part && 'verdict' in part),
  );
}

function codeOf(body: unknown): string {
  return String((body as { code?: unknown } | undefined)?.code);
}

/** What `/readyz` says of a check on a machine that has too much to do; that all is well again is looked at in the end. */
function isSlow(text: string): boolean {
  return text.startsWith('{"status":"not ready"') && text.includes('no answer within');
}

/** Without the credential, and cut. */
function hidden(headers: readonly string[]): string[] {
  return headers.map((text) => text.replace(/(wrk_|eyJ)[\w.-]{20,}/g, '$1…').slice(0, 80));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
