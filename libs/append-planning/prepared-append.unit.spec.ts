import { describe, expect, it } from '@jest/globals';
import { AppendLine, InvalidAppendError, type AppendRequest, type NewEvent } from '#libs/event-sourcing';
import { newEvent, newEvents } from '#libs/event-sourcing/testing';
import { NotCanonicalError } from '#libs/evidence';
import { expectThat, thrownBy } from '#libs/testing';
import { MAX_EVENT_SIZE, MAX_EVENTS_PER_APPEND, prepareAppend } from './prepared-append.js';

const write = (events: readonly NewEvent[], stream = 'thing/1') => ({ stream, expect: 'any' as const, events });
const one = (given: object = {}): AppendRequest => ({ tenant: 'acme', writes: [write([newEvent(given as Partial<NewEvent>)])] });
const id = '0191f7a0-0000-7000-8000-000000000001';
const LONG = 'x'.repeat(512);

/** Texts of every kind, and what is wrong with them where they stand. */
const NAMES: readonly (readonly [unknown, string])[] = [
  ['', 'is empty'],
  [7, 'is empty'],
  [`${LONG}x`, 'is longer than 512 characters'],
  ['a\0', 'holds a character that cannot be stored'],
  ['a\ud800', 'holds a character that cannot be stored'],
];

const WRONG: readonly (readonly [what: string, request: AppendRequest])[] = [
  ...NAMES.flatMap(([name, why]): [string, AppendRequest][] => [
    [`tenant ${why}`, { ...one(), tenant: name as string }],
    [`stream ${why}`, { tenant: 'acme', writes: [write([newEvent()], name as string)] }],
    [`stream ${why}`, { ...one(), conditions: [{ stream: name as string, at: 0 }] }],
    [`event type ${why}`, one({ type: name })],
    [`actor id ${why}`, one({ actor: { kind: 'user', id: name } })],
  ]),
  ...(['correlation', 'causation', 'trace'] as const).flatMap((member): [string, AppendRequest][] => [
    [`${member} is not a text`, one({ [member]: 7 })],
    [`${member} is longer than 512 characters`, one({ [member]: `${LONG}x` })],
    [`${member} holds a character that cannot be stored`, one({ [member]: '\ud800' })],
  ]),
  ['an append writes at least one event', { tenant: 'acme', writes: [] }],
  ['the write to thing/1 has no events', { tenant: 'acme', writes: [write([])] }],
  ...['thing', '/1', 'thing/', '/thing/1'].map((stream): [string, AppendRequest] => [
    `stream ${stream} is not <category>/<id>`,
    { tenant: 'acme', writes: [write([newEvent()], stream)] },
  ]),
  ...[-2, 0.5, 2_147_483_648].flatMap((revision): [string, AppendRequest][] => [
    [`${revision} is not a revision`, { tenant: 'acme', writes: [{ ...write([newEvent()]), expect: revision }] }],
    [`${revision} is not a revision`, { ...one(), conditions: [{ stream: 'thing/2', at: revision }] }],
  ]),
  ...[0, 0.5, 2_147_483_648].map((schema): [string, AppendRequest] => [
    `schema ${schema} of ThingHappened is not a version number`,
    one({ schema }),
  ]),
  ...['', 'x', id.toUpperCase(), `${id}0`, `0${id}`].map((wrong): [string, AppendRequest] => [
    'an event id is a lower-case UUID',
    one({ id: wrong }),
  ]),
  ['actor kind robot is not known', one({ actor: { kind: 'robot', id: 'r' } })],
  ...([null, [], 'x'] as const).map((data): [string, AppendRequest] => ['data of ThingHappened is not an object', one({ data })]),
  ...([[], 'x'] as const).map((sealed): [string, AppendRequest] => ['sealed of ThingHappened is not an object', one({ sealed })]),
  [
    `an append has at most ${MAX_EVENTS_PER_APPEND} events`,
    { tenant: 'acme', writes: [write(newEvents(MAX_EVENTS_PER_APPEND)), write([newEvent()], 'thing/2')] },
  ],
  ['an append names each stream it writes once', { tenant: 'acme', writes: [write([newEvent()]), write([newEvent()])] }],
  ['two events of one append have the same id', { tenant: 'acme', writes: [write([newEvent({ id }), newEvent({ id })])] }],
  [`ThingHappened is larger than ${MAX_EVENT_SIZE} characters`, one({ data: { x: 'x'.repeat(MAX_EVENT_SIZE - 8) }, sealed: {} })],
];

