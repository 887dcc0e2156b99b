import { gzipSync } from 'node:zlib';
import type { Draw } from './draw.js';
import { bent, type Bent, plain, textOf } from './json-text.js';
import { SchemaValues, type Schema } from './schema-values.js';
import type { World } from './world.js';

const ENTRY: Schema = {
  type: 'object',
  required: ['decision_id', 'input'],
  properties: {
    decision_id: { type: 'string' },
    timestamp: { type: 'string', format: 'date-time' },
    path: { type: 'string' },
    input: {
      type: 'object',
      required: ['tool'],
      properties: {
        tool: { type: 'string' },
        agent: { type: 'string' },
        session: { type: 'string' },
        arguments: { type: 'object' },
      },
      additionalProperties: true,
    },
    result: {},
    erased: { type: 'array', items: { type: 'string' } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    req_id: { type: 'integer' },
  },
  additionalProperties: true,
};
const HEADERS = [
  'tool,agent,arguments.amount',
  'tool',
  'tool,tool',
  'tool,arguments.a,arguments',
  '',
  'a..b',
  '"tool","arguments.a"',
];
const CELLS = [
  'pay',
  '1',
  '1e999',
  '9007199254740993',
  '"a ""b"""',
  '"open',
  '{"a":1}',
  '{"a":1,"a":2}',
  'true',
  '',
  '\u0000',
  '\ud83d\ude00',
];

/** A history as an OPA logs it, or a table, whole or not. */
export function historyBody(draw: Draw, world: World, nth: number): { bytes: Buffer; headers: string[] } & Pick<Bent, 'never'> {
  const isTable = draw.once(3);
  const type = ['content-type', isTable ? 'text/csv' : 'application/x-ndjson'];
  const { text, never } = isTable ? { text: table(draw), never: undefined } : log(draw, world, nth);
  const zipped = draw.once(6);
  const bytes = zipped ? gzipSync(text) : Buffer.from(text);
  const cut = draw.once(12) ? bytes.subarray(0, draw.below(bytes.length)) : bytes;
  return { bytes: cut, headers: zipped ? [...type, 'content-encoding', 'gzip'] : type, ...(cut === bytes && never && { never }) };
}

function log(draw: Draw, world: World, nth: number): Bent {
  const values = new SchemaValues(draw, {}, world.words, nth);
  const good = (): string => textOf(values.of(ENTRY));
  const lines = Array.from({ length: draw.below(4) }, good);
  if (draw.once(2)) return { text: lines.join(draw.of(['\n', '\r\n', '\n\n'])) };
  // An entry that is changed may be another kind of line, which is passed over.
  const changed = draw.once(4) ? bent(draw, plain(draw.of(CELLS))) : bent(draw, values.of(ENTRY));
  lines.splice(draw.below(lines.length + 1), 0, changed.text.replaceAll(/[\r\n]/g, ' '));
  return { text: lines.join('\n') };
}

function table(draw: Draw): string {
  const row = (): string => draw.some(CELLS, 4).join(draw.of([',', ',', ';']));
  return [draw.of(HEADERS), ...Array.from({ length: draw.below(4) }, row)].join(draw.of(['\n', '\r\n']));
}
