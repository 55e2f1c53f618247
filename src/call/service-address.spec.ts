import { describe, expect, it } from '@jest/globals';

import { ServiceSettings } from '../config/index.js';
import { serviceAddress } from './service-address.js';

const settings = Object.assign(new ServiceSettings(), { TCP_PORT: 4002, GRPC_PORT: 0 });

describe('the address that is called', () => {
  it('is where the settings say that the service listens', () => {
    expect(serviceAddress(settings, 'tcp')).toEqual({ host: '127.0.0.1', port: 4002 });
    expect(serviceAddress(Object.assign(new ServiceSettings(), { HOST: '::1' }), 'grpc')).toEqual({
      host: '::1',
      port: 3003,
    });
  });

  it('is the loopback address of a service that listens everywhere', () => {
    const everywhere = Object.assign(new ServiceSettings(), { HOST: '0.0.0.0' });
    expect(serviceAddress(everywhere, 'tcp').host).toBe('127.0.0.1');
  });

  it('has to be named where the system chose the port', () => {
    expect(() => serviceAddress(settings, 'grpc')).toThrow(
      'GRPC_PORT is 0, so the port of the service is not known here. Name its address with --to.',
    );
  });
});
