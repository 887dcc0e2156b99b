import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Only what this server sends runs and loads, and only this server is talked to; the editor sets styles of its own. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Writ GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphql/assets/graphiql.css">
<link rel="stylesheet" href="/graphql/assets/page.css">
</head>
<body>
<main id="graphiql">Loading; it needs JavaScript.</main>
<script src="/graphql/assets/react.js"></script>
<script src="/graphql/assets/react-dom.js"></script>
<script src="/graphql/assets/graphiql.js"></script>
<script src="/graphql/assets/page.js"></script>
</body>
</html>
`;

/** The headers are never kept: they hold the operator's token. */
export const PAGE_SCRIPT = `const fetcher = async ({ query, variables, operationName }, { headers } = {}) => {
  const body = JSON.stringify({ query, variables, operationName });
  const answer = await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  return answer.json();
};
const defaultHeaders = JSON.stringify({ authorization: 'Bearer <what writ token prints>' }, null, 2);
const defaultQuery = \`# You need an operator's token. On the machine where you signed in (writ login),
#   writ token        (npx writ token in the repository)
# prints one that is good for minutes: put it behind "Bearer " in "Headers" below.
# Without the command, and for more: /docs/graphql
{
  decisions(first: 10) {
    nodes { tool verdict reason session { id } registeredAgent { name } policyRevision { policy revision } }
  }
}
\`;
const options = { fetcher, defaultHeaders, defaultQuery, shouldPersistHeaders: false, defaultEditorToolsVisibility: 'headers' };
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, options));
`;

export const PAGE_STYLE = `html, body { height: 100%; margin: 0; }
#graphiql { height: 100vh; }
`;

/** `/graphql` in a browser's address bar. Whoever asks GraphQL by GET sends a query with it, or does not want a page. */
export function showGraphiql(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const { method, url, headers } = request;
    if (method !== 'GET' || url !== '/graphql' || headers.accept?.includes('text/html') !== true || reply.sent) return done();
    void reply
      .headers({ 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer', vary: 'accept' })
      .type('text/html; charset=utf-8')
      .send(PAGE);
  });
}