const RIGHT: readonly AppendRequest[] = [
  one({ id, type: LONG, actor: { kind: 'system', id: LONG }, correlation: LONG, causation: '', trace: 'e\u0301' }),
  one({ actor: { kind: 'user', id: 'u' }, schema: 2_147_483_647, sealed: { a: null } }),
  { ...one(), tenant: LONG, conditions: [-1, 2_147_483_647].map((at) => ({ stream: 'thing/2', at })) },
  { tenant: 'acme', writes: [-1, 2_147_483_647].map((at) => ({ ...write([newEvent()], `thing/${at}/x`), expect: at })) },
  { tenant: 'acme', writes: [write(newEvents(MAX_EVENTS_PER_APPEND))] },
  one({ data: { x: 'x'.repeat(MAX_EVENT_SIZE - 8) } }),
  one({ data: { x: 'x'.repeat(MAX_EVENT_SIZE - 10) }, sealed: {} }),
];

describe('an append', () => {
  it('that can never be made is refused with what is wrong, and breaks its line', () => {
    for (const [what, request] of WRONG) {
      const line = new AppendLine();
      expectThat(what, () => prepareAppend({ ...request, line })).toThrow(new InvalidAppendError(what));
      expectThat(what, line.broken).toBe(true);
      expectThat(what, () => prepareAppend(request)).toThrow(InvalidAppendError);
    }
  });

  it('that can be made breaks no line, up to every bound', () => {
    const line = new AppendLine();
    for (const request of RIGHT) expect(prepareAppend({ ...request, line }).line).toBe(line);
    expect(line.broken).toBe(false);
  });

  it('is prepared with the canonical form of what it holds, in the order of its writes, and with its size', () => {
    const [first, second, third] = newEvents(3, (i) => ({ z: i, a: 'x' }));
    const sealed = { b: 1, a: 2 };
    const writes = [write([first!, { ...second!, sealed }]), write([third!], 'thing/2')];
    const conditions = [{ stream: 'thing/3', at: 4 }];
    const prepared = prepareAppend({ tenant: 'acme', writes, conditions });
    expect(prepared).toStrictEqual({
      tenant: 'acme',
      writes,
      conditions,
      line: undefined,
      events: [
        { stream: 'thing/1', event: first, data: '{"a":"x","z":0}', sealed: null },
        { stream: 'thing/1', event: { ...second, sealed }, data: '{"a":"x","z":1}', sealed: '{"a":2,"b":1}' },
        { stream: 'thing/2', event: third, data: '{"a":"x","z":2}', sealed: null },
      ],
      size: 3 * 400 + 3 * 15 + 13,
    });
    expect(prepareAppend({ tenant: 'acme', writes }).conditions).toStrictEqual([]);
  });

  it('whose data has no canonical form is refused with the reason, and a fault is none', () => {
    const round: Record<string, unknown> = {};
    round['itself'] = round;
    for (const data of [round, { n: Number.NaN }, { half: '\ud800' }])
      expect(() => prepareAppend(one({ data }))).toThrow(/^data of ThingHappened has no canonical form: ./);
    expect(() => prepareAppend(one({ sealed: { n: Infinity } }))).toThrow(/^sealed of ThingHappened has no canonical form: ./);
    const why = thrownBy(() => prepareAppend(one({ data: { n: Number.NaN } })));
    expect((why as Error).cause).toBeInstanceOf(NotCanonicalError);
    const fault = new TypeError('a fault');
    const faulty = {
      get broken(): never {
        throw fault;
      },
    };
    expect(() => prepareAppend(one({ data: faulty }))).toThrow(fault);
  });
});
