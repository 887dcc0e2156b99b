import type { ProjectionView } from '#features/projections/answers';
import type { WritClient } from './writ-client.js';

/** Every projection and reaction, as an operator is told of it. */
export async function toldProjections(operator: WritClient): Promise<readonly ProjectionView[]> {
  return (await operator.get<{ items: readonly ProjectionView[] }>('/v1/projections')).items;
}

/** Those that stand still before an event, and which one. */
export async function stoppedIn(operator: WritClient) {
  return (await toldProjections(operator)).flatMap(({ name, kind, failing }) => (failing ? [{ name, kind, ...failing }] : []));
}
