// A mutant that one test has found needs no other test. Jest's own bail looks at whole files, and Stryker cannot use it.
import WritEnvironment from './environment.mjs';

let found;

export default class MutationEnvironment extends WritEnvironment {
  handleTestEvent({ name, test }) {
    const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
    if (mutant === undefined) return;
    if (name === 'test_fn_failure' || name === 'hook_failure') found = mutant;
    if (name === 'test_start' && found === mutant) test.mode = 'skip';
  }
}
