import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';

import { type Ended, EntryPointProcess, type RunningProcess } from './child-process.js';

type Variables = Record<string, string>;

/** Every port chosen by the system, so that suites run side by side. */
const FREE_PORTS: Variables = { PORT: '0', TCP_PORT: '0', GRPC_PORT: '0', LOCAL_ISSUER_PORT: '0' };

/** The sample service as a process. */
export interface SampleService {
  /** Empty if it is not served over HTTP. */
  readonly url: string;
  /** The address for WebSockets; empty if they are not served. */
  readonly ws: string;
  /** Host and port for messages over TCP, and for gRPC; empty if these are not served. */
  readonly tcp: string;
  readonly grpc: string;
  /** The issuer it trusts: its own local one, or the one it was told. */
  readonly issuer: string;
  readonly process: RunningProcess;
  close(): Promise<void>;
}

/** Starts the built service in an empty directory and reads from its output where it listens. */
export async function startSampleService(variables: Variables = {}): Promise<SampleService> {
  const directory = temporaryDirectory();
  const running = new EntryPointProcess('main.js', directory.path, { ...FREE_PORTS, ...variables });
  const close = async (): Promise<void> => {
    await running.close();
    directory.remove();
  };
  try {
    const { input } = await running.printed(/^Try next[^]*\n\n$/m);
    const told = (label: string): string => new RegExp(`^${label} +(\\S+)`, 'm').exec(input)?.[1] ?? '';
    return {
      url: told('Service'),
      ws: told('WebSockets'),
      tcp: told('TCP'),
      grpc: told('gRPC'),
      issuer: told('(?:Local i|I)ssuer'),
      process: running,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs the built service until it ends by itself. */
export async function runSampleService(
  variables: Variables,
  dotEnv?: (directory: string) => void,
): Promise<Ended> {
  const directory = temporaryDirectory();
  dotEnv?.(directory.path);
  const ended = await new EntryPointProcess('main.js', directory.path, variables).ended;
  directory.remove();
  return ended;
}

/** Starts the built local issuer as a process of its own. */
export async function startIssuerProcess(variables: Variables = {}) {
  const running = new EntryPointProcess('local-issuer/main.js', tmpdir(), { ...FREE_PORTS, ...variables });
  const [, issuer = ''] = await running.printed(/^Local issuer +(\S+)/m);
  return { issuer, process: running, close: () => running.close() };
}

/** A port nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** An empty directory, without a `.env` file to be read. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sample-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
