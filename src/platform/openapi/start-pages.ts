import { guideList } from './guide-pages.js';
import { escaped, textPage } from './page-frame.js';

/** What is shown can be copied and run; `kind` says by what. A spec runs the queries and reads the messages. */
function example(kind: 'shell' | 'query' | 'message', text: string): string {
  return `<pre class="${kind}">${escaped(text)}</pre>`;
}

const SIGN_IN = example(
  'shell',
  `WRIT=http://127.0.0.1:7420   # where this page comes from
# clientId and clientSecret of an operator; the demo's are in .writ/credentials.json
TOKEN=$(curl -s $WRIT/v1/auth/token -H 'content-type: application/json' \\
  -d '{"clientId":"…","clientSecret":"…"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
);

export const START_PAGE = textPage(
  'Start',
  'An agent asks before it acts. Writ decides by the policy of the tenant, records the decision, and only then answers. There are three ways in; all say the same, with the same codes.',
  [
    `<h2>Ask before a call</h2>${example(
      'shell',
      `WRIT=http://127.0.0.1:7420   # where this page comes from
# KEY is an agent's; the demo's is in .writ/credentials.json
curl -s $WRIT/v1/decisions -H "authorization: Bearer $KEY" -H 'content-type: application/json' \\
  -d '{"sessionId":"s-1","tool":"search_flights","arguments":{"to":"Oslo"}}'`,
    )}`,
    `<h2>Ways in</h2><ul>
<li><a href="/docs/rest">REST</a>: every operation, to be tried in the page.</li>
<li><a href="/docs/graphql">GraphQL</a>: the same for operators, with edges from one thing to another, at <code>/graphql</code>.</li>
<li><a href="/docs/stream">The stream</a>: events as they are recorded, and decisions over one connection.</li>
</ul>`,
    `<h2>What answers mean</h2><ul>
<li><a href="/docs/decision-codes">Decision codes</a>: why a call may run or not.</li>
<li><a href="/docs/refusals">Refusals</a>: why a request was not carried out, and what to do.</li>
<li><a href="/docs/guides">Guides</a>: what people come to do, page by page.</li>
<li><a href="/verify">Verify</a>: an export is checked in the browser, and nothing of it leaves it.</li>
</ul>`,
  ],
);

export const GRAPHQL_PAGE = textPage(
  'GraphQL',
  'Queries and mutations go to <code>POST /graphql</code> with an access token of an operator; subscriptions go over a WebSocket on the same path (graphql-ws). Opened in a browser, <a href="/graphql">/graphql</a> is a place to try them, where introspection is answered.',
  [
    `<h2>A token</h2><p>Whoever has signed in with <code>writ login</code> gets one by <code>writ token</code> (<code>npx writ token</code> in the repository):</p>${example('shell', 'TOKEN=$(writ token)')}<p>Without the command:</p>${SIGN_IN}`,
    `<h2>A query</h2>${example(
      'query',
      `{
  decisions(first: 10) {
    nodes {
      tool verdict reason
      ledger { recordedAt }
      session { id openedAt }
      registeredAgent { name registeredByName }
      policyRevision { policy revision addedByName }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    )}`,
    `<p>The same over the command line:</p>${example(
      'shell',
      `curl -s $WRIT/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
  -d '{"query":"{ decisions(first: 10) { nodes { tool verdict } } }"}'`,
    )}`,
    `<h2>Back the other way</h2>${example(
      'query',
      `{ agents(first: 5) { nodes { id policyRevision { policy revision } sessionList(first: 5) { nodes { id decisionList(first: 5) { nodes { tool verdict } } } } } } }`,
    )}`,
    '<p>An operation may ask for 5,000 objects, ten levels and thirty aliases; lists count as long as their <code>first</code>. Times are <code>DateTime</code>, text of RFC 3339.</p>',
  ],
);

export const STREAM_PAGE = textPage(
  'Stream',
  'A WebSocket at <code>/v1/stream</code>, one JSON object in each text frame. The token goes into the <code>Authorization</code> header, or into the first message; never into the address.',
  [
    `<h2>Say who you are</h2>${example('message', '{"type":"authenticate","token":"…"}')}`,
    `<h2>Operators: follow what is recorded</h2>
<p>The history after a position, then what comes, in order, none missing and none twice. Without <code>channels</code> it is everything that you may see.</p>${example(
      'message',
      '{"type":"subscribe","id":"all-decisions","channels":["decisions","controls"],"after":0}',
    )}${example('message', '{"type":"subscribe","id":"denied","filter":{"verdict":"DENY"}}')}`,
    `<h2>Agents: ask, and tell what became of it</h2>${example(
      'message',
      '{"type":"decide","id":"1","request":{"sessionId":"s-1","tool":"search_flights","arguments":{"to":"Oslo"}}}',
    )}${example('message', '{"type":"outcome","id":"2","decisionId":"01997b2e-7c1d-7e54-9a41-0d6f0e6a2b11","status":"succeeded"}')}`,
    `<h2>Alive</h2><p>The server sends <code>{"type":"ping"}</code>, which is answered:</p>${example('message', '{"type":"pong"}')}`,
  ],
);

/** Of the folder `docs/` of the repository; a spec looks that they are there. */
const GUIDES: readonly (readonly [heading: string, pages: readonly (readonly [what: string, path: string])[]])[] = [
  [
    'Begin',
    [
      ['Getting started', 'tutorials/getting-started.md'],
      ['Enforce in a service', 'tutorials/enforce-in-a-service.md'],
      ['Oversee an agent', 'tutorials/oversee-an-agent.md'],
    ],
  ],
  [
    'Policies',
    [
      ['Write a policy', 'how-to/write-a-policy.md'],
      ['Review and publish it', 'how-to/review-and-publish-a-policy.md'],
      ['Require a change dossier', 'how-to/require-a-change-dossier.md'],
      ['Sign policies', 'how-to/sign-policies.md'],
      ['Decide by what happened before', 'how-to/decide-by-what-happened.md'],
    ],
  ],
  [
    'People and emergencies',
    [
      ['Let people decide', 'how-to/let-people-decide.md'],
      ['Make an exception', 'how-to/make-an-exception.md'],
      ['Stop everything', 'how-to/stop-everything.md'],
      ['Quarantine an agent', 'how-to/quarantine-an-agent.md'],
    ],
  ],
  [
    'Running it',
    [
      ['Deploy', 'how-to/deploy.md'],
      ['Upgrade', 'how-to/upgrade.md'],
      ['Logs and metrics', 'how-to/read-logs-and-metrics.md'],
      ['Verify an export', 'how-to/verify-an-export.md'],
    ],
  ],
];

/** Made when it is asked for: what is linked is what there is. */
export function guidesPage(): string {
  return textPage('Guides', 'What people come to do: where most begin, then all pages there are.', [
    ...GUIDES.map(
      ([heading, pages]) =>
        `<h2>${heading}</h2><ul>${pages.map(([what, path]) => `<li>${guideLink(what, path)}</li>`).join('')}</ul>`,
    ),
    `<h2>Everything people do</h2>${guideList('how-to')}`,
    `<h2>How it works</h2>${guideList('explanation')}`,
    `<h2>Reference</h2>${guideList('reference')}`,
    `<h2>Decisions about the design</h2>${guideList('decisions')}`,
  ]);
}

function guideLink(what: string, path: string): string {
  return `<a href="/docs/guides/${path.replace(/\.md$/, '')}">${what}</a> <code>docs/${path}</code>`;
}
