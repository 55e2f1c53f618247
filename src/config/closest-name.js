/** The name nearest to `typed` by single-character edits, whatever the distance; `undefined` of no names. */
export function closestName(typed, names) {
    let closest;
    let fewest = Number.POSITIVE_INFINITY;
    for (const name of names) {
        const edits = editDistance(typed, name);
        if (edits < fewest)
            [closest, fewest] = [name, edits];
    }
    return closest;
}
function editDistance(from, to) {
    let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
    for (let row = 1; row <= from.length; row++) {
        const current = [row];
        for (let column = 1; column <= to.length; column++) {
            const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
            const removed = (previous[column] ?? 0) + 1;
            const added = (current[column - 1] ?? 0) + 1;
            current.push(Math.min(replaced, removed, added));
        }
        previous = current;
    }
    return previous[to.length] ?? 0;
}
