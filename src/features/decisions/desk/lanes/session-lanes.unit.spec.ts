import { describe, expect, it } from '@jest/globals';
import { SessionLanes } from './session-lanes.js';

/** Items are `<session> <name>` or `<session> <name> <lane it wants>`. */
function lanes() {
  const entered: string[] = [];
  const rule = {
    sessionOf: (item: string) => item.split(' ')[0]!,
    laneOf: (item: string) => item.split(' ')[2] ?? item.split(' ')[0]!,
    fits: (lane: string, item: string) => (item.split(' ')[2] ?? lane) === lane,
  };
  const sessions = new SessionLanes(rule, (lane, item) => entered.push(`${item.split(' ')[1]} in ${lane}`));
  return { sessions, entered };
}

describe('a session', () => {
  it('is a lane of its own where nothing of it wants another', () => {
    const { sessions, entered } = lanes();
    for (const item of ['s 1', 't 2', 's 3']) sessions.push(item);
    expect(entered).toStrictEqual(['1 in s', '2 in t', '3 in s']);
  });

  it('goes to a wider lane once nothing of it is in its own, and whoever comes behind goes along in order', () => {
    const { sessions, entered } = lanes();
    for (const item of ['s 1', 's 2', 's 3 wide', 's 4', 't 5 wide']) sessions.push(item);
    expect(entered).toStrictEqual(['1 in s', '2 in s', '5 in wide']);
    sessions.settled('s');
    expect(entered).toHaveLength(3);
    sessions.settled('s');
    expect(entered.slice(3)).toStrictEqual(['3 in wide', '4 in wide']);
  });

  it('stays in a wider lane while anything of it is there, and is at home again afterwards', () => {
    const { sessions, entered } = lanes();
    for (const item of ['s 1 wide', 's 2']) sessions.push(item);
    sessions.settled('s');
    sessions.push('s 3');
    sessions.settled('s');
    sessions.settled('s');
    sessions.push('s 4');
    expect(entered).toStrictEqual(['1 in wide', '2 in wide', '3 in wide', '4 in s']);
  });

  it('is in one of two wider lanes at a time, however they alternate', () => {
    const { sessions, entered } = lanes();
    const wide = ['one', 'other', 'one', 'other'];
    for (const [i, lane] of wide.entries()) sessions.push(`s ${i} ${lane}`);
    for (let settled = 1; settled <= wide.length; settled += 1) {
      expect(entered).toStrictEqual(wide.slice(0, settled).map((lane, i) => `${i} in ${lane}`));
      sessions.settled('s');
    }
    sessions.push('s 4');
    expect(entered.at(-1)).toBe('4 in s');
  });
});
