import type { ModulesContainer } from '@nestjs/core';
import { expect, it } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { RefusedOnServers } from './refused-on-servers.js';

it('stops the start on a version of Nest that does not show its message servers', () => {
  const start = (): unknown => new RefusedOnServers(new Map() as unknown as ModulesContainer);
  expect(start).toThrow(JwtPolicyConfigurationError);
  expect(start).toThrow('microservices(): needs @nestjs/core 11.1.4 or newer');
});
