import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { Chromium, withoutChromium } from '#test/support/chromium';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision } from '#test/support/writ-client';

const TWO_STEPS = `package writ

decision := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "large",
	"reason": "it is <b>large</b>",
	"obligations": [{"type": "approval", "steps": steps}],
}

steps := [{"name": "first"}, {"name": "second", "people": ["Zoe"]}] if input.tool == "two"

else := [{"name": "first"}]
`;

const UUID = '019dd5a0-0000-7000-8000-000000000000';
const HOSTILE = {
  '<img src=x onerror=alert(1)>': '<script>alert(1)</script>',
  '\u202Etxt.exe': 'abc\u202Edef\u2066\u200B\u3164',
  'a\\u0022b': '"quoted" \\ \n\t\u0000',
  latin: 'pаy', // The second letter is Cyrillic; it is shown as it is.
  hebrew: 'שלום',
  number: 9_007_199_254_740_991,
  nested: [{}, [], [1, { deep: null }], true],
};

describe('the page that a notification links to', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    acme = await writ.seedTenant(await writ.owner());
    await publishPolicy(acme.operator, 'holding', TWO_STEPS);
  });
  afterAll(() => writ.close());

  const hold = async (given: object, tool = 'pay') => {
    const call = { sessionId: 's-1', tool, arguments: given };
    return ((await acme.agent.post<Decision>('/v1/decisions', call)).approval as { id: string }).id;
  };

  it('is the same for everybody, holds nothing, and lets nothing in but what this server sends', async () => {
    const id = await hold({ secret: 'hunter2' });
    const [own, none] = await Promise.all([id, UUID].map(async (each) => fetch(`${writ.url}/approve/${each}`)));
    const page = await own?.text();
    expect([own?.status, none?.status, await none?.text()]).toStrictEqual([200, 200, page]);
    expect(page).not.toMatch(/hunter2|<script>|style=|onclick|<form[^>]*action/);
    const policy = own?.headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(policy.split('; ')).toContain(part);
    expect(policy).not.toContain('unsafe');
    expect(
      ['cache-control', 'referrer-policy', 'x-frame-options', 'x-content-type-options'].map((name) => own?.headers.get(name)),
    ).toStrictEqual(['no-store', 'no-referrer', 'DENY', 'nosniff']);
    expect(own?.headers.get('set-cookie')).toBeNull();
    for (const asset of page?.match(/(?<=(src|href)=")assets\/[^"]+/g) ?? [])
      expectThat(asset, (await fetch(`${writ.url}/approve/${asset}`)).status).toBe(200);
  });

  it('has a path that ends in an id, and files that are known', async () => {
    for (const [path, status, code] of [
      ['x', 400, 'INVALID_INPUT'],
      [`${UUID}x`, 400, 'INVALID_INPUT'],
      [encodeURIComponent('<script>alert(1)</script>'), 400, 'INVALID_INPUT'],
      ['..%2f..%2fv1', 400, 'INVALID_INPUT'],
      ['assets/approval-page.controller.js', 404, 'NOT_FOUND'],
      ['assets/..%2fapproval-page.html', 404, 'NOT_FOUND'],
      ['assets/constructor', 404, 'NOT_FOUND'],
      [`${UUID}/approve`, 404, 'NOT_FOUND'],
    ] as const) {
      const answer = await fetch(`${writ.url}/approve/${path}`);
      expectThat(path, [answer.status, ((await answer.json()) as { code: string }).code]).toStrictEqual([status, code]);
    }
    expect((await fetch(`${writ.url}/approve/${UUID}`, { method: 'POST' })).status).toBe(405);
  });

  skipWhen(withoutChromium, describe)('in a browser', () => {
    let browser: Chromium;
    beforeAll(async () => {
      browser = await Chromium.start();
    });
    afterAll(() => browser.close());

    const textOf = (id: string) => browser.evaluate<string>(`document.getElementById('${id}').textContent`);
    const isShown = (id: string) =>
      browser.evaluate<boolean>(`!!document.getElementById('${id}') && document.getElementById('${id}').checkVisibility()`);
    const focused = () => browser.evaluate<string>('document.activeElement.id');
    async function openPage(id: string): Promise<void> {
      await browser.open(`${writ.url}/approve/${id}`);
      await eventually(
        'the page asks who is there',
        async () => (await isShown('sign-in')) && (await browser.evaluate('location.pathname')) === `/approve/${id}`,
      );
    }
    /** With nothing but the keyboard. */
    async function signIn({ clientId, clientSecret }: SeededTenant['credentials']): Promise<void> {
      await browser.evaluate(`document.getElementById('client-id').focus()`);
      await browser.type(clientId);
      await browser.press('Tab');
      await browser.type(clientSecret);
      await browser.press('Enter');
    }
    async function tabTo(id: string): Promise<void> {
      for (let presses = 0; (await focused()) !== id; presses += 1) {
        if (presses > 12) throw new Error(`${id} is not reached, ${await focused()} is`);
        await browser.press('Tab');
      }
    }
    const told = (what: string) =>
      eventually(
        `it tells ${what}`,
        async () => (await textOf('told')).includes(what) || Promise.reject(new Error(await textOf('told'))),
      );
    const stateOf = async (id: string) =>
      (await acme.operator.get<{ state: string; history: { comment: string | null }[] }>(`/v1/approvals/${id}`)).history;

    it('shows the call to the letter, as text, and takes a yes with nothing but a keyboard', async () => {
      const id = await hold(HOSTILE);
      await openPage(id);
      await signIn(acme.credentials);
      await eventually('it shows the request', () => isShown('request'));
      const shown = await textOf('arguments');
      expectThat('nothing in it turns what follows round', shown).not.toMatch(/[\u202E\u2066\u200B\u3164]/);
      expect(JSON.parse(shown)).toStrictEqual(HOSTILE);
      expect(shown).toContain(String.raw`\u202etxt.exe`);
      expect(await textOf('facts')).toContain('it is <b>large</b>');
      expect(
        await browser.evaluate<number>(`document.querySelectorAll('#request img, #request script, #request b').length`),
      ).toBe(0);
      expectThat(
        'the credential is nowhere',
        await browser.evaluate<string>(
          `JSON.stringify([location.href, document.cookie, {...localStorage}, {...sessionStorage}, document.documentElement.outerHTML, document.getElementById('client-secret').value])`,
        ),
      ).not.toContain(acme.credentials.clientSecret);
      await tabTo('reason');
      await browser.type('checked with the customer');
      await tabTo('approve');
      await browser.press('Enter');
      await told('It is approved.');
      expect((await stateOf(id)).map(({ comment }) => comment)).toContain('checked with the customer');
      expect(await isShown('decide')).toBe(false);
      expect(browser.troubles).toStrictEqual([]);
    });

    it('takes a no, with a reason', async () => {
      const id = await hold({ amount: 1 });
      await openPage(id);
      await signIn(acme.credentials);
      await eventually('it shows the request', () => isShown('request'));
      await tabTo('deny');
      await browser.press('Enter');
      await told('Say why you deny it.');
      expect(await focused()).toBe('reason');
      await browser.type('too much');
      await tabTo('deny');
      await browser.press('Enter');
      await told('It is denied.');
      expect((await stateOf(id)).at(-1)?.comment).toBe('too much');
    });

    it('says what went wrong in words and with its code', async () => {
      const id = await hold({ amount: 2 }, 'two');
      await openPage(id);
      await signIn({ ...acme.credentials, clientSecret: 'wrong' });
      await told('(SIGN_IN_FAILED)');
      await browser.evaluate(`document.getElementById('client-id').value = ''`);
      await signIn(acme.credentials);
      await eventually('it shows the request', () => isShown('request'));
      expect(await textOf('steps')).toBe(
        'first: 0 of 1 said yes, open. Asked: role approval_adminsecond: 0 of 1 said yes, waits for its turn. Asked: Zoe',
      );
      await browser.evaluate(`document.getElementById('approve').click()`);
      await told('Your yes is recorded. Others have to decide, too.');
      await browser.evaluate(`document.getElementById('approve').click()`);
      await told('(APPROVER_ACTED_ALREADY)');
      await openPage(UUID);
      await signIn(acme.credentials);
      await told('(APPROVAL_NOT_FOUND)');
      const other = await writ.seedTenant(await writ.owner());
      await openPage(id);
      await signIn(other.credentials);
      await told('(APPROVAL_NOT_FOUND)');
      expect(await isShown('request')).toBe(false);
    });
  });
});
