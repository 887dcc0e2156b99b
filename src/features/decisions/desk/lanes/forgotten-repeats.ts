import { BoundedMap } from '#libs/bounded';
import type { Ask } from '../asks.js';

/** How long it is expected of an agent, after it was seen to, that it repeats what this process does not remember. */
const EXPECTED_MS = 2_000;
const CAPACITY = 10_000;

/**
 * Agents that send once more what was recorded before this process began, by another one or long ago. What they ask is looked for before it
 * is decided: to decide it in vain and to find that out by losing an append costs everybody more.
 */
export class ForgottenRepeats {
  private readonly seen = new BoundedMap<string, number>(CAPACITY);

  /** `now` gives milliseconds of a clock that only goes forward. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  found({ agent }: Ask): void {
    this.seen.set(keyOf(agent), this.now());
  }

  areExpectedOf({ agent }: Ask): boolean {
    const at = this.seen.get(keyOf(agent));
    return at !== undefined && this.now() - at <= EXPECTED_MS;
  }
}

function keyOf({ tenant, id }: Ask['agent']): string {
  return `${tenant}\n${id}`;
}
