// The walls. Every rule is told in docs/explanation/walls.md and proved by a violating fixture in test/architecture/fixtures.
/** One a line, so that two that come at once do not meet. */
export const PURE_LIBS = [
  'event-sourcing',
  'evidence',
  'policy-engine',
  'ruling',
  'append-planning',
  'bounded',
  'decision-guards',
  'operations',
  'exact-json',
  'detectors',
  'replay',
];
const PURE = `^libs/(${PURE_LIBS.join('|')})/`;
const HEART = '^src/features/([^/]+)/(contract|events|commands|answers|operations|refusals|decider)\\.ts$';
const TEST_CODE = '\\.spec\\.ts$|/testing/';
const PACKAGES = '(^|/)node_modules/';
const zod = `${PACKAGES}zod/`;
/** What each pure lib may take from npm and from Node itself. A lib that is not named here gets zod alone. */
const ALLOWED_IN_PURE = { evidence: ['^(node:)?crypto$'], 'policy-engine': [`${PACKAGES}re2js/`, '^(node:)?crypto$'], 'exact-json': ['^(node:)?buffer$'], detectors: [`${PACKAGES}re2js/`, '^(node:)?crypto$'] };
/** Files with a role suffix do work at the edge; the files without one are a feature's thinking. */
const ROLES = '\\.(controller|module|projection|query|reaction|job|resolver|gateway|interceptor|guard)\\.ts$';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

function pureLib(lib) {
  const allowed = [PURE, zod, ...(ALLOWED_IN_PURE[lib] ?? [])];
  return rule(
    'pure-libs-stay-pure',
    'A pure lib imports pure libs, zod and what ALLOWED_IN_PURE names.',
    { path: `^libs/${lib}/`, pathNot: TEST_CODE },
    { pathNot: allowed },
  );
}

export const forbidden = [
  ...PURE_LIBS.map(pureLib),
  rule('libs-do-not-know-src', 'A lib is reusable without the application.', { path: '^libs/' }, { path: '^(src|clients)/' }),
  rule(
    'only-nest-libs-know-nest',
    'Nest enters libs through nest-* alone.',
    { path: '^libs/(?!nest-)' },
    { path: `${PACKAGES}@nestjs/` },
  ),
  rule(
    'only-nest-operations-dispatches',
    'The command and query buses are behind the front door; the event bus, sagas and aggregate roots of the package are for nobody.',
    { path: '^(src|libs|clients|test)/', pathNot: '^libs/nest-operations/' },
    { path: `${PACKAGES}@nestjs/cqrs/` },
  ),
  rule(
    'features-meet-at-contracts',
    "A feature reaches another one through that one's contract.ts.",
    { path: '^src/features/([^/]+)/' },
    { path: '^src/features/', pathNot: ['^src/features/$1/', '^src/features/[^/]+/contract\\.ts$'] },
  ),
  rule(
    'hearts-are-pure',
    'Contract, events, commands, refusals and decider use no platform, no package but zod, and nothing that does.',
    { path: HEART },
    {
      path: [
        '^(src/(platform|apps)|clients|test|migrations)/',
        '^libs/(nest-|event-store|rego-)',
        `${PACKAGES}(?!zod/|re2js/)`,
        ROLES,
      ],
      reachable: true,
    },
  ),
  rule('hearts-are-pure', 'Nor does a heart touch the machine.', { path: HEART }, { dependencyTypes: ['core'] }),
  rule(
    'reactions-only-answer',
    'A reaction is pure: contracts, its own heart and libs/event-sourcing, nothing that could wait.',
    { path: '\\.reaction\\.ts$' },
    {
      path: [
        '^(src/(platform|apps)|clients|test|migrations)/',
        '^libs/(nest-|event-store|rego-|jobs)',
        `${PACKAGES}(?!zod/|re2js/)`,
        '\\.(controller|module|projection|query|job|resolver|gateway|interceptor)\\.ts$',
      ],
      reachable: true,
    },
  ),
  rule('reactions-only-answer', 'Nor does it touch the machine.', { path: '\\.reaction\\.ts$' }, { dependencyTypes: ['core'] }),
  rule(
    'reads-never-decide',
    'Projections and queries do not import the deciding side.',
    { path: '\\.(projection|query)\\.ts$' },
    { path: '/(decider|commands|refusals)\\.ts$' },
  ),
  rule(
    'platform-knows-no-feature',
    'The platform is below every feature.',
    { path: '^src/platform/' },
    { path: '^src/(features|apps)/' },
  ),
  rule(
    'apps-only-compose',
    'An app takes a feature as its module.',
    { path: '^src/apps/' },
    { path: '^src/features/', pathNot: '\\.module\\.ts$' },
  ),
  rule(
    'features-know-no-app',
    'A feature does not know which process it is in.',
    { path: '^src/features/' },
    { path: '^src/apps/' },
  ),
  rule(
    'clients-stay-outside',
    'A client lives on the far side of the wire: packages and the libs that work offline, nothing else of ours.',
    { path: '^clients/' },
    { path: '^(src|libs|migrations|test)/', pathNot: '^libs/(evidence|exact-json|event-sourcing|policy-toolchain|policy-signing|change-dossier|policy-engine|ruling|event-ids|process-lock|yaml-rules|testing)/' },
  ),
  rule(
    'testing-stays-in-tests',
    'What is made for specs does not run in production.',
    { path: '^(src|libs|clients)/', pathNot: TEST_CODE },
    { path: '/testing/|\\.spec\\.ts$|^test/' },
  ),
  rule('no-circular', 'Modules form no circles, types included.', {}, { circular: true }),
  rule('everything-resolves', 'An import that resolves to nothing escapes every other rule.', {}, { couldNotResolve: true }),
];

export const options = {
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '^(dist|docs)/|/fixtures/' },
  enhancedResolveOptions: {
    conditionNames: ['types', 'import', 'node', 'default'],
    exportsFields: ['exports'],
    importsFields: ['imports'],
    extensions: ['.ts', '.js', '.mjs', '.d.ts', '.json'],
    extensionAlias: { '.js': ['.ts', '.js', '.d.ts'] },
  },
};

export default { forbidden, options };
