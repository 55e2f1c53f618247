/** What a public key or a certificate can be labelled in PEM (RFC 7468). */
const LABELS = ['PUBLIC KEY', 'CERTIFICATE', 'RSA PUBLIC KEY'];

/**
 * The texts in PEM that Base64 without header and footer lines may stand for: a public key, a certificate, an RSA public
 * key. Whether one of them can be read is not checked.
 */
export function headerlessPem(base64: string): readonly string[] {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return LABELS.map((label) =>
    [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'),
  );
}
