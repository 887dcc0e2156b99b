// The order in which the specs are named for mutation: quick ones first, since the first test that fails is the last that runs.
import Sequencer from '@jest/test-sequencer';

const NAMED = (process.env.WRIT_MUTATION_SPECS ?? '').split(',');
const rank = ({ path }) => NAMED.findIndex((name) => path.endsWith(name));

export default class AsNamed extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a) - rank(b));
  }
}
