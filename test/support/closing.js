import { afterEach } from '@jest/globals';
/** Closes after each test what it was given, last opened first. */
export function closeAfterEach() {
    const open = [];
    afterEach(async () => {
        for (const one of open.splice(0).toReversed())
            await one.close();
    });
    return (opened) => {
        open.push(opened);
        return opened;
    };
}
