import { shown } from './screen.js';

const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export function isMoment(value: unknown): value is string {
  return typeof value === 'string' && INSTANT.test(value);
}

/** `2026-01-02 03:04:05Z` for a time of the API; anything else as it is. */
export function momentText(value: unknown): string {
  const [, day, time, zone] = (typeof value === 'string' && INSTANT.exec(value)) || [];
  return day === undefined ? shown(value) : `${day} ${time}${zone}`;
}
