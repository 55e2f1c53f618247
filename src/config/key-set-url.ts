import { ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * True for an absolute https:// URL, and for http:// on the loopback interface: keys that cross a network
 * unprotected could be exchanged on their way. Credentials in the URL are refused; they would end up in logs.
 */
export function isKeySetUrl(value: unknown): boolean {
  if (typeof value !== 'string' || value !== value.trim() || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** The value is a URL that keys may be fetched from. It is not echoed: URLs can carry secrets. */
@ValidatorConstraint({ name: 'keySetUrl' })
export class KeySetUrl implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isKeySetUrl(value);
  }

  defaultMessage(): string {
    return '$property must be an absolute https:// URL without user name or password; http:// is accepted on 127.0.0.1, ::1 and localhost only.';
  }
}
