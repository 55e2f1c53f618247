import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { PARENT_VARIABLE, type EntryReply, type EntryRequest } from './entry-messages.js';

/**
 * Loaded before the entry of an application, in the process that the command line starts for it. Here `listen()` opens
 * no port: the application is initialised, asked one question, closed, and the process ends.
 */

/** The parts of a Nest application that are used. Its version is the one of the application, whatever this package has. */
interface NestApp {
  readonly isInitialized: boolean;
  get(token: symbol, options: { readonly strict: false }): unknown;
  close(): Promise<void>;
}

/** How an application gets ready to listen: what `listen()` of its class does first. */
type Initialize = 'init' | 'registerModules';

type Answers = Readonly<Record<string, (details: unknown) => unknown>>;

/** A class or an object whose method is replaced. */
interface Owner<Method extends string> {
  readonly prototype: Record<Method, unknown>;
}

interface NestCore {
  readonly NestApplication: Owner<'listen' | 'startAllMicroservices'>;
  readonly NestFactory: Factory;
}

interface NestMicroservices {
  readonly NestMicroservice: Owner<'listen'>;
}

const never = (): Promise<never> => new Promise(() => {});

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * The package as the application finds it, so that both have the same classes: as it is imported and as it is required.
 * Mostly that is the same; tsx makes a copy for applications that require. Empty where it is not installed.
 */
async function loadFor<T>(entry: string, name: string): Promise<readonly T[]> {
  const require = createRequire(entry);
  const ways = [
    async () => (await import(pathToFileURL(require.resolve(name)).href)) as T,
    async () => require(name) as T,
  ];
  const loaded = new Set<T>();
  for (const load of ways) {
    try {
      loaded.add(await load());
    } catch {
      // Not installed, or not loaded in this way by the application either.
    }
  }
  return [...loaded];
}

/** The channel to the parent. The application does not see it: many send `ready` to whoever started them. */
class ParentChannel {
  private readonly send = process.send?.bind(process);

  async request(): Promise<EntryRequest> {
    const request = await new Promise<EntryRequest>((resolve) => process.once('message', resolve));
    // Without its parent nobody reads the answer, and the application would run on.
    process.once('disconnect', () => process.exit(1));
    process.channel?.unref();
    delete process.send;
    return request;
  }

  /** Sends the one reply; resolves when it is on its way. */
  async reply(reply: EntryReply): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.send === undefined) resolve();
      else this.send(reply, undefined, undefined, () => resolve());
    });
  }
}

type Factory = Record<'create' | 'createMicroservice', (...given: unknown[]) => unknown>;

/** Has every application counted that the entry makes. */
function countApplications(factories: readonly Factory[], count: () => void): void {
  for (const target of new Set(factories.map((factory) => Object.getPrototypeOf(factory) as Factory))) {
    for (const name of ['create', 'createMicroservice'] as const) {
      const create = target[name];
      target[name] = function counted(this: unknown, ...given: unknown[]): unknown {
        count();
        return create.apply(this, given);
      };
    }
  }
}

/** Answers for the first application that would listen. */
class Reporter {
  /** How many applications the entry has made. */
  applications = 0;
  private isBusy = false;

  constructor(
    private readonly channel: ParentChannel,
    private readonly request: EntryRequest,
  ) {}

  /** Takes the place of `listen()`. Never returns: what the entry does once it listens is not done. */
  async report(app: NestApp, initialize: () => Promise<unknown>): Promise<never> {
    if (this.isBusy) return never();
    this.isBusy = true;
    await this.channel.reply(await this.ask(app, initialize));
    // The answer is given: a failure to close changes nothing of it.
    await app.close().catch(() => {});
    return process.exit(0);
  }

  private async ask(app: NestApp, initialize: () => Promise<unknown>): Promise<EntryReply> {
    try {
      if (!app.isInitialized) await initialize();
    } catch (error) {
      return { outcome: 'failed', failure: 'start-failed', detail: messageOf(error) };
    }
    const { token, name, details } = this.request.question;
    const answer = this.answersOf(app, token)?.[name];
    if (answer === undefined) return { outcome: 'failed', failure: 'module-missing', detail: '' };
    try {
      return { outcome: 'answered', answer: await answer(details), applications: this.applications };
    } catch (error) {
      return { outcome: 'failed', failure: 'question-failed', detail: messageOf(error) };
    }
  }

  private answersOf(app: NestApp, token: string): Answers | undefined {
    try {
      return app.get(Symbol.for(token), { strict: false }) as Answers;
    } catch {
      return undefined;
    }
  }
}

function replaceListen(
  owners: readonly Owner<'listen'>[],
  initialize: Initialize,
  report: Reporter['report'],
): void {
  for (const { prototype } of owners) {
    prototype.listen = function listen(
      this: NestApp & Record<Initialize, () => Promise<unknown>>,
    ): Promise<never> {
      return report(this, () => this[initialize]());
    };
  }
}

/** The microservices of a hybrid application would start to take messages. */
async function startNone<App>(this: App): Promise<App> {
  return this;
}

/** Has every application of these packages reported where it would listen, whether for requests or for messages. */
async function replaceListening(
  entry: string,
  cores: readonly NestCore[],
  report: Reporter['report'],
): Promise<void> {
  const applications = cores.map(({ NestApplication }) => NestApplication);
  replaceListen(applications, 'init', report);
  for (const { prototype } of applications) prototype.startAllMicroservices = startNone;
  const microservices = await loadFor<NestMicroservices>(entry, '@nestjs/microservices');
  replaceListen(
    microservices.map(({ NestMicroservice }) => NestMicroservice),
    'registerModules',
    report,
  );
}

/** In a process that the application starts itself, such as a cluster worker: it opens no port either. */
async function prepareInherited(entry: string | undefined): Promise<void> {
  if (entry === undefined) return;
  await replaceListening(entry, await loadFor<NestCore>(entry, '@nestjs/core'), never);
}

async function prepare(): Promise<void> {
  const channel = new ParentChannel();
  const request = await channel.request();
  const cores = await loadFor<NestCore>(request.entry, '@nestjs/core');
  if (cores.length === 0) {
    await channel.reply({ outcome: 'failed', failure: 'nest-missing', detail: '' });
    process.exit(1);
  }
  const reporter = new Reporter(channel, request);
  const factories = cores.map(({ NestFactory }) => NestFactory);
  countApplications(factories, () => (reporter.applications += 1));
  await replaceListening(request.entry, cores, (app, initialize) => reporter.report(app, initialize));
}

if (isMainThread) {
  const isAsked = process.env[PARENT_VARIABLE] !== undefined;
  delete process.env[PARENT_VARIABLE];
  await (isAsked ? prepare() : prepareInherited(process.argv[1]));
}
