import { ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';

import { isKeySetUrl } from './key-set-url.js';

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
