// Asked before anything is installed, built or started, so that a taken port is told at once.
import { createServer } from 'node:net';
import { CommandFailure } from './steps.mjs';

/** Takes what src/platform/config/configuration.ts takes when nothing is said; what is nonsense is for that one to refuse. */
export async function requireFreePort(env = process.env) {
  const port = Number(env.WRIT_PORT || 7420);
  const host = env.WRIT_HOST || '127.0.0.1';
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return;
  const code = await refusalOf(port, host);
  const another = `choose another one: WRIT_PORT=${port < 65_535 && port > 1023 ? port + 1 : 7420} npm start`;
  if (code === 'EADDRINUSE') throw new CommandFailure(`port ${port} on ${host} is taken. Stop what uses it, or ${another}`);
  if (code === 'EACCES') throw new CommandFailure(`port ${port} on ${host} may not be used by this user: ${another}`);
}

function refusalOf(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', ({ code }) => resolve(code));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}
