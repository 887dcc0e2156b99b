import { shown } from './screen.js';

type Fields = Readonly<Record<string, unknown>>;

/** Who is named by a member such as `setBy`: the id, behind the name where the server tells it; undefined for nobody. */
export function whoIn(item: Fields, member: string): string | undefined {
  const [id, name] = [item[member], item[`${member}Name`]];
  if (typeof id !== 'string' || id === '') return undefined;
  return typeof name === 'string' && name !== '' && name !== id ? `${shown(name)} (${shown(id)})` : shown(id);
}
