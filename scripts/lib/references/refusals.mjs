import { compiled, featureModules, page, table } from './sources.mjs';

const INTRODUCTION = `Every answer that is not a success is a problem document (RFC 9457) whose \`code\` is one of these. The same text is served at
\`/docs/refusals\`. A denied tool call is not a refusal: it is a decision, answered with status 200.`;

const isCatalogue = (value) =>
  typeof value === 'object' && value !== null && Object.values(value).every((entry) => entry?.kind && entry.says && entry.fix);

/** [owner, { code: { kind, says, fix } }] for the platform and every feature. */
export async function refusalCatalogues() {
  const modules = [['platform', await compiled('src/platform/http/refusals')], ...(await featureModules('refusals'))];
  return modules.flatMap(([owner, module]) =>
    Object.values(module)
      .filter(isCatalogue)
      .map((catalogue) => [owner, catalogue]),
  );
}

export async function refusalsReference() {
  const { registerRefusals, registeredRefusals } = await compiled('src/platform/http/problem-details');
  const lines = [INTRODUCTION];
  for (const [owner, catalogue] of await refusalCatalogues()) {
    if (owner !== 'platform') registerRefusals(catalogue);
    const entries = registeredRefusals().filter(({ code }) => Object.hasOwn(catalogue, code));
    const rows = entries.map(({ code, status, says, fix }) => [
      `<a id="${code.toLowerCase()}"></a>\`${code}\``,
      status,
      says,
      fix,
    ]);
    lines.push('', `## ${owner}`, '', ...table(['Code', 'Status', 'What it says', 'What to do'], rows));
  }
  return [
    ['docs/reference/refusals.md', page('Refusals', 'src/platform/http/refusals.ts and src/features/*/refusals.ts', lines)],
  ];
}
