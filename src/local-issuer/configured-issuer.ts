import { loadLocalIssuerSettings } from '../config/index.js';
import { ExplainedError } from '../process/index.js';
import { poolIssuer } from './pool.js';

/** The URL of the local issuer that the settings describe, for commands that ask it for a token. */
export async function configuredIssuer(): Promise<string> {
  const { LOCAL_ISSUER_PORT: port } = (await loadLocalIssuerSettings()).settings;
  if (port === 0) {
    throw new ExplainedError(
      'LOCAL_ISSUER_PORT is 0, so the port of the local issuer is not known here. Name the issuer with --issuer.',
    );
  }
  return poolIssuer('127.0.0.1', port);
}
