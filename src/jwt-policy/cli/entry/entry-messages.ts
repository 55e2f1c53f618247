/** What the application of an entry is asked. It crosses a process boundary as JSON. */
export interface EntryQuestion {
  /** The key of the symbol under which the application provides its answers. */
  readonly token: string;
  /** Which of them is asked. */
  readonly name: string;
  /** What the answer depends on. May hold a token: it is never put into arguments or the environment. */
  readonly details: unknown;
}

/** What the preload is sent: the question, and the entry, by whose folder packages are found. */
export interface EntryRequest {
  readonly entry: string;
  readonly question: EntryQuestion;
}

/** Why the application gave no answer, as far as the preload knows. */
export type EntryFailure = 'nest-missing' | 'start-failed' | 'module-missing' | 'question-failed';

/** What the preload sends back, once. */
export type EntryReply =
  | {
      readonly outcome: 'answered';
      readonly answer: unknown;
      /** How many applications the entry had made by then. */
      readonly applications: number;
    }
  | { readonly outcome: 'failed'; readonly failure: EntryFailure; readonly detail: string };

/** The variable by which the preload knows its parent. Processes that the application starts itself inherit the preload. */
export const PARENT_VARIABLE = 'NEST_JWT_POLICY_CLI';
