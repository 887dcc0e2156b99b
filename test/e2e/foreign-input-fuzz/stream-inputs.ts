import { ROUTES, SCHEMAS } from './rest-inputs.js';
import type { Draw } from './draw.js';
import { bent, plain, type Member, type Part } from './json-text.js';
import { SchemaValues, type Schema } from './schema-values.js';
import type { World } from './world.js';

export interface StreamInput {
  readonly frame: string | Buffer;
  readonly text: string;
  readonly never: string | undefined;
}

const bodyOf = (id: string): Schema =>
  ROUTES.find(({ operationId }) => operationId === id)?.requestBody?.content['application/json']?.schema as Schema;
const CHANNELS = ['decisions', 'outcomes', 'ledger', 'controls', 'Decisions', 'nothing'];

/** A frame of an agent or an operator, made wrong in one way or left. */
export function streamInput(draw: Draw, world: World, nth: number): StreamInput {
  const values = new SchemaValues(draw, SCHEMAS, world.words, nth);
  const body = bent(draw, messageOf(draw, values, nth));
  if (draw.once(25)) return { text: body.text, frame: Buffer.from(body.text), never: body.never };
  if (draw.once(60))
    return { text: body.text, frame: Buffer.concat([Buffer.from([0xc3, 0x28]), Buffer.from(body.text)]), never: 'no UTF-8' };
  return { text: body.text, frame: body.text, never: body.never };
}

function messageOf(draw: Draw, values: SchemaValues, nth: number): Part {
  const member = (name: string, value: Part): Member => ({ name: JSON.stringify(name), value });
  const id = member('id', plain(draw.of([`m-${nth}`, `m-${nth}`, '', 'é', 'x'.repeat(129), 1])));
  const kind = draw.of(['decide', 'decide', 'decide', 'outcome', 'subscribe', 'unsubscribe', 'pong', 'authenticate', 'none']);
  const members = [member('type', plain(kind))];
  if (kind === 'decide') members.push(id, member('request', values.of(bodyOf('decisions.decide'))));
  if (kind === 'outcome') {
    const outcome = values.of(bodyOf('decisions.outcome'));
    members.push(id, member('decisionId', values.of({ type: 'string', format: 'uuid' }, 'decisionId')));
    if (outcome.kind === 'object') members.push(...outcome.members);
  }
  if (kind === 'subscribe') {
    const channels = { kind: 'list', items: [plain(draw.of(CHANNELS))] } as const;
    const filter = { kind: 'object', isClosed: true, members: [member('tool', plain(draw.of(['pay', 'é'])))] } as const;
    members.push(id, member('channels', { ...channels, items: [...channels.items] }));
    if (draw.once(2)) members.push(member('filter', { ...filter, members: [...filter.members] }));
    if (draw.once(2)) members.push(member('after', plain(draw.of([0, 1, 2 ** 53 - 1, -1, 1.5]))));
  }
  if (kind === 'unsubscribe') members.push(id);
  if (kind === 'authenticate') members.push(member('token', plain(draw.of(['x', '', 'wrk_x', 'x'.repeat(5_000)]))));
  return { kind: 'object', isClosed: true, members };
}
