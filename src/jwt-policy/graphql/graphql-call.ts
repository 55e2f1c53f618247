import type { CallAttributes } from '../claims/index.js';
import type { CalledOperation } from '../routes/index.js';
import { sentToken } from '../tokens/index.js';
import { HttpCall, operationAttributes, type TransportCall } from '../transports/index.js';
import type { ResolveInfo } from './field-of-call.js';
import type { GraphqlRequest } from './graphql-request.js';

/** The names under which clients of graphql-ws send a token; the second is a token without its scheme. */
const HEADER = 'authorization';
const BARE = 'authtoken';

/** What the parameters of a connection have instead of an `Authorization` header. */
function connectionTokens(parameters: GraphqlRequest['connectionParams']): readonly string[] {
  return Object.entries(parameters).flatMap(([sent, value]) => {
    const name = sent.toLowerCase();
    // The first of the two brings its scheme, as the header does.
    if (name === HEADER && typeof value === 'string') return [value];
    return name === HEADER || name === BARE ? sentToken(value) : [];
  });
}

/** A field of an operation, as decisions read it. */
export class GraphqlCall implements TransportCall {
  readonly method = '';
  readonly route = undefined;
  readonly memo: object;
  private readonly request: HttpCall;
  private known: CallAttributes | undefined;

  constructor(
    /** The `info` of the field: fields of one operation share everything else. */
    readonly key: ResolveInfo,
    readonly operation: CalledOperation,
    private readonly by: GraphqlRequest,
  ) {
    this.memo = by.memo ?? key.variableValues;
    this.request = new HttpCall(by.http);
  }

  headerValues(name: string): readonly string[] {
    const sent = this.request.headerValues(name);
    if (name !== HEADER || this.by.carrier === 'http') return sent;
    // The same token in both places is one token: browsers cannot set headers, and other clients may do both.
    return [...new Set([...sent, ...connectionTokens(this.by.connectionParams)])];
  }

  hasParameter(name: string): boolean {
    return this.request.hasParameter(name);
  }

  get attributes(): CallAttributes {
    this.known ??= operationAttributes(this.operation, this.request.attributes);
    return this.known;
  }
}
