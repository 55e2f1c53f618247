import { RunningProcess } from './child-process.js';

/** A broker that runs, and what it printed when it was ready. */
export interface StartedBroker {
  readonly running: RunningProcess;
  readonly ready: RegExpExecArray;
}

/** Starts a broker that logs to standard error, and waits until its log has this. Ends it if that does not come. */
export async function startBroker(command: string, folder: string, ready: RegExp): Promise<StartedBroker> {
  // `exec` leaves one process, so that its id is the one that is ended.
  const PATH = process.env['PATH'] ?? '';
  const running = new RunningProcess('sh', ['-c', `exec ${command} 2>&1`], folder, { PATH });
  try {
    return { running, ready: await running.printed(ready) };
  } catch (error) {
    await running.close();
    throw error;
  }
}
