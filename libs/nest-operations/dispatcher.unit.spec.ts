import { describe, expect, it } from '@jest/globals';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { command, operators, query } from '#libs/operations';
import { Dispatcher, handling, OperationsModule, provideOperations } from './index.js';

const declared = (name: string) => ({
  name,
  id: `things.${name}` as const,
  tag: 'things',
  says: 'Does it',
  access: operators('viewer'),
  answer: z.object({ got: z.string() }),
});
const body = z.strictObject({ word: z.string() });
const Say = command({ ...declared('say'), rest: 'POST /v1/things', body });
const Hear = query({ ...declared('hear'), rest: 'GET /v1/things' });

class Greeting {
  readonly word = 'from';
}
const SayHandler = handling(
  Say,
  [Greeting],
  async ({ input, caller }: { input: { word: string }; caller: string }, { word }) => ({
    got: `${input.word} ${word} ${caller}`,
  }),
);
const HearHandler = handling(Hear, [], async () => ({ got: 'heard' }));
const SecondSayHandler = handling(Say, [], async () => ({ got: '' }));

async function started(operations: object, handlers: Type[]) {
  @Module({ imports: [OperationsModule], providers: [provideOperations(operations), Greeting, ...handlers] })
  class Feature {}
  return NestFactory.createApplicationContext(Feature, { logger: false, abortOnError: false });
}

describe('an operation', () => {
  it('comes to its handler with its input and who asks', async () => {
    const app = await started({ Say, Hear }, [SayHandler, HearHandler]);
    const dispatcher = app.get(Dispatcher);
    expect(await dispatcher.dispatch(Say, { word: 'hi' }, 'ada')).toStrictEqual({ got: 'hi from ada' });
    expect(await dispatcher.dispatch(Hear, {}, 'ada')).toStrictEqual({ got: 'heard' });
    await app.close();
  });

  it('without a handler, with two, or declared twice ends the start; so does a handler of nothing', async () => {
    await expect(started({ Say, Hear }, [SayHandler])).rejects.toThrow(/hear has no handler/);
    await expect(started({ Say }, [SayHandler, SecondSayHandler])).rejects.toThrow(
      /say has the handlers SayHandler and SayHandler/,
    );
    await expect(started({ Say }, [SayHandler, HearHandler])).rejects.toThrow(/HearHandler handles what no feature declares/);
    const Again = command({ ...declared('say'), rest: 'POST /v1/things/again' });
    await expect(started({ Say, Again }, [SayHandler])).rejects.toThrow(/say is declared twice/);
  });
});
