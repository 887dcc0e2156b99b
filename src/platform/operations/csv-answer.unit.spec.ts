import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { CsvForm } from '#libs/operations';
import { csvAnswer, csvLine, wantsCsv } from './csv-answer.js';

describe('a table', () => {
  it('is asked for by its name alone, and not where JSON is liked better', () => {
    for (const accept of [
      'text/csv',
      'TEXT/CSV;q=0.5',
      'text/csv, application/json',
      'text/csv;q=1.0,application/json;q=0.9',
      'text/html, text/csv;header=present, */*;q=0.8',
    ])
      expectThat(accept, wantsCsv(accept)).toBe(true);
    for (const accept of [
      undefined,
      '',
      '*/*',
      'text/*',
      'application/json',
      'text/csv;q=0',
      'text/csv;q=0.2, application/json',
      'text/csv;q=2',
      'text/csvx',
      ',,;q',
    ])
      expectThat(String(accept), wantsCsv(accept)).toBe(false);
  });

  it('is written as RFC 4180 has it', () => {
    expect(csvLine(['a', 1, null, true, 'b,c', 'say "x"', 'two\r\nlines', ''])).toBe(
      'a,1,,true,"b,c","say ""x""","two\r\nlines",\r\n',
    );
  });

  it('has no cell that a spreadsheet would carry out', () => {
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=cmd|"/c calc"!A0'])
      expectThat(formula, csvLine([formula])).toMatch(/^"?'/);
    expect(csvLine(['-rf', -1, 'a=b'])).toBe("'-rf,-1,a=b\r\n");
  });

  const form: CsvForm<{ items: string[]; file: string; nextCursor: string | null }> = {
    columns: ['item'],
    rows: ({ items }) => items.map((item) => [item]),
    fileOf: ({ file }) => file,
  };
  const textOf = async (second: string) => {
    const pages = [
      { items: ['a', 'b'], file: 'x', nextCursor: '1' },
      { items: ['c'], file: second, nextCursor: null },
    ];
    const [first] = pages as [(typeof pages)[0]];
    const answer = csvAnswer(form, first, (cursor) => Promise.resolve(pages[Number(cursor)] as typeof first));
    let text = '';
    for await (const chunk of answer.getStream()) text += String(chunk);
    return text;
  };

  it('has the items of all pages, and breaks off where they stop being of one thing', async () => {
    expect(await textOf('x')).toBe('item\r\na\r\nb\r\nc\r\n');
    await expect(textOf('y')).rejects.toThrow(/x became y/);
  });
});
