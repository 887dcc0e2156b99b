import type { DecisionGuard } from './decision-guard.js';

/** By their places. Throws when two share a name or a place: who judges first is then anybody's guess. */
export function inOrder(guards: readonly DecisionGuard[]): readonly DecisionGuard[] {
  const order = guards.toSorted((one, other) => one.place - other.place);
  for (const [i, guard] of order.entries()) {
    const twin = order.find(({ name, place }, at) => at > i && (name === guard.name || place === guard.place));
    if (twin) throw new Error(`guards ${guard.name} (${guard.place}) and ${twin.name} (${twin.place}) share a name or a place`);
  }
  return order;
}
