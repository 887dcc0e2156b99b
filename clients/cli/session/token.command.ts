import type { Command } from 'commander';
import { contextOf } from '../context.js';
import { CommandError } from '../exit.js';
import { readSession } from './operator-session.js';
import { momentText } from '../showing/moments.js';
import { WRIT } from '../started-as.js';

/** The one command that shows a credential: for a tool that takes no session, such as GraphiQL and curl. */
export function addToken(program: Command): void {
  program
    .command('token')
    .description('print the access token of the session, for GraphiQL, curl and the like; it is good for minutes')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command);
      const accessToken = (await context.operatorAuthority().authorization()).replace(/^Bearer /, '');
      const expiresAt = readSession(context.sessionPath)?.expiresAt;
      if (expiresAt === undefined) throw new CommandError('NOT_SIGNED_IN', `somebody signed out meanwhile: ${WRIT} login`);
      const until = new Date(expiresAt).toISOString();
      context.screen.note(
        `whoever has this token is you on ${context.url} until ${momentText(until)}: give it to nobody, and keep it out of logs and files`,
      );
      context.answer({ accessToken, expiresAt: until }, () => [accessToken]);
    });
}
