import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';
import { shown } from './shown.js';
/** Plain decimal digits only: `Number()` would also take '', ' ', '1e3' and '0x10', `parseInt` would take '12abc'. */
const DECIMAL = /^(?:0|[1-9]\d{0,9})$/;
/** A whole number from `min` to `max`, written in plain decimal digits. `meaning` completes the sentence "It is …". */
export function IntegerSetting(min, max, meaning) {
    return (target, property) => {
        Transform(({ value }) => parseDecimal(value))(target, property);
        registerDecorator({
            name: 'integerSetting',
            target: target.constructor,
            propertyName: String(property),
            validator: {
                validate: (value) => typeof value === 'number' && value >= min && value <= max,
                defaultMessage: ({ property: name, value }) => `${name} must be a whole number from ${min} to ${max}, but is ${shown(value)}. It is ${meaning}: correct it, or leave it out for the default.`,
            },
        });
    };
}
function parseDecimal(value) {
    return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
}
