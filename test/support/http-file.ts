/** A request of a file for editors, with what its title says comes back. */
export interface FiledRequest {
  readonly title: string;
  readonly status: number;
  /** The code of a refusal. */
  readonly code: string | undefined;
  /** By which later requests refer to the answer. */
  readonly name: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

/** A file of requests: its variables, and its requests in order. */
export interface HttpFile {
  readonly variables: ReadonlyMap<string, string>;
  readonly requests: readonly FiledRequest[];
}

const TITLE = /^(.+): (\d{3})(?: ([A-Z_]+))?$/;

function readRequest(text: string): FiledRequest {
  const [title = '', ...lines] = text.trim().split('\n');
  const [, , status, code] = TITLE.exec(title) ?? [];
  if (status === undefined) throw new Error(`The title does not say what comes back: ${title}`);
  const name = lines.map((line) => /^# @name (\w+)$/.exec(line)?.[1]).find((found) => found !== undefined);
  const [head = '', ...body] = lines
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split('\n\n');
  const [request = '', ...headers] = head.split('\n');
  const [method = '', url = ''] = request.split(' ');
  return {
    title,
    status: Number(status),
    code,
    name,
    method,
    url,
    headers: headers.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    }),
    body: body.length === 0 ? undefined : body.join('\n\n'),
  };
}

/** Reads what the REST Client of VS Code and the HTTP client of JetBrains have in common, and titles with a status. */
export function readHttpFile(text: string): HttpFile {
  const [top = '', ...requests] = text.split(/^### /m);
  const variables = [...top.matchAll(/^@(\w+) = (.*)$/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  return { variables: new Map(variables), requests: requests.map(readRequest) };
}

/** The text with each `{{name}}` replaced, also those that stand in the value of another. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  let filled = text;
  for (let round = 0; round < 3; round++)
    filled = filled.replaceAll(/\{\{([\w.]+)\}\}/g, (whole, name: string) => values.get(name) ?? whole);
  const [left] = /\{\{.*?\}\}/.exec(filled) ?? [];
  if (left !== undefined) throw new Error(`${left} has no value.`);
  return filled;
}
