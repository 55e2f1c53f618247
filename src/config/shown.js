const SHOWN_CHARACTERS = 40;
/**
 * A refused value as it may be printed: cut short, and escaped so that it can neither forge a line of output
 * nor be taken for one of class-validator's placeholders, such as `$value`.
 */
export function shown(value) {
    const text = String(value);
    const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
    return JSON.stringify(cut).replaceAll('$', String.raw `\u0024`);
}
