import { isPlainObject, type ClaimCheckOptions, type DescribedRule } from '../claims/index.js';
import { IsFlag, IsText, OrDefault, type IssuerOptions, type OptionsOf } from '../options/index.js';
import { validatePreset } from './preset-options.js';

/** Declares `FirebaseOptions`. */
class DeclaredFirebaseOptions {
  /** The id of the project, not its number: `shop-1a2b3`. */
  @IsText('must be a project id such as shop-1a2b3, not its number.', /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/)
  projectId!: string;

  /** `true` accepts users who signed in anonymously, which anybody can do. @default false */
  @OrDefault
  @IsFlag
  acceptAnonymousUsers: boolean = false;
}

/** A Firebase project (Firebase Authentication, Identity Platform). */
export interface FirebaseOptions extends OptionsOf<DeclaredFirebaseOptions, 'projectId'> {}

const CLOCK_TOLERANCE_SECONDS = 60;

const IS_USER_ID: DescribedRule = {
  describe: 'is the id of a user, 1 to 128 characters',
  run: (sub) => typeof sub === 'string' && sub !== '' && sub.length <= 128,
};

const IS_PAST: DescribedRule = {
  describe: `is in the past (tolerance ${CLOCK_TOLERANCE_SECONDS} s)`,
  run: (time, context) => typeof time === 'number' && time <= context.now() / 1000 + CLOCK_TOLERANCE_SECONDS,
};

const SIGN_IN_PROVIDER = ['firebase', 'sign_in_provider'] as const;

const IS_NOT_ANONYMOUS: DescribedRule = {
  describe: 'is a way to sign in other than anonymous',
  run: (provider) => typeof provider === 'string' && provider !== 'anonymous',
};

/**
 * The issuer options of a Firebase project, for its id tokens. Throws `JwtPolicyConfigurationError`.
 * @example `firebase({ projectId: 'shop-1a2b3' })`
 */
export function firebase(options: FirebaseOptions): IssuerOptions {
  const { projectId, acceptAnonymousUsers } = validatePreset('firebase', DeclaredFirebaseOptions, options);
  const checks: ClaimCheckOptions[] = [
    { claim: 'sub', rule: IS_USER_ID },
    { claim: 'auth_time', rule: IS_PAST },
  ];
  if (!acceptAnonymousUsers) checks.push({ claim: SIGN_IN_PROVIDER, rule: IS_NOT_ANONYMOUS });
  return {
    issuer: `https://securetoken.google.com/${projectId}`,
    audience: projectId,
    algorithms: ['RS256'],
    jwksUri: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    checks,
    hints: [
      {
        code: 'TOKEN_MALFORMED',
        mender: 'caller',
        message:
          'the token comes from the Firebase emulator, which signs nothing, so it must never be accepted',
        matches: (_claims, token) => token.endsWith('.'),
      },
      {
        code: 'ISSUER_REFUSED',
        mender: 'caller',
        message: 'the token is a session cookie of Firebase, which is for web pages; send the id token',
        matches: ({ iss }) => iss === `https://session.firebase.google.com/${projectId}`,
      },
      {
        code: 'CLAIM_REFUSED',
        mender: 'operator',
        message:
          'the user signed in anonymously, which anybody can do; acceptAnonymousUsers accepts such users',
        matches: (claims) =>
          isPlainObject(claims['firebase']) && claims['firebase']['sign_in_provider'] === 'anonymous',
      },
    ],
  };
}
