import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { Chromium, withoutChromium } from '#test/support/chromium';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';

describe('/graphql in a browser', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
  });
  afterAll(() => writ.close());

  const asBrowser = (url: string) =>
    fetch(`${url}/graphql`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });

  it('is a page that loads this server’s files alone, under a policy that allows nothing else', async () => {
    const page = await asBrowser(writ.url);
    expect([page.status, page.headers.get('content-type'), page.headers.get('vary')]).toStrictEqual([
      200,
      'text/html; charset=utf-8',
      'accept',
    ]);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';.*connect-src 'self'/);
    const html = await page.text();
    expect(html).not.toMatch(/<script>|<script [^>]*>[^<]/);
    const loaded = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] as string);
    expect(loaded).toHaveLength(6);
    for (const file of loaded) expectThat(file, (await fetch(writ.url + file)).status).toBe(200);
    expect((await fetch(`${writ.url}/graphql/assets/package.json`)).status).toBe(404);
  });

  it('changes nothing for clients, and is nothing where introspection is off', async () => {
    const headers = { authorization: `Bearer ${acme.operator.token}`, 'apollo-require-preflight': 'true' };
    const asked = await fetch(`${writ.url}/graphql?query=${encodeURIComponent('{ ledgerHead { tenant } }')}`, { headers });
    expect(await asked.json()).toStrictEqual({ data: { ledgerHead: { tenant: acme.id } } });
    const closed = await writ.startApiProcess({ WRIT_GRAPHQL_INTROSPECTION: 'false' });
    const page = await asBrowser(closed.url);
    expect([page.status, (await page.text()).includes('GraphiQL')]).toStrictEqual([400, false]);
    expect((await fetch(`${closed.url}/graphql/assets/page.js`)).status).toBe(404);
    await closed.stop();
  });

  skipWhen(withoutChromium, it)('asks as the operator whose token it is given', async () => {
    const browser = await Chromium.start();
    try {
      await browser.open(`${writ.url}/graphql`);
      const ready = `document.querySelectorAll('.graphiql-editor-tool .CodeMirror').length === 2`;
      await eventually('the editors are there', () => browser.evaluate<boolean>(ready));
      const set = (place: string, text: string) =>
        browser.evaluate(
          `document.querySelectorAll('${place} .CodeMirror').item(0).CodeMirror.setValue(${JSON.stringify(text)})`,
        );
      await set('.graphiql-query-editor', '{ agents { nodes { id registeredByName } } }');
      await set(
        '.graphiql-editor-tool .graphiql-editor:not(.hidden)',
        JSON.stringify({ authorization: `Bearer ${acme.operator.token}` }),
      );
      await browser.evaluate(`document.querySelector('.graphiql-execute-button').click()`);
      const told = `document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()`;
      await eventually('it is answered', async () => (await browser.evaluate<string>(told)).includes('"agent-1"'));
      expect(browser.troubles).toStrictEqual([]);
    } finally {
      await browser.close();
    }
  });
});
