/** Whether two types are the same, `any` and `unknown` told apart: two generic functions are only if their types are. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where its argument comes to `true`. Nothing here runs: `npm run typecheck` is the test. */
export type Expect<T extends true> = T;
