import { IsIn, Matches } from 'class-validator';

import { IntegerSetting } from './integer-setting.decorator.js';
import { ListSetting } from './list-setting.decorator.js';
import { LocalIssuerSettings } from './local-issuer.settings.js';
import { shown } from './shown.js';

/** The ways in which the service can be called. */
export const TRANSPORTS = ['http', 'tcp', 'grpc', 'ws'] as const;

/** One way in which the service can be called. */
export type TransportName = (typeof TRANSPORTS)[number];

/** What TRANSPORTS lists and does not know. */
function unknownTransports(value: unknown): readonly unknown[] {
  return [value].flat().filter((one) => !TRANSPORTS.includes(one as TransportName));
}

/** Where the service can be called: what it listens on, and what a client of it has to know. */
export class ListeningSettings extends LocalIssuerSettings {
  /** Address the service listens on. @default '127.0.0.1' */
  @Matches(/^[\w.:-]+$/, {
    message:
      '$property must be an IP address or a host name, without scheme, port or blanks, such as 127.0.0.1.',
  })
  HOST: string = '127.0.0.1';

  /** The ways in which the service can be called. @default ['http'] */
  @ListSetting()
  @IsIn(TRANSPORTS, {
    each: true,
    message: ({ value }) =>
      `TRANSPORTS may list ${TRANSPORTS.join(', ')}, but has ${unknownTransports(value).map(shown).join(', ')}.`,
  })
  TRANSPORTS: TransportName[] = ['http'];

  /** Port for HTTP; 0 lets the system choose. @default 3000 */
  @IntegerSetting(0, 65535, 'the port of the service (0: the system chooses one)')
  PORT: number = 3000;

  /** Port for messages over TCP; 0 lets the system choose. @default 3002 */
  @IntegerSetting(0, 65535, 'the port for messages over TCP (0: the system chooses one)')
  TCP_PORT: number = 3002;

  /** Port for gRPC; 0 lets the system choose. @default 3003 */
  @IntegerSetting(0, 65535, 'the port for gRPC (0: the system chooses one)')
  GRPC_PORT: number = 3003;
}
