import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { DETECTED_LABELS } from './finding.js';
import { findInText } from './find-in-text.js';
import { readCorpus } from './testing/corpus.js';

const LEAST = 0.98;
const corpus = [...readCorpus('positives'), ...readCorpus('look-alikes')];

const results = corpus.map(({ name, text, find }) => {
  const found = findInText(text, name).map(({ label, start, end }) => `${label}: ${text.slice(start, end)}`);
  return { text, wanted: find.map(([label, of]) => `${label}: ${of}`), found };
});

describe('on texts with what they look for, and with what looks like it', () => {
  for (const label of DETECTED_LABELS) {
    it(`the detector of ${label} finds what is there and leaves the rest`, () => {
      const mine = (said: string) => said.startsWith(`${label}: `);
      let [right, missed, wrong] = [0, 0, 0];
      for (const { text, wanted, found } of results) {
        const [want, have] = [wanted.filter(mine), found.filter(mine)];
        right += want.filter((said) => have.includes(said)).length;
        for (const said of want.filter((each) => !have.includes(each))) {
          missed++;
          console.log(`missed ${JSON.stringify(said)} in ${JSON.stringify(text)}`);
        }
        for (const said of have.filter((each) => !want.includes(each))) {
          wrong++;
          console.log(`wrong ${JSON.stringify(said)} in ${JSON.stringify(text)}`);
        }
      }
      const [precision, recall] = [right / (right + wrong), right / (right + missed)];
      console.log(`${label}: ${right + missed} positives, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
      expectThat(`positives of ${label}`, right + missed).toBeGreaterThanOrEqual(20);
      expectThat(`precision of ${label}`, precision).toBeGreaterThanOrEqual(LEAST);
      expectThat(`recall of ${label}`, recall).toBeGreaterThanOrEqual(LEAST);
    });
  }

  it('finds the shortest of all where a text is nothing else', () => {
    expect(findInText('a@b.cc')).toStrictEqual([{ label: 'email', start: 0, end: 6 }]);
    expect(findInText('a@b.c')).toStrictEqual([]);
  });

  it('finds the shortest access token where a text is nothing else', () => {
    for (const text of ['AKIAABYU7N3N7C6NU6AQ', 'sk_live_abcdefgh01234567'])
      expect(findInText(text).map(({ label, start, end }) => [label, start, end])).toStrictEqual([
        ['access_token', 0, text.length],
      ]);
    expect(findInText('AKIAABYU7N3N7C6NU6A')).toStrictEqual([]);
  });
});
