import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';
/** A comma separated list; blanks around the commas and repetitions do not count, an entry left empty is refused. */
export function ListSetting() {
    return (target, property) => {
        Transform(({ value }) => splitList(value))(target, property);
        registerDecorator({
            name: 'listSetting',
            target: target.constructor,
            propertyName: String(property),
            validator: {
                validate: (value) => Array.isArray(value) && value.every((entry) => entry !== ''),
                defaultMessage: () => '$property has an empty entry. Write a comma separated list, such as "a,b", with no comma to spare.',
            },
        });
    };
}
function splitList(value) {
    return typeof value === 'string' ? [...new Set(value.split(',').map((entry) => entry.trim()))] : value;
}
