import { CloseCode } from 'graphql-ws';
import { z } from 'zod';
import { contractTypes } from './contract-types.mjs';
import { compiled, page, table } from './sources.mjs';

const INTRODUCTION = `A WebSocket at \`/v1/stream\`, one JSON object per text frame. The token goes into the \`Authorization\` header, or into the
first message; never into the URL: an upgrade with parameters, a header that stands twice or an unknown \`Writ-Version\` is answered
with 400 and a problem document, as on every route. Agents decide and report outcomes over it, operators follow events. The answers of type
\`decision\` and \`outcome\` are those of the REST routes, with \`type\` and \`id\`.`;

const CLOSES = {
  goingAway: 'the server stops; connect again',
  overloaded: 'too many sockets, or the token could not be looked at; connect again later with the same token',
  unauthenticated:
    'no good token in time, or one that is no longer good (expired, revoked, ended, other roles); get a new one first',
  silent: 'pings were not answered',
  slow: 'messages were not taken fast enough; connect again and resume after the last position',
};

const GRAPHQL_CLOSES = [
  [1001, 'the server stops; connect again'],
  [1013, 'too many sockets, or the token could not be looked at; connect again later with the same token'],
  [CloseCode.BadRequest, 'a message is not acceptable JSON or none that clients send, or two credentials were shown that differ'],
  [CloseCode.Unauthorized, 'the token is not good, or no longer; get a new one first'],
  [CloseCode.SubprotocolNotAcceptable, 'the client does not speak `graphql-transport-ws`'],
  [CloseCode.ConnectionInitialisationTimeout, 'no good token in time'],
  [CloseCode.SubscriberAlreadyExists, 'a subscription of this id is open'],
  [CloseCode.TooManyInitialisationRequests, 'a second `connection_init`'],
  [CloseCode.InternalServerError, 'a fault, which the log of the server tells'],
];

const ROOM = (
  limits,
) => `Whoever sends a token with the upgrade is looked at first and has room of their own. Of those who do not, a process
holds ${limits.strangers} at a time, ${limits.strangersPerAddress} of one address (the /64 network of an IPv6 address; behind a proxy all have the proxy's, unless WRIT_TRUSTED_PROXIES names it), and cuts them off after
${limits.authenticateMs / 1000} seconds. A tenant has ${limits.socketsPerTenant.toLocaleString('en')} sockets per process. An operator's token is looked at again every
${limits.pingMs / 1000} seconds.`;

const block = (shape) => ['', '```json', JSON.stringify(shape, null, 2), '```'];

function messages(schema) {
  const { $ref, $defs } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  const name = $ref.split('/').at(-1);
  const variants = $defs[name].oneOf.flatMap(({ description, ...shape }) => [
    '',
    `### ${shape.properties.type.const}`,
    ...(description ? ['', description] : []),
    ...block(shape),
  ]);
  const shared = Object.entries($defs).filter(([other]) => other !== name);
  return [...variants, ...shared.flatMap(([other, shape]) => ['', `### ${other}`, ...block({ ...shape, id: undefined })])];
}

/** The messages and the codes a socket is closed with, as types. */
function streamTypes(messages, CLOSE) {
  const registry = z.registry();
  for (const schema of messages) registry.add(schema, z.globalRegistry.get(schema));
  const uri = (id) => `#/components/schemas/${id}`;
  const { schemas } = z.toJSONSchema(registry, { unrepresentable: 'any', io: 'input', uri });
  const close = Object.entries(CLOSE).map(([name, code]) => [name, { const: code, description: CLOSES[name] }]);
  const StreamClose = { type: 'object', properties: Object.fromEntries(close), required: Object.keys(CLOSE) };
  const info = { title: 'The stream', version: '1' };
  return contractTypes({ openapi: '3.1.0', info, paths: {}, components: { schemas: { ...schemas, StreamClose } } }, 'stream.md');
}

export async function streamReference() {
  const { ClientMessage, ServerMessage, EventFilter, CLOSE } = await compiled('src/features/stream/messages');
  const { STREAM_LIMITS } = await compiled('src/features/stream/limits');
  const { CHANNELS, CHANNEL_SAYS } = await compiled('src/features/stream/channels');
  const unexplained = Object.keys(CLOSE).filter((name) => !CLOSES[name]);
  if (unexplained.length > 0)
    throw new Error(`scripts/lib/references/stream.mjs does not explain why the stream closes with ${unexplained.join(', ')}`);
  const lines = [
    INTRODUCTION,
    '',
    ROOM(STREAM_LIMITS),
    '',
    '## Channels',
    '',
    ...table(
      ['Channel', 'Carries'],
      CHANNELS.map((channel) => [`\`${channel}\``, CHANNEL_SAYS[channel]]),
    ),
    '',
    '## What a client sends',
    ...messages(ClientMessage),
    '',
    '## What the server sends',
    ...messages(ServerMessage),
    '',
    '## Why the server closes a socket',
    '',
    ...table(
      ['Code', 'Why'],
      Object.entries(CLOSE).map(([name, code]) => [code, CLOSES[name]]),
    ),
    '',
    'A frame that is too large or broken ends with the code that the WebSocket protocol has for it (1002, 1007, 1009).',
    '',
    '## Why the server closes a socket of `/graphql`',
    '',
    'Subscriptions over graphql-ws have the same bounds, and the codes of that protocol.',
    '',
    ...table(['Code', 'Why'], GRAPHQL_CLOSES),
  ];
  return [
    ['docs/reference/stream.md', page('The stream', 'src/features/stream', lines)],
    ['docs/reference/api/stream.d.ts', await streamTypes([ClientMessage, ServerMessage, EventFilter], CLOSE)],
  ];
}
