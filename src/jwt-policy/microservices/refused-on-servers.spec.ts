import type { ModulesContainer } from '@nestjs/core';
import { ServerGrpc } from '@nestjs/microservices';
import { describe, expect, it } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { RefusedOnServers } from './refused-on-servers.js';

type StreamCall = (call: object, callback: (...args: unknown[]) => void) => Promise<unknown>;

/** A server of Nest as the application of this container has it. */
function watched<T extends object>(server: T): T {
  const registry = { subscribe: (see: (one: T) => void) => see(server) };
  const modules = Object.assign(new Map(), { getRpcTargetRegistry: () => registry });
  expect(new RefusedOnServers(modules as unknown as ModulesContainer)).toBeDefined();
  return server;
}

describe('refused messages on servers', () => {
  it('stop the start on a version of Nest that does not show its servers', () => {
    const start = (): unknown => new RefusedOnServers(new Map() as unknown as ModulesContainer);
    expect(start).toThrow(JwtPolicyConfigurationError);
    expect(start).toThrow('microservices(): needs @nestjs/core 11.1.4 or newer');
  });

  it('are not mixed up with a stream call whose handler fails: its error goes on to Nest', async () => {
    const server = watched(new ServerGrpc({ package: 'shop', protoPath: '' }));
    const handler = async (): Promise<never> => {
      throw new Error('the handler fails');
    };
    const answers: unknown[] = [];
    const method = server.createStreamCallMethod(handler, false) as unknown as StreamCall;
    const ended = method({ metadata: {} }, (...args) => answers.push(args));
    await expect(ended).rejects.toThrow('the handler fails');
    expect(answers).toEqual([]);
  });

  it('are left to a server of a custom strategy', () => {
    const server = { handleMessage: () => 'as before' };
    expect(watched(server)).toEqual({ handleMessage: server.handleMessage });
  });
});
