import { compiled, page, table } from './sources.mjs';

const INTRODUCTION = `Every decision has one of these codes: the kind of its reason, stable, for programs. The same text is served at
\`/docs/decision-codes\`; \`writ explain\` tells it of one decision, with what stands behind it.`;

export async function decisionCodesReference() {
  const { DECISION_CODE_TEXTS } = await compiled('libs/ruling/decision-codes');
  const rows = Object.entries(DECISION_CODE_TEXTS).map(([code, { says, next }]) => [
    `<a id="${code.toLowerCase()}"></a>\`${code}\``,
    says,
    next,
  ]);
  return [
    [
      'docs/reference/decision-codes.md',
      page('Decision codes', 'libs/ruling/decision-codes.ts', [
        INTRODUCTION,
        '',
        ...table(['Code', 'What it says', 'What to do'], rows),
      ]),
    ],
  ];
}
