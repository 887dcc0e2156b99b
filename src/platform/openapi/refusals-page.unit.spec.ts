import { expect, it } from '@jest/globals';
import { refusalsPage } from './refusals-page.js';

const refusal = (code: string, status: number, says = 'No.') => ({
  code,
  status,
  title: `Title ${status}`,
  says,
  fix: 'Send `x`.',
});

it('groups codes by status and gives each an anchor', () => {
  const page = refusalsPage([refusal('B_CODE', 404), refusal('C_CODE', 400), refusal('A_CODE', 404)]);
  const order = ['Title 400', 'id="C_CODE"', 'Title 404', 'id="A_CODE"', 'id="B_CODE"'].map((text) => page.indexOf(text));
  expect(order.every((at) => at > 0)).toBe(true);
  expect(order).toStrictEqual([...order].sort((a, b) => a - b));
});

it('shows code between backticks, and markup as text', () => {
  const page = refusalsPage([refusal('A_CODE', 400, 'Send <script>alert(1)</script> & "more".')]);
  expect(page).toMatch(/<code>x<\/code>/);
  expect(page).toMatch(/Send &lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; &quot;more&quot;\./);
  expect(page).not.toMatch(/<script/);
});
