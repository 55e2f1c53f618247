import { IsIn } from 'class-validator';
import { ENTRA_ASK_FOR_SCOPE, isGraph } from '../causes/index.js';
import type { ClaimCheckOptions } from '../claims/index.js';
import {
  IfGiven,
  IsFlag,
  IsTextOrTexts,
  Must,
  OrDefault,
  type IssuerOptions,
  type OptionsOf,
  type RefusalHint,
} from '../options/index.js';
import { AreClientIds, copyAudience, IsAudience, listOf, MustNot, validatePreset } from './preset-options.js';
import { idTokenHint, namesClient, unreadableHints } from './provider-checks.js';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHARED = ['common', 'organizations', 'consumers'];

/** Declares `EntraOptions`. */
class DeclaredEntraOptions {
  /** The directory (tenant) id, a GUID in lower case, or a list of them. */
  @MustNot(
    (tenant) => SHARED.includes(tenant),
    'must name tenants: tokens have the id of their tenant in iss, and common would accept the tokens of every tenant.',
  )
  @IsTextOrTexts('must be the directory (tenant) id, a GUID in lower case, or a list of them.', GUID)
  @Must(
    (tenants) => !Array.isArray(tenants) || new Set(tenants).size === tenants.length,
    'names a tenant twice.',
  )
  tenantId!: string | readonly string[];

  /**
   * The application (client) id of the API, its App ID URI (`api://…`), or both: version 1 tokens have one of the two.
   */
  @IsAudience
  @MustNot(isGraph, 'is Microsoft Graph, and only Graph can verify its tokens. Use the id of your API.')
  audience!: string | readonly string[];

  /** The accepted versions of tokens. The manifest of the API decides which version it gets. @default 'both' */
  @OrDefault
  @IsIn(['v1', 'v2', 'both'], { message: "must be 'v1' or 'v2' or 'both'." })
  version: 'v1' | 'v2' | 'both' = 'both';

  /** The applications whose tokens are accepted: `azp`, in version 1 `appid`. @default any */
  @IfGiven
  @AreClientIds
  clientIds?: readonly string[];

  /**
   * `true`: roles satisfy scope demands of the same name, roles of users too. Tokens of an application without a user
   * have roles and no scopes.
   * @default false
   */
  @OrDefault
  @IsFlag
  rolesAsScopes: boolean = false;
}

/** One tenant of Microsoft Entra ID, or several. */
export interface EntraOptions extends OptionsOf<DeclaredEntraOptions, 'tenantId' | 'audience'> {}

/** The differences between the versions: the issuer, and the claim that names the client. */
const VERSIONS = {
  v1: { issuerOf: (tenant: string) => `https://sts.windows.net/${tenant}/`, client: 'appid' },
  v2: { issuerOf: (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`, client: 'azp' },
} as const;

function isOfVersion(iss: unknown, version: 'v1' | 'v2'): boolean {
  const tenant = /[0-9a-f-]{36}/.exec(String(iss))?.[0];
  return tenant !== undefined && iss === VERSIONS[version].issuerOf(tenant);
}

/** The other version of a tenant that is listed is in the table of causes. */
function otherTenantHint(tenants: readonly string[]): RefusalHint {
  return {
    code: 'ISSUER_REFUSED',
    name: 'other-environment',
    mender: 'operator',
    message: 'the token comes from a tenant that is not listed in tenantId',
    matches: ({ iss }) =>
      (isOfVersion(iss, 'v1') || isOfVersion(iss, 'v2')) &&
      !tenants.some((tenant) => String(iss).includes(tenant)),
  };
}

const NO_SCP: RefusalHint = {
  code: 'SCOPE_MISSING',
  mender: 'operator',
  message:
    'the token belongs to an application without a user, so it has roles and no scp; demand a role, or set rolesAsScopes',
  matches: (claims) => !('scp' in claims),
};

/**
 * The issuers of one or several tenants of Microsoft Entra ID, with one key set for all of them. Throws
 * `JwtPolicyConfigurationError`.
 * @example `issuers: entra({ tenantId: '8eaef023-2b34-4da1-9baa-8bc8c9d6a490', audience: 'api://orders' })`
 */
export function entra(options: EntraOptions): readonly IssuerOptions[] {
  const values = validatePreset('entra', DeclaredEntraOptions, options);
  const { version, clientIds: clients, rolesAsScopes } = values;
  const tenants = listOf(values.tenantId);
  const versions = version === 'both' ? (['v2', 'v1'] as const) : [version];
  const shared = {
    audience: copyAudience(values.audience),
    algorithms: ['RS256'],
    jwksUri: `https://login.microsoftonline.com/${tenants.length === 1 ? tenants[0] : 'common'}/discovery/v2.0/keys`,
    scopeFrom: rolesAsScopes ? ['scp', 'roles'] : ['scp'],
  } as const;
  const common = [
    ...unreadableHints(ENTRA_ASK_FOR_SCOPE),
    otherTenantHint(tenants),
    ...(rolesAsScopes ? [] : [NO_SCP]),
  ];
  return tenants.flatMap((tenant) =>
    versions.map((one): IssuerOptions => {
      const { issuerOf, client } = VERSIONS[one];
      const checks: ClaimCheckOptions[] = [namesClient([client], clients)];
      const hints = [...common, idTokenHint((claims) => !(client in claims))];
      const absentClaims = {
        scope: 'its scopes are in scp',
        client_id: `its client is in ${client}`,
        permissions: 'what an application may do is in roles',
      };
      return { ...shared, issuer: issuerOf(tenant), checks, absentClaims, hints };
    }),
  );
}
