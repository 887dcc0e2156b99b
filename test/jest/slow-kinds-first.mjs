// The order of the files: e2e, int, unit, so that the last ones to finish are short. Within a kind Jest's own: failed ones
// first, then the slowest.
import Sequencer from '@jest/test-sequencer';

const KINDS = ['e2e', 'int', 'unit', 'architecture'];
const rank = (test) => KINDS.indexOf(test.context.config.displayName.name);

export default class SlowKindsFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
