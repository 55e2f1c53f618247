import { SCOPE } from '../../corpus/contract.mjs';
import { library, optionsOf } from '../../library.mjs';

/** The library, with a scope demanded by the route. */
export async function mount({ jwksUri, tokenCache, algorithms }) {
  const { JwtPolicyModule, RequireScope } = await library();
  const options = await optionsOf({ jwksUri, algorithms }, tokenCache);
  return { imports: [JwtPolicyModule.forRoot(options)], decorators: [RequireScope(SCOPE)] };
}
