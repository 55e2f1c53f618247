var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { ValidatorConstraint } from 'class-validator';
import { isKeySetUrl } from './key-set-url.js';
/** The value is a URL that keys may be fetched from. It is not echoed: URLs can carry secrets. */
let KeySetUrl = class KeySetUrl {
    validate(value) {
        return isKeySetUrl(value);
    }
    defaultMessage() {
        return '$property must be an absolute https:// URL without user name or password; http:// is accepted on 127.0.0.1, ::1 and localhost only.';
    }
};
KeySetUrl = __decorate([
    ValidatorConstraint({ name: 'keySetUrl' })
], KeySetUrl);
export { KeySetUrl };
