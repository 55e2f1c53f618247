import { describe, expect, it } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { openServer, REQUEST } from '../../../test/websockets/open-server.js';
import type { ServerConnections } from './server-connections.js';
import { verifyHandshakes } from './ws-handshakes.js';

describe('a handshake', () => {
  const answered = (asked: () => ServerConnections | undefined, req: object): Promise<readonly unknown[]> =>
    new Promise((resolve) => {
      const verify = verifyHandshakes(asked, undefined) as (info: object, done: unknown) => void;
      verify({ req }, (...answer: unknown[]) => resolve(answer));
    });

  const refused = [
    false,
    403,
    expect.stringContaining('"CONTEXT_UNSUPPORTED"'),
    expect.objectContaining({ 'WWW-Authenticate': 'Bearer' }),
  ];

  it('is refused as long as there is no server', async () => {
    expect(await answered(() => undefined, REQUEST)).toEqual(refused);
  });

  it('is refused if its request cannot be read', async () => {
    const { connections } = openServer();
    expect(await answered(() => connections, {})).toEqual(refused);
  });

  it('is refused if the decision fails', async () => {
    const decide = async (): Promise<never> => {
      throw new Error('broken');
    };
    const { connections } = openServer({ decide });
    expect(await answered(() => connections, REQUEST)).toEqual(refused);
  });

  it('is let through if it is granted', async () => {
    const { connections } = openServer();
    expect(await answered(() => connections, REQUEST)).toEqual([true]);
  });

  it('is asked about in the form with a callback', () => {
    expect(verifyHandshakes(() => undefined, undefined)).toHaveLength(2);
  });

  it('is answered if verifyClient fails when the server is gone', async () => {
    let looks = 0;
    const { connections } = openServer();
    const asked = (): ServerConnections | undefined => (looks++ === 0 ? connections : undefined);
    const answer = new Promise((resolve) => {
      const failing = (): boolean => {
        throw new Error('broken');
      };
      const verify = verifyHandshakes(asked, failing) as (info: object, done: unknown) => void;
      verify({ req: REQUEST }, (...given: unknown[]) => resolve(given));
    });
    expect(await answer).toEqual([false, 500]);
  });

  it('is answered once if verifyClient fails after it has answered', async () => {
    const { connections, reports } = openServer();
    const answers: unknown[] = [];
    const further = (_info: object, done: (isVerified: boolean) => void): void => {
      done(true);
      throw new Error('broken');
    };
    const verify = verifyHandshakes(() => connections, further) as (info: object, done: unknown) => void;
    verify({ req: REQUEST }, (...given: unknown[]) => answers.push(given));
    await until(() => reports.length > 0);
    await new Promise(setImmediate);
    expect(answers).toEqual([[true]]);
  });
});
