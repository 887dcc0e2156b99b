// What `@jest/globals` is to compiled code: that of the spec file which runs now. Modules are loaded once for all the files of a
// worker, and Jest makes these anew for each file. In a folder of this name because Jest leaves that out of what it shows of a stack.
const NOW = Symbol.for('writ.jest');

function current() {
  const globals = globalThis[NOW];
  if (!globals) throw new Error('@jest/globals is there only while Jest runs a spec');
  return globals;
}

/** The function of this name at whatever `owner` gives then, and its members likewise. */
const delegate = (owner, name) => {
  const now = () => owner()[name];
  return new Proxy(() => {}, {
    apply: (_target, _self, args) => owner()[name](...args),
    get: (_target, key) => (typeof now()[key] === 'function' ? delegate(now, key) : now()[key]),
    has: (_target, key) => key in now(),
    ownKeys: () => Object.keys(now()),
    getOwnPropertyDescriptor: (_target, key) =>
      Object.hasOwn(now(), key) ? { value: now()[key], enumerable: true, configurable: true } : undefined,
  });
};

/**
 * What `expect(actual)` gives. Jest makes three hundred functions and an error with its stack at every call of expect, which is most
 * of what a loop over thousands of events costs. Here that waits until it is needed: `toBe` of the same value passes by itself;
 * everything else, every failure among it, is Jest's own.
 */
function expectation(actual) {
  const whole = () => current().expect(actual);
  const toBe = (...expected) => {
    if (expected.length !== 1 || !Object.is(actual, expected[0])) whole().toBe(...expected);
  };
  return new Proxy({}, { get: (_target, name) => (name === 'toBe' ? toBe : whole()[name]) });
}

export const afterAll = delegate(current, 'afterAll');
export const afterEach = delegate(current, 'afterEach');
export const beforeAll = delegate(current, 'beforeAll');
export const beforeEach = delegate(current, 'beforeEach');
export const describe = delegate(current, 'describe');
export const expect = new Proxy(delegate(current, 'expect'), {
  apply: (jests, self, args) => (args.length === 1 ? expectation(args[0]) : Reflect.apply(jests, self, args)),
});
export const fdescribe = delegate(current, 'fdescribe');
export const fit = delegate(current, 'fit');
export const it = delegate(current, 'it');
export const jest = delegate(current, 'jest');
export const test = delegate(current, 'test');
export const xdescribe = delegate(current, 'xdescribe');
export const xit = delegate(current, 'xit');
export const xtest = delegate(current, 'xtest');
