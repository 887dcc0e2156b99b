import { z } from 'zod';
import { compiled, page, table } from './sources.mjs';

const INTRODUCTION = `A WebSocket at \`/v1/stream\`, one JSON object per text frame. The token goes into the \`Authorization\` header, or into the
first message; never into the URL. Agents decide and report outcomes over it, operators follow events. The answers of type
\`decision\` and \`outcome\` are those of the REST routes, with \`type\` and \`id\`.`;

const CLOSES = {
  goingAway: 'the server stops; connect again',
  overloaded: 'too many sockets; connect again later',
  unauthenticated: 'no good token in time, or one that is no longer good',
  silent: 'pings were not answered',
  slow: 'messages were not taken fast enough; connect again and resume after the last position',
};

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

export async function streamReference() {
  const { ClientMessage, ServerMessage, CLOSE } = await compiled('src/features/stream/messages');
  const { CHANNELS, CHANNEL_SAYS } = await compiled('src/features/stream/channels');
  const unexplained = Object.keys(CLOSE).filter((name) => !CLOSES[name]);
  if (unexplained.length > 0)
    throw new Error(`scripts/lib/references/stream.mjs does not explain why the stream closes with ${unexplained.join(', ')}`);
  const lines = [
    INTRODUCTION,
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
  ];
  return [['docs/reference/stream.md', page('The stream', 'src/features/stream', lines)]];
}
