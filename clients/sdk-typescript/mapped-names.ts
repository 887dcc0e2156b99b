import { createHash } from 'node:crypto';
import { NotSent } from './recordable.js';

const SESSION_ID = /^[\x21-\x7e]{1,128}$/;
const TOOL_NAME = /^[A-Za-z0-9_.:-]{1,128}$/;
const MAPPED = 'sha256:';

/** The session id of another system as Writ takes it: as it is where it fits, else mapped so that two never become one. */
export function sessionIdFor(id: string): string {
  return fitting(id, SESSION_ID);
}

/** The name of a tool of another system, likewise. A policy that means a mapped tool names the mapped name. */
export function toolNameFor(name: string): string {
  return fitting(name, TOOL_NAME);
}

function fitting(text: string, shape: RegExp): string {
  if (typeof text !== 'string' || text === '') throw new NotSent('a name must be a text that is not empty');
  // In UTF-8 they would all be the same.
  if (!text.isWellFormed()) throw new NotSent('a name holds a lone surrogate');
  // What looks mapped is mapped itself, or it would pass for another.
  if (shape.test(text) && !text.startsWith(MAPPED)) return text;
  return MAPPED + createHash('sha256').update(text).digest('hex');
}
