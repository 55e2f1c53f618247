import { quote, refuse, type Refusal } from '../errors/index.js';
import { isAlgorithm, MAX_KID_CHARACTERS, type SignatureAlgorithm } from '../keys/index.js';

type Header = Readonly<Record<string, unknown>>;

/** An own member of the header. `jku`, `x5u`, `x5c` and `jwk` are never read: the sender wrote them. */
function member(header: Header, name: string): unknown {
  return Object.hasOwn(header, name) ? header[name] : undefined;
}

/**
 * Refuses members that change the meaning of the token and are not supported: `crit` (RFC 7515 §4.1.11), and `b64`
 * unless it is `true`, its default (RFC 7797 §3). Every other member that is not understood is ignored (RFC 7515 §4);
 * `zip` is one of them, because it is defined for encrypted tokens only. jsonwebtoken ignores all of them.
 */
export function checkProcessing(header: Header): Refusal | undefined {
  if (Object.hasOwn(header, 'crit')) return refuse('HEADER_REFUSED', 'the token header has crit');
  if (!Object.hasOwn(header, 'b64') || header['b64'] === true) return undefined;
  return refuse('HEADER_REFUSED', 'the token header has a b64 that is not true');
}

/** The `alg` of the header, if the issuer accepts it (RFC 8725 §3.1). */
export function readAlgorithm(
  header: Header,
  accepted: ReadonlySet<SignatureAlgorithm>,
): SignatureAlgorithm | Refusal {
  const alg = member(header, 'alg');
  if (isAlgorithm(alg) && accepted.has(alg)) return alg;
  const found = alg === undefined ? 'has no alg' : `has the alg ${quote(alg)}`;
  return refuse(
    'ALGORITHM_REFUSED',
    `the token header ${found}; its issuer accepts ${[...accepted].join(', ')}`,
  );
}

/** The `kid` of the header: an opaque string, or absent. Any other value is refused. */
export function readKid(header: Header): { readonly kid: string | undefined } | Refusal {
  const kid = member(header, 'kid');
  if (kid === undefined) return { kid };
  if (typeof kid === 'string' && kid.length <= MAX_KID_CHARACTERS) return { kid };
  return refuse('HEADER_REFUSED', `the kid is not a string of at most ${MAX_KID_CHARACTERS} characters`);
}

/** `at+jwt`, from `application/at+jwt`, `AT+JWT` and the like (RFC 7515 §4.1.9, RFC 9068 §2.1). */
export function normalizeType(type: string): string {
  return type.toLowerCase().replace(/^application\//, '');
}

/** Accepted types in words: `JWT, at+jwt, (absent)`. */
export function describeTypes(accepted: ReadonlySet<string | null>): string {
  return [...accepted].map((type) => type ?? '(absent)').join(', ');
}

/** Whether the `typ` of the header is accepted. `null` among the accepted ones stands for a token without `typ`. */
export function checkType(header: Header, accepted: ReadonlySet<string | null>): Refusal | undefined {
  const typ = member(header, 'typ');
  if (typ === undefined ? accepted.has(null) : typeof typ === 'string' && accepted.has(normalizeType(typ)))
    return undefined;
  const found = typ === undefined ? 'has no typ' : `has the typ ${quote(typ)}`;
  return refuse(
    'TOKEN_TYPE_REFUSED',
    `the token header ${found}; accepted (option types): ${describeTypes(accepted)}`,
  );
}
