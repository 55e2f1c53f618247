/** What it costs to make the string. Subtracted from what gets a string. */
export async function open() {
  return (text) => text.length > 0;
}
