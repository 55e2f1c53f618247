/** Whether a key source would still give out this very key: what a remembered token depends on. */
export function isInUse(keys, key) {
    return [...key.algorithms].some((algorithm) => keys.peek(key.kid, algorithm) === key);
}
