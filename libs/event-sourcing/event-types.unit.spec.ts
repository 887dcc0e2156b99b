import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { eventTypes, fromRecorded } from './event-types.js';

const catalogue = eventTypes({
  Named: {
    schema: 3,
    says: 'It has a name.',
    data: z.object({ name: z.string(), by: z.string() }),
    upcasts: { 1: ({ called }) => ({ name: called ?? '' }), 2: ({ name }) => ({ name: name ?? '', by: 'nobody' }) },
  },
  Broken: { schema: 2, says: 'It broke.', data: z.object({}) },
});

describe('a recorded event', () => {
  it('is read in its current shape, whatever version it was recorded in', () => {
    const now = { type: 'Named', name: 'x', by: 'nobody' };
    expect(fromRecorded(catalogue, { type: 'Named', schema: 1, data: { called: 'x' } })).toStrictEqual(now);
    expect(fromRecorded(catalogue, { type: 'Named', schema: 2, data: { name: 'x' } })).toStrictEqual(now);
    expect(fromRecorded(catalogue, { type: 'Named', schema: 3, data: { name: 'x', by: 'ann' } })).toStrictEqual({
      ...now,
      by: 'ann',
    });
  });

  it('has the type it was recorded with, whatever its data says', () => {
    expect(fromRecorded(catalogue, { type: 'Broken', schema: 2, data: { type: 'Named' } })).toStrictEqual({ type: 'Broken' });
  });

  it('of a type that is not known is nothing', () => {
    expect(fromRecorded(catalogue, { type: 'Unknown', schema: 1, data: {} })).toBeUndefined();
  });

  it('of a version that nobody can read is a fault', () => {
    expect(() => fromRecorded(catalogue, { type: 'Broken', schema: 1, data: {} })).toThrow('no upcast from schema 1 of Broken');
  });
});
